// `reasoning.actions`: the tools offered to the model, what follows a call, and the handoffs after all calls (spec §4).
import type { Element, Item, Term } from "../syntax.ts";
import { nodeNamespaces, targetName, valueText } from "./expression.ts";
import { describedAt, type Lines, linesOf, textAt } from "./fields.ts";
import { defined, type Json, type JsonObject } from "./json.ts";
import { callOf, handoff, inputsOf, nodesIn, runCall, slotsOf, stateUpdate, updatesOf } from "./lower.ts";
import { nextTopic, type Place, type Statements } from "./names.ts";
import { parameterOfState } from "./parameters.ts";
import { titled } from "./text.ts";

/** What tools compile to. */
export interface Tools {
  readonly tools: readonly JsonObject[];
  readonly callbacks: readonly JsonObject[];
  readonly handoffs: readonly JsonObject[];
}

interface Tool {
  readonly alias: string;
  /** The name it is offered under: a label takes the place of the alias. */
  readonly name: string;
  readonly description: string | undefined;
  /** The last `available when`. */
  readonly enabled: string | undefined;
  readonly target: Term | undefined;
  readonly items: Statements;
  readonly place: Place;
}

type Kind = "transition" | "setVariables" | "escalate" | "end_session" | "supervise" | "connected" | "action";

const lowerings: Readonly<Record<Kind, (tool: Tool) => Tools>> = {
  transition: lowerTransition,
  setVariables: lowerSetVariables,
  escalate: lowerEscalate,
  end_session: lowerEndSession,
  supervise: lowerSupervision,
  connected: lowerConnected,
  action: lowerAction,
};

/** Compile the tools of a node. */
export function lowerTools(elements: ReadonlyMap<string, Element>, lines: Lines, place: Place): Tools {
  const each = [...elements].map(([alias, element]) => {
    const tool = readTool(alias, element, lines, place);
    return lowerings[kindOf(tool)](tool);
  });
  return {
    tools: each.flatMap(({ tools }) => tools),
    callbacks: each.flatMap(({ callbacks }) => callbacks),
    handoffs: each.flatMap(({ handoffs }) => handoffs),
  };
}

/** The tools of a router: where its classifier may lead. */
export const routesOf = (elements: ReadonlyMap<string, Element>, lines: Lines, place: Place): readonly JsonObject[] =>
  [...elements].flatMap(([alias, element]) => {
    const tool = readTool(alias, element, lines, place);
    if (kindOf(tool) !== "transition") return [];
    const target = destinations(tool).at(-1) ?? alias;
    const description = tool.description ?? place.descriptions.get(target) ?? "";
    return [defined({ name: tool.name, target, description, enabled: tool.enabled })];
  });

/** The alias of each transition by the node it leads to, for texts that name the node. */
export const transitionAliases = (
  elements: ReadonlyMap<string, Element>,
  lines: Lines,
  place: Place,
): ReadonlyMap<string, string> =>
  new Map(
    [...elements].flatMap(([alias, element]) => {
      const tool = readTool(alias, element, lines, place);
      return kindOf(tool) === "transition" ? destinations(tool).map((to) => [to, alias] as const) : [];
    }),
  );

function readTool(alias: string, element: Element, { source }: Lines, place: Place): Tool {
  const lines = linesOf(element, { source });
  const value = element.value?.kind === "term" ? element.value : undefined;
  const first = lines.items[0];
  const items: Statements = [...(value?.clauses ?? []), ...lines.items.filter(({ kind }) => kind !== "element")];
  const conditions = items.flatMap((item) => (item.kind === "available" ? [item.when] : []));
  const when = conditions.at(-1);
  return {
    alias,
    name: textAt(lines, "label") ?? alias,
    description: describedAt(lines, "description"),
    enabled: when && valueText(when, place),
    target: value?.term ?? (first?.kind === "value" ? first.term : undefined),
    items,
    place,
  };
}

const utils: readonly Kind[] = ["transition", "setVariables", "escalate", "end_session"];

/** Names that say what a tool does, where its target does not lead to a node and is no utility (spec §2.13). */
const telling: readonly Kind[] = ["transition", "setVariables", "escalate", "supervise"];

/** What a tool does: its target says so, else its name. */
function kindOf({ alias, target }: Tool): Kind {
  const member = target?.kind === "member" ? target : undefined;
  const known = utils.find((kind) => kind === targetName(member, "utils"));
  if (known) return known;
  if (targetName(member, "connected_subagent") !== undefined) return "connected";
  if (targetName(member, ...nodeNamespaces) !== undefined) return "supervise";
  return telling.find((kind) => kind === alias) ?? "action";
}

const only = (tool: JsonObject): Tools => ({ tools: [tool], callbacks: [], handoffs: [] });

const destinations = ({ items, target }: Tool): readonly string[] => {
  const named = items.flatMap((item) => nodesIn(item.kind === "transition" ? item.clauses : [item]));
  const inline = target?.kind === "member" ? targetName(target, ...nodeNamespaces) : undefined;
  return named.length === 0 && inline !== undefined ? [inline] : named;
};

/** A tool that sets state and nothing else. */
const setter = (updates: readonly JsonObject[], { name }: Tool, rest: Readonly<Record<string, Json | undefined>>) =>
  defined({ type: "action", target: "__state_update_action__", state_updates: updates, name, ...rest });

