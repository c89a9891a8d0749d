// Values for a tool's parameters, found in what the user wrote by type and pattern. Nothing is ever made up: what is
// not there is asked for.
import type { ToolOffer } from "../port.ts";
import { findCode, hasExampleCode } from "./codes.ts";
import { findDate } from "./dates.ts";
import { numberWords } from "./numbers.ts";
import type { Place, Slot } from "./slot.ts";
import { addressed, contentWords, lowerFirst, quoted, readable, withoutQuoted } from "./words.ts";

interface SlotKind {
  suits(slot: Slot, about: string): boolean;
  find(place: Place, slot: Slot): unknown;
}

const yes =
  /^\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|please do|of course|certainly|absolutely|correct|right|true|go ahead|great|perfect|lovely)\b/i;
const no = /^\W*(?:no|nope|nah|not? (?:really|now|yet)|never|false|don['’]?t)\b/i;
export const saysYes = (text: string) => yes.test(text);
export const saysNo = (text: string) => no.test(text);

const numberPattern = new RegExp(
  `(?<![\\w-])(?:[$€£]\\s?)?(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|(?:${numberWords.join("|")})(?![\\w-]))(?![\\w-]*[a-z]*\\d)`,
  "gi",
);
const phonePattern = /(?<!\w)\+?\d[\d ()./-]{5,}\d(?!\w)/;

/** The kinds of slots, the most definite first. A slot is of the first kind that suits it. */
const kinds: readonly SlotKind[] = [
  { suits: ({ options }) => options.length > 0, find: findOption },
  {
    suits: ({ type }) => type === "boolean",
    find: ({ text, asked }) => (asked && yes.test(text) ? true : asked && no.test(text) ? false : undefined),
  },
  { suits: ({ type }) => type === "number" || type === "integer", find: findNumber },
  { suits: ({ type }) => type !== "string", find: () => undefined }, // lists and objects are beyond patterns
  {
    suits: ({ format, name }, about) => /^date/.test(format) || (/\bdate\b|\bday\b/.test(about) && !/id$/.test(name)),
    find: ({ text, now }) => findDate(text, now)?.date,
  },
  {
    suits: ({ format }, about) => format === "email" || /\be-?mail\b/.test(about),
    find: ({ text }) => /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(text)?.[0],
  },
  {
    suits: (_, about) => /\b(?:phone|mobile|telephone)\b/.test(about),
    find: ({ text }) => phonePattern.exec(text)?.[0].trim(),
  },
  {
    suits: (slot, about) =>
      slot.pattern !== undefined ||
      /\b(?:id|number|code|reference|ref|zip|postcode)\b/.test(about) ||
      hasExampleCode(slot),
    find: findCode,
  },
  { suits: (_, about) => /\baddress\b/.test(about), find: findAddress },
  { suits: (_, about) => /\bname\b/.test(about), find: findName },
  {
    suits: (_, about) => /\b(?:why|reason)\b/.test(about),
    find: (place) => /\bbecause\s+(.+?)[.!]*$/is.exec(place.text)?.[1] ?? findFreeText(place),
  },
  { suits: () => true, find: findFreeText },
];

/** The slots a tool declares, in its order. */
export function slotsOf(tool: ToolOffer): Slot[] {
  return Object.entries(tool.parameters.properties).map(([name, schema]) => {
    const text = (key: string) => (typeof schema[key] === "string" ? schema[key] : "");
    return {
      name,
      type: text("type") || "string",
      description: text("description"),
      required: tool.parameters.required.includes(name),
      options: Array.isArray(schema.enum) ? schema.enum.map(String) : optionsIn(text("description")),
      format: text("format"),
      ...(text("pattern") && { pattern: text("pattern") }),
    };
  });
}

/** The value of a slot in a text, or undefined. */
export function findValue(slot: Slot, place: Place): unknown {
  const about = headOf(slot);
  return kinds.find((kind) => kind.suits(slot, about))!.find(place, slot);
}

/** What a slot is, without what its author adds: "new delivery address" of "New delivery address with street, postcode and town". */
const headOf = ({ name, description }: Slot) =>
  `${readable(name)} ${description.toLowerCase().split(/[,;:.(]|\b(?:with|such as|like|that|which|where|for|so)\b/)[0]}`;

/** Whether a text asks for this slot: its questions share most of the slot's words. */
export function asksFor(text: string, slot: Slot): boolean {
  const asked = new Set(askedWords((text.match(/[^.!?\n]*\?/g) ?? []).join(" ")));
  if (asked.size === 0) return false;
  return [readable(slot.name), questionFor(slot).replace(/\(.*\)/, "")].some((name) => {
    const words = askedWords(name);
    return words.length > 0 && words.filter((word) => asked.has(word)).length >= words.length * 0.6;
  });
}

/** Words that tell one question from another: "why you want a refund" is not "a refund". */
const askedWords = (text: string) => [
  ...contentWords(text),
  ...(text.toLowerCase().match(/\b(?:why|when|where|who|which|how (?:many|much|long))\b/g) ?? []),
];

/** A question for a slot, made from its description. */
export function questionFor(slot: Slot): string {
  const [first = ""] = withoutQuoted(slot.description).split(/(?<=[.!?])\s/);
  const about = lowerFirst(addressed(first || readable(slot.name)).replace(/[.!?\s]+$/, "")).replace(
    /,? \(?((?:such as|like|for example|e\.g\.) [^()]+)\)?$/,
    " ($1)",
  );
  if (slot.type === "boolean") {
    return `Yes or no: ${about.replace(/^(?:true|yes) (?:if|when|after)\s+/, "").replace(/^whether\s+/, "")}?`;
  }
  if (/^(?:why|what|which|when|where|who|how|whether)\b/.test(about)) return `Could you tell me ${about}?`;
  const known = /^(?:the|a|an|your|my|any|one)\b/.test(about) ? about : `the ${about}`;
  return `Could you give me ${known}?`;
}

/** "Species of the pet: dog, cat, or other" lists its options. */
function optionsIn(description: string): string[] {
  const [, list] = /(?::|one of|either)\s+((?:[\w -]+,\s*)*[\w -]+,?\s+or\s+[\w -]+)\.?$/i.exec(description) ?? [];
  return list ? list.split(/,\s*(?:or\s+)?|\s+or\s+/).filter(Boolean) : [];
}

function findOption({ text }: Place, { options }: Slot): string | undefined {
  const words = ` ${contentWords(text).join(" ")} `;
  return options.find((option) => {
    const wanted = contentWords(readable(option)).join(" ");
    return wanted && words.includes(` ${wanted} `);
  });
}

function findNumber({ text, asked, onlyNumber, now }: Place, slot: Slot): number | undefined {
  const elsewhere = findDate(text, now)?.match ?? " ";
  const found = [...text.replace(elsewhere, (day) => " ".repeat(day.length)).matchAll(numberPattern)];
  const names = new Set(contentWords(readable(slot.name)));
  const beside = found.find(({ index, 0: { length } }) => {
    const around = `${text.slice(0, index).split(/\s+/).slice(-3).join(" ")} ${text
      .slice(index + length)
      .split(/\s+/)
      .slice(0, 3)
      .join(" ")}`;
    return contentWords(around).some((word) => names.has(word));
  });
  const chosen = beside ?? (found.length === 1 && (asked || onlyNumber) ? found[0] : undefined);
  if (!chosen) return undefined;
  const word = numberWords.indexOf(chosen[1]!.toLowerCase());
  const value = word >= 0 ? word : Number(chosen[1]!.replaceAll(",", ""));
  return slot.type === "integer" && !Number.isInteger(value) ? undefined : value;
}

function findName({ text, asked }: Place): string | undefined {
  const [, called] =
    /\b(?:(?:my|our|his|her) \p{Ll}+|name(?:['’]s| is)|called|named)\s+["“]?((?:\p{Lu}[\p{L}'’-]*\s?){1,4})/u.exec(
      text,
    ) ?? [];
  if (called) return called.trim();
  if (!asked || isNoAnswer(text)) return undefined;
  const bare = text
    .replace(/^\W*(?:it['’]?s|it is|i['’]?m|i am|this is|he['’]?s|she['’]?s|my name is|called)\s+/i, "")
    .replace(/[.!,\s]+$/, "");
  return bare && bare.split(/\s+/).length <= 5 ? bare : undefined;
}

const streets =
  "street|st|road|rd|lane|avenue|ave|drive|way|close|court|square|place|terrace|row|view|hill|boulevard|cottages?";
const addressPattern = new RegExp(`\\b\\d+\\w? [\\p{L}'’ ]+ (?:${streets})\\b.*`, "iu");

/** From the house number on. */
function findAddress(place: Place): string | undefined {
  return addressPattern.exec(place.text)?.[0].replace(/[.!\s]+$/, "") ?? findFreeText(place);
}

/** Text as it stands: in quotes, or as the answer to the question for it. */
function findFreeText({ text, asked }: Place): string | undefined {
  if (!asked || isNoAnswer(text)) return undefined;
  return quoted(text)[0] ?? text.trim();
}

const isNoAnswer = (text: string) =>
  text.trim() === "" ||
  /\?\s*$/.test(text) ||
  /^\W*(?:yes|yeah|sure|ok(?:ay)?|maybe|perhaps|not sure|h+m+|well)(?:,? please)?\W*$/i.test(text) ||
  /^\W*(?:no\b.{0,12}$|i (?:don['’]?t|do not) (?:know|have)|sorry|wait|never ?mind|cancel|stop|forget it|what|why|help)\b/i.test(
    text,
  );
