// Reads one token at a cursor: names, strings, numbers, dates, symbols. Layout and templates are read elsewhere.
import type { Report } from "./report.ts";
import type { Token, TokenKind } from "./token.ts";
import type { Position } from "./tree.ts";

/** How far the source has been read. */
export interface Cursor {
  readonly source: string;
  readonly tokens: Token[];
  readonly report: Report;
  /** Where a token must end at the latest. */
  limit: number;
  offset: number;
  line: number;
  lineStart: number;
}

/** The place a cursor stands at. */
export const here = (cursor: Cursor): Position => ({
  offset: cursor.offset,
  line: cursor.line,
  column: cursor.offset - cursor.lineStart + 1,
});

/** Make a token of everything up to `end`, and go there. Counts the lines it crosses. */
export function take(cursor: Cursor, kind: TokenKind, end: number): Token {
  const start = here(cursor);
  const text = cursor.source.slice(cursor.offset, end);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    cursor.line += 1;
    cursor.lineStart = cursor.offset + at + 1;
  }
  cursor.offset = end;
  const token = { kind, text, span: { start, end: here(cursor) } };
  cursor.tokens.push(token);
  return token;
}

/** Add a token without width. */
export const mark = (cursor: Cursor, kind: TokenKind): Token => take(cursor, kind, cursor.offset);

/** Where the line of `offset` ends: at its line break, `\n` or `\r\n`, or at the end of the source. */
export function lineEnd(source: string, offset: number): number {
  const at = source.indexOf("\n", offset);
  if (at < 0) return source.length;
  return at > offset && source[at - 1] === "\r" ? at - 1 : at;
}

/** The break that stands at `offset`: its length, 0 when there is none. */
export function breakLength(source: string, offset: number): number {
  if (source[offset] === "\n") return 1;
  return source[offset] === "\r" && source[offset + 1] === "\n" ? 2 : 0;
}

const spaces = /(?:[ \t\f\u200B\u2060\uFEFF]|\r(?!\n))+/y;

/** Where the blanks that start at `offset` end. */
export function skipSpaces(source: string, offset: number): number {
  spaces.lastIndex = offset;
  return offset + (spaces.exec(source)?.[0].length ?? 0);
}

const conflictMark = /(?:<{7}|={7}|>{7}|\|{7})(?= |\r?\n|$)/y;

/** Whether a mark that a merge left behind stands at `offset`, where a line begins. */
export function isConflictMark(source: string, offset: number): boolean {
  conflictMark.lastIndex = offset;
  return (offset === 0 || source[offset - 1] === "\n") && conflictMark.test(source);
}

/** Pass over the line of a merge mark, reporting it: what stands around it keeps its meaning. */
export function takeConflictMark(cursor: Cursor): void {
  const { span } = take(cursor, "comment", lineEnd(cursor.source, cursor.offset));
  cursor.report.damage(span, "A merge left this mark behind", { fix: "Choose one of the two versions, and remove it" });
}

/** Beginnings of lines that can only be statements. */
const statementLine = /^(?:\||->|(?:set|run)\s+@|transition\s|with\s+\S+\s*=|available when\b|else\s*:)/;

/** Whether a line's content can only be a statement. */
export const startsStatement = (content: string): boolean => statementLine.test(content);

