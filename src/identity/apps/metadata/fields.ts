// How a value of an app is written in metadata files: one field is one element, or a few that mean something together.
import type { Element } from "./xml.ts";

/** One value of an app and the elements that say it. */
export interface Field {
  /** Names of the elements, which may repeat. */
  readonly elements: readonly string[];
  /** Where the value is: `label`, `settings.pkceRequired`. */
  readonly path: string;
  /** The value, from at least one of the elements. Throws an `Error` with a sentence. */
  readonly read: (elements: readonly Element[]) => unknown;
  /** The elements of a value; `former` are those of the value it replaces, with what they say besides. */
  readonly write: (value: unknown, former: readonly Element[]) => readonly Element[];
  /** Written only where a file had it: a consumer key belongs to one org, and a file should fit all. */
  readonly onlyWhereGiven?: boolean;
}

/** How a value is one text. */
interface Codec {
  readonly read: (text: string) => unknown;
  readonly write: (value: unknown) => string;
}

/** A value that one element says. */
export const field = (element: string, path: string, { read, write }: Codec): Field => ({
  elements: [element],
  path,
  read: (found) => read(found.map((each) => each.text ?? "").join("\n")),
  write: (value) => (value === undefined || value === null ? [] : [{ name: element, text: write(value) }]),
});

/** Any text. */
export const text: Codec = { read: (written) => written, write: String };

/** A text that says nothing when it is empty. */
export const textOrNone: Codec = { read: (written) => written || undefined, write: String };

/** A whole number. */
export const whole: Codec = {
  read: (written) => {
    if (!/^\d{1,9}$/.test(written)) throw new Error(`"${written}" is not a whole number`);
    return Number(written);
  },
  write: String,
};

/** `true` or `false`. */
export const flag: Codec = {
  read: (written) => {
    if (written !== "true" && written !== "false") throw new Error(`"${written}" is neither true nor false`);
    return written === "true";
  },
  write: String,
};

/** A flag that says the opposite of the value. */
export const inverse: Codec = { read: (written) => !flag.read(written), write: (value) => String(!value) };

/** Names separated by commas. */
export const commas: Codec = {
  read: (written) => written.split(",").flatMap((name) => name.trim() || []),
  write: (value) => (value as readonly string[]).join(", "),
};

/** Texts on lines of their own. */
export const lines: Codec = {
  read: (written) => written.split(/\s+/).filter(Boolean),
  write: (value) => (value as readonly string[]).join("\n"),
};

/** Names and formulas: elements that repeat, with two elements in each. */
export const attributes = (path: string): Field => ({
  elements: ["customAttributes"],
  path,
  read: (found) =>
    found.map(({ children = [] }) => {
      const part = (name: string) => children.find((each) => each.name === name)?.text ?? "";
      return { key: part("key"), formula: part("formula") };
    }),
  write: (value) =>
    (value as readonly { readonly key: string; readonly formula: string }[]).map(({ key, formula }) => ({
      name: "customAttributes",
      children: [
        { name: "formula", text: formula },
        { name: "key", text: key },
      ],
    })),
});

/** One of a few words, each standing for a value. */
export const word = (words: Readonly<Record<string, unknown>>): Codec => ({
  read: (written) => {
    if (!Object.hasOwn(words, written)) {
      throw new Error(`"${written}" is none of ${Object.keys(words).join(", ")}`);
    }
    return words[written];
  },
  write: (value) => Object.keys(words).find((name) => words[name] === value) ?? String(value),
});

/** Names separated by commas, each standing for a value. */
export const words = (known: Readonly<Record<string, unknown>>): Codec => ({
  read: (written) => (commas.read(written) as readonly string[]).map(word(known).read),
  write: (value) => (value as readonly unknown[]).map(word(known).write).join(", "),
});
