// Cuts a query into tokens: names, values and signs, each with its place.
import { refusedAt } from "./refusal.ts";
import type { At, Literal } from "./syntax.ts";

export type Token = (
  | { readonly kind: "end" }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "sign"; readonly text: string }
  | ({ readonly kind: "value"; readonly text: string } & Pick<Literal, "pattern" | "value">)
) & { readonly at: At };

/** What may stand next, the longer form first. Sticky: each is tried at one place only. */
const patterns = [
  ["space", /\s+/y],
  ["text", /'(?:[^'\\]|\\.)*'/sy],
  ["moment", /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)/y],
  ["number", /[+-]?\d+(?:\.\d+)?/y],
  ["name", /[A-Za-z_][\w.]*/y],
  ["sign", /<=|>=|!=|<>|[=<>(),]/y],
] as const;

const keywords: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** The tokens of a query, an `end` last. Refuses with `MALFORMED_QUERY` at what is none. */
export function lex(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length; ) {
    const [kind, text] = next(source, at);
    if (kind !== "space") tokens.push(tokenOf(source, kind, text, at));
    at += text.length;
  }
  return [...tokens, { kind: "end", at: source.length }];
}

type Kind = (typeof patterns)[number][0];

function next(source: string, at: At): readonly [Kind, string] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return [kind, text];
  }
  const why = source[at] === "'" ? "The text that begins here does not end" : "unexpected character";
  throw refusedAt("MALFORMED_QUERY", source, at, why);
}

function tokenOf(source: string, kind: Exclude<Kind, "space">, text: string, at: At): Token {
  switch (kind) {
    case "text":
      return { kind: "value", text, ...readText(source, text.slice(1, -1), at), at };
    case "moment": {
      const value = new Date(text);
      if (Number.isNaN(value.getTime())) throw refusedAt("MALFORMED_QUERY", source, at, `${text} is not a moment`);
      return { kind: "value", text, value, at };
    }
    case "number":
      return { kind: "value", text, value: Number(text), at };
    case "name": {
      const known = text.toLowerCase();
      return Object.hasOwn(keywords, known)
        ? { kind: "value", text, value: keywords[known]!, at }
        : { kind: "name", text, at };
    }
    case "sign":
      return { kind: "sign", text: text === "<>" ? "!=" : text, at };
  }
}

/** What a character means behind a backslash. */
const escapes: Readonly<Record<string, string>> = {
  "'": "'",
  '"': '"',
  "\\": "\\",
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  _: "_",
  "%": "%",
};

/** A text as a value, and as a pattern of `LIKE`, in which what was escaped stands for itself. */
function readText(source: string, text: string, at: At): Pick<Literal, "pattern" | "value"> {
  // U+0000: nothing here has it in its name, and no database takes it.
  if (text.includes("\0")) throw refusedAt("MALFORMED_QUERY", source, at, "The text holds the character U+0000");
  const replaced = (write: (meant: string) => string) =>
    text.replace(/\\(.)/gs, (whole, char: string) => {
      const meant = escapes[char.toLowerCase()];
      if (meant === undefined) throw refusedAt("MALFORMED_QUERY", source, at, `${whole} is not an escape sequence`);
      return write(meant);
    });
  return { value: replaced((meant) => meant), pattern: replaced((meant) => meant.replace(/[\\%_]/, "\\$&")) };
}
