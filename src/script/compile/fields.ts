// Takes fields out of the tree by name, without the schema: the compiled form keeps what the checker passes over.
import { constantOf } from "../constant.ts";
import { listOf, numberOf, plainText, termOf } from "../field-value.ts";
import type { Element, Item, Term } from "../syntax.ts";
import type { Json } from "./json.ts";
import { dedented } from "./text.ts";

/** A block: its lines, and the source they were read from. */
export interface Lines {
  readonly items: readonly Item[];
  readonly source: string;
}

/** The first field of a name. Of a repeated field the first one counts (spec §2). */
export const fieldOf = ({ items }: Lines, name: string): Element | undefined =>
  items.find((item): item is Element => item.kind === "element" && item.words[0]?.text === name);

/** The lines below a field. None when the field is not there. */
export const below = (lines: Lines, name: string): Lines => ({
  items: fieldOf(lines, name)?.body?.items ?? [],
  source: lines.source,
});

/** The lines below a field that is there. */
export const block = (lines: Lines, name: string): Lines | undefined =>
  fieldOf(lines, name) ? below(lines, name) : undefined;

/** The lines below an element that was found already. */
export const linesOf = (element: Element, { source }: { readonly source: string }): Lines => ({
  items: element.body?.items ?? [],
  source,
});

/** The entries of a map, by name. Of a repeated name the last entry counts. */
export function entriesOf({ items }: Lines): ReadonlyMap<string, Element> {
  const entries = new Map<string, Element>();
  for (const item of items) if (item.kind === "element" && item.words[0]) entries.set(item.words[0].text, item);
  return entries;
}

/** Named blocks of one kind, such as `subagent NAME:`, by name. */
export function namedBlocks({ items }: Lines, kind: string): ReadonlyMap<string, Element> {
  const blocks = new Map<string, Element>();
  let anonymous = 0;
  for (const item of items) {
    if (item.kind !== "element" || item.words[0]?.text !== kind) continue;
    if (!item.words[1]) anonymous += 1;
    blocks.set(item.words[1]?.text ?? `ILLEGAL_anonymous_${kind}_${anonymous}`, item);
  }
  return blocks;
}

/** The value beside a field. Nothing when the field or the value is not there. */
export function termAt(lines: Lines, name: string): Term | undefined {
  const field = fieldOf(lines, name);
  return field && termOf(field);
}

/** The text of a field; nothing when its value is no plain text. */
export function textAt(lines: Lines, name: string): string | undefined {
  const term = termAt(lines, name);
  return term && plainText(term, lines.source);
}

/** A text for the model: a quoted one may be indented over several lines. */
export function describedAt(lines: Lines, name: string): string | undefined {
  const text = textAt(lines, name);
  return text !== undefined && termAt(lines, name)?.kind === "string" ? dedented(text) : text;
}

/** The `True` or `False` of a field; nothing when it has another value, or `None`. */
export function flagAt(lines: Lines, name: string): boolean | undefined {
  const term = termAt(lines, name);
  return term && (constantOf(term) ?? undefined);
}

/** The number of a field; nothing when its value is none. */
export function numberAt(lines: Lines, name: string): number | undefined {
  const term = termAt(lines, name);
  return term && numberOf(term);
}

/** The texts of a list; a name written without quotes, such as `Order.Id`, as it stands. */
export function textsAt(lines: Lines, name: string): readonly string[] {
  const field = fieldOf(lines, name);
  return (field ? (listOf(field) ?? []) : []).flatMap((term) => {
    const bare = term.kind === "name" || term.kind === "member";
    return plainText(term, lines.source) ?? (bare ? lines.source.slice(...offsets(term)) : []);
  });
}

const offsets = ({ span }: Term): [number, number] => [span.start.offset, span.end.offset];

/** The maps of a list: what stands after each dash. */
export const mapsAt = (lines: Lines, name: string): readonly Lines[] =>
  below(lines, name).items.flatMap((item) =>
    item.kind === "entry" ? [{ items: item.items, source: lines.source }] : [],
  );

/** The value of a literal, lists and objects included; nothing for `None` and for what is no literal. */
export function literalOf(term: Term, source: string): Json | undefined {
  if (term.kind === "group") return literalOf(term.inner, source);
  if (term.kind === "list") return term.items.flatMap((item) => present(literalOf(item, source)));
  if (term.kind !== "dict") return plainText(term, source) ?? numberOf(term) ?? constantOf(term) ?? undefined;
  return Object.fromEntries(
    term.entries.flatMap(({ key, value }) => present(literalOf(value, source)).map((plain) => [key.text, plain])),
  );
}

const present = (value: Json | undefined): Json[] => (value === undefined ? [] : [value]);

/** Names and values of the author's choice, on the lines below a field. Values in `{…}` beside it are not read. */
export function valuesAt(lines: Lines, name: string): Readonly<Record<string, Json>> | undefined {
  const values = [...entriesOf(below(lines, name))].flatMap(([key, element]): [string, Json][] => {
    const term = termOf(element);
    const value = term && literalOf(term, lines.source);
    return value === undefined ? [] : [[key, value]];
  });
  return values.length > 0 ? Object.fromEntries(values) : undefined;
}
