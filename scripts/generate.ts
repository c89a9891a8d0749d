// Writes the pages of docs/generated that come from the code; with --check it compares them and changes nothing.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { settings } from "../src/config.ts";
import { openApi } from "../src/contract/openapi.ts";
import { type ProblemCode, problemOf, problems, sentenceOf } from "../src/contract/problems.ts";
import { languagePage } from "./generate-language.ts";
import { page, table } from "./generate-page.ts";

const folder = resolve(import.meta.dirname, "../docs/generated");

/** Every generated page and what makes it. `compatibility.md` is made by test/conformance, from what it saw. */
const pages = {
  "agent-script.md": languagePage,
  "config.md": configPage,
  "problems.md": problemsPage,
  "openapi.json": () => `${JSON.stringify(openApi("/"), undefined, 2)}\n`,
} as const satisfies Record<string, () => string>;

/** Write the pages that differ, or with `check` name them. */
function generate(check: boolean): void {
  mkdirSync(folder, { recursive: true });
  const made = Object.entries(pages).map(([name, make]) => ({ name, path: resolve(folder, name), text: make() }));
  const stale = made.filter(({ path, text }) => text !== contentOf(path));
  if (!check) {
    for (const { path, text } of stale) writeFileSync(path, text);
  } else if (stale.length > 0) {
    const names = stale.map(({ name }) => `docs/generated/${name}`).join(", ");
    console.error(`Not what the code says any more: ${names}\nRun: npm run generate`);
    process.exitCode = 1;
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function configPage(): string {
  const rows = Object.values(settings).map(({ env, default: fallback, about }) => [
    `\`${env}\``,
    shown(fallback),
    about,
  ]);
  return page("Settings", "src/config.ts", [
    "Each is an environment variable. A variable named `DRAGOMAN_…` that is not in the table is reported at start.",
    "",
    ...table(["Variable", "Default", "What it does"], rows),
  ]);
}

const shown = (value: unknown) => {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "";
  return `\`${Array.isArray(value) ? value.join(" ") : String(value)}\``;
};

function problemsPage(): string {
  const codes = Object.keys(problems) as ProblemCode[];
  const rows = codes.map((code) => {
    const { status, error, expected, retryAfterS } = problemOf(code);
    const retry = retryAfterS === undefined ? "" : ` \`Retry-After: ${retryAfterS}\``;
    return [String(status), `\`${error}\``, sentenceOf(code), expected ? "client" : "server", `\`${code}\`${retry}`];
  });
  return page("Problems", "src/contract/problems.ts", [
    "Every way the Agent API refuses a request. The body of a refusal has `status`, `error` and `message` of the row,",
    "the `path`, a `timestamp`, whether it was `expected` (the client's mistake) and the `requestId`, which the",
    "`X-Request-ID` header and the server's log have too. Words in braces are filled in.",
    "",
    ...table(["Status", "`error`", "`message`", "Whose fault", "In the log"], rows),
  ]);
}

generate(process.argv.includes("--check"));
