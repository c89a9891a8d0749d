// `# @dialect: NAME=VERSION` in the first lines of a script: which dialects there are, and which this reads (spec §1.2).
import { closest } from "../closest.ts";
import type { Report } from "./report.ts";
import type { Token } from "./token.ts";

const annotation = /^#\s*@dialect:\s*(\w+)(?:=(\d+)(?:\.\d+)?)?/i;
const annotatedLines = 10;

/** Dialects by name, with the major version this reads; none for those it does not. */
const dialects: Readonly<Record<string, { readonly major?: number }>> = {
  agentforce: { major: 2 },
  agentscript: { major: 2 },
  agentfabric: {},
};

/** Whether the script can be read at all. Reports a dialect or a version that cannot, and an unknown name, which is passed over. */
export function readsDialect(tokens: readonly Token[], report: Report): boolean {
  const found = tokens.find(
    (token) => token.kind === "comment" && token.span.start.line <= annotatedLines && annotation.test(token.text),
  );
  const [, name = "", major] = annotation.exec(found?.text ?? "") ?? [];
  if (!found || name === "") return true;
  const dialect = Object.hasOwn(dialects, name.toLowerCase()) ? dialects[name.toLowerCase()] : undefined;
  if (!dialect) {
    const meant = closest(name, Object.keys(dialects));
    const fix = meant ? `Did you mean \`${meant}\`?` : "Write `agentforce`, or remove the line";
    report.warning("unknown-dialect", found.span, `There is no dialect \`${name}\`; reading the script as agentforce`, {
      fix,
    });
    return true;
  }
  if (dialect.major === undefined) {
    report.error("not-supported-yet", found.span, `Dialect ${name.toLowerCase()} is not supported by this version`, {
      fix: "Write the agent in the agentforce dialect",
    });
    return false;
  }
  if (major === undefined || Number(major) === dialect.major) return true;
  report.error(
    "invalid-version",
    found.span,
    `The script asks for ${name}=${major}, but only version ${dialect.major} is known`,
    {
      fix: `Write \`# @dialect: ${name}=${dialect.major}\``,
    },
  );
  return false;
}
