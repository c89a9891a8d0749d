// Statements to the actions and handoffs of the compiled form, with their gates (spec §4).
import type { Clause, Item, Term } from "../syntax.ts";
import { nodeNamespaces, targetName, templateText, valueText } from "./expression.ts";
import { defined, type JsonObject } from "./json.ts";
import { instructions, nextTopic, type Place, type Statements, slotName } from "./names.ts";

/** A statement's surroundings: the conditions it stands under, and how a `collect` is asked for. */
export interface Gate {
  readonly place: Place;
  /** Conditions of the branches it stands in, outermost first. */
  readonly conditions: readonly string[];
  /** Set where a transition ends the procedure: everything waits for there being none. */
  readonly untilTransition?: true;
  /** When a condition is looked at that stands under no other: always, and it says so, in instructions alone. */
  readonly always?: "True";
  readonly collect?: (item: Extract<Item, { kind: "collect" }>, enabled: string | undefined) => readonly JsonObject[];
}

const empty = '"__EMPTY__"';
export const noTransition = `state.${nextTopic}==${empty}`;

/** An action that only sets state. */
export const stateUpdate = (name: string, value: string, enabled?: string): JsonObject =>
  defined({ type: "action", target: "__state_update_action__", enabled, state_updates: [{ [name]: value }] });

/** The handoff that follows once something has set the next node. */
export const handoff = (target: string): JsonObject => ({
  type: "handoff",
  target,
  enabled: `state.${nextTopic}=="${target}"`,
  state_updates: [{ [nextTopic]: empty }],
});

const appended = `template::{{state.${instructions}}}\n`;

/** An action that adds text to the instructions. */
export const append = (text: string, enabled?: string): JsonObject =>
  stateUpdate(instructions, `${appended}${text}`, enabled);

export const resetInstructions: JsonObject = stateUpdate(instructions, "''", "True");

/** Every part between parentheses, unless it is the only one. */
const allOf = (parts: readonly string[]): string | undefined =>
  parts.length > 1 ? parts.map((part) => `(${part})`).join(" and ") : parts[0];

const enabledIn = ({ conditions, untilTransition }: Gate): string | undefined => {
  const inner = allOf(conditions);
  const parts = inner === undefined ? [] : [inner];
  return allOf(untilTransition ? [noTransition, ...parts] : parts);
};

/** `before_reasoning`, `after_reasoning` and `after_response`: a transition skips what comes after it. */
export const lowerProcedure = (statements: Statements, place: Place): readonly JsonObject[] =>
  statements.length === 0
    ? []
    : [stateUpdate(nextTopic, empty, "True"), ...lower(statements, { place, conditions: [], untilTransition: true })];

/** `on_init` and `on_exit` of a custom node: nothing is reset and nothing waits. */
export const lowerHook = (statements: Statements, place: Place): readonly JsonObject[] =>
  lower(statements, { place, conditions: [] });

/** `reasoning.instructions`: the text is put together anew before each question to the model. */
export const lowerInstructions = (
  statements: Statements,
  place: Place,
  collect?: Gate["collect"],
): readonly JsonObject[] => fused(lower(statements, { place, conditions: [], always: "True", collect }));

const lower = (statements: Statements, gate: Gate): JsonObject[] =>
  statements.flatMap((item): readonly JsonObject[] => {
    const enabled = enabledIn(gate);
    switch (item.kind) {
      case "value":
        return lowerText(item.term, gate.place, enabled);
      case "set": {
        const name = targetName(item.target, "variables");
        return name === undefined ? [] : [stateUpdate(name, valueText(item.value, gate.place), enabled)];
      }
      case "run": {
        const call = runCall(item, gate.place, false);
        return call ? [defined({ ...call, enabled })] : [];
      }
      case "transition":
        return nodesIn(item.clauses).flatMap((to) => [stateUpdate(nextTopic, `"${to}"`, enabled), handoff(to)]);
      case "collect":
        return gate.collect?.(item, enabled) ?? [];
      case "if":
        return lowerIf(item, gate);
      default:
        return [];
    }
  });

function lowerText(term: Term, place: Place, enabled: string | undefined): readonly JsonObject[] {
  const text = term.kind === "template" ? templateText(term.template, place) : "";
  return text === "" ? [] : [append(text, enabled)];
}

