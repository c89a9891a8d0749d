// Words that want nothing but a kind answer: hello, thanks, goodbye, no thank you.
import { isOpenQuestion } from "./moment.ts";
import { contentWords } from "./words.ts";

export type Courtesy = "greeting" | "thanks" | "farewell" | "refusal" | "invitation";

/** In this order: "thanks, bye" is a farewell. */
const forms: readonly (readonly [Courtesy, RegExp])[] = [
  [
    "farewell",
    /\b(?:(?:good ?)?bye(?: ?bye)?|see you|farewell|good night|that(?:['’]?s| is| was) (?:all|it|everything)|nothing else|have a (?:nice|good) (?:day|one|evening))\b/gi,
  ],
  ["thanks", /\b(?:thank you|thanks|thank u|thx|cheers|much appreciated|great|perfect|lovely|wonderful)\b/gi],
  [
    "greeting",
    /\b(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|how are you(?: doing| today)?)\b/gi,
  ],
];
const filler =
  /\b(?:there|very|so|much|again|everyone|all|lot|today|now|ok(?:ay)?|well|then|dear|friend|team|kind|kindly|a|for|your|the|help)\b/gi;

/**
 * Which courtesy a text is, if it is nothing more.
 * @param before what the agent had said
 */
export function courtesyOf(text: string, before: string): Courtesy | undefined {
  const closed = isOpenQuestion(before);
  if (text.trim() === "") return "greeting"; // nobody has said anything yet
  const bare = text.replace(/[.!,]+/g, " ").trim();
  if (/^(?:no|nope|nah)(?: thanks?(?: you)?| thank you)?$/i.test(bare)) return closed ? "farewell" : "refusal";
  if (closed && /^(?:yes|yeah|yep|sure)(?: please)?$/i.test(bare)) return "invitation";
  for (const [courtesy, form] of forms) {
    if (!bare.match(form)) continue;
    const rest = forms.reduce((so, [, one]) => so.replace(one, " "), bare).replace(filler, " ");
    if (contentWords(rest).length === 0) return courtesy;
  }
  return undefined;
}
