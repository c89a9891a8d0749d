// `collect @variables.x`: a value the agent asks the user for, turn after turn until it has it (spec §2.15, §5.9).
import type { Agent } from "./agent.ts";
import { checkAssignable } from "./check-assignment.ts";
import { fieldTerm } from "./fields.ts";
import { noteMention, type Place } from "./names.ts";
import { readTarget } from "./read-transition.ts";
import type { Report } from "./report.ts";
import { resolveText } from "./resolve.ts";
import { reportUndefined } from "./resolve-reference.ts";
import type { Fields } from "./schema-field.ts";
import { sectionBelow } from "./shape.ts";
import type { Item } from "./syntax.ts";
import type { Span, Statement } from "./tree.ts";
import { statementsIn } from "./walk.ts";

/** What stands below a `collect`. */
export const collectFields: Fields = {
  message: { kind: "message", required: true, says: "The words in which the user is asked." },
};

/** Read a `collect`; `undefined` when it cannot stand here or lacks a part, which is reported. */
export function readCollect(
  item: Extract<Item, { kind: "collect" }>,
  place: Place,
  inInstructions: boolean,
): Statement | undefined {
  const { report, names, source, findings } = place;
  const allowed = checkPlace(item.span, place, inInstructions);
  const below = sectionBelow(item.body?.items ?? [], collectFields, "collect", item.target.span, source, report);
  const term = fieldTerm(below, "message");
  const message = term && resolveText(term, place);
  const variable = readTarget(item.target, "variables", place);
  if (variable === undefined) return undefined;
  const declared = names.variables.get(variable);
  if (!declared) {
    reportUndefined("variables", variable, item.target.span, names.variables.keys(), place);
    return undefined;
  }
  findings.used.add(variable);
  noteMention(place, { kind: "variable", name: variable, scope: "" }, item.target.span);
  if (!checkAssignable(declared, item.target.span, report) || !message || !allowed) return undefined;
  return { kind: "collect", variable, message, span: item.span };
}

/** The start agent cannot collect: a user who changes their mind would have nowhere to go. */
function checkPlace(span: Span, { node, names, report }: Place, inInstructions: boolean): boolean {
  if (!inInstructions) {
    report.error("collect-outside-instructions", span, "`collect` has no place here", {
      fix: "Move it to `reasoning.instructions`",
    });
    return false;
  }
  if (node === undefined || names.nodes.get(node)?.block !== "start_agent") return true;
  report.error("collect-in-start-agent", span, "The start agent cannot `collect`", {
    fix: "Move it to a subagent, and add a transition there",
  });
  return false;
}

/** Say once for each node that collects that the language may yet change here. */
export function checkCollects({ nodes }: Agent, report: Report): void {
  for (const { instructions } of Object.values(nodes)) {
    const first = [...statementsIn(instructions)].find(({ statement }) => statement.kind === "collect");
    if (!first) continue;
    const message = "`collect` is experimental in Agentforce: what it does may change there";
    report.info("collect-experimental", first.statement.span, message);
  }
}
