// Inputs of a response format as a JSON Schema, written as text (spec §2.6).

import { listOf } from "../field-value.ts";
import type { Element, Term } from "../syntax.ts";
import { declaredIn } from "./declaration.ts";
import { messageText, valueText } from "./expression.ts";
import {
  below,
  entriesOf,
  fieldOf,
  flagAt,
  type Lines,
  linesOf,
  literalOf,
  numberAt,
  termAt,
  textAt,
} from "./fields.ts";
import { defined, type Json, type JsonObject, some } from "./json.ts";
import type { Place } from "./names.ts";
import { dedented } from "./text.ts";

const types: Readonly<Record<string, string>> = {
  number: "number",
  integer: "integer",
  long: "integer",
  boolean: "boolean",
  object: "object",
};

/** Every other type is text in JSON. */
const jsonType = (name: string): string => (Object.hasOwn(types, name) ? (types[name] as string) : "string");

const component = "messaging_component://";

/** The schema of all inputs. */
export function inputSchema(inputs: Lines, place: Place): string {
  const entries = [...entriesOf(inputs)];
  const shown = entries.some(([, element]) => isComponent(linesOf(element, inputs)));
  return JSON.stringify(objectOf(inputs, place, shown ? "messaging_component" : "object"));
}

const isComponent = (lines: Lines): boolean => textAt(lines, "schema")?.startsWith(component) ?? false;

/** An input is required unless it says that it is not. */
function objectOf(fields: Lines, place: Place, type: string): JsonObject {
  const entries = [...entriesOf(fields)];
  const required = entries.filter(([, element]) => {
    const lines = linesOf(element, fields);
    return isComponent(lines) || (flagAt(lines, "is_required") ?? true);
  });
  return defined({
    type,
    properties: Object.fromEntries(
      entries.map(([name, element]) => [name, propertyOf(element, linesOf(element, fields), place)]),
    ),
    required: some(required.map(([name]) => name)),
  });
}

/** What an entry is: by the type after its name, or by the `type` below it, where its limits stand. */
interface Shape {
  readonly list: boolean;
  /** The type of the value, or of each item. */
  readonly type: string;
  /** Limits of the value, or of each item. */
  readonly limits: Lines;
  /** Limits of the list. */
  readonly outer: Lines;
}

function shapeOf(element: Element, lines: Lines): Shape {
  const declared = declaredIn(element);
  const outer = below(lines, "type");
  const written = typeName(lines, "type") ?? declared.type;
  if (written !== "list") return { list: declared.list, type: written, limits: outer, outer };
  return { list: true, type: typeName(outer, "value") ?? "string", limits: below(outer, "value"), outer };
}

/** The type a descriptor begins with. */
function typeName(lines: Lines, field: string): string | undefined {
  const value = fieldOf(lines, field)?.value;
  const term = value?.kind === "term" ? value.term : value?.type;
  return term?.kind === "name" ? term.text : undefined;
}

function propertyOf(element: Element, lines: Lines, place: Place): JsonObject {
  if (isComponent(lines)) return componentOf(lines, place);
  const { list, type, limits, outer } = shapeOf(element, lines);
  const json = jsonType(type);
  const fields = [limits, outer].find((each) => fieldOf(each, "fields"));
  const value = json === "object" && fields ? objectOf(below(fields, "fields"), place, "object") : { type: json };
  const bounds = limitsOf(limits);
  const items = json === "object" ? value : { ...value, ...bounds };
  const { default: constant } = declaredIn(element);
  return defined({
    ...(list ? { type: "array", items } : value),
    description: describedIn(lines, place),
    title: textAt(lines, "label"),
    const: constant && constantOf(constant, place),
    ...(list && json !== "object" ? {} : bounds),
    minItems: numberAt(outer, "min_items"),
    maxItems: numberAt(outer, "max_items"),
  });
}

function describedIn(lines: Lines, place: Place): string | undefined {
  const text = messageText(termAt(lines, "description"), place);
  return text ? dedented(text) : undefined;
}

function limitsOf(lines: Lines): JsonObject {
  const choice = fieldOf(lines, "enum");
  const values = (choice ? (listOf(choice) ?? []) : []).flatMap((term) => literalOf(term, lines.source) ?? []);
  return defined({
    enum: some(values),
    minLength: numberAt(lines, "min_length"),
    maxLength: numberAt(lines, "max_length"),
    minimum: numberAt(lines, "minimum"),
    maximum: numberAt(lines, "maximum"),
  });
}

/** A literal as it is, a text that reads as a flag as that flag; anything else is known at run time. */
function constantOf(term: Term, place: Place): Json | undefined {
  if (term.kind === "list") {
    const items = term.items.map((item) => scalarOf(item, place));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  return scalarOf(term, place) ?? `{{${valueText(term, place)}}}`;
}

function scalarOf(term: Term, place: Place): Json | undefined {
  const value = term.kind === "list" || term.kind === "dict" ? undefined : literalOf(term, place.source);
  return typeof value === "string" && /^(true|false)$/i.test(value) ? /^true$/i.test(value) : value;
}

/** A component of the messaging client: its parameters keep the types they are declared with. */
function componentOf(lines: Lines, place: Place): JsonObject {
  const fields = below(below(lines, "type"), "fields");
  const own = fields.items.length > 0 ? fields : below(lines, "fields");
  const parameters = [...entriesOf(own)].map(([name, element]): [string, JsonObject] => {
    const { type, list, default: constant } = declaredIn(element);
    return [
      name,
      defined({
        ...(list ? { type: "list", itemType: type } : { type }),
        description: textAt(linesOf(element, own), "description"),
        const: constant && constantOf(constant, place),
      }),
    ];
  });
  return defined({
    type: "object",
    $schema: textAt(lines, "schema"),
    properties: parameters.length > 0 ? Object.fromEntries(parameters) : undefined,
  });
}
