// Words that want nothing but a kind answer: hello, thanks, goodbye, never mind, who are you.
import { asks, isOpenQuestion } from "./questions.ts";
import { contentWords } from "./words.ts";

/** `ability` asks what can be done here, `identity` who is speaking. */
export type Courtesy =
  | "greeting"
  | "thanks"
  | "farewell"
  | "enough"
  | "refusal"
  | "understood"
  | "invitation"
  | "ability"
  | "identity";

/** In this order: "thanks, bye" is a farewell. */
const forms: readonly (readonly [Courtesy, RegExp])[] = [
  [
    "farewell",
    /\b(?:(?:good ?)?bye(?: ?bye)?|see (?:you|ya)|farewell|good night|that(?:['’]?s| is| was| will be) (?:all|it|everything)|nothing else|have a (?:nice|good) (?:day|one|evening))\b/gi,
  ],
  [
    "thanks",
    /\b(?:thank ?you|thanks|thank u|thx|ty|cheers|much appreciated|great|perfect|lovely|wonderful|awesome)\b/gi,
  ],
  [
    "greeting",
    /\b(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|how are you(?: doing| today)?)\b/gi,
  ],
];
const filler =
  /\b(?:there|very|so|much|again|everyone|all|lot|today|now|ok(?:ay)?|well|then|dear|friend|team|kind|kindly|a|for|your|the|help)\b/gi;
const questionWord = /\b(?:what|when|where|who|why|which|how)\b/i;

/** Whole texts, whatever their punctuation. */
const wholes = {
  no: /^(?:no|nope|nah|no way|not (?:really|now|yet))(?: thanks?(?: you)?| thank you)?$/i,
  yes: /^(?:yes|yeah|yep|yup|sure)(?: please)?$/i,
  never:
    /^(?:(?:no|ok(?:ay)?|oh|sorry|actually|please|wait|hm+)\s+)*(?:cancel|never ?mind(?: that| it)?|stop(?: (?:it|that|this))?|forget (?:it|that|about it)|leave it|drop it|wait|hold on|(?:i )?changed my mind|i(?: have|['’]ve) changed my mind)(?: please)?$/i,
  cancelIt: /^(?:(?:no|ok(?:ay)?|oh|sorry|please|wait)\s+)*cancel (?:that|this|it)(?: please)?$/i,
  understood:
    /^(?:(?:ok(?:ay)?|oh|ah|i see|alright|all right|right|fine|good|cool|nice|got it|understood|aha|makes sense)\s*)+$/i,
  ability:
    /^(?:help(?: me)?(?: please)?|menu|options|what (?:else )?(?:can|do|could) (?:you|u|i) (?:do|help(?: me)? with|offer|know|ask)(?: (?:you|for me|here|about))?|how (?:can|do) (?:you help(?: me)?|i use this|this work)|how does this work)\??$/i,
  identity:
    /\b(?:who|what) (?:are|r) (?:you|u)$|\bwho am i (?:talking|speaking|chatting) (?:to|with)$|\b(?:are|r) (?:you|u) (?:an? )?(?:real |actual |live )?(?:human|person|robot|bot|machine|computer|ai|program|language model|llm|chatgpt|real)\b|\bis this (?:an? )?(?:bot|robot|ai|machine|language model)\b/i,
};

/**
 * Which courtesy a text is, if it is nothing more.
 * @param before what the agent had said
 */
export function courtesyOf(text: string, before: string): Courtesy | undefined {
  const closed = isOpenQuestion(before);
  const waiting = asks(before) && !closed;
  if (text.trim() === "") return "greeting"; // nobody has said anything yet
  const bare = text
    .replace(/[.!,?]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (wholes.no.test(bare)) return closed ? "enough" : "refusal";
  if (wholes.yes.test(bare) && !waiting) return "invitation";
  // "Cancel", when cancelling is what was offered, is an answer.
  const gaveUp = wholes.never.test(bare) || (waiting && wholes.cancelIt.test(bare));
  if (gaveUp && !mentions(before, bare)) return "refusal";
  if (wholes.identity.test(bare)) return "identity";
  if (wholes.ability.test(bare)) return "ability";
  if (waiting && /^(?:great|perfect|lovely|wonderful|awesome)\b/i.test(bare)) return undefined; // a yes
  for (const [courtesy, form] of forms) {
    if (!bare.match(form)) continue;
    const rest = forms.reduce((so, [, one]) => so.replace(one, " "), bare).replace(filler, " ");
    if (contentWords(rest).length === 0 && !questionWord.test(rest)) return courtesy;
  }
  return wholes.understood.test(bare) && !waiting ? "understood" : undefined;
}

const mentions = (before: string, text: string) => {
  const words = contentWords(before);
  return contentWords(text).some((word) => words.includes(word));
};
