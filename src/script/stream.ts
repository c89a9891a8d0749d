// The tokens that matter to the parser, one after another, with the few moves every part of it needs.
import type { Cure, Report } from "./report.ts";
import type { Block, Item } from "./syntax.ts";
import { isTrivia, type Token, type TokenKind } from "./token.ts";
import type { Span } from "./tree.ts";

export interface Stream {
  readonly report: Report;
  /** How many tokens have been read: a loop that leaves it unchanged has made no progress. */
  readonly position: number;
  /** How deep blocks and expressions are nested here. */
  depth: number;
  /** Operators read in the expression at hand. */
  operators: number;
  /** The token `ahead` of the next one; the end, beyond it. */
  peek(ahead?: number): Token;
  next(): Token;
  /** Take the next token when it is this symbol or word. */
  accept(text: string): Token | undefined;
  /** The token read last. */
  last(): Token;
}

/** Deeper nesting than any author writes is refused, so that no source can exhaust the stack. */
export const deepest = 250;
/** More operators in one expression are refused, for the same reason: what walks the tree goes as deep as it is long. */
export const mostOperators = 1000;

/** A stream that stands before the first token. It never runs out: behind the end there is the end. */
export function streamOf(tokens: readonly Token[], report: Report): Stream {
  const readable = tokens.filter((token) => !isTrivia(token));
  const end = readable.length - 1;
  let position = 0;
  const peek = (ahead = 0) => readable[Math.min(position + ahead, end)] as Token;
  const next = () => {
    const token = peek();
    if (position < end) position += 1;
    return token;
  };
  return {
    report,
    get position() {
      return position;
    },
    depth: 0,
    operators: 0,
    peek,
    next,
    accept: (text) => (isWord(peek(), text) ? next() : undefined),
    last: () => readable[Math.max(position - 1, 0)] as Token,
  };
}

/** Whether a token is this symbol or name. */
export const isWord = (token: Token, text: string): boolean =>
  (token.kind === "symbol" || token.kind === "name") && token.text === text;

const lineEnds: ReadonlySet<TokenKind> = new Set<TokenKind>(["newline", "indent", "dedent", "end"]);

/** Whether a token ends the line before it. */
export const endsLine = (token: Token): boolean => lineEnds.has(token.kind);

/** A token as a message names it. */
export const nameOf = (token: Token): string => (endsLine(token) ? "the end of the line" : `\`${token.text}\``);

/** The span from the start of one thing to the end of another. */
export const between = (from: { readonly span: Span }, to: { readonly span: Span }): Span => ({
  start: from.span.start,
  end: to.span.end,
});

/** Where something is missing: the place after the token read last when its line ended there, else the token that stands there instead. */
export function gap(stream: Stream): Span {
  const token = stream.peek();
  const { end } = stream.last().span;
  return endsLine(token) ? { start: end, end } : token.span;
}

/** Report the next token as one that does not belong, unless its line is reported already. */
export function unexpected(stream: Stream, wanted: string, cure?: Cure): void {
  const token = stream.peek();
  stream.report.damage(gap(stream), `Expected ${wanted}, but found ${nameOf(token)}`, cure ?? cureOf(token, wanted));
}

/** What to do about a token that does not belong: punctuation goes, before anything else something is missing. */
function cureOf({ kind, text, span }: Token, wanted: string): Cure {
  const stray = (kind === "symbol" || kind === "unknown") && /^[,;:)\]}!&]+$/.test(text);
  if (stray) return { fix: `Remove \`${text}\``, edits: [{ span, text: "" }] };
  return {
    fix: wanted === "the end of the line" ? "Remove the rest of the line, or quote it as text" : `Put ${wanted} here`,
  };
}

/** Pass over the rest of a line. */
export function skipLine(stream: Stream): void {
  while (!endsLine(stream.peek())) stream.next();
}

/** Pass over what is left of a line, reporting it. */
export function leaveLine(stream: Stream): void {
  if (endsLine(stream.peek())) return;
  unexpected(stream, "the end of the line");
  skipLine(stream);
}

/** What stands on a line, with the rest of the line reported and passed over. */
export function endLine(stream: Stream, item: Item): Item {
  leaveLine(stream);
  return item;
}

/** Pass over the rest of an indented block, and its dedent. */
export function skipBlock(stream: Stream): void {
  for (let open = 1; open > 0 && stream.peek().kind !== "end"; ) {
    const { kind } = stream.next();
    if (kind === "indent") open += 1;
    if (kind === "dedent") open -= 1;
  }
}

/** Reads an indented block; the stream stands on its indent. Passed on, because blocks hold statements that hold blocks. */
export type ParseBlock = (stream: Stream) => Block;

/** The block below a line, if there is one. */
export const blockBelow = (stream: Stream, block: ParseBlock): Block | undefined =>
  stream.peek().kind === "indent" ? block(stream) : undefined;

/** Pass over the rest of a line and the block below it: `first` begins what was damaged, and reported. */
export function passOver(stream: Stream, first: Token, block: ParseBlock): Item {
  skipLine(stream);
  blockBelow(stream, block);
  return { kind: "damaged", span: first.span };
}
