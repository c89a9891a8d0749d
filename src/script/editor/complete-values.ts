// Values that may stand beside a key: flags, choices, types, targets, locales; and the words of expressions.
import { formatSchemes, locales, targetSchemes } from "../field-checks.ts";
import { agentTypes } from "../read-config.ts";
import { unstorable } from "../read-variables.ts";
import { type Field, fieldNamed } from "../schema-field.ts";
import type { Token } from "../token.ts";
import type { Analysis } from "./analyse.ts";
import { completeNamespaces } from "./complete-names.ts";
import type { Completion, Completions } from "./completion.ts";
import type { EditorPlace } from "./place.ts";
import { keyOf } from "./rows.ts";
import { operators, others, sentenceOf, types, values } from "./words.ts";

/** Values, functions and operators of expressions. */
export function expressionWords(): readonly Completion[] {
  const items = (table: Readonly<Record<string, string>>, kind: Completion["kind"]) =>
    Object.entries(table).map(([label, says]): Completion => ({ label, kind, says }));
  return [...items(values, "value"), ...items(operators, "keyword")];
}

/** The field whose value stands at a place; `undefined` for an entry named by the author. */
function fieldAt({ nesting, row }: EditorPlace): Field | undefined {
  const [key] = row ? keyOf(row) : [];
  return key && nesting.holds === "fields" ? fieldNamed(nesting.fields, key.text) : undefined;
}

/** What may stand after the colon of a key. `before` are the tokens of the line up to the word that is typed. */
export function completeValue(analysis: Analysis, place: EditorPlace, before: readonly Token[]): readonly Completion[] {
  const { nesting } = place;
  if (nesting.holds === "entries") return completeEntry(analysis, place, nesting.field, nesting.of, before);
  const field = fieldAt(place);
  if (!field || before.at(-1)?.text !== ":") return [];
  switch (field.kind) {
    case "flag":
      return constants("True", "False");
    case "text or None":
      return [...quoted(choicesOf(field, place)), ...constants("None")];
    case "reference":
      return completeNamespaces(analysis, place);
    case "shape":
      return [
        ...typeItems(false),
        { label: "list", kind: "type", says: "Values of one type, named below as `value:`." },
      ];
    case "instructions":
      return [
        { label: "|", kind: "keyword", says: "Text of the prompt, on this line and on deeper ones." },
        { label: "->", kind: "keyword", says: "Statements on the lines below, text among them after `|`." },
      ];
    default:
      return quoted(choicesOf(field, place));
  }
}

const constants = (...names: readonly string[]): readonly Completion[] =>
  names.map((label) => ({ label, kind: "value", says: values[label] }));

const quoted = (choices: readonly string[]): readonly Completion[] =>
  choices.map((choice) => ({ label: choice, kind: "value", text: `"${choice}"` }));

/** Beside a name of the author's: a type with its modifier, the target of a tool, a format. */
function completeEntry(
  analysis: Analysis,
  place: EditorPlace,
  field: Field,
  of: string,
  before: readonly Token[],
): readonly Completion[] {
  const last = before.at(-1)?.text ?? "";
  if (before.some(({ text }) => text === "=")) return [...completeNamespaces(analysis, place), ...expressionWords()];
  if (field.value === "target" || field.value === "reference") {
    if (last === ":" || last === "to") return completeNamespaces(analysis, place);
    if (before.at(-3)?.text === "@utils" && last === "transition")
      return [{ label: "to", kind: "keyword", text: "to " }];
    return [{ label: "with", kind: "keyword", text: "with " }];
  }
  if (!field.value) return [];
  if (field.value === "bound") return [...completeNamespaces(analysis, place), ...expressionWords()];
  const modifiers = last === ":" ? (field.modifiers ?? []) : [];
  const words: readonly Completion[] = modifiers.map((label) => ({
    label,
    kind: "keyword",
    text: `${label} `,
    says: sentenceOf(others, label),
  }));
  const wantsType = last === ":" || last === "[" || field.modifiers?.includes(last);
  return wantsType ? [...words, ...typeItems(of === "variables", last === "[")] : [];
}

function typeItems(forVariables: boolean, inList = false): readonly Completion[] {
  const names = Object.keys(types).filter((name) => !forVariables || !unstorable.has(name));
  const items: readonly Completion[] = names.map((label) => ({ label, kind: "type", says: types[label] }));
  if (inList) return items;
  return [...items, { label: "list[string]", kind: "type", says: "Several values of one type." }];
}

/** The texts that a field knows. */
function choicesOf(field: Field, { row }: EditorPlace): readonly string[] {
  if (field.oneOf) return field.oneOf;
  if (row && keyOf(row)[0]?.text === "agent_type") return agentTypes;
  return field.check ? choices[field.check]() : [];
}

const addresses = (schemes: Iterable<string>): readonly string[] => [...schemes].map((scheme) => `${scheme}://`);

const choices: Readonly<Record<NonNullable<Field["check"]>, () => readonly string[]>> = {
  locale: () => [...locales],
  locales: () => [...locales],
  target: () => addresses(targetSchemes),
  format: () => addresses(formatSchemes),
  agent: () => addresses(["agentforce", "agent"]),
  model: () => addresses(["model"]),
  skill: () => addresses(["skill"]),
};

/** What may be typed inside a quoted string, outside `{!…}`. */
export function completeString(analysis: Analysis, place: EditorPlace, string: Token, offset: number): Completions {
  const typed = analysis.source.slice(string.span.start.offset + 1, offset);
  const field = place.nesting.holds === "fields" ? fieldAt(place) : undefined;
  const start = field?.check === "locales" ? Math.max(typed.lastIndexOf(","), typed.lastIndexOf(" ")) + 1 : 0;
  const items = (field ? choicesOf(field, place) : []).map((label): Completion => ({ label, kind: "value" }));
  return { from: string.span.start.offset + 1 + start, items };
}
