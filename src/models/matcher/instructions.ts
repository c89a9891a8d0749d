// Instructions written for a language model, read for what in them can be said to the user as it stands.
//
// Authors mix two things: commands ("Never give a discount", "Look the order up with get_order") and matter for the user
// ("Parcel PX-1 is late", "Returns take 14 days"). Commands that carry words for the user give those words; all others
// are left out. Nothing is composed anew.
import { addressed, sentence, sentencesByLine, upperFirst } from "./words.ts";

/** Something the user may hear. */
export interface Item {
  /**
   * `matter` informs; a `saying` does so in words that the author wrote for the user; a `courtesy` apologises or thanks;
   * a `question` wants an answer, an `offer` a yes or no.
   */
  readonly kind: "matter" | "saying" | "courtesy" | "question" | "offer";
  readonly text: string;
  /** Line of the instructions. What stands on one line belongs together. */
  readonly line: number;
}

export const informs = (item: Item) => item.kind === "matter" || item.kind === "saying";

/** An item, and how well it fits what the user has said. */
export interface Fitting {
  readonly item: Item;
  readonly fit: number;
}

/** What instructions hold for the user, in the author's order. */
export interface Reading {
  readonly items: readonly Item[];
  /** What is said in some case only. `when` is the author's description of the case. */
  readonly cases: readonly { readonly when: string; readonly item: Item }[];
  /** Tools that a sentence tells to use, without condition or choice. */
  readonly commanded: readonly string[];
}

const them = "(?:the (?:customer|user|visitor|caller|client|guest)|them|him|her)";
const up = (pattern: string) =>
  new RegExp(`^(?:(?:then|now|first|also|always|please|politely|briefly|next|otherwise),?\\s+)*${pattern}`, "i");

/** Commands that carry words for the user, in the order in which they are tried. */
const directives: readonly (readonly [RegExp, Item["kind"], (words: string) => string])[] = [
  [
    up(`(?:you (?:can|may|should) )?(?:say|reply|respond|answer|ask|tell|write|use|greet)\\b[^"“]*["“]([^"“”]+)["”]`),
    "saying",
    upperFirst,
  ],
  [up(`(?:tell|inform|remind|advise|let) ${them}(?: know)?(?: that|:|,) (.+)$`), "saying", addressed],
  [
    up(`(?:you (?:can|may|should) )?(?:say|explain|mention|point out|state)(?: to ${them})?(?: that|:) (.+)$`),
    "saying",
    addressed,
  ],
  [
    up(`ask (?:${them} )?(?:for|to (?:give|provide|share|enter|send)(?: you| us)?) (.+)$`),
    "question",
    (words) => `Could you give me ${object(words)}?`,
  ],
  [
    up(`ask (?:${them} )?(?:about )?((?:whether|if|what|which|when|where|why|how|who)\\b.+)$`),
    "question",
    (words) => `Could you tell me ${object(words)}?`,
  ],
  [up(`(?:offer|propose)(?: ${them})?(?: to)? (?!if\\b)(.+)$`), "offer", (words) => `Would you like ${object(words)}?`],
  [up("(?:suggest|recommend) (.+)$"), "offer", (words) => `I suggest ${object(words)}.`],
  [up("(apologi[sz]e)\\b"), "courtesy", () => "I am sorry about that."],
  [up(`(thank) ${them}`), "courtesy", () => "Thank you."],
  [up(`wish ${them} (.+)$`), "courtesy", (words) => `Have ${object(words)}!`],
];

/** First words of sentences that tell the agent how to be or what to do, and so are not for the user. */
const commands = up(
  `(?:you|your (?:job|role|task|name|goal|tone|answers?|replies)|(?:the|a) (?:customer|user|visitor|caller|agent|assistant|instructions?|latest|model)|company:|(?:if|when|whenever|once|unless|until|after|before|while|in case|never|always|only|do not|don['’]?t|avoid|keep|be|use|call|run|invoke|make sure|ensure|reply|respond|answer|help|handle|route|transfer|hand|look|check|verify|validate|greet|welcome|summari[sz]e|explain|give|show|list|present|describe|provide|collect|gather|store|save|remember|wait|refer|stay|speak|mention|note|include|consult|identify|determine|find|decide|choose|pick|select|proceed|continue|go|move|end|close|start|begin|update|report|read|state|repeat|get|set|try|take|assume|treat|act|limit|refuse|decline|say|tell|inform|ask|offer|suggest|propose|recommend|apologi[sz]e|thank|wish|confirm|encourage|let|pass|write|format|translate|escalate|follow|book|all required))\\b`,
);

