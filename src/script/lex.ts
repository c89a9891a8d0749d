// Source to tokens in one pass: measures indentation, hides layout inside brackets, keeps every blank and comment.
import { lexTemplate } from "./lex-template.ts";
import { insertAfter, type Report } from "./report.ts";
import {
  breakLength,
  type Cursor,
  here,
  isConflictMark,
  isProse,
  lineEnd,
  mark,
  scan,
  skipSpaces,
  startsFresh,
  startsStatement,
  take,
  takeConflictMark,
} from "./scan.ts";
import type { Token } from "./token.ts";
import type { Position, Span } from "./tree.ts";

/** Indentation as it stands: its width decides, its blanks are compared so that mixing tabs and spaces is noticed. */
interface Level {
  readonly width: number;
  readonly blanks: string;
}

interface Layout {
  /** The open blocks, outermost first. */
  readonly levels: Level[];
  /** Width of the last line with content. */
  width: number;
  /** The width between two levels that was warned of, and under how many levels. */
  odd?: { readonly width: number; readonly depth: number };
  started: boolean;
}

/** Width of an indentation: a space counts 1, a tab 3, and a bare `\r` starts again from 0 (spec §1.1, §1.3). */
export function widthOf(blanks: string): number {
  let width = 0;
  for (const blank of blanks) width = blank === "\r" ? 0 : width + (blank === "\t" ? 3 : blank === " " ? 1 : 0);
  return width;
}

/**
 * All tokens of a source, the unreadable ones included: `printTokens` of them is the source. Reports damaged strings,
 * brackets and interpolations; never throws.
 */
export function lex(source: string, report: Report): readonly Token[] {
  const cursor: Cursor = { source, tokens: [], report, limit: source.length, offset: 0, line: 1, lineStart: 0 };
  const layout: Layout = { levels: [{ width: 0, blanks: "" }], width: 0, started: false };
  while (cursor.offset < source.length) {
    const content = skipSpaces(source, cursor.offset);
    const blanks = source.slice(cursor.offset, content);
    if (content > cursor.offset) take(cursor, "space", content);
    if (isConflictMark(source, content)) takeConflictMark(cursor);
    else if (source.startsWith("//", content)) takeForeignComment(cursor);
    else if (content < source.length && source[content] !== "#" && breakLength(source, content) === 0) {
      layOut(cursor, layout, blanks);
      lexLine(cursor, widthOf(blanks));
    }
    lexLineEnd(cursor);
  }
  for (let open = layout.levels.length - 1; open > 0; open -= 1) mark(cursor, "dedent");
  mark(cursor, "end");
  return cursor.tokens;
}

/** Tokens of an expression that stands alone in `text`; spans count from `origin`. */
export function lexExpression(text: string, origin: Position, report: Report): readonly Token[] {
  const at = ({ offset, line, column }: Position): Position =>
    line === 1
      ? { offset: origin.offset + offset, line: origin.line, column: origin.column + column - 1 }
      : { offset: origin.offset + offset, line: origin.line + line - 1, column };
  const moved = (span: Span): Span => ({ start: at(span.start), end: at(span.end) });
  const cursor: Cursor = {
    source: text,
    tokens: [],
    report: { ...report, damage: (span, ...rest) => report.damage(moved(span), ...rest) },
    limit: text.length,
    offset: 0,
    line: 1,
    lineStart: 0,
  };
  while (cursor.offset < text.length) {
    const blank = /\s*/y;
    blank.lastIndex = cursor.offset;
    const end = Math.max(cursor.offset + (blank.exec(text)?.[0].length ?? 0), skipSpaces(text, cursor.offset));
    if (end > cursor.offset) take(cursor, "space", end);
    else scan(cursor);
  }
  mark(cursor, "end");
  return cursor.tokens.map((token) => ({ ...token, span: moved(token.span) }));
}

