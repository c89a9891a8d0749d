// Reads a template: the text after `|` and every deeper line that follows it, with `{!…}` parts (spec §1.7).
import {
  breakLength,
  type Cursor,
  isConflictMark,
  lineEnd,
  mark,
  scan,
  skipSpaces,
  take,
  takeConflictMark,
} from "./scan.ts";

/**
 * Take a whole template. The cursor stands on its pipe and is left at the end of the template's last line.
 * @param base width of the indentation of the line that holds the pipe
 * @param widthOf measures an indentation
 */
export function lexTemplate(cursor: Cursor, base: number, widthOf: (blanks: string) => number): void {
  take(cursor, "pipe", cursor.offset + 1);
  const extent = findExtent(cursor, base, widthOf);
  for (const piece of extent.pieces) {
    if (piece.comment) takeComment(cursor, piece.end);
    else lexText(cursor, piece.end);
  }
  mark(cursor, "endTemplate");
}

interface Piece {
  readonly end: number;
  readonly comment: boolean;
}

/** The stretches of a template up to its last deeper line: text, and comments that are no deeper than its base. */
function findExtent(cursor: Cursor, base: number, widthOf: (blanks: string) => number): { pieces: Piece[] } {
  const { source } = cursor;
  let end = lineEnd(source, cursor.offset);
  const pieces: Piece[] = [{ end, comment: false }];
  const waiting: Piece[] = [];
  for (let at = end; at < source.length; at = end) {
    const start = at + breakLength(source, at);
    const content = skipSpaces(source, start);
    end = lineEnd(source, start);
    if (content >= end) waiting.push({ end, comment: false });
    else if (widthOf(source.slice(start, content)) > base) pieces.push(...waiting.splice(0), { end, comment: false });
    else if (source[content] === "#" || isConflictMark(source, content)) waiting.push({ end, comment: true });
    else break;
  }
  return { pieces: joined(pieces) };
}

/** Neighbouring stretches of text as one, so that an interpolation may run over a line end. */
function joined(pieces: readonly Piece[]): Piece[] {
  return pieces.filter((piece, at) => piece.comment || (pieces[at + 1]?.comment ?? true));
}

/** A comment with the line break before it. */
function takeComment(cursor: Cursor, end: number): void {
  take(cursor, "break", cursor.offset + breakLength(cursor.source, cursor.offset));
  const content = skipSpaces(cursor.source, cursor.offset);
  if (content > cursor.offset) take(cursor, "space", content);
  if (isConflictMark(cursor.source, content)) takeConflictMark(cursor);
  else take(cursor, "comment", end);
}

function lexText(cursor: Cursor, end: number): void {
  while (cursor.offset < end) {
    const open = cursor.source.indexOf("{!", cursor.offset);
    if (open < 0 || open >= end) {
      take(cursor, "text", end);
      return;
    }
    if (open > cursor.offset) take(cursor, "text", open);
    take(cursor, "open", open + 2);
    lexInterpolation(cursor, end);
  }
}

/** The tokens up to the `}` that closes an interpolation. Without one, it ends with its line. */
function lexInterpolation(cursor: Cursor, end: number): void {
  const { source } = cursor;
  const open = cursor.tokens.at(-1)?.span;
  const close = findClose(source, cursor.offset, end);
  const stop = close ?? Math.min(end, lineEnd(source, cursor.offset));
  const outerLimit = cursor.limit;
  cursor.limit = stop;
  while (cursor.offset < stop) {
    const blank = skipBlanks(source, cursor.offset, stop);
    if (blank > cursor.offset) take(cursor, "space", blank);
    else scan(cursor);
  }
  cursor.limit = outerLimit;
  if (close !== undefined) {
    take(cursor, "close", close + 1);
    return;
  }
  mark(cursor, "close");
  if (open) cursor.report.damage(open, "`{!` is not closed", { fix: "Add `}` after the expression" });
}

function skipBlanks(source: string, offset: number, stop: number): number {
  let at = offset;
  while (at < stop && /\s/.test(source[at] as string)) at += 1;
  return Math.max(at, Math.min(skipSpaces(source, at), stop));
}

/** The brace that closes an interpolation, passing over strings and inner braces; `undefined` when another `{!` comes first. */
function findClose(source: string, offset: number, end: number): number | undefined {
  let depth = 0;
  for (let at = offset; at < end; at += 1) {
    const char = source[at];
    if (char === '"') at = endOfString(source, at, end);
    else if (char === "{") {
      if (source[at + 1] === "!") return undefined;
      depth += 1;
    } else if (char === "}") {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return undefined;
}

function endOfString(source: string, offset: number, end: number): number {
  for (let at = offset + 1; at < end; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === '"' || source[at] === "\n") return at;
  }
  return end;
}
