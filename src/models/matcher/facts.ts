// Outputs of an action, told to the user: a sentence or a short list made of names and values.
import { isDeepStrictEqual } from "node:util";
import { spokenDate } from "./dates.ts";
import { readable, sentence, upperFirst } from "./words.ts";

/** A thing an action found out. `label` is empty for words that speak for themselves. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Names of outputs whose text is written for the user. */
const messages = /^(?:message|answer|reply|summary|text|response|explanation|details?|description)$/;
/** Names of outputs that say nothing beyond "it worked". */
const bookkeeping = /^(?:ok|success|succeeded|error|errors)$/;
const listed = 5;

/**
 * The facts of a result. A string is a note to the model and no fact; an object's entries are facts, one level deep;
 * what the call itself sent is not news.
 */
export function factsOf(result: unknown, sent: Readonly<Record<string, unknown>>): Fact[] {
  if (typeof result !== "object" || result === null) return [];
  if (Array.isArray(result)) return [{ label: "", value: listOf(result) }].filter((fact) => fact.value);
  return Object.entries(result).flatMap(([name, value]) => {
    const label = readable(name);
    if (bookkeeping.test(label) || isDeepStrictEqual(sent[name], value)) return [];
    if (isRecord(value)) return factsOf(value, {}).map((fact) => ({ ...fact, label: `${label} ${fact.label}`.trim() }));
    const spoken = spokenValue(value);
    if (!spoken) return [];
    const speaks = typeof value === "string" && (messages.test(label) || value.split(/\s+/).length > 6);
    return [{ label: speaks ? "" : label, value: spoken }];
  });
}

/** "The status is shipped." for one or two, a list for more. */
export function toldFacts(facts: readonly Fact[]): string {
  const words = facts
    .filter((fact) => !fact.label)
    .map(({ value }) => (value.startsWith("\n") ? value : sentence(value)));
  const named = facts.filter((fact) => fact.label);
  const asList = named.length > 2 || named.some(({ value }) => value.startsWith("\n"));
  const list = named.map(({ label, value }) => `- ${upperFirst(label)}: ${value.replaceAll("\n", "\n  ")}`).join("\n");
  return [words.join(" "), asList ? list : named.map(inASentence).join(" ")].filter(Boolean).join("\n").trim();
}

function inASentence({ label, value }: Fact): string {
  const plural = /s$/.test(label) && !/(?:ss|us)$/.test(label);
  return plural || /^(?:yes|no)$/.test(value)
    ? `${upperFirst(label)}: ${value}.`
    : sentence(`the ${label} is ${value}`);
}

function spokenValue(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return value.toLocaleString("en", { maximumFractionDigits: 2 });
  if (typeof value === "string") return spokenDate(value.trim()) ?? value.trim();
  return Array.isArray(value) ? listOf(value) : "";
}

function listOf(items: readonly unknown[]): string {
  const shown = items.slice(0, listed);
  const more = items.length > listed ? `and ${items.length - listed} more` : "";
  if (!shown.some(isRecord)) return [...shown.map(spokenValue).filter(Boolean), more].filter(Boolean).join(", ");
  const lines = shown.filter(isRecord).map((item) => Object.values(item).map(spokenValue).filter(Boolean).join(", "));
  return ["", ...lines.filter(Boolean), more].filter((line, at) => at === 0 || line).join("\n- ");
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
