// What a text asks of whoever reads it.

/** Whether a text wants an answer: a question is among its last two sentences. */
export const asks = (text: string) => /\?(?:\s+[^?!.]*[.!]?)?\s*$/.test(text);

/** "Is there anything else?", "What can I do for you?": whatever comes next is a request of its own. */
export const isOpenQuestion = (text: string) =>
  /\b(?:(?:anything|something) else|(?:can|may) (?:I|we) (?:do|help))\b[^?]*\?\s*$/i.test(text);

/** The last question of a text; empty when it has none. */
export const lastQuestion = (text: string) =>
  text
    .match(/[^.!?\n]*\?/g)
    ?.at(-1)
    ?.trim() ?? "";

const request =
  "(?:please|also|(?:can|could|may|will|would) (?:I|you|we|it|they)|(?:do|does|did|is|are|has|have) (?!not\\b)\\w+|what(?:['’]?s)?|where(?:['’]?s)?|when|why|who|which|how|I(?:['’]d like|['’]ll need| want| need| would like))\\b";
const boundary = new RegExp(`[?!.]\\s+(?:and )?(?:also )?(?=${request})|,? and (?:also )?(?=${request})`, "gi");
const isRequest = new RegExp(`^\\W*${request}`, "i");

/** "Where is PX-1 and can I return PX-2?" is two requests. A text of which a part leans on another is one. */
export function requestsIn(text: string): string[] {
  const parts = text.split(boundary).map((part) => part.trim());
  return parts.every((part) => isRequest.test(part) && part.split(/\s+/).length > 2) ? parts : [text];
}
