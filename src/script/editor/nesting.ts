// What may stand below given lines: walks the schema table along the keys that lead to a place.
import { collectFields } from "../read-collect.ts";
import { blocks } from "../schema.ts";
import { type Field, type Fields, fieldNamed } from "../schema-field.ts";
import { variantNamed } from "../schema-variant.ts";
import { keyOf, type Row } from "./rows.ts";

/** What the lines at a place are. */
export type Nesting =
  /** Fields of a table; in the body of a tool, statements too. */
  | { readonly holds: "fields"; readonly fields: Fields; readonly statements: boolean; readonly entryFields?: Fields }
  /** Names of the author's choice, of which `field` says what stands beside them. */
  | { readonly holds: "entries"; readonly field: Field; readonly of: string }
  | { readonly holds: "statements"; readonly text: boolean; readonly below?: "run" }
  | { readonly holds: "nothing" };

const nothing: Nesting = { holds: "nothing" };

/** The nesting below a path of `rows`, outermost first. */
export function nestingBelow(path: readonly Row[], rows: readonly Row[]): Nesting {
  return path.reduce<Nesting>((nesting, row) => step(nesting, row, rows), {
    holds: "fields",
    fields: blocks,
    statements: false,
  });
}

function step(nesting: Nesting, row: Row, rows: readonly Row[]): Nesting {
  const word = row.tokens[0].text;
  if (nesting.holds === "statements") return belowStatement(word, nesting.text);
  if (nesting.holds === "nothing") return nothing;
  if (nesting.holds === "entries") {
    const { fields = {}, statements = false } = nesting.field;
    return { holds: "fields", fields, statements, entryFields: fields };
  }
  const [key] = keyOf(row);
  const field = key && fieldNamed(nesting.fields, key.text);
  if (field?.varies) return { holds: "fields", fields: nodeFields(field, row, rows), statements: false };
  if (field) return belowField(field, key.text, nesting.entryFields);
  return nesting.statements ? belowStatement(word, false) : nothing;
}

/** The fields of a node: of its kind, where its `schema` says which. */
function nodeFields({ fields = {} }: Field, node: Row, rows: readonly Row[]): Fields {
  for (let at = rows.lastIndexOf(node) + 1; (rows[at]?.column ?? 0) > node.column; at += 1) {
    const { tokens } = rows[at] as Row;
    if (tokens[0].text === "schema" && tokens[2]?.kind === "string")
      return variantNamed(tokens[2].text.slice(1, -1))?.fields ?? fields;
  }
  return fields;
}

function belowStatement(word: string, text: boolean): Nesting {
  if (word === "if" || word === "else") return { holds: "statements", text };
  if (word === "run") return { holds: "statements", text: false, below: "run" };
  if (word === "collect") return { holds: "fields", fields: collectFields, statements: false };
  return nothing;
}

function belowField(field: Field, name: string, entryFields: Fields | undefined): Nesting {
  switch (field.kind) {
    case "block":
    case "named":
    case "shape":
      return { holds: "fields", fields: field.fields ?? {}, statements: false, entryFields };
    case "map":
      return { holds: "entries", field: field.nests ? { ...field, fields: entryFields } : field, of: name };
    case "instructions":
      return { holds: "statements", text: true };
    case "procedure":
      return { holds: "statements", text: false };
    default:
      return nothing;
  }
}
