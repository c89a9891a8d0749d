// Reading and mending English text: sentences, words, names made readable, and turning talk about the user into talk to the user.

/** Split a text into lines and each line into sentences. Bullets and numbering are taken off. */
export function sentencesByLine(text: string): string[][] {
  return text
    .split(/\n+/)
    .map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "").trim())
    .filter(Boolean)
    .map((line) => line.split(/(?<=[.!?]["”’)]?)\s+(?=["“(]?[\p{Lu}\d])/u).filter(Boolean));
}

const functionWords = new Set(
  `a an and any are as at be been but by can could did do does for from get go had has have he her his how i if in into is it its
  just like ll me my no not of on or our please she so some such than that the their them then there these they this to too up us
  very was we were what when where which who why will with would you your want need know tell give help s t re ve m d`.split(
    /\s+/,
  ),
);

/** The words that carry meaning, stemmed a little so that "refunds" and "refunded" are "refund". */
export const contentWords = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !functionWords.has(word)).map(stem);

export function stem(word: string): string {
  if (word.length < 4) return word;
  const root = word.replace(/(?:ies)$/, "y").replace(/(?:ing|ed|es|s|e)$/, "");
  if (root.length < 3) return word;
  return root.replace(root.length > 5 ? /([^aeious])\1$/ : /([^aeiouls])\1$/, "$1"); // "cancelled", but "small"
}

/** `order_id`, `orderId` and `OrderID` are "order id". */
export const readable = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[_\-.]+/g, " ")
    .trim()
    .toLowerCase();

/** First letter small, unless the word is an acronym or "I". */
export const lowerFirst = (text: string): string =>
  /^(?:I\b|\p{Lu}{2})/u.test(text) ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
export const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** With a full stop, if it ends with nothing else. */
export const sentence = (text: string): string => {
  const trimmed = upperFirst(text.trim());
  return /[.!?:]["”’)]?$/.test(trimmed) ? trimmed : `${trimmed}.`;
};

const person = "(?:customer|user|visitor|caller|client|guest|shopper|member|person|patient|traveller|traveler)";
const aboutTheUser: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\\b(?:the |an? )?${person}['’]s\\b`, "gi"), "your"],
  [new RegExp(`\\b(?:the |an? )?${person} (?:is|are)\\b`, "gi"), "you are"],
  [new RegExp(`\\b(?:the |an? )?${person} has\\b`, "gi"), "you have"],
  [
    new RegExp(`\\b(?:the |an? )?${person} (want|need|like|mean|say|prefer|ask|mention|choose|order)s\\b`, "gi"),
    "you $1",
  ],
  [new RegExp(`\\b(?:the |an? )${person}\\b`, "gi"), "you"],
  [/\b(?:their|his or her)\b/gi, "your"],
  [/\bthey\b/gi, "you"],
];

/** "Why the customer wants a refund" becomes "Why you want a refund". */
export const addressed = (text: string): string =>
  aboutTheUser.reduce((so, [about, to]) => so.replace(about, to), text);

/** Phrases in double quotes: in a description they are examples of what a user would say. */
export const quoted = (text: string): string[] => [...text.matchAll(/["“]([^"“”]{2,})["”]/g)].map((match) => match[1]!);
export const withoutQuoted = (text: string): string =>
  text
    .replace(
      /[,:;]?\s*(?:such as|like|e\.g\.|for example|examples?:?|say(?:s|ing)?|or|and)?[,:]?\s*["“][^"“”]*["”]/gi,
      "",
    )
    .replace(/\s+([.,;])/g, "$1")
    .replace(/\(\s*\)/g, "")
    .trim();

/** Without codes, long numbers and addresses: they say which one, not what about. */
export const withoutCodes = (text: string): string =>
  text
    .replace(/\S+@\S+/g, " ")
    .replace(/(?<![\w-])(?:[A-Za-z]{1,6}-?)?\d[\dA-Za-z]*(?:-[\dA-Za-z]+)*(?![\w-])/g, (code) =>
      /\d{3}|[A-Za-z]-?\d|\d-?[A-Za-z]/.test(code) ? " " : code,
    )
    .replace(/\s+/g, " ")
    .trim();