const conditional = up("(?:if|when|whenever|once|in case|before|after) ([^,]+), (.+)$");
const conditionalTail = /\s+(?:if|when|once|unless|in case|for (?:anything|everything))\b[^"“]*$/i;

/** Read instructions, knowing the names of the tools they may mention. */
export function readInstructions(text: string, toolNames: readonly string[]): Reading {
  const items: Item[] = [];
  const cases: { when: string; item: Item }[] = [];
  const commanded: string[] = [];
  for (const [line, sentences] of sentencesByLine(text).entries()) {
    let heard: Item[] = [];
    for (const one of sentences.flatMap(clauses)) {
      const [, when, then] = conditional.exec(one) ?? [];
      const item = readSentence(then ?? one, line, toolNames);
      if (when) {
        if (item) cases.push({ when, item });
        continue;
      }
      // "Ask for X. Use exactly this message: …" says one thing.
      if (item) heard = /\bexactly\b/i.test(one) ? [item] : [...heard, item];
      const named = mentioned(one, toolNames);
      if (named.length === 1 && !/[:,]|\b(?:if|when|once|unless|offer|ask)\b/i.test(one)) commanded.push(named[0]!);
    }
    items.push(...joined(heard));
  }
  return { items, cases, commanded };
}

/** Sentences of one line that inform are one item: what they are about is often said in the first of them only. */
function joined(items: readonly Item[]): Item[] {
  const whole: Item[] = [];
  for (const item of items) {
    const last = whole.at(-1);
    if (last?.kind === item.kind && informs(item))
      whole[whole.length - 1] = { ...item, text: `${last.text} ${item.text}` };
    else whole.push(item);
  }
  return whole;
}

/** "Apologise and offer a refund" is two commands. */
const clauses = (one: string): string[] =>
  /["“]/.test(one)
    ? [one]
    : one.split(/,? and (?:then )?(?=(?:apologi[sz]e|offer|ask|suggest|thank|wish|tell)\b)|, then (?=ask\b)/i);

/** What one sentence gives the user to hear. */
function readSentence(given: string, line: number, toolNames: readonly string[]): Item | undefined {
  const one = withoutTools(given, toolNames).replace(/[\s,;]+$/, "");
  for (const [pattern, kind, say] of directives) {
    const words = pattern.exec(one)?.[1];
    if (!words) continue;
    if (kind === "offer" && conditionalTail.test(one)) return undefined;
    const text = say(words);
    return speakable({ kind: kind === "saying" && text.endsWith("?") ? "question" : kind, text, line });
  }
  return commands.test(one) ? undefined : speakable({ kind: "matter", text: one, line });
}

/** Words with a template or the name of a tool or variable in them, or with nothing to read, are not for the user. */
function speakable(item: Item): Item | undefined {
  const { text } = item;
  if (/\{!|@\w+\.|\b[a-z]+_[a-z_]+\b/.test(text) || text.split(/\s+/).length < 2) return undefined;
  return { ...item, text: sentence(text) };
}

const goesOn =
  /,? (?:and|then|so that|in order to) (?=(?:then )?(?:call|store|save|use|look|pass|run|invoke|record|remember|hand|continue|wait|make|check|do|\w+_\w+)\b)|, then |; |\. /i;

/** The object of a command, cut where the command goes on, and turned to the user. */
const object = (words: string) => addressed(words.split(goesOn)[0]!.replace(/[.!?\s,]+$/, ""));

const escaped = (names: readonly string[]) =>
  names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");

/** "a refund with refund" loses the tool that its author named for the model. */
function withoutTools(text: string, toolNames: readonly string[]): string {
  if (toolNames.length === 0) return text;
  const using = "(?:(?:and|then)\\s+)*(?:with|using|use|via|by calling|calling|call|through)";
  return text.replace(
    new RegExp(`,?\\s+${using}\\s+(?:the )?(?:${escaped(toolNames)})\\b(?: (?:tool|action))?`, "g"),
    "",
  );
}

function mentioned(text: string, toolNames: readonly string[]): string[] {
  return toolNames.filter((name) =>
    new RegExp(`\\b(?:call|use|run|invoke|with|using|via) (?:the )?${escaped([name])}(?![\\w-])`, "i").test(text),
  );
}
