// What the matcher says: outputs, sentences of the instructions, questions, and the truth about itself.
import type { ToolOffer } from "../port.ts";
import { type Fact, toldFacts } from "./facts.ts";
import { type Fitting, type Item, informs } from "./instructions.ts";
import { isCatchAll, titleOf } from "./offer.ts";
import { contentWords } from "./words.ts";

/** Said when it is asked for, and once a conversation when something is not understood. */
export const whatIAm =
  "I am the embedded matcher, not a language model: I match what you write with what this agent can do. Setting DRAGOMAN_MODEL, or a provider's key, gives it a language model.";

export const missed = "I did not find that in your answer.";
export const closing = "Is there anything else I can help you with?";
export const farewell = "Goodbye, and have a nice day.";

/** More than this nobody reads. */
const listed = 8;

/** Matter that is said whole; of more than this, only what fits. */
const short = { items: 3, words: 70 };

/** The items to say, in the author's order. Of long matter only what fits is kept: the best and what comes close to it. */
export function chosenItems(items: readonly Fitting[], least: number): Fitting[] {
  const matter = items.filter(({ item }) => informs(item));
  const words = matter.reduce((sum, { item }) => sum + item.text.split(/\s+/).length, 0);
  if (matter.length <= short.items && words <= short.words) return [...items];
  const enough = Math.max(least, ...matter.map(({ fit }) => fit - 0.1));
  return items.filter(({ item, fit }) => !informs(item) || fit >= enough);
}

/**
 * One text of all there is to say: outputs that are sentences, the items in the author's order with the other outputs after
 * the matter, then the last words. Nothing is said twice.
 */
export function told(items: readonly Item[], facts: readonly Fact[] = [], last = ""): string {
  const news = facts.filter(({ value }) => !items.some((item) => includes(item.text, value)));
  const sentences = toldFacts(news.filter((fact) => !fact.label));
  const named = toldFacts(news.filter((fact) => fact.label));
  const turn = items.findIndex((item) => !informs(item));
  const [matter, rest] = turn < 0 ? [items, []] : [items.slice(0, turn), items.slice(turn)];
  const texts = (of: readonly Item[]) =>
    of.filter((item) => !(informs(item) ? covers : includes)(sentences, item.text)).map((item) => item.text);
  return [sentences, ...texts(matter), named, ...texts(rest), last]
    .filter(Boolean)
    .reduce((so, part) => (so ? `${so}${/\n/.test(so) || /\n/.test(part) ? "\n" : " "}${part}` : part), "");
}

/** Whether a text tells a part already: as whole words, whatever the case. */
function includes(text: string, part: string): boolean {
  const words = part.replace(/[.!]$/, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w-])${words}(?![\\w-])`, "i").test(text);
}

/** Whether a text says what a part says: three of four of its words are there. */
function covers(text: string, part: string): boolean {
  if (includes(text, part)) return true;
  const known = new Set(contentWords(text));
  const words = contentWords(part);
  return words.length > 0 && words.filter((word) => known.has(word)).length >= words.length * 0.75;
}

/** What the offered tools do, as a list for the user; empty when none can be named. */
export function help(tools: readonly ToolOffer[]): string {
  const titles = tools
    .filter((tool) => ["transition", "action", "escalate"].includes(tool.purpose) && !isCatchAll(tool))
    .map(titleOf)
    .filter(Boolean);
  return titles.length > 0 ? `I can help with:\n${[...new Set(titles)].map((title) => `- ${title}`).join("\n")}` : "";
}

/** What there is to know, as a list for the user; empty when there is nothing. */
export function knowledge(items: readonly Item[]): string {
  const lines = items
    .filter(informs)
    .slice(0, listed)
    .map((item) => `- ${item.text}`);
  return lines.length > 0 ? `This is what I know:\n${lines.join("\n")}` : "";
}

/** An error that people can read: a sentence without addresses, names of code or a trace. */
export function presentable(result: unknown): string | undefined {
  const error = typeof result === "string" ? result : (result as { error?: unknown } | null)?.error;
  if (typeof error !== "string" || error.length > 200 || error.split(/\s+/).length < 4) return undefined;
  const code = /:\/\/|[{}<>\\/"]|\w_\w|\b[a-z]+[A-Z]\w*|\w+Error\b|\bat \w+\.|\.[tj]s\b|\bstack\b/;
  return code.test(error) ? undefined : error;
}