/** The layout tokens before a line with content (spec §1.3). */
function layOut(cursor: Cursor, layout: Layout, blanks: string): void {
  const { levels } = layout;
  const width = widthOf(blanks);
  const opens = width > layout.width;
  layout.width = width;
  if (!layout.started) {
    layout.started = true;
    levels[0] = { width, blanks };
    return;
  }
  if (opens) {
    levels.push({ width, blanks });
    mark(cursor, "indent");
    return;
  }
  while (levels.length > 1 && (levels.at(-1) as Level).width > width) {
    levels.pop();
    mark(cursor, "dedent");
  }
  mark(cursor, "newline");
  const { odd } = layout;
  if (odd && odd.width === width && odd.depth === levels.length) return;
  const level = levels.at(-1) as Level;
  if (width !== level.width) layout.odd = { width, depth: levels.length };
  else if (odd && levels.length <= odd.depth) layout.odd = undefined;
  compareWithLevel(cursor, level, width, blanks);
}

/** Warn of a line that lines up with no block, or that mixes tabs and spaces with its neighbours. */
function compareWithLevel(cursor: Cursor, level: Level, width: number, blanks: string): void {
  const end = here(cursor);
  const span: Span = { start: { ...end, offset: cursor.lineStart, column: 1 }, end };
  const cure = { fix: "Indent it like its neighbours", edits: [{ span, text: level.blanks }] };
  if (width !== level.width) {
    const message = `This line is indented by ${width}, but its neighbours by ${level.width}`;
    cursor.report.warning("inconsistent-indentation", span, message, cure);
  } else if (blanks !== level.blanks && blanks.includes("\t") !== level.blanks.includes("\t")) {
    cursor.report.warning("mixed-indentation", span, "This block mixes tabs and spaces", cure);
  }
}

/** Everything from the first content of a line to its end, over following lines while a bracket is open. */
function lexLine(cursor: Cursor, width: number): void {
  const { source } = cursor;
  const brackets: Token[] = [];
  if (isProse(source.slice(cursor.offset, lineEnd(source, cursor.offset)))) {
    takeProse(cursor);
    return;
  }
  if (/^-(?:[ \t\r\n]|$)/.test(source.slice(cursor.offset, cursor.offset + 2))) take(cursor, "dash", cursor.offset + 1);
  while (cursor.offset < source.length) {
    const content = skipSpaces(source, cursor.offset);
    if (content > cursor.offset) take(cursor, "space", content);
    const lineBreak = breakLength(source, cursor.offset);
    if (lineBreak > 0) {
      if (brackets.length === 0 || endsBrackets(cursor, brackets, width)) return;
      take(cursor, "break", cursor.offset + lineBreak);
    } else if (source[cursor.offset] === "#") take(cursor, "comment", lineEnd(source, cursor.offset));
    else if (source[cursor.offset] === "\\" && breakLength(source, skipSpaces(source, cursor.offset + 1)) > 0)
      takeContinuation(cursor);
    else if (source[cursor.offset] === "|" && startsTemplate(cursor, brackets)) lexTemplate(cursor, width, widthOf);
    else if (cursor.offset < source.length) countBracket(scan(cursor), brackets);
  }
}

/** A line of plain words: text that lost its pipe. Of several such lines one after another the first is reported. */
function takeProse(cursor: Cursor): void {
  const matters = ({ kind, text }: Token) => text !== "" && kind !== "space" && kind !== "break" && kind !== "comment";
  const last = cursor.tokens.findLast(matters);
  const line = last?.span.start.line;
  const above = cursor.tokens.slice(-32).filter((token) => matters(token) && token.span.start.line === line);
  const { span } = take(cursor, "prose", lineEnd(cursor.source, cursor.offset));
  const goesOn = last?.kind === "prose" || above.some((token) => token.text === "->" && token !== last);
  const [key, colon, ...others] = above;
  if (goesOn) return;
  if (colon?.text === ":" && key?.text === "instructions" && others.length === 0) {
    const edits = [insertAfter(colon.span, " |")];
    cursor.report.damage(key.span, "The text below has no `|` before it", { fix: "Write `instructions: |`", edits });
  } else
    cursor.report.damage(span, "These words are neither a field nor a statement", {
      fix: "Write text after `|`, or between double quotes",
    });
}

