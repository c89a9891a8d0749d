// `collect` in instructions: what is asked for when, the tools that take the answers, and staying until all is told (spec §5.9).
import type { Item } from "../syntax.ts";
import { targetName } from "./expression.ts";
import { textAt } from "./fields.ts";
import type { JsonObject } from "./json.ts";
import { append, type Gate, noTransition } from "./lower.ts";
import { nextTopic, type Place, type Statements } from "./names.ts";
import { filledByModel } from "./tools.ts";

/** Fields that are asked for together: one, or those of branches, of which any will do. */
type Step = readonly string[];

export interface Collecting {
  readonly collect: NonNullable<Gate["collect"]>;
  /** Added after the author's own instructions. */
  readonly closing: readonly JsonObject[];
  readonly tools: readonly JsonObject[];
  /** Ends the turn here, to go on here in the next one. */
  readonly resume: JsonObject;
}

/** How a node collects; nothing when it does not. */
export function collectingIn(node: string, statements: Statements, place: Place): Collecting | undefined {
  const steps = stepsIn(statements);
  if (steps.length === 0) return undefined;
  const capture = `capture_${node}_fields`;
  const cancel = `cancel_${node}_collect`;
  const incomplete = joined(
    steps.map((step) => grouped(step, "is None", "and")),
    "or",
  );
  const complete = joined(
    steps.map((step) => grouped(step, "is not None", "or")),
    "and",
  );
  const cancelling = append(
    `If the user changes their mind, cancels, says never mind, or asks for something else instead, do not ask for the next field — call ${cancel} instead.`,
    incomplete,
  );
  const finished = append("All required details are collected. Do not ask for anything further.", complete);
  return {
    collect: (item, enabled) => asked(item, enabled, steps, capture, place),
    closing: isLast(statements) ? [finished, cancelling] : [cancelling],
    tools: [captureTool(capture, steps.flat(), place), cancelTool(cancel, place)],
    resume: {
      type: "handoff",
      target: node,
      enabled: `(${incomplete}) and ${noTransition}`,
      state_updates: [{ [nextTopic]: '"__EMPTY__"' }],
      end_turn_first: true,
    },
  };
}

/** Steps in order. Conditions with fields in them that follow each other are one step. */
function stepsIn(statements: Statements): readonly Step[] {
  const steps: Step[] = [];
  let branched = false;
  for (const item of statements) {
    const fields = fieldsIn(item);
    const isBranch = item.kind === "if" && fields.length > 0;
    if (isBranch && branched) steps.push([...new Set([...(steps.pop() ?? []), ...fields])]);
    else if (fields.length > 0) steps.push([...new Set(fields)]);
    branched = isBranch;
  }
  return steps;
}

/** The fields a statement collects, itself or in its branches: of a chain with `else if`, in the first one alone. */
function fieldsIn(item: Item): readonly string[] {
  if (item.kind === "collect") {
    const field = targetName(item.target, "variables");
    return field === undefined ? [] : [field];
  }
  if (item.kind !== "if") return [];
  const [first, ...chain] = item.branches;
  const inside = [...(first?.body.items ?? []), ...(chain.length === 0 ? (item.otherwise?.items ?? []) : [])];
  return inside.flatMap((inner) => (inner.kind === "collect" ? fieldsIn(inner) : []));
}

/** Whether nothing of the author's follows the last field. */
const isLast = (statements: Statements): boolean =>
  statements.findLastIndex((item) => fieldsIn(item).length > 0) === statements.length - 1;

/** `a and (b and (c …))`: the runtime wants three operands and more in pairs. */
function joined([first = "", ...rest]: readonly string[], operator: "and" | "or"): string {
  if (rest.length === 0) return first;
  return `${first} ${operator} ${rest.length === 1 ? rest[0] : `(${joined(rest, operator)})`}`;
}

function grouped(step: Step, test: string, operator: "and" | "or"): string {
  const terms = step.map((field) => `state.${field} ${test}`);
  return terms.length === 1 ? (terms[0] as string) : `(${joined(terms, operator)})`;
}

/** The request for a field, once all steps before its own are done. */
function asked(
  { target, body }: Extract<Item, { kind: "collect" }>,
  enabled: string | undefined,
  steps: readonly Step[],
  capture: string,
  { source }: Place,
): readonly JsonObject[] {
  const field = targetName(target, "variables");
  if (field === undefined) return [];
  const at = steps.findLastIndex((step) => step.includes(field));
  const before = steps.slice(0, Math.max(at, 0)).map((step) => grouped(step, "is not None", "or"));
  const due = joined([...before, `state.${field} is None`], "and");
  const message = textAt({ items: body?.items ?? [], source }, "message") ?? "";
  const text = `Ask the user for ${field}. Use exactly this message: "${message}" When they answer, call ${capture} with ${field}.`;
  return [append(text, enabled === undefined ? due : `(${enabled}) and (${due})`)];
}

/** Takes any of the fields; those it is not given keep their values. */
const captureTool = (name: string, fields: readonly string[], place: Place): JsonObject => ({
  type: "action",
  target: "__state_update_action__",
  state_updates: unique(fields).map((field) => ({
    [field]: `result.${field} if "${field}" in result else state.${field}`,
  })),
  name,
  description: "Capture fields as the user provides them.",
  ...filledByModel(unique(fields), place),
});

const unique = (fields: readonly string[]): readonly string[] => [...new Set(fields)];

const cancelTool = (name: string, place: Place): JsonObject => ({
  type: "action",
  target: "__state_update_action__",
  state_updates: [{ [nextTopic]: `"${place.initialNode}"` }],
  name,
  description:
    "Stop collecting and return to the start when the user changes their mind, cancels, says never mind, or asks for something else instead.",
  ...filledByModel([], place),
});
