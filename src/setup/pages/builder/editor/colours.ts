// Colours of the script, from the tokens of its own lexer: exact, and only as much as is seen.
import type { Extension, Range } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  EditorView as View,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { everyWord } from "../../../../script/editor/words.ts";
import { lex } from "../../../../script/lex.ts";
import { createReport } from "../../../../script/report.ts";
import type { Token, TokenKind } from "../../../../script/token.ts";

/** Lines read above what is seen, in search of where its block begins. */
const LOOK_BACK = 400;

type Colour = "key" | "word" | "name" | "reference" | "string" | "number" | "text" | "mark" | "comment" | "wrong";

const byKind: Partial<Readonly<Record<TokenKind, Colour>>> = {
  reference: "reference",
  string: "string",
  number: "number",
  date: "number",
  text: "text",
  pipe: "mark",
  open: "mark",
  close: "mark",
  dash: "mark",
  comment: "comment",
  prose: "wrong",
  unknown: "wrong",
};

const marks = Object.fromEntries(
  ["key", "word", "name", "reference", "string", "number", "text", "mark", "comment", "wrong"].map((colour) => [
    colour,
    Decoration.mark({ class: `script-${colour}` }),
  ]),
) as Readonly<Record<Colour, Decoration>>;

/** What a word is: a key before its colon, a member behind its dot, a word of the language, or a name. */
function colourOfName(tokens: readonly Token[], at: number): Colour {
  const before = tokens[at - 1]?.text;
  if (before === ".") return "reference";
  const rest = tokens.slice(at + 1, at + 4).filter(({ kind }) => kind !== "space");
  const [next, after] = rest;
  if (next?.text === ":" && tokens[at]?.text !== "else") return "key";
  if (next?.kind === "name" && after?.text === ":" && !(tokens[at]?.text ?? "").match(/^(?:else|if)$/)) return "key";
  return Object.hasOwn(everyWord, tokens[at]?.text ?? "") ? "word" : "name";
}

function coloursOf(view: EditorView): DecorationSet {
  const { doc } = view.state;
  const found: Range<Decoration>[] = [];
  let seen = 0;
  for (const { from, to } of view.visibleRanges) {
    let first = doc.lineAt(from);
    const limit = Math.max(1, first.number - LOOK_BACK);
    while (first.number > limit && !/^[A-Za-z]/.test(first.text)) first = doc.line(first.number - 1);
    const tokens = lex(doc.sliceString(Math.max(first.from, 0), to), createReport());
    tokens.forEach((token, at) => {
      const start = first.from + token.span.start.offset;
      const end = first.from + token.span.end.offset;
      if (end <= Math.max(seen, from) || end === start) return;
      const colour = token.kind === "name" ? colourOfName(tokens, at) : byKind[token.kind];
      if (colour) found.push(marks[colour].range(Math.max(start, seen), end));
    });
    seen = to;
  }
  return Decoration.set(found, true);
}

const drawn = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = coloursOf(view);
    }
    update({ docChanged, viewportChanged, view }: ViewUpdate) {
      if (docChanged || viewportChanged) this.decorations = coloursOf(view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

/** Each colour stands on its ground with a contrast above 4.5. */
const palette: Readonly<Record<Colour, { readonly light: string; readonly dark: string; readonly style?: string }>> = {
  key: { light: "#0b5a8a", dark: "#7cc4f0" },
  word: { light: "#8a2c7a", dark: "#e59ad8" },
  name: { light: "#24303a", dark: "#d5dde3" },
  reference: { light: "#0f5e59", dark: "#6fd0c4" },
  string: { light: "#7a4a00", dark: "#e8c07a" },
  number: { light: "#8f3213", dark: "#f0a283" },
  text: { light: "#3c4650", dark: "#c3ccd3" },
  mark: { light: "#8a2c7a", dark: "#e59ad8" },
  comment: { light: "#5a6672", dark: "#94a1ac", style: "italic" },
  wrong: { light: "#b3261e", dark: "#ff9d94" },
};

const paletteTheme = (scheme: "light" | "dark"): Extension =>
  View.theme(
    Object.fromEntries(
      Object.entries(palette).map(([colour, { [scheme]: color, style }]) => [
        `.script-${colour}`,
        { color, ...(style && { fontStyle: style }) },
      ]),
    ),
  );

/** Colours for a theme of the page. */
export const colours = (scheme: "light" | "dark"): Extension => [drawn, paletteTheme(scheme)];