/** A transition is two things: a tool that names the next node, and a handoff once all calls are done. */
function lowerTransition(tool: Tool): Tools {
  const { place, enabled } = tool;
  const nodes = destinations(tool);
  const described = (to: string) => tool.description || place.descriptions.get(to) || titled(to);
  return {
    tools: nodes.map((to) => setter([{ [nextTopic]: `"${to}"` }], tool, { description: described(to), enabled })),
    callbacks: [],
    handoffs: nodes.map(handoff),
  };
}

function lowerSetVariables(tool: Tool): Tools {
  const { items, place, description, enabled } = tool;
  const bindings = items.flatMap((item) => (item.kind === "with" ? item.bindings : []));
  const open = inputsOf(items, place, true).open;
  const updates = items.flatMap((item): readonly JsonObject[] => {
    if (item.kind !== "with") return updatesOf([item], place);
    return item.bindings.map(({ name, value }) => ({
      [name.text]: value.kind === "slot" ? `result.${name.text}` : valueText(value, place),
    }));
  });
  const inputs = bindings.length > 0 ? filledByModel(open, place) : {};
  return only(setter(updates, tool, { description, enabled, ...inputs }));
}

/** The inputs of a tool that are variables, all of them the model's to fill. */
export const filledByModel = (names: readonly string[], place: Place): JsonObject => ({
  bound_inputs: {},
  llm_inputs: names,
  input_parameters: names.map((name) => parameterOfState(name, place)),
});

function lowerEscalate(tool: Tool): Tools {
  const human = "'__human__'";
  const { description = "Escalate to human agent", enabled } = tool;
  return {
    tools: [setter([{ [nextTopic]: human }], tool, { description, enabled })],
    callbacks: [],
    handoffs: [{ ...handoff("__human__"), enabled: `state.${nextTopic} == ${human}` }],
  };
}

function lowerEndSession({ name, description = "End the session", enabled }: Tool): Tools {
  return only(defined({ type: "action", target: "__end_session_action__", name, description, enabled }));
}

function lowerSupervision(tool: Tool): Tools {
  const { name, place, enabled } = tool;
  const target = destinations(tool).at(-1) ?? tool.alias;
  const description = tool.description ?? place.descriptions.get(target) ?? "";
  return only(defined({ type: "supervision", target, name, description, enabled }));
}

/** Another agent is asked without inputs: what `with` binds stays out of the compiled form (spec §2.13). */
function lowerConnected({ name, description, enabled, target, alias, items, place }: Tool): Tools {
  const agent = targetName(target, "connected_subagent") ?? alias;
  const tool = { type: "supervision", target: agent, state_updates: updatesOf(items, place), name };
  return { ...after(items, agent, place), tools: [defined({ ...tool, description, enabled })] };
}

function lowerAction({ name, description, enabled, target, alias, items, place }: Tool): Tools {
  const action = (target?.kind === "member" ? targetName(target, "actions") : undefined) ?? alias;
  const call = callOf(action, items, place, true);
  return { ...after(items, action, place), tools: [defined({ ...call, name, description, enabled })] };
}

/** What happens once a tool has answered: further runs and conditions. A bare transition is left out (spec §3.1). */
function after(items: Statements, target: string, place: Place): Omit<Tools, "tools"> {
  const found = items.flatMap((item): JsonObject[] => {
    const call = item.kind === "run" ? runCall(item, place, true) : undefined;
    return item.kind === "if" ? followIf(item, place) : call ? [call] : [];
  });
  const actions = found.filter(({ type }) => type !== "handoff");
  const handoffs = found.filter(({ type }) => type === "handoff");
  return { callbacks: actions.length > 0 ? [{ target, actions }] : [], handoffs };
}

/** A condition after a tool, with the handoffs its transitions need later. */
function followIf({ branches, otherwise }: Extract<Item, { kind: "if" }>, place: Place): JsonObject[] {
  const slots = slotsOf(branches.length, place).map((slot) => `state.${slot}`);
  const [first = ""] = slots;
  const single = slots.length === 1;
  const gates = slots.map((slot, at) =>
    single ? slot : [...slots.slice(0, at).map((other) => `(not (${other}))`), `(${slot})`].join(" and "),
  );
  const rest = single ? `not ${first}` : slots.map((slot) => `not (${slot})`).join(" and ");
  return [
    ...branches.flatMap(({ when, body }, at) => [
      stateUpdate((slots[at] as string).slice("state.".length), valueText(when, place), "True"),
      ...followUnder(body.items, gates[at] as string, place),
    ]),
    ...followUnder(otherwise?.items ?? [], rest, place),
  ];
}

const followUnder = (items: Statements, gate: string, place: Place): JsonObject[] =>
  items.flatMap((item): JsonObject[] => {
    if (item.kind === "set") return updatesOf([item], place).flatMap((update) => gatedUpdate(update, gate));
    if (item.kind === "transition") {
      return nodesIn(item.clauses)
        .slice(0, 1)
        .flatMap((to) => [stateUpdate(nextTopic, `"${to}"`, gate), handoff(to)]);
    }
    if (item.kind === "run") {
      const call = runCall(item, place, true);
      return call ? [{ ...call, enabled: gate }] : [];
    }
    if (item.kind !== "if") return [];
    return followIf(item, place).map((inner) =>
      inner.type === "handoff" ? inner : { ...inner, enabled: `(${gate}) and (${String(inner.enabled)})` },
    );
  });

const gatedUpdate = (update: JsonObject, enabled: string): JsonObject[] =>
  Object.entries(update).map(([name, value]) => stateUpdate(name, String(value), enabled));
