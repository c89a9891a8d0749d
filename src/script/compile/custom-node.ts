// Nodes of a kind of their own, `schema: "node://…"`: what their client is told (spec §2.11).
import type { Element } from "../syntax.ts";
import { targetName, valueText } from "./expression.ts";
import { below, entriesOf, fieldOf, type Lines, linesOf, textAt } from "./fields.ts";
import { defined, filled, type JsonObject, some } from "./json.ts";
import { lowerHook } from "./lower.ts";
import type { Place } from "./names.ts";
import { actionDefinitions } from "./parameters.ts";
import { titled } from "./text.ts";
import { lowerTools } from "./tools.ts";

/** Clients of the platform's own kinds. */
const known: Readonly<Record<string, readonly [type: string, namespace: string]>> = {
  "node://commerce/shopper_agent/v1": ["commerce_shopper_agent", "commerceshopperagent"],
  "node://tableau/analyze_data/v1": ["waii_analytics_agent", "waiianalyticsagent"],
};

/** The client of a kind; nothing for an ordinary node. `node://byon/NAMESPACE/TYPE/VERSION` says both of its names. */
export function clientOf(lines: Lines): JsonObject | undefined {
  const uri = textAt(lines, "schema") ?? "";
  const [, namespace, type] = /^node:\/\/byon\/([^/]+)\/([^/]+)\/[^/]+$/.exec(uri) ?? [];
  const [node_type_id, node_namespace] = Object.hasOwn(known, uri) ? (known[uri] ?? []) : [type, namespace];
  if (node_type_id === undefined || node_namespace === undefined) return undefined;
  return { client_ref: "icr-default", configuration: { node_type_id, node_namespace } };
}

/** A node that a client of the platform runs. */
export function lowerCustom(name: string, lines: Lines, byo_client: JsonObject, place: Place): JsonObject {
  const actions = below(lines, "actions");
  const reasoning = below(lines, "reasoning");
  const { tools } = lowerTools(entriesOf(below(reasoning, "actions")), reasoning, place);
  const hook = (field: string) => some(lowerHook(fieldOf(lines, field)?.body?.items ?? [], place));
  return defined({
    type: "byon",
    developer_name: name,
    description: textAt(lines, "description") ?? "",
    label: textAt(lines, "label") ?? titled(name),
    byo_client,
    input_parameters: filled(parametersOf(below(lines, "parameters"), place)),
    action_definitions: some(actionDefinitions(actions, place)),
    tools: some([...boundTools(actions, place), ...tools]),
    on_init: hook("on_init"),
    on_exit: hook("on_exit"),
  });
}

/** Every group of parameters in one, each a variable. */
const parametersOf = (groups: Lines, place: Place): JsonObject =>
  Object.assign({}, ...[...entriesOf(groups).values()].map((group) => variablesIn(linesOf(group, groups), place)));

/** Actions whose inputs are variables. */
const boundTools = (actions: Lines, place: Place): readonly JsonObject[] =>
  [...entriesOf(actions)].flatMap(([name, element]) => {
    const bound = variablesIn(below(linesOf(element, actions), "inputs"), place);
    return filled(bound) ? [{ type: "action", target: name, name, bound_inputs: bound }] : [];
  });

const variablesIn = (map: Lines, place: Place): JsonObject =>
  Object.fromEntries(
    [...entriesOf(map)].flatMap(([name, element]) => {
      const term = typeTerm(element);
      const isVariable = term?.kind === "member" && targetName(term, "variables") !== undefined;
      return isVariable ? [[name, valueText(term, place)]] : [];
    }),
  );

const typeTerm = ({ value }: Element) => (value?.kind === "term" ? value.term : value?.type);
