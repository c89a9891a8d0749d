// Takes plain values out of a section by name: text, flags, numbers, lists.
import type { Value } from "./agent.ts";
import { constantOf } from "./constant.ts";
import { listOf, numberOf, plainText, termOf } from "./field-value.ts";
import type { Entry, Section } from "./shape.ts";
import type { Term } from "./syntax.ts";
import type { Span } from "./tree.ts";

/** The term of a field, if the field is there and has one. */
export function fieldTerm(section: Section | undefined, name: string): Term | undefined {
  const entry = section?.entries.get(name);
  return entry && termOf(entry.element);
}

/** The text of a field, if it is there and is text. */
export function fieldText(section: Section | undefined, name: string, source: string): string | undefined {
  const term = fieldTerm(section, name);
  if (!term) return undefined;
  // A bare word was reported as lacking its quotes. Taken as the text it was meant to be, it brings no further problem.
  return term.kind === "name" && constantOf(term) === undefined ? term.text : plainText(term, source);
}

/** `True` or `False`, if the field is there and is one of them. */
export function fieldFlag(section: Section | undefined, name: string): boolean | undefined {
  const term = fieldTerm(section, name);
  return term && (constantOf(term) ?? undefined);
}

/** The texts of a list field; none when it is not there. */
export function fieldTexts(section: Section | undefined, name: string, source: string): readonly string[] {
  const entry = section?.entries.get(name);
  return (entry ? (listOf(entry.element) ?? []) : []).flatMap((term) => plainText(term, source) ?? []);
}

/** The `additional_locales` of a section: one text with commas, or a list, which is read all the same. */
export function localesIn(section: Section | undefined, source: string): readonly string[] {
  const entry = section?.entries.get("additional_locales");
  const listed = (entry ? (listOf(entry.element) ?? []) : []).map((term) =>
    term.kind === "name" ? term.text : (plainText(term, source) ?? ""),
  );
  const written = fieldText(section, "additional_locales", source)?.split(",") ?? [];
  return [...written, ...listed].map((locale) => locale.trim()).filter((locale) => locale !== "");
}

/** The plain value of a term: text, number, constant or date; `undefined` for anything else. */
export function scalarOf(term: Term, source: string): Value | undefined {
  return term.kind === "date" ? term.value : (plainText(term, source) ?? numberOf(term) ?? constantOf(term));
}

/** Names and plain values of a free field, from the lines below it or from `{…}`. */
export function fieldValues(
  section: Section | undefined,
  name: string,
  source: string,
): Readonly<Record<string, Value>> {
  const entry = section?.entries.get(name);
  return Object.fromEntries(entry ? pairsOf(entry, source) : []);
}

function pairsOf({ element }: Entry, source: string): (readonly [string, Value])[] {
  const term = termOf(element);
  const pairs =
    term?.kind === "dict"
      ? term.entries.map(({ key, value }) => [key.text, value] as const)
      : (element.body?.items ?? []).flatMap((item) => {
          const value = item.kind === "element" ? termOf(item) : undefined;
          return item.kind === "element" && value ? [[item.words[0]?.text ?? "", value] as const] : [];
        });
  return pairs.flatMap(([key, value]) => {
    const plain = scalarOf(value, source);
    return plain === undefined ? [] : [[key, plain] as const];
  });
}

/** Where to point when a field is wrong: its key, else the name of the section. */
export const keySpan = (section: Section, name: string): Span =>
  section.entries.get(name)?.element.words[0]?.span ?? section.name.span;