/**
 * Each condition of a chain is written to a slot of its own, and each branch waits for its slot and for none before it.
 * Chains one after another use the same slots.
 */
function lowerIf({ branches, otherwise }: Extract<Item, { kind: "if" }>, gate: Gate): readonly JsonObject[] {
  const { place } = gate;
  const enabled = enabledIn(gate) ?? gate.always;
  const slots = slotsOf(branches.length, place);
  const under = (conditions: readonly string[], statements: Statements) =>
    lower(statements, { ...gate, conditions: [...gate.conditions, ...conditions] });
  const not = (slot: string) => `not (state.${slot})`;
  return [
    ...branches.flatMap(({ when, body }, at) => {
      const slot = slots[at] as string;
      return [
        stateUpdate(slot, valueText(when, place), enabled),
        ...under([...slots.slice(0, at).map(not), `state.${slot}`], body.items),
      ];
    }),
    ...under(slots.map(not), otherwise?.items ?? []),
  ];
}

/** The slots of a chain of conditions. They are counted, since they are declared among the variables. */
export function slotsOf(count: number, { slots }: Place): readonly string[] {
  slots.used = Math.max(slots.used, count);
  return Array.from({ length: count }, (_, at) => slotName(at + 1));
}

/** The nodes that `to` clauses name. */
export const nodesIn = (clauses: readonly (Clause | Item)[]): readonly string[] =>
  clauses.flatMap((clause) => (clause.kind === "to" ? (targetName(clause.target, ...nodeNamespaces) ?? []) : []));

/** What `with` clauses hand over: values, and the inputs left to the model. */
export function inputsOf(items: Statements, place: Place, slots: boolean) {
  const bound: Record<string, string> = {};
  const open: string[] = [];
  for (const item of items) {
    if (item.kind !== "with") continue;
    for (const { name, value } of item.bindings) {
      if (slots && value.kind === "slot") open.push(name.text);
      else bound[name.text] = valueText(value, place);
    }
  }
  return { bound, open };
}

/** What `set` clauses assign. */
export const updatesOf = (items: Statements, place: Place): readonly JsonObject[] =>
  items.flatMap((item) => {
    const name = item.kind === "set" ? targetName(item.target, "variables", "outputs") : undefined;
    return item.kind === "set" && name !== undefined ? [{ [name]: valueText(item.value, place) }] : [];
  });

/**
 * A call of an action: with its inputs, and what is kept of its outputs. Anything else below `run` the vendor's compiler
 * leaves out (spec §3.1). After a tool the model may fill inputs; in a procedure nobody asks it.
 */
export function runCall(
  { target, body }: Extract<Item, { kind: "run" }>,
  place: Place,
  byModel: boolean,
): JsonObject | undefined {
  const name = targetName(target, "actions");
  return name === undefined ? undefined : callOf(name, body?.items ?? [], place, byModel);
}

/** A call of an action by name. Required inputs that nobody binds are the model's. */
export function callOf(target: string, items: Statements, place: Place, byModel: boolean): JsonObject {
  const { bound, open } = inputsOf(items, place, byModel);
  const left = byModel ? (place.required.get(target) ?? []) : [];
  return {
    type: "action",
    target,
    bound_inputs: bound,
    llm_inputs: [...open, ...left.filter((name) => !Object.hasOwn(bound, name) && !open.includes(name))],
    state_updates: updatesOf(items, place),
  };
}

/** The text an action adds to the instructions; nothing for any other action. */
function addedBy({ target, state_updates }: JsonObject): string | undefined {
  const [update] = target === "__state_update_action__" && Array.isArray(state_updates) ? state_updates : [];
  const value = (update as JsonObject | undefined)?.[instructions];
  return typeof value === "string" && value.startsWith(appended) ? value.slice(appended.length) : undefined;
}

/** Actions in which texts that follow each other under the same gate are one. */
function fused(actions: readonly JsonObject[]): readonly JsonObject[] {
  const result: JsonObject[] = [];
  for (const action of actions) {
    const before = result.at(-1);
    const [first, second] = [before && addedBy(before), addedBy(action)];
    if (before && first !== undefined && second !== undefined && before.enabled === action.enabled)
      result.splice(-1, 1, append(`${first}\n${second}`, before.enabled as string | undefined));
    else result.push(action);
  }
  return result;
}
