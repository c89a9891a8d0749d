// What a line may begin with: blocks and fields by nesting, and the words of statements.
import type { Field, Fields } from "../schema-field.ts";
import type { Analysis } from "./analyse.ts";
import type { Completion } from "./completion.ts";
import type { EditorPlace } from "./place.ts";
import { keyOf, type Row } from "./rows.ts";
import { statements, textStatements, toolStatements, type Words } from "./words.ts";

/** The fields that may stand here and do not yet; deprecated ones last. */
export function completeKeys(analysis: Analysis, place: EditorPlace): readonly Completion[] {
  const { nesting } = place;
  if (nesting.holds !== "fields") return [];
  const present = keysBeside(analysis, place);
  const offered = Object.entries(nesting.fields).filter(([name, { kind }]) =>
    kind === "named" ? name !== "start_agent" || !present.has(name) : !present.has(name),
  );
  const rank = ([, field]: [string, Field]) => (field.deprecated ? 2 : field.required ? 0 : 1);
  return offered.toSorted((left, right) => rank(left) - rank(right)).map(([name, field]) => keyItem(name, field));
}

function keyItem(pattern: string, field: Field): Completion {
  const name = pattern.replace("*", "");
  return {
    label: name,
    kind: field.kind === "named" || field.kind === "block" ? "block" : "field",
    text: name === pattern ? `${name}${openings[field.kind] ?? ": "}` : name,
    detail: field.required ? `${field.kind}, required` : field.kind,
    says: field.says,
    ...(field.deprecated && { deprecated: true }),
  };
}

/** What follows a key before its author goes on; `: ` unless said. */
const openings: Partial<Readonly<Record<Field["kind"], string>>> = {
  named: " ",
  block: ":",
  map: ":",
  free: ":",
  list: ":",
  procedure: ":",
};

/** Keys of the lines that stand beside this one in its block. */
function keysBeside({ rows }: Analysis, { around, at, row, nesting }: EditorPlace): ReadonlySet<string> {
  const parent = around.at(-1);
  const fields: Fields = nesting.holds === "fields" ? nesting.fields : {};
  const keys = new Set<string>();
  const note = (other: Row) => {
    const [key] = keyOf(other);
    if (key && other !== row && Object.hasOwn(fields, key.text)) keys.add(key.text);
  };
  const inner = parent ? parent.column : -1;
  const first = parent ? rows.lastIndexOf(parent, at) + 1 : 0;
  let level: number | undefined;
  for (let index = first; index < rows.length; index += 1) {
    const other = rows[index] as Row;
    if (other.column <= inner) break;
    level = Math.min(level ?? other.column, other.column);
    if (other.column === level) note(other);
  }
  return keys;
}

/** The statements that may stand here. */
export function completeStatements(analysis: Analysis, { nesting, at, column }: EditorPlace): readonly Completion[] {
  if (nesting.holds === "fields" && nesting.statements)
    return [...words(toolStatements), ...words(withoutElse), ...elseAfterIf(analysis, at, column)];
  if (nesting.holds !== "statements") return [];
  const text: readonly Completion[] = nesting.text
    ? [{ label: "|", kind: "keyword", text: "| ", says: "Text of the prompt, `{!…}` replaced by its value." }]
    : [];
  const inputs = nesting.below === "run" ? words({ with: toolStatements.with ?? "" }) : [];
  const collects = nesting.text ? words(textStatements) : [];
  return [...inputs, ...text, ...words(withoutElse), ...elseAfterIf(analysis, at, column), ...collects];
}

const { else: otherwise = "", ...withoutElse } = statements;

const follow: Readonly<Record<string, string>> = { transition: "transition to ", available: "available when " };

const words = (table: Words): readonly Completion[] =>
  Object.entries(table).map(([label, says]) => ({ label, kind: "keyword", text: follow[label] ?? `${label} `, says }));

/** `else`, where the statement before is an `if`. */
function elseAfterIf({ rows }: Analysis, at: number, column: number): readonly Completion[] {
  const before = rows.slice(0, at).findLast((row) => row.column <= column);
  const follows = before?.column === column && /^(?:if|else)$/.test(before.tokens[0].text);
  return follows
    ? [
        { label: "else", kind: "keyword", text: "else:", says: otherwise },
        { label: "else if", kind: "keyword", text: "else if ", says: otherwise },
      ]
    : [];
}
