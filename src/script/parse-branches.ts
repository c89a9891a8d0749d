// `if` and its branches, up to `else` (spec §3.1): a condition, `:`, and the statements below it.
import { closest } from "../closest.ts";
import { parseExpression } from "./parse-expression.ts";
import { insertAfter, replaceWith } from "./report.ts";
import { between, endsLine, gap, isWord, nameOf, type ParseBlock, passOver, type Stream, skipLine } from "./stream.ts";
import type { Block, Item, Term } from "./syntax.ts";
import type { Token } from "./token.ts";

/** Read an `if` with all its branches, after its first word. */
export function parseIf(stream: Stream, keyword: Token, block: ParseBlock): Item {
  const branches = [parseBranch(stream, block, "if")];
  let otherwise: Block | undefined;
  while (!otherwise && stream.peek().kind === "newline") {
    skipClosers(stream);
    const word = stream.peek(1);
    if (meansElse(stream, 1)) {
      for (let words = 0; words < 2; words += 1) stream.next();
      const second = isIf(stream.peek()) ? stream.next() : undefined;
      const span = between(word, second ?? word);
      const meant = second ? "else if" : "else";
      stream.report.damage(span, `There is no \`${word.text}\``, replaceWith(span, meant));
      if (second) branches.push(parseBranch(stream, block, meant));
      else otherwise = parseBody(stream, block, meant);
    } else if (word.kind === "name" && elseIfs.has(word.text)) {
      stream.next();
      stream.report.damage(word.span, `There is no \`${word.text}\``, replaceWith(stream.next().span, "else if"));
      branches.push(parseBranch(stream, block, "else if"));
    } else if (isWord(word, "else") && isWord(stream.peek(2), "if")) {
      for (let words = 0; words < 3; words += 1) stream.next();
      branches.push(parseBranch(stream, block, "else if"));
    } else if (isWord(word, "else")) {
      for (let words = 0; words < 2; words += 1) stream.next();
      otherwise = parseBody(stream, block, "else");
    } else break;
  }
  return { kind: "if", branches, otherwise, span: between(keyword, stream.last()) };
}

const elseIfs: ReadonlySet<string> = new Set(["elif", "elseif", "elsif"]);

/** Whether `else` was meant by the word at `ahead`, which stands alone on its line or before `if`. */
function meansElse(stream: Stream, ahead: number): boolean {
  const word = stream.peek(ahead);
  const next = stream.peek(ahead + 1);
  if (word.kind !== "name" || word.text === "else") return false;
  const stands = isWord(next, ":") ? stream.peek(ahead + 2).kind === "indent" : isIf(next);
  return stands && (closest(word.text, ["else"]) !== undefined || word.text === "otherwise");
}

const isIf = (token: Token): boolean => token.kind === "name" && token.text.toLowerCase() === "if";

function parseBranch(stream: Stream, block: ParseBlock, word: string): { when: Term; body: Block } {
  const when = parseCondition(stream);
  return { when, body: parseBody(stream, block, word) };
}

/** A condition, in which a lone `=` is read as the `==` it was meant to be. */
export function parseCondition(stream: Stream): Term {
  if (isWord(stream.peek(), ":")) {
    const { span } = stream.peek();
    stream.report.damage(span, "This branch has no condition", { fix: "Write one before `:`" });
    return { kind: "missing", span };
  }
  const left = parseExpression(stream);
  const token = stream.peek();
  if (!isWord(token, "=")) return left;
  stream.next();
  stream.report.damage(token.span, "`=` does not compare", replaceWith(token.span, "=="));
  const right = parseExpression(stream);
  return { kind: "binary", operator: "==", left, right, operatorSpan: token.span, span: between(left, right) };
}

/** `:` and the indented statements below it. */
function parseBody(stream: Stream, block: ParseBlock, word: string): Block {
  if (!stream.accept(":")) {
    const span = gap(stream);
    const message = endsLine(stream.peek())
      ? `\`${word}\` ends with \`:\``
      : `Expected \`:\`, but found ${nameOf(stream.peek())}`;
    const edits = endsLine(stream.peek()) ? [insertAfter(stream.last().span, ":")] : undefined;
    stream.report.damage(span, message, { fix: "Add `:` after the condition", edits }, "missing-token");
    skipLine(stream);
  } else if (!endsLine(stream.peek())) {
    stream.report.damage(gap(stream), `The statements of \`${word}\` stand below it`, {
      fix: "Begin a new, deeper line after `:`",
    });
    skipLine(stream);
  }
  if (stream.peek().kind === "indent") return block(stream);
  const span = gap(stream);
  stream.report.damage(span, `\`${word}\` holds no statement`, { fix: "Indent at least one below it" });
  return { items: [], span };
}

/** `else` or `elif` with no `if` before it at the same indentation. */
export function parseOrphan(stream: Stream, keyword: Token, block: ParseBlock): Item {
  stream.report.damage(keyword.span, `\`${keyword.text}\` has no \`if\` at its indentation`, {
    fix: "Indent it like the `if` it belongs to",
  });
  return passOver(stream, keyword, block);
}

/** Brackets on a line of their own, which other languages close a block with. */
function skipClosers(stream: Stream): void {
  while (isCloser(stream.peek(1)) && endsLine(stream.peek(2))) {
    stream.next();
    refuseCloser(stream);
  }
}

export const isCloser = (token: Token): boolean => token.kind === "symbol" && /^[)\]}]$/.test(token.text);

/** Take a bracket that closes nothing, and report it. */
export function refuseCloser(stream: Stream): void {
  const { text, span } = stream.next();
  const edits = [{ span, text: "" }];
  stream.report.damage(span, `\`${text}\` closes nothing`, { fix: "Remove it", edits });
}
