// Tokens to the tree of a script, by recursive descent (spec §1.9). A damaged line costs one problem and only itself.
import { lex } from "./lex.ts";
import { isCloser, refuseCloser } from "./parse-branches.ts";
import { isBrokenName, isNameless, parseElement, parseNameless, wordsOfKey } from "./parse-element.ts";
import { parseExpression, parseTemplate } from "./parse-expression.ts";
import { parseTo, parseWith } from "./parse-inline.ts";
import { parseForeign, parseForgottenIf, parseMisspelt } from "./parse-mistaken.ts";
import { parseStatement, statementWords } from "./parse-statement.ts";
import { insertAfter, insertBefore, type Report } from "./report.ts";
import {
  between,
  blockBelow,
  deepest,
  endLine,
  endsLine,
  isWord,
  passOver,
  type Stream,
  skipBlock,
  streamOf,
} from "./stream.ts";
import type { Block, Item, Script, Term } from "./syntax.ts";
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

function parseItem(stream: Stream): Item {
  const token = stream.peek();
  const next = stream.peek(1);
  if (token.kind === "dash") return parseEntry(stream);
  if (token.kind === "prose") return parseProse(stream);
  if (token.kind === "pipe") return endLine(stream, parseValue(stream));
  if (isWord(token, "-")) return parseGluedDash(stream);
  if (token.kind === "name" || token.kind === "string") {
    if (isNameless(stream)) return parseNameless(stream, parseBlock);
    const isBranch = token.text === "else" || (token.text === "if" && stream.peek(2).kind === "indent");
    const misspelt = stream.depth > 0 && token.kind === "name" && !statementWords.has(token.text);
    if (isWord(next, ":") && !isBranch) return parseElement(stream, 1, parseBlock);
    if (token.kind === "name") {
      const statement = statementWords.has(token.text)
        ? parseStatement(stream, parseBlock)
        : parseForeign(stream, parseBlock);
      const mended =
        statement ??
        (misspelt ? (parseForgottenIf(stream, parseBlock) ?? parseMisspelt(stream, parseBlock)) : undefined);
      if (mended) return mended;
    }
    if ((next.kind === "name" || next.kind === "string") && isWord(stream.peek(2), ":"))
      return parseElement(stream, 2, parseBlock);
    if (next.kind === "name" && isBrokenName(stream, token)) return parseElement(stream, 2, parseBlock);
    const words = wordsOfKey(stream, token, next);
    if (words > 0) return parseElement(stream, words, parseBlock);
  }
  if (isCloser(token)) {
    while (isCloser(stream.peek())) refuseCloser(stream);
    return endsLine(stream.peek()) ? { kind: "damaged", span: token.span } : parseItem(stream);
  }
  const forgotten = stream.depth > 0 ? parseForgottenIf(stream, parseBlock) : undefined;
  if (forgotten) return forgotten;
  return endLine(stream, parseValue(stream));
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

/** `- value`, or `- key: value` with the rest of its map below. */
function parseEntry(stream: Stream): Item {
  const dash = stream.next();
  if (endsLine(stream.peek())) {
    const body = blockBelow(stream, parseBlock);
    return { kind: "entry", items: body?.items ?? [], span: between(dash, stream.last()) };
  }
  if (stream.depth >= deepest) {
    stream.report.damage(stream.peek().span, "This entry is nested too deeply");
    return passOver(stream, dash, parseBlock);
  }
  stream.depth += 1;
  const item = parseItem(stream);
  stream.depth -= 1;
  const items =
    item.kind === "element" && item.value && item.body ? [{ ...item, body: undefined }, ...item.body.items] : [item];
  return { kind: "entry", items, span: between(dash, stream.last()) };
}

function parseGluedDash(stream: Stream): Item {
  const dash = stream.peek();
  if (stream.peek(1).kind === "number") return endLine(stream, parseValue(stream));
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
    return { kind: "run", target, body: blockBelow(stream, parseBlock), span: between(first, stream.last()) };
  }
  stream.next();
  const value = parseExpression(stream);
  return { kind: "set", target, value, span: between(first, value) };
}
