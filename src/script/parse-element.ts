// `key: value` and the block below it: the fields and blocks of a script, and keys that lost their colon or their name.
import { parseTemplate } from "./parse-expression.ts";
import { parseInline, wordOf } from "./parse-inline.ts";
import { statementWords } from "./parse-statement.ts";
import { insertAfter, replaceWith } from "./report.ts";
import {
  between,
  blockBelow,
  endsLine,
  isWord,
  type ParseBlock,
  passOver,
  type Stream,
  skipBlock,
  skipLine,
} from "./stream.ts";
import type { Element, Inline, Item, Term, Word } from "./syntax.ts";
import type { Token } from "./token.ts";

/** Whether the name of a block goes on after its first word: `subagent order-status:`, `subagent order status:`. */
export function isBrokenName(stream: Stream, first: Token): boolean {
  const third = stream.peek(2);
  if (isWord(third, "-")) return stream.peek(3).kind === "name";
  return first.span.start.column === 1 && third.kind === "name" && isWord(stream.peek(3), ":");
}

/** How many words a key without its colon has; 0 when the line is not a key. */
export function wordsOfKey(stream: Stream, token: Token, next: Token): number {
  if (next.kind === "indent") return 1;
  const named = stream.depth === 0 && (next.kind === "name" || next.kind === "string");
  if (named && stream.peek(2).kind === "indent") return 2;
  if (token.kind === "string" || endsLine(next)) return 0;
  const startsValue = next.kind !== "symbol" || ["->", "=", "-", "{"].includes(next.text);
  return startsValue ? 1 : 0;
}

/** `key: value` and the block below it, from its `count` words on. Mends a missing colon and a name with a dash in it. */
export function parseElement(stream: Stream, count: number, block: ParseBlock): Element {
  const first = stream.peek();
  const inEntry = stream.last().kind === "dash";
  const words = Array.from({ length: count }, () => wordOf(stream.next(), stream));
  const broken = isWord(stream.peek(), "-") ? stream.peek(1).kind === "name" : count === 2 && !endsName(stream);
  if (broken) words.push(joinName(stream, words.pop() as Word));
  else if (!stream.accept(":")) expectColon(stream);
  const arrow = stream.accept("->");
  const value = arrow ? parseAfterArrow(stream, arrow) : endsLine(stream.peek()) ? undefined : parseInline(stream);
  const body = isComplete(value) && !inEntry && !holdsStatements(stream) ? undefined : blockBelow(stream, block);
  return { kind: "element", words, arrow: Boolean(arrow), value, body, span: between(first, stream.last()) };
}

const complete: ReadonlySet<Term["kind"]> = new Set<Term["kind"]>(["string", "number", "date", "template"]);

/** Whether nothing can belong below a value, so that a deeper line is one that slipped. */
const isComplete = (value: Inline | undefined): boolean => value?.kind === "term" && complete.has(value.term.kind);

/** Whether the block below begins with a statement or a text. */
function holdsStatements(stream: Stream): boolean {
  const first = stream.peek(1);
  return (
    first.kind === "pipe" || (first.kind === "name" && statementWords.has(first.text) && !isWord(stream.peek(2), ":"))
  );
}

function expectColon(stream: Stream): void {
  const equals = stream.accept("=");
  const after = equals?.span ?? stream.last().span;
  const edits = [equals ? { span: after, text: ":" } : insertAfter(after, ":")];
  stream.report.damage(after, "A key ends with `:`", { fix: "Add `:` after it", edits }, "missing-token");
}

/** Whether the name of a block ends here, or would with its colon. */
const endsName = (stream: Stream): boolean => stream.peek().kind !== "name" || !isWord(stream.peek(1), ":");

/** `order-status:` or `order status:` read as `order_status`, and reported. */
function joinName(stream: Stream, first: Word): Word {
  let { text } = first;
  while (!isWord(stream.peek(), ":") && !endsLine(stream.peek())) {
    const part = stream.next().text;
    text += part === "-" || text.endsWith("_") ? part.replace("-", "_") : `_${part}`;
  }
  const span = between(first, stream.last());
  stream.report.damage(span, "A name has only letters, digits and `_`", replaceWith(span, text));
  stream.accept(":");
  return { text, quoted: false, span };
}

/** After `->` a line ends. Text that follows anyway is read as if after `|`. */
function parseAfterArrow(stream: Stream, arrow: Token) {
  if (stream.peek().kind === "pipe") {
    const term = parseTemplate(stream);
    const edits = [{ span: { start: arrow.span.start, end: term.span.start }, text: "" }];
    stream.report.damage(arrow.span, "`->` opens statements on the lines below it", {
      fix: "Write only `|` for text",
      edits,
    });
    return { kind: "term", term, clauses: [], span: term.span } as const;
  }
  if (!endsLine(stream.peek())) {
    const edits = [{ span: arrow.span, text: "|" }];
    stream.report.damage(arrow.span, "`->` opens statements on the lines below it", {
      fix: "Write `|` for text",
      edits,
    });
    skipLine(stream);
    if (stream.peek().kind === "indent" && !holdsStatements(stream)) {
      stream.next();
      skipBlock(stream);
    }
  } else if (stream.peek().kind !== "indent") {
    stream.report.damage(arrow.span, "`->` has no statements below it", {
      fix: "Indent at least one below it, or remove the key",
    });
  }
  return undefined;
}

const modifiers: ReadonlySet<string> = new Set(["mutable", "linked"]);

/** `mutable number = 0`: a declaration that lost its name. */
export function isNameless(stream: Stream): boolean {
  const after = stream.peek(2);
  const goesOn = isWord(after, "=") || isWord(after, "[") || endsLine(after);
  return stream.depth > 0 && modifiers.has(stream.peek().text) && stream.peek(1).kind === "name" && goesOn;
}

/** Report such a declaration, and pass over it. */
export function parseNameless(stream: Stream, block: ParseBlock): Item {
  const modifier = stream.peek();
  const { text, span } = modifier;
  stream.report.damage(span, "This variable has no name", { fix: `Write \`name: ${text} …\`` });
  return passOver(stream, modifier, block);
}
