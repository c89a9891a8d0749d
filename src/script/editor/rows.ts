// The lines of a script as tokens, each with its indentation: how an editor knows where a cursor stands in damaged text.
import { widthOf } from "../lex.ts";
import { isTrivia, type Token, type TokenKind } from "../token.ts";

/** A line with content; text after `|` and open brackets take several lines of the source. */
export interface Row {
  /** The width of its indentation. */
  readonly column: number;
  readonly tokens: readonly [Token, ...Token[]];
  /** Offsets of its first character and after its last one. */
  readonly start: number;
  readonly end: number;
}

const layout: ReadonlySet<TokenKind> = new Set<TokenKind>(["indent", "dedent", "newline", "end"]);

/** The rows of a script, from its tokens. */
export function rowsIn(tokens: readonly Token[], source: string): readonly Row[] {
  const rows: Row[] = [];
  let row: Token[] = [];
  for (const token of tokens) {
    if (!layout.has(token.kind)) {
      if (!isTrivia(token)) row.push(token);
      continue;
    }
    if (row.length > 0) rows.push(rowOf(row as [Token, ...Token[]], source));
    row = [];
  }
  return rows;
}

function rowOf(tokens: readonly [Token, ...Token[]], source: string): Row {
  const start = tokens[0].span.start.offset;
  const lineStart = source.lastIndexOf("\n", start - 1) + 1;
  const end = tokens.at(-1)?.span.end.offset ?? start;
  return { column: widthOf(source.slice(start === 0 ? 0 : lineStart, start)), tokens, start, end };
}

/** The words of a key: `["config"]`, `["subagent", "orders"]`; none when a row is no key. */
export function keyOf({ tokens: [first, second, third] }: Row): readonly Token[] {
  const isName = (token: Token | undefined) => token?.kind === "name" || token?.kind === "string";
  if (!isName(first) || !second) return [];
  if (second.text === ":") return [first];
  return isName(second) && third?.text === ":" ? [first, second] : [];
}

/** The rows that a line of this indentation stands below, outermost first. `before` is the index of the row it would be. */
export function rowsAround(rows: readonly Row[], before: number, column: number): readonly Row[] {
  const around: Row[] = [];
  let limit = column;
  for (let at = before - 1; at >= 0 && limit > 0; at -= 1) {
    const row = rows[at] as Row;
    if (row.column >= limit) continue;
    around.push(row);
    limit = row.column;
  }
  return around.reverse();
}

/** The index of the first row that begins behind an offset. */
export function rowsBefore(rows: readonly Row[], offset: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Row).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
