// Holds a query to the types of record: every name to a field, every value to the kind of its field.
import type { DataRefused } from "../contract/data-api.ts";
import { normalizeId } from "../contract/ids.ts";
import type { Column, Condition, Order, RecordValue, Selection } from "../store/records.ts";
import { type FieldKind, nameIn, objectNamed, objects, type RecordObject } from "./objects.ts";
import { refusedAt } from "./refusal.ts";
import type { Expression, Literal, Name, Ordering, Query } from "./syntax.ts";

/** A query whose names and values are all known. */
export interface Plan {
  readonly object: RecordObject;
  readonly fields: readonly string[];
  readonly count: boolean;
  /** What is selected below each record, by relationship. */
  readonly children: readonly { readonly relationship: string; readonly by: string; readonly plan: Plan }[];
  readonly where: Condition | undefined;
  readonly orderBy: readonly Order[];
  readonly limit: number | undefined;
  readonly offset: number;
}

/** Refuses with `INVALID_TYPE`, `INVALID_FIELD` or `MALFORMED_QUERY`. */
export function planQuery(source: string, query: Query): Plan {
  const object = objectNamed(query.from.text);
  if (object) return planFor(source, query, object);
  const known = Object.keys(objects).join(", ");
  const sentence = `sObject type '${query.from.text}' is not supported. The types of this server are ${known}`;
  throw refusedAt("INVALID_TYPE", source, query.from.at, sentence);
}

function planFor(source: string, query: Query, object: RecordObject): Plan {
  const { select, where, orderBy, limit, offset } = query;
  const fields = [];
  const children = [];
  for (const selected of select === "count" ? [] : select) {
    if (selected.kind === "field") fields.push(fieldNamed(source, object, selected.name).name);
    else children.push(planChildren(source, selected.query, object));
  }
  return {
    object,
    fields: [...new Set(fields)],
    count: select === "count",
    children,
    where: where && conditionOf(source, object, where),
    orderBy: orderBy.map((one) => orderOf(source, object, one)),
    limit,
    offset,
  };
}

function planChildren(source: string, query: Query, object: RecordObject): Plan["children"][number] {
  const { text, at } = query.from;
  const relationship = nameIn(object.children, text);
  if (relationship === undefined) {
    const known = Object.keys(object.children).join(", ") || "none";
    const sentence = `'${text}' is no relationship below ${object.type}. Those of this type: ${known}`;
    throw refusedAt("INVALID_TYPE", source, at, sentence);
  }
  const { type, by } = object.children[relationship]!;
  const plan = planFor(source, query, objects[type]);
  const nested = plan.count || plan.children.length > 0 || plan.offset > 0;
  if (nested) throw refusedAt("MALFORMED_QUERY", source, at, "An inner query selects fields, and passes over nothing");
  return { relationship, by, plan };
}

interface Field extends Column {
  readonly kind: FieldKind;
}

function fieldNamed(source: string, object: RecordObject, { text, at }: Name): Field {
  const name = nameIn(object.fields, text);
  if (name !== undefined) return { name, kind: object.fields[name]!, folded: object.fields[name] === "text" };
  const known = Object.keys(object.fields).join(", ");
  const sentence = `No such column '${text}' on entity '${object.type}'. Its fields: ${known}`;
  throw refusedAt("INVALID_FIELD", source, at, sentence);
}

function orderOf(source: string, object: RecordObject, { field, descending, nullsFirst }: Ordering): Order {
  return { column: fieldNamed(source, object, field), descending, nullsFirst };
}

function conditionOf(source: string, object: RecordObject, expression: Expression): Condition {
  switch (expression.kind) {
    case "all":
    case "any":
      return { kind: expression.kind, of: expression.of.map((one) => conditionOf(source, object, one)) };
    case "not":
      return { kind: "not", of: conditionOf(source, object, expression.of) };
    case "compare": {
      const { comparison, value } = expression;
      const column = fieldNamed(source, object, expression.field);
      if (!(comparisonsOf[column.kind] as readonly string[]).includes(comparison)) {
        throw misfit(source, value, `${column.name} cannot be compared by ${comparison.toUpperCase()}`);
      }
      if (value.value === null && comparison !== "=" && comparison !== "!=") {
        throw misfit(source, value, "null is compared by = and != only");
      }
      return { kind: "compare", column, comparison, value: valueFor(source, column, value, comparison === "like") };
    }
    case "in": {
      const column = fieldNamed(source, object, expression.field);
      const { of } = expression;
      if ("from" in of) return { kind: "among", column, ...among(source, column, of) };
      return { kind: "in", column, values: of.map((value) => valueFor(source, column, value)) };
    }
  }
}

/** `field IN (SELECT otherField FROM type WHERE …)`: both fields hold ids. */
function among(source: string, column: Field, query: Query): { readonly theirs: Column; readonly of: Selection } {
  const { at } = query.from;
  const { object, fields, where, ...rest } = planQuery(source, query);
  const [name] = fields;
  const plain = fields.length === 1 && rest.children.length === 0 && rest.limit === undefined && rest.offset === 0;
  if (name === undefined || !plain || column.kind !== "id" || object.fields[name] !== "id") {
    throw refusedAt("MALFORMED_QUERY", source, at, "IN takes a list of values, or a query for one field of ids");
  }
  return { theirs: { name, folded: false }, of: { type: object.type, where } };
}

const comparisonsOf = {
  boolean: ["=", "!="],
  id: ["=", "!="],
  moment: ["=", "!=", "<", "<=", ">", ">="],
  number: ["=", "!=", "<", "<=", ">", ">="],
  text: ["=", "!=", "<", "<=", ">", ">=", "like"],
} as const satisfies Record<FieldKind, readonly string[]>;

function valueFor(source: string, { name, kind }: Field, literal: Literal, asPattern = false): RecordValue {
  const { value, pattern } = literal;
  if (value === null) return null;
  if (!fits[kind](value)) throw misfit(source, literal, `the field ${name} takes ${spelled[kind]}`);
  if (asPattern) return pattern!;
  // An id of no type of ours is no record's; it need not be well-formed to find nothing.
  return kind === "id" ? (normalizeId(String(value), "") ?? value) : value;
}

/** A number of a field fits `integer`; every other kind is known by its type. */
const fits: Readonly<Record<FieldKind, (value: Exclude<Literal["value"], null>) => boolean>> = {
  boolean: (value) => typeof value === "boolean",
  id: (value) => typeof value === "string",
  moment: (value) => value instanceof Date,
  number: (value) => typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31,
  text: (value) => typeof value === "string",
};

const spelled: Readonly<Record<FieldKind, string>> = {
  boolean: "true or false",
  id: "an id in quotes",
  moment: "a moment such as 2026-01-31T12:00:00Z",
  number: "a whole number",
  text: "a text in quotes",
};

const misfit = (source: string, { at }: Literal, sentence: string): DataRefused =>
  refusedAt("INVALID_FIELD", source, at, sentence);
