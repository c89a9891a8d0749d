// What may be typed at a place: the front of completion, which picks who answers by what stands before the cursor.
import type { Analysis } from "./analyse.ts";
import { completeKeys, completeStatements } from "./complete-lines.ts";
import { completeMembers, completeNamespaces, completeParameters } from "./complete-names.ts";
import { completeString, completeValue, expressionWords } from "./complete-values.ts";
import type { Completion, Completions } from "./completion.ts";
import { type EditorPlace, placeOf } from "./place.ts";
import { keyOf } from "./rows.ts";

/** What may be typed at an offset of a script. */
export function complete(analysis: Analysis, offset: number): Completions {
  const position = Math.max(0, Math.min(offset, analysis.source.length));
  const found = placeOf(analysis, position);
  const string = stringBefore(found, position);
  const interpolates =
    string !== undefined && isInterpolation(analysis.source.slice(string.span.start.offset, position));
  const place = interpolates ? { ...found, inInterpolation: true } : found;
  const none: Completions = { from: position, items: [] };
  if (place.inComment || place.inText) return none;
  if (string && !interpolates) return completeString(analysis, place, string, position);
  const typed = typedBefore(analysis.source, position);
  const back = (length: number) => position - length;

  const [, namespace, member = ""] = /@(\w+)[ \t]*\.[ \t]*(\w*)$/.exec(typed) ?? [];
  if (namespace) return { from: back(member.length), items: completeMembers(analysis, place, namespace) };
  const [reference] = /@\w*$/.exec(typed) ?? [];
  if (reference) return { from: back(reference.length), items: completeNamespaces(analysis, place) };

  const word = /[A-Za-z_]\w*$/.exec(typed)?.[0] ?? "";
  // What follows a dot is a member of a value, which no table knows.
  if (/\.[ \t]*$/.test(typed.slice(0, typed.length - word.length))) return none;
  return { from: back(word.length), items: completeWord(analysis, place, back(word.length)) };
}

/** What stands before a cursor on its line, as far back as a name can reach. */
function typedBefore(source: string, offset: number): string {
  const lineStart = source.lastIndexOf("\n", offset - 1) + 1;
  return source.slice(Math.max(lineStart, offset - longestName), offset);
}

/** Longer than any `@namespace.name`: what is looked at stays short in lines of any length. */
const longestName = 300;

function completeWord(analysis: Analysis, place: EditorPlace, from: number): readonly Completion[] {
  if (place.inInterpolation) return [...completeNamespaces(analysis, place), ...expressionWords()];
  const before = place.before.filter(({ span }) => span.start.offset < from);
  const last = before.at(-1)?.text;
  if (before.length === 0) return [...completeKeys(analysis, place), ...completeStatements(analysis, place)];
  const inWith = before.some(({ text }) => text === "with");
  if (inWith && (last === "with" || last === ",")) return completeParameters(analysis, place);
  if (before[0]?.text === "transition" && before.length === 1) return [{ label: "to", kind: "keyword", text: "to " }];
  if (before[0]?.text === "available" && before.length === 1)
    return [{ label: "when", kind: "keyword", text: "when " }];
  const key = place.row ? keyOf(place.row) : [];
  const colon = key.length > 0 && before.length > key.length;
  return colon ? completeValue(analysis, place, before) : completeInStatement(analysis, place, before);
}

/** Statement words behind which a reference stands alone. */
const takesReference: ReadonlySet<string> = new Set(["set", "run", "to", "collect"]);

function completeInStatement(
  analysis: Analysis,
  place: EditorPlace,
  before: EditorPlace["before"],
): readonly Completion[] {
  const last = before.at(-1)?.text ?? "";
  const names = completeNamespaces(analysis, place);
  if (takesReference.has(last)) return names;
  const statement = before[0]?.text ?? "";
  const isExpression =
    statement === "if" || statement === "else" || before.some(({ text }) => /^(?:=|when)$/.test(text));
  if (statement === "else" && before.length === 1) return [{ label: "if", kind: "keyword", text: "if " }];
  const slot: readonly Completion[] =
    last === "=" && before.some(({ text }) => text === "with")
      ? [{ label: "...", kind: "value", says: "The model fills it." }]
      : [];
  return isExpression ? [...slot, ...names, ...expressionWords()] : [];
}

/** Whether quoted text, up to the cursor, ends within `{!…}`, which is replaced there as it is after `|`. */
const isInterpolation = (typed: string): boolean => typed.lastIndexOf("{!") > typed.lastIndexOf("}");

/** The string a cursor stands in. */
function stringBefore({ before }: EditorPlace, offset: number): EditorPlace["before"][number] | undefined {
  const token = before.at(-1);
  if (token?.kind !== "string" || token.span.start.offset >= offset) return undefined;
  const closed = token.text.length > 1 && token.text.endsWith('"');
  return offset < token.span.end.offset || (!closed && offset === token.span.end.offset) ? token : undefined;
}
