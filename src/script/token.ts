// The tokens of Agent Script. Those that take room in the source cover all of it, in order, so a stream of tokens prints as its source.
import type { Span } from "./tree.ts";

export type TokenKind =
  | "name"
  | "string"
  | "number"
  | "date"
  /** `@` with its name. */
  | "reference"
  /** `- ` that opens an entry of a sequence. */
  | "dash"
  | "symbol"
  /** A line of plain words where a field or a statement belongs. */
  | "prose"
  /** What no rule of the language begins with. */
  | "unknown"
  // A template: pipe, then text and `{!`…`}` in turn, then an end without width.
  | "pipe"
  | "text"
  | "open"
  | "close"
  | "endTemplate"
  // Layout, without width.
  | "indent"
  | "dedent"
  | "newline"
  | "end"
  // Trivia, which the parser never sees.
  | "space"
  | "comment"
  | "break";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
}

const trivia: ReadonlySet<TokenKind> = new Set<TokenKind>(["space", "comment", "break"]);

/** Whether a token carries no meaning for the parser: spaces, comments, line ends. */
export const isTrivia = (token: Token): boolean => trivia.has(token.kind);

/** The source a stream of tokens came from. */
export const printTokens = (tokens: readonly Token[]): string => tokens.map((token) => token.text).join("");
