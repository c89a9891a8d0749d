// Variables: `context_variables` for the linked ones, `state_variables` for the others and for the runtime's own.
import type { Element } from "../syntax.ts";
import { contextType, type Declared, declaredIn, defaultOf, stateType } from "./declaration.ts";
import { describedAt, entriesOf, type Lines, linesOf, termAt, textAt } from "./fields.ts";
import { defined, type JsonObject } from "./json.ts";
import { instructions, type Names, nextTopic, slotName } from "./names.ts";
import { titled } from "./text.ts";

/** Where each variable lives, and its type. */
export const variableNames = (variables: Lines): Names["variables"] =>
  new Map([...entriesOf(variables)].map(([name, element]) => [name, placeOf(declaredIn(element))]));

const placeOf = ({ modifier, type }: Declared) =>
  modifier === "linked"
    ? { home: "variables" as const, type: contextType(type) ?? "string" }
    : { home: "state" as const, type: stateType(type) ?? "string" };

/** Linked variables, which the vendor's runtime keeps apart: the host sets them. Those of other types are left out. */
export const contextVariables = (variables: Lines): readonly JsonObject[] =>
  [...entriesOf(variables)].flatMap(([name, element]) => contextVariable(name, element, variables));

function contextVariable(name: string, element: Element, variables: Lines): readonly JsonObject[] {
  const { modifier, type } = declaredIn(element);
  const data_type = contextType(type);
  if (modifier !== "linked" || data_type === undefined) return [];
  const lines = linesOf(element, variables);
  const described = describedAt(lines, "description");
  const variable = defined({
    developer_name: name,
    label: textAt(lines, "label") ?? titled(name),
    description: described ?? name.replace(/(?<![^_])[a-z]/g, (letter) => letter.toUpperCase()),
    data_type,
    field_mapping: sourceOf(lines),
  });
  return [variable];
}

function sourceOf(lines: Lines): string | undefined {
  const term = termAt(lines, "source");
  const isReference = term?.kind === "member" && term.of.kind === "reference";
  return isReference ? `${term.of.namespace}.${term.name}` : textAt(lines, "source");
}

const internal = { data_type: "string", is_list: false } as const;

/** The runtime's own variables come first, its condition slots last. */
export const stateVariables = (variables: Lines, slots: number): readonly JsonObject[] => [
  {
    developer_name: nextTopic,
    label: "Next Topic",
    description: "The next topic to be visited",
    ...internal,
    default: '"__EMPTY__"',
    visibility: "Internal",
  },
  {
    developer_name: instructions,
    label: "Agent Instructions",
    description: "The agent instructions",
    ...internal,
    default: "''",
    visibility: "Internal",
  },
  ...[...entriesOf(variables)].flatMap(([name, element]) => stateVariable(name, element, variables)),
  ...Array.from({ length: slots }, (_, at) => conditionSlot(at + 1)),
];

function stateVariable(name: string, element: Element, variables: Lines): readonly JsonObject[] {
  const declared = declaredIn(element);
  const type = stateType(declared.type);
  if (declared.modifier === "linked" || type === undefined || name === nextTopic || name === instructions) return [];
  const lines = linesOf(element, variables);
  const label = textAt(lines, "label") ?? titled(name);
  const open = /^(public|external)$/i.test(textAt(lines, "visibility")?.trim() ?? "");
  const variable = defined({
    developer_name: name,
    label,
    description: describedAt(lines, "description") ?? label,
    data_type: type,
    is_list: declared.list,
    visibility: open ? "External" : "Internal",
    default: defaultOf(declared, type, variables.source),
  });
  return [variable];
}

const conditionSlot = (number: number): JsonObject => ({
  developer_name: slotName(number),
  label: `Runtime Condition ${number}`,
  description: `Runtime condition evaluation for ${number === 1 ? "if statements" : `else-if chain link ${number}`}`,
  data_type: "boolean",
  is_list: false,
  visibility: "Internal",
});