/** `// …` on a line of its own is passed over as the comment it was meant to be. */
function takeForeignComment(cursor: Cursor): void {
  const begin = here(cursor);
  const token = take(cursor, "comment", lineEnd(cursor.source, cursor.offset));
  const span = { start: begin, end: { ...begin, offset: begin.offset + 2, column: begin.column + 2 } };
  cursor.report.damage(token.span, "A comment begins with `#`", { fix: "Write `#`", edits: [{ span, text: "#" }] });
}

/** `\` before a line break joins two lines and swallows the indentation of the second. */
function takeContinuation(cursor: Cursor): void {
  const { source, offset } = cursor;
  const end = skipSpaces(source, offset + 1);
  if (end > offset + 1) {
    const begin = here(cursor);
    const after = (letters: number) => ({ ...begin, offset: offset + letters, column: begin.column + letters });
    const blanks = { start: after(1), end: after(end - offset) };
    cursor.report.damage(
      { start: begin, end: blanks.end },
      "Only a `\\` at the very end of a line joins it to the next",
      {
        fix: "Remove the blanks after it",
        edits: [{ span: blanks, text: "" }],
      },
    );
  }
  take(cursor, "space", skipSpaces(source, end + breakLength(source, end)));
}

/** A pipe opens a template, unless it stands in brackets or is the `||` of other languages. */
function startsTemplate(cursor: Cursor, brackets: readonly Token[]): boolean {
  if (brackets.length > 0) return false;
  if (cursor.source[cursor.offset + 1] !== "|") return true;
  const before = cursor.tokens.findLast((token) => token.kind !== "space");
  const afterOperand =
    /^(?:name|string|number|date|reference)$/.test(before?.kind ?? "") || /^[)\]}]$/.test(before?.text ?? "");
  return !afterOperand;
}

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

function countBracket(token: Token, brackets: Token[]): void {
  if (token.kind !== "symbol") return;
  if (Object.hasOwn(closers, token.text)) brackets.push(token);
  else if (brackets.length > 0 && closers[brackets.at(-1)?.text ?? ""] === token.text) brackets.pop();
}

/** Whether the line after a break cannot belong to the open brackets, which then end here. Reports the first of them. */
function endsBrackets(cursor: Cursor, brackets: readonly Token[], width: number): boolean {
  const { source } = cursor;
  const start = cursor.offset + breakLength(source, cursor.offset);
  const content = skipSpaces(source, start);
  const line = source.slice(content, lineEnd(source, content));
  const inDictionary =
    brackets.at(-1)?.text === "{" &&
    widthOf(source.slice(start, content)) > width &&
    (cursor.tokens.at(-1) !== brackets.at(-1) || /^(?:["}#]|\w+\s*:.*,\s*$)/.test(line));
  const goesOn = inDictionary ? !startsStatement(line) : !startsFresh(line);
  if (goesOn && content < source.length) return false;
  const open = brackets[0] as Token;
  const missing = brackets.map(({ text }) => closers[text]).toReversed();
  const brace = open.text === "{" && cursor.tokens.at(-1) === open;
  if (brace) {
    const key = cursor.tokens.findLast((token) => token !== open && token.kind !== "space")?.text === ":";
    const edits = [{ span: open.span, text: key ? "" : ":" }];
    const fix = key ? "Remove `{` and its `}`" : "Write `:` for `{`, and remove its `}`";
    cursor.report.damage(open.span, "A block is indented, not put between braces", { fix, edits });
    return true;
  }
  const last = cursor.tokens.findLast((token) => token.kind !== "space" && token.kind !== "comment") ?? open;
  const before = last.text === ":" ? { start: last.span.start, end: last.span.start } : last.span;
  cursor.report.damage(open.span, `\`${open.text}\` is not closed`, {
    fix: `Add \`${missing.join("")}\``,
    edits: [insertAfter(before, missing.join(""))],
  });
  return true;
}

function lexLineEnd(cursor: Cursor): void {
  const { source } = cursor;
  if (source[cursor.offset] === "#") take(cursor, "comment", lineEnd(source, cursor.offset));
  const length = breakLength(source, cursor.offset);
  if (length > 0) take(cursor, "break", cursor.offset + length);
}