/** Beginnings of lines that no expression can go on with: what an unclosed bracket must not swallow (spec §10.3). */
const freshLine =
  /^(?:\||->|- |(?:set|run)\s+@|transition\s|with\s+\S+\s*=|available when\b|else\s*:|(?:if|else if|elif)\b.*:\s*(?:#.*)?$|[A-Za-z_]\w*(?: [A-Za-z_]\w*)?\s*:)/;

/** Whether a line's content can only be the start of something new. */
export const startsFresh = (content: string): boolean => freshLine.test(content);

/** Three words or more, with nothing between them that a field or a statement would have. */
const proseLine = /^[A-Z]?[a-z]+(?: [\w'’,-]+){2,}[.!?]?(?=[\s"“(.!?;:{]|$)/;
const declared = /^\w+ (?:mutable|linked|string|number|boolean|object|list|date|datetime|integer|currency|id)\b/;
const statementWord = /^(?:if|else|elif|set|run|transition|with|to|available|when|collect|for|while|not|goto|go)\b/;

/** Whether a line's content is text whose pipe was forgotten: no field, no statement, no value. */
export const isProse = (content: string): boolean =>
  proseLine.test(content) &&
  !statementWord.test(content) &&
  !declared.test(content) &&
  !/^\w+ \w+ (?:if|else|and|or|is|not)\b|:\s*$/.test(content) &&
  !/^[\w ]+[@=]/.test(content);

const forms: readonly (readonly [TokenKind, RegExp])[] = [
  ["date", /\d{4}-\d\d-\d\d(?:T\d\d(?::\d\d)?(?::\d\d)?(?:\.\d+)?Z?)?(?!\w)/y],
  ["number", /\d+\.?\d*|\.\d+/y],
  ["reference", /@[A-Za-z_]\w*/y],
  ["name", /[A-Za-z_]\w*/y],
  ["symbol", /->|\.\.\.|[-+*/]=|===|!==|==|!=|<=|>=|<>|&&|\|\||[-+*/%=.,:()[\]{}<>!@&]/y],
];
const unreadable = /[^\s\w"'@|#=.,:()[\]{}<>!&+*/%-]+|[\s\S]/uy;

/** Closing marks of what people paste for straight double quotes. */
const otherQuotes: Readonly<Record<string, string>> = { "'": "'", "‘": "’", "“": "”" };

/** What fill-in forms have where a value belongs: `{{agent_name}}`. */
const placeholder = /\{\{[^{}\r\n]*\}\}/y;

/** A placeholder is reported and read as a name, so that the rest of its line keeps its meaning. */
function scanPlaceholder(cursor: Cursor, end: number): Token {
  const token = take(cursor, "name", end);
  cursor.report.damage(token.span, `\`${token.text}\` is a placeholder`, { fix: "Write what belongs in its place" });
  return token;
}

/** Take the token that begins at the cursor, which stands on something other than a blank or a line end. */
export function scan(cursor: Cursor): Token {
  const { source, offset } = cursor;
  const first = source[offset] as string;
  if (first === '"') return scanString(cursor);
  if (first === "{" && source[offset + 1] === "{") {
    placeholder.lastIndex = offset;
    const found = placeholder.exec(source);
    if (found) return scanPlaceholder(cursor, offset + found[0].length);
  }
  if (Object.hasOwn(otherQuotes, first) && !/\w/.test(source[offset - 1] ?? ""))
    return scanOtherQuotes(cursor, otherQuotes[first] as string);
  for (const [kind, form] of forms) {
    form.lastIndex = offset;
    const found = form.exec(source);
    if (found) return take(cursor, kind, offset + found[0].length);
  }
  unreadable.lastIndex = offset;
  return take(cursor, "unknown", offset + (unreadable.exec(source)?.[0].length ?? 1));
}

/** Where the string that starts at `offset` closes on its line; `undefined` when it does not. */
function closingQuote(source: string, offset: number, end: number): number | undefined {
  for (let at = offset; at < end; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === '"') return at;
  }
  return undefined;
}

const mostLinesOfAString = 50;

function scanString(cursor: Cursor): Token {
  const { source, offset } = cursor;
  const end = Math.min(lineEnd(source, offset), cursor.limit);
  const close = closingQuote(source, offset + 1, end);
  if (close !== undefined) return take(cursor, "string", close + 1);
  const further = cursor.limit === source.length ? endOfBrokenString(source, end) : undefined;
  const token = take(cursor, "string", further ?? end);
  cursor.report.damage(
    token.span,
    "This string is not closed before its line ends",
    { fix: 'Close it with `"`, or write text of several lines after `|`' },
    "string-contains-newline",
  );
  return token;
}

/** Where a string that ran over its line closes, if it does before a line that is clearly something else. */
function endOfBrokenString(source: string, firstEnd: number): number | undefined {
  let at = firstEnd;
  for (let lines = 0; lines < mostLinesOfAString && at < source.length; lines += 1) {
    at += breakLength(source, at);
    const end = lineEnd(source, at);
    if (startsFresh(source.slice(skipSpaces(source, at), end))) return undefined;
    const close = closingQuote(source, at, end);
    if (close !== undefined) return source.slice(close + 1, end).trim() === "" ? close + 1 : undefined;
    at = end;
  }
  return undefined;
}

function scanOtherQuotes(cursor: Cursor, closing: string): Token {
  const { source, offset } = cursor;
  const end = Math.min(lineEnd(source, offset), cursor.limit);
  const close = source.indexOf(closing, offset + 1);
  const closed = close >= 0 && close < end;
  const token = take(cursor, "string", closed ? close + 1 : end);
  const inner = token.text.slice(1, closed ? -1 : undefined);
  const text = `"${inner.replaceAll('"', '\\"')}"`;
  cursor.report.damage(token.span, "Text stands between straight double quotes", {
    fix: `Write ${text}`,
    edits: [{ span: token.span, text }],
  });
  return token;
}
