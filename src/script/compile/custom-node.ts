// Nodes of a kind of their own, `schema: "node://…"`: what their client is told (spec §2.11).
import type { Element } from "../syntax.ts";
import { targetName } from "./expression.ts";
import { below, describedAt, entriesOf, fieldOf, type Lines, linesOf, textAt } from "./fields.ts";
import { defined, filled, type JsonObject, some } from "./json.ts";
import { lowerHook } from "./lower.ts";
import type { Place } from "./names.ts";
import { actionDefinitions } from "./parameters.ts";
import { addressOf, titled } from "./text.ts";

export const isCustom = (lines: Lines): boolean => addressOf(textAt(lines, "schema") ?? "").scheme === "node";

/** A node that a client of the platform runs. */
export function lowerCustom(name: string, lines: Lines, place: Place): JsonObject {
  const actions = below(lines, "actions");
  const hook = (field: string) => some(lowerHook(fieldOf(lines, field)?.body?.items ?? [], place));
  return defined({
    type: "byon",
    developer_name: name,
    description: describedAt(lines, "description") ?? "",
    label: textAt(lines, "label") ?? titled(name),
    byo_client: clientOf(addressOf(textAt(lines, "schema") ?? "").path),
    input_parameters: filled(parametersOf(below(lines, "parameters"))),
    action_definitions: some(actionDefinitions(actions, place)),
    tools: some(boundTools(actions)),
    on_init: hook("on_init"),
    on_exit: hook("on_exit"),
  });
}

/** The client of a kind. `byon/NAMESPACE/TYPE/…` says both of its names; those of the platform's own kinds are made of the address. */
function clientOf(path: string): JsonObject {
  const [first = "", second = "", third = ""] = path.split("/");
  const own = { node_type_id: `${first}_${second}`, node_namespace: `${first}${second}`.replaceAll("_", "") };
  const configuration = first === "byon" ? { node_type_id: third, node_namespace: second } : own;
  return { client_ref: "icr-default", configuration };
}

/** Every group of parameters in one, each a variable. */
const parametersOf = (groups: Lines): JsonObject =>
  Object.assign({}, ...[...entriesOf(groups).values()].map((group) => variablesIn(linesOf(group, groups))));

/** Actions whose inputs are variables. */
const boundTools = (actions: Lines): readonly JsonObject[] =>
  [...entriesOf(actions)].flatMap(([name, element]) => {
    const bound = variablesIn(below(linesOf(element, actions), "inputs"));
    return filled(bound) ? [{ type: "action", target: name, name, bound_inputs: bound }] : [];
  });

const variablesIn = (map: Lines): JsonObject =>
  Object.fromEntries(
    [...entriesOf(map)].flatMap(([name, element]) => {
      const variable = targetName(typeTerm(element), "variables");
      return typeTerm(element)?.kind === "member" && variable !== undefined ? [[name, `variables.${variable}`]] : [];
    }),
  );

const typeTerm = ({ value }: Element) => (value?.kind === "term" ? value.term : value?.type);
