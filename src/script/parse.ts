// Tokens to the tree of a script, by recursive descent (spec §1.9). A damaged line costs one problem and only itself.
import { lex } from "./lex.ts";
import { parseExpression, parseTemplate } from "./parse-expression.ts";
import { parseInline, parseTo, parseWith, wordOf } from "./parse-inline.ts";
import {
  isCloser,
  parseForeign,
  parseForgottenIf,
  parseMisspelt,
  parseStatement,
  refuseCloser,
  statementWords,
} from "./parse-statement.ts";
import { insertAfter, insertBefore, type Report, replaceWith } from "./report.ts";
import { between, deepest, endsLine, isWord, type Stream, skipLine, streamOf, unexpected } from "./stream.ts";
import type { Block, Element, Inline, Item, Script, Term, Word } from "./syntax.ts";
import type { Token } from "./token.ts";

/** Read a source into its tree. Never throws: what cannot be read is reported and left out. */
export function parse(source: string, report: Report): Script {
  const tokens = lex(source, report);
  const stream = streamOf(tokens, report);
  const items: Item[] = [];
  while (stream.peek().kind !== "end") {
    for (const item of parseItems(stream)) items.push(item);
    if (stream.peek().kind === "dedent") stream.next();
  }
  return { source, tokens, items };
}

/** The items of a block, up to its dedent. */
function parseItems(stream: Stream): Item[] {
  const items: Item[] = [];
  for (;;) {
    const token = stream.peek();
    if (token.kind === "dedent" || token.kind === "end") return items;
    if (token.kind === "newline") stream.next();
    else if (token.kind === "indent") for (const item of parseStray(stream)) items.push(item);
    else {
      const before = stream.position;
      stream.operators = 0;
      items.push(parseItem(stream));
      if (stream.position === before) stream.next();
    }
  }
}

/** Lines indented below one that takes no body: reported, then read as its neighbours. */
function parseStray(stream: Stream): readonly Item[] {
  const { span } = stream.peek(1);
  // After a line that slipped out of its block, the next one is in order.
  if (!stream.report.told(stream.last().span.start.line))
    stream.report.damage(
      span,
      "This line is indented deeper than the one before it, which holds nothing",
      { fix: "Indent it like the line before it" },
      "inconsistent-indentation",
    );
  return parseBlock(stream).items;
}

/** An indented block. The stream stands on its indent. */
function parseBlock(stream: Stream): Block {
  const open = stream.next();
  if (stream.depth >= deepest) {
    stream.report.damage(stream.peek().span, "This block is nested too deeply");
    skipBlock(stream);
    return { items: [], span: between(open, stream.last()) };
  }
  stream.depth += 1;
  const items = parseItems(stream);
  stream.depth -= 1;
  const span = between(open, items.at(-1) ?? open);
  if (stream.peek().kind === "dedent") stream.next();
  return { items, span };
}

function skipBlock(stream: Stream): void {
  for (let open = 1; open > 0 && stream.peek().kind !== "end"; ) {
    const { kind } = stream.next();
    if (kind === "indent") open += 1;
    if (kind === "dedent") open -= 1;
  }
}

const bodyIfAny = (stream: Stream): Block | undefined =>
  stream.peek().kind === "indent" ? parseBlock(stream) : undefined;

function parseItem(stream: Stream): Item {
  const token = stream.peek();
  const next = stream.peek(1);
  if (token.kind === "dash") return parseEntry(stream);
  if (token.kind === "prose") return parseProse(stream);
  if (token.kind === "pipe") return finish(stream, parseValue(stream));
  if (isWord(token, "-")) return parseGluedDash(stream);
  if (token.kind === "name" || token.kind === "string") {
    if (isNameless(stream)) return parseNameless(stream);
    const isBranch = token.text === "else" || (token.text === "if" && stream.peek(2).kind === "indent");
    const misspelt = stream.depth > 0 && token.kind === "name" && !statementWords.has(token.text);
    if (isWord(next, ":") && !isBranch) return parseElement(stream, 1);
    if (token.kind === "name") {
      const statement = statementWords.has(token.text)
        ? parseStatement(stream, parseBlock)
        : parseForeign(stream, parseBlock);
      const mended =
        statement ??
        (misspelt ? (parseForgottenIf(stream, parseBlock) ?? parseMisspelt(stream, parseBlock)) : undefined);
      if (mended) return mended;
    }
    if ((next.kind === "name" || next.kind === "string") && isWord(stream.peek(2), ":")) return parseElement(stream, 2);
    if (next.kind === "name" && isBrokenName(stream, token)) return parseElement(stream, 2);
    const words = wordsOfKey(stream, token, next);
    if (words > 0) return parseElement(stream, words);
  }
  if (isCloser(token)) {
    refuseCloser(stream);
    return endsLine(stream.peek()) ? { kind: "damaged", span: token.span } : parseItem(stream);
  }
  const forgotten = stream.depth > 0 ? parseForgottenIf(stream, parseBlock) : undefined;
  if (forgotten) return forgotten;
  return finish(stream, parseValue(stream));
}

const modifiers: ReadonlySet<string> = new Set(["mutable", "linked"]);

