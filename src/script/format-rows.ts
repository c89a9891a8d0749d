// The tokens of a script as rows: what a statement or key takes up, its depth, and the comments and blank lines before it.
import { widthOf } from "./lex.ts";
import { isTrivia, type Token, type TokenKind } from "./token.ts";

/** A line with content, and those that a bracket, a template or a `\` joins to it. */
export interface Row {
  /** How many blocks are open around it. */
  readonly depth: number;
  /** True when it lines up with no block, holds nothing or begins with a `\`: what it means is a guess. */
  readonly stray: boolean;
  /** From the first token that matters to the last. */
  readonly tokens: readonly Token[];
  /** The comment at its end. */
  readonly comment?: string;
  /** Width of its indentation, and of the blocks around it with its own, outermost first. */
  readonly levels: readonly number[];
  /** The lines between the row before and this one. */
  readonly before: readonly Gap[];
  /** First and last line, counted from 1. */
  readonly lines: { readonly first: number; readonly last: number };
}

/** A line without content: a comment with the width of its indentation, or blank. */
export type Gap = { readonly comment: string; readonly width: number; readonly line: number } | "blank";

const layout: ReadonlySet<TokenKind> = new Set<TokenKind>(["newline", "indent", "dedent", "end"]);
const isLayout = (token: Token | undefined): boolean => token !== undefined && layout.has(token.kind);

/** The rows of a stream of tokens, and the lines after the last of them. */
export function rowsOf(tokens: readonly Token[]): { readonly rows: readonly Row[]; readonly after: readonly Gap[] } {
  const rows: Row[] = [];
  const levels: number[] = [];
  const opening = indexFrom(tokens, 0, (token) => !isTrivia(token) || isJoin(token));
  let { gaps: before, blanks } = gapsOf(tokens.slice(0, opening), true);
  let end = opening;
  for (;;) {
    const start = contentAfter(tokens, end, levels, widthOf(blanks));
    if (tokens[start]?.kind === "end") return { rows, after: before };
    end = indexFrom(tokens, start, isLayout);
    const own = tokens.slice(start, end);
    const length = own.findLastIndex((token) => !isTrivia(token)) + 1;
    const rest = gapsOf(own.slice(length), false);
    const width = widthOf(blanks);
    rows.push({
      depth: levels.length - 1,
      stray: width !== levels.at(-1) || length === 0 || own[0]?.kind === "space",
      tokens: own.slice(0, length),
      comment: rest.trailing?.text.trimEnd(),
      levels: [...levels],
      before,
      lines: {
        first: tokens[start]?.span.start.line ?? 1,
        last: (rest.trailing ?? own[Math.max(length - 1, 0)])?.span.end.line ?? 1,
      },
    });
    before = rest.gaps;
    blanks = rest.blanks;
  }
}

/** Whether a blank is the `\` that joins two lines. */
const isJoin = ({ kind, text }: Token): boolean => kind === "space" && text.startsWith("\\");

/** Where the first token at or after `from` stands that passes the test; the number of tokens when none does. */
export function indexFrom(tokens: readonly Token[], from: number, test: (token: Token) => boolean): number {
  let at = from;
  while (at < tokens.length && !test(tokens[at] as Token)) at += 1;
  return at;
}

/** Passes over the layout before a row, keeping `levels` as it says. */
function contentAfter(tokens: readonly Token[], from: number, levels: number[], width: number): number {
  let at = from;
  for (; isLayout(tokens[at]) && tokens[at]?.kind !== "end"; at += 1) {
    if (tokens[at]?.kind === "indent") levels.push(width);
    if (tokens[at]?.kind === "dedent") levels.pop();
  }
  if (levels.length === 0) levels.push(width);
  return at;
}

/** Trivia by lines. `trailing` is a comment on the line where they begin; `blanks` indents the line where they end. */
function gapsOf(trivia: readonly Token[], fresh: boolean) {
  const gaps: Gap[] = [];
  let trailing: Token | undefined;
  let blanks = "";
  let comment: Token | undefined;
  let first = !fresh;
  for (const token of trivia) {
    if (token.kind === "space") blanks += token.text;
    else if (token.kind === "comment") comment = token;
    else {
      if (first) trailing = comment;
      else gaps.push(comment ? gapOf(comment, blanks) : "blank");
      comment = undefined;
      blanks = "";
      first = false;
    }
  }
  if (comment && first) trailing = comment;
  else if (comment) gaps.push(gapOf(comment, blanks));
  return { gaps, trailing, blanks };
}

const gapOf = ({ text, span }: Token, blanks: string): Gap => ({
  comment: text.trimEnd(),
  width: widthOf(blanks),
  line: span.start.line,
});
