// What the matcher says: outputs, sentences of the instructions, questions, and the truth about itself.
import type { ToolOffer } from "../port.ts";
import { type Fact, toldFacts } from "./facts.ts";
import { type Item, informs } from "./instructions.ts";
import { isCatchAll, titleOf } from "./offer.ts";

/** Said once a conversation, the first time something is not understood. */
export const whatIAm =
  "I am the embedded matcher, not a language model: I match what you write with what this agent can do. Setting DRAGOMAN_MODEL, or a provider's key, gives it a language model.";

export const closing = "Is there anything else I can help you with?";
export const farewell = "Goodbye, and have a nice day.";

/** Matter that is said whole; of more than this, only what fits. */
const short = { items: 3, words: 70 };

/**
 * The items to say, in the author's order. Of long matter only what fits is kept: the best and what comes close to it.
 * @param fits how well each item fits what was said, in order
 */
export function chosenItems(items: readonly Item[], fits: readonly number[], least: number): Item[] {
  const matter = items.filter(informs);
  const words = matter.reduce((sum, item) => sum + item.text.split(/\s+/).length, 0);
  if (matter.length <= short.items && words <= short.words) return [...items];
  const best = Math.max(...items.map((item, at) => (informs(item) ? fits[at]! : 0)));
  const enough = Math.max(least, best - 0.1);
  return items.filter((item, at) => !informs(item) || fits[at]! >= enough);
}

/**
 * One text of all there is to say: outputs that are sentences, the items in the author's order with the other outputs after
 * the matter, then the last words. Outputs that an item tells already are left out.
 */
export function told(items: readonly Item[], facts: readonly Fact[] = [], last = ""): string {
  const news = facts.filter(({ value }) => !items.some((item) => includes(item.text, value)));
  const sentences = toldFacts(news.filter((fact) => !fact.label));
  const named = toldFacts(news.filter((fact) => fact.label));
  const turn = items.findIndex((item) => !informs(item));
  const [matter, rest] = turn < 0 ? [items, []] : [items.slice(0, turn), items.slice(turn)];
  const texts = (of: readonly Item[]) => of.map((item) => item.text).filter((text) => !includes(sentences, text));
  return [sentences, ...texts(matter), named, ...texts(rest), last]
    .filter(Boolean)
    .reduce((so, part) => (so ? `${so}${/\n/.test(so) || /\n/.test(part) ? "\n" : " "}${part}` : part), "");
}

/** Whether a text tells a part already: as whole words, whatever the case. */
function includes(text: string, part: string): boolean {
  const words = part.replace(/[.!]$/, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w-])${words}(?![\\w-])`, "i").test(text);
}

/** What the offered tools do, as a list for the user; empty when none can be named. */
export function help(tools: readonly ToolOffer[]): string {
  const titles = tools
    .filter((tool) => ["transition", "action", "escalate"].includes(tool.purpose) && !isCatchAll(tool))
    .map(titleOf)
    .filter(Boolean);
  return titles.length > 0 ? `I can help with:\n${[...new Set(titles)].map((title) => `- ${title}`).join("\n")}` : "";
}

/** An error that people can read: a sentence without addresses, names of code or a trace. */
export function presentable(result: unknown): string | undefined {
  const error = typeof result === "string" ? result : (result as { error?: unknown } | null)?.error;
  if (typeof error !== "string" || error.length > 200 || error.split(/\s+/).length < 4) return undefined;
  const code = /:\/\/|[{}<>\\/"]|\w_\w|\b[a-z]+[A-Z]\w*|\w+Error\b|\bat \w+\.|\.[tj]s\b|\bstack\b/;
  return code.test(error) ? undefined : error;
}
