// Tells a client the columns of a query, as the sf CLI asks for them before it prints a table.
import type { QueryColumn, QueryColumns } from "../contract/data-api.ts";
import type { FieldKind } from "./objects.ts";
import { parseQuery } from "./parse.ts";
import { type Plan, planQuery } from "./resolve.ts";

/** What each kind of field is called, and how it behaves. */
const kinds: Readonly<Record<FieldKind, Pick<QueryColumn, "apexType" | "booleanType" | "numberType" | "textType">>> = {
  boolean: { apexType: "Boolean", booleanType: true, numberType: false, textType: false },
  id: { apexType: "Id", booleanType: false, numberType: false, textType: false },
  moment: { apexType: "Datetime", booleanType: false, numberType: false, textType: false },
  number: { apexType: "Integer", booleanType: false, numberType: true, textType: false },
  text: { apexType: "String", booleanType: false, numberType: false, textType: true },
};

/** Nothing is written through the data API. */
const plain = { aggregate: false, custom: false, insertable: false, updatable: false, joinColumns: [] };

/** The columns of a query, in its own order and with inner queries last; nothing is read. Refuses as `answerQuery` does. */
export function columnsOf(source: string): QueryColumns {
  const plan = planQuery(source, parseQuery(source));
  const { object, fields } = plan;
  return {
    columnMetadata: columnsIn(plan),
    entityName: object.type,
    groupBy: false,
    idSelected: fields.includes("Id"),
    keyPrefix: object.prefix,
  };
}

function columnsIn({ object, fields, children }: Plan): QueryColumn[] {
  const own = fields.map((name): QueryColumn => {
    const kind = object.fields[name]!;
    return { ...plain, ...named(name), foreignKeyName: relationOf(name, kind), ...kinds[kind] };
  });
  const below = children.map(({ relationship, plan }): QueryColumn => {
    const typed = { apexType: null, booleanType: false, numberType: false, textType: false };
    return {
      ...plain,
      ...named(relationship),
      ...typed,
      aggregate: true,
      foreignKeyName: null,
      joinColumns: columnsIn(plan),
    };
  });
  return [...own, ...below];
}

const named = (name: string) => ({ columnName: name, displayName: name });

/** What a field of ids leads to, as the API names it: `CreatedBy` for `CreatedById`. */
const relationOf = (name: string, kind: FieldKind) => (kind === "id" && name !== "Id" ? name.replace(/Id$/, "") : null);
