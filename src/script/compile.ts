// Source to the compiled form "AgentJSON": the export that other tools of the platform read (spec §4).
import { compileAgent } from "./compile/agent.ts";
import { fieldOf, namedBlocks } from "./compile/fields.ts";
import { gatesIn, mostGates } from "./compile/gates.ts";
import type { JsonObject } from "./compile/json.ts";
import { readsDialect } from "./dialect.ts";
import { parse } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { readScript } from "./read.ts";
import { createReport } from "./report.ts";

export { toCamel } from "./compile/camel.ts";

/** A compiled script, `AgentDSLAuthoring` with `schema_version` 2.0: plain JSON, keys in snake_case. */
export type AgentJson = JsonObject;

export interface Compilation {
  /** `undefined` when a part of the script could not be read, it has no `config` or no `start_agent`, or branches far too many. */
  readonly compiled: AgentJson | undefined;
  /** What the checker says, sorted by place. That this server does not run a part is no problem of the compiled form. */
  readonly problems: readonly Problem[];
}

/**
 * Compile a script. Works on the tree alone, since the compiled form keeps what this server does not run and drops what
 * the vendor's compiler drops (spec §3.1). A script that can be read compiles even when the checker refuses it. Never
 * throws, whatever the text.
 */
export function compileScript(source: string): Compilation {
  const report = createReport();
  const { tokens, items } = parse(source, report);
  if (!readsDialect(tokens, report)) return { compiled: undefined, problems: report.problems() };
  const root = { items, source };
  const [first] = items;
  if (first && gatesIn(items) > mostGates) {
    const fix = "Take the branches apart: into subagents, or into an action that decides";
    report.error("syntax-error", first.span, "The branches of this script are too many to be compiled", { fix });
    return { compiled: undefined, problems: report.problems() };
  }
  const unread = report.problems().some(({ severity }) => severity === "error");
  const whole = fieldOf(root, "config") !== undefined && namedBlocks(root, "start_agent").size > 0;
  return {
    compiled: unread || !whole ? undefined : compileAgent(root),
    problems: readScript(source).problems.filter(({ code }) => code !== "not-supported-yet"),
  };
}