/** `mutable number = 0`: a declaration that lost its name. */
function isNameless(stream: Stream): boolean {
  const after = stream.peek(2);
  const goesOn = isWord(after, "=") || isWord(after, "[") || endsLine(after);
  return stream.depth > 0 && modifiers.has(stream.peek().text) && stream.peek(1).kind === "name" && goesOn;
}

function parseNameless(stream: Stream): Item {
  const { text, span } = stream.peek();
  stream.report.damage(span, "This variable has no name", { fix: `Write \`name: ${text} …\`` });
  skipLine(stream);
  bodyIfAny(stream);
  return { kind: "damaged", span };
}

/** Words without a pipe, with the deeper lines they go on in. */
function parseProse(stream: Stream): Item {
  const { span } = stream.next();
  if (stream.peek().kind === "indent" && stream.peek(1).kind === "prose") {
    stream.next();
    skipBlock(stream);
  }
  return { kind: "damaged", span };
}

/** Whether the name of a block goes on after its first word: `subagent order-status:`, `subagent order status:`. */
function isBrokenName(stream: Stream, first: Token): boolean {
  const third = stream.peek(2);
  if (isWord(third, "-")) return stream.peek(3).kind === "name";
  return first.span.start.column === 1 && third.kind === "name" && isWord(stream.peek(3), ":");
}

/** How many words a key without its colon has; 0 when the line is not a key. */
function wordsOfKey(stream: Stream, token: Token, next: Token): number {
  if (next.kind === "indent") return 1;
  const named = stream.depth === 0 && (next.kind === "name" || next.kind === "string");
  if (named && stream.peek(2).kind === "indent") return 2;
  if (token.kind === "string" || endsLine(next)) return 0;
  const startsValue = next.kind !== "symbol" || ["->", "=", "-", "{"].includes(next.text);
  return startsValue ? 1 : 0;
}

/** `key: value` and the block below it. Mends a missing colon and a name with a dash in it. */
function parseElement(stream: Stream, count: number): Element {
  const first = stream.peek();
  const inEntry = stream.last().kind === "dash";
  const words = Array.from({ length: count }, () => wordOf(stream.next(), stream));
  const broken = isWord(stream.peek(), "-") ? stream.peek(1).kind === "name" : count === 2 && !endsName(stream);
  if (broken) words.push(joinName(stream, words.pop() as Word));
  else if (!stream.accept(":")) expectColon(stream);
  const arrow = stream.accept("->");
  const value = arrow ? parseAfterArrow(stream, arrow) : endsLine(stream.peek()) ? undefined : parseInline(stream);
  const body = isComplete(value) && !inEntry && !holdsStatements(stream) ? undefined : bodyIfAny(stream);
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

/** `- value`, or `- key: value` with the rest of its map below. */
function parseEntry(stream: Stream): Item {
  const dash = stream.next();
  if (endsLine(stream.peek())) {
    const body = bodyIfAny(stream);
    return { kind: "entry", items: body?.items ?? [], span: between(dash, stream.last()) };
  }
  const item = parseItem(stream);
  const items =
    item.kind === "element" && item.value && item.body ? [{ ...item, body: undefined }, ...item.body.items] : [item];
  return { kind: "entry", items, span: between(dash, stream.last()) };
}

function parseGluedDash(stream: Stream): Item {
  const dash = stream.peek();
  if (stream.peek(1).kind === "number") return finish(stream, parseValue(stream));
  const edits = [insertAfter(dash.span, " ")];
  stream.report.damage(dash.span, "An entry of a list begins with `- `", { fix: "Put a space after `-`", edits });
  return parseEntry(stream);
}

/** A value on a line of its own, or a statement whose first word was forgotten. */
function parseValue(stream: Stream): Item {
  const first = stream.peek();
  const term = first.kind === "pipe" ? parseTemplate(stream) : parseExpression(stream);
  if (isWord(stream.peek(), "=")) return parseForgotten(stream, term, first, "set");
  if (isWord(stream.peek(), "to") && isReferenceTo(term, "utils"))
    return parseForgotten(stream, term, first, "transition");
  if (isReferenceTo(term, "actions")) return parseForgotten(stream, term, first, "run");
  return { kind: "value", term, span: between(first, stream.last()) };
}

const isReferenceTo = (term: Term, namespace: string) =>
  term.kind === "member" && term.of.kind === "reference" && term.of.namespace === namespace;

function parseForgotten(stream: Stream, target: Term, first: Token, word: "set" | "run" | "transition"): Item {
  const edits = [word === "transition" ? { span: target.span, text: word } : insertBefore(first.span, `${word} `)];
  stream.report.damage(target.span, `This statement begins with \`${word}\``, { fix: `Write \`${word} …\``, edits });
  if (word === "transition")
    return { kind: "transition", clauses: [parseTo(stream)], span: between(first, stream.last()) };
  if (word === "run") {
    if (isWord(stream.peek(), "with")) parseWith(stream);
    return { kind: "run", target, body: bodyIfAny(stream), span: between(first, stream.last()) };
  }
  stream.next();
  const value = parseExpression(stream);
  return { kind: "set", target, value, span: between(first, value) };
}

/** Close a line: what is left of it is reported and passed over. */
function finish(stream: Stream, item: Item): Item {
  if (!endsLine(stream.peek())) {
    unexpected(stream, "the end of the line");
    skipLine(stream);
  }
  return item;
}
