// The statements of a procedure (spec §3.1), and the words other languages use for them.
import { closest } from "../closest.ts";
import { parseBinary, parseExpression, targetBinding } from "./parse-expression.ts";
import { expectEquals, parseClauses, parseTo, parseWith } from "./parse-inline.ts";
import { insertAfter, insertBefore, replaceWith } from "./report.ts";
import { between, endsLine, gap, isWord, nameOf, type Stream, skipLine, unexpected } from "./stream.ts";
import type { Block, Clause, Item, Term } from "./syntax.ts";
import type { Token } from "./token.ts";

type ParseBlock = (stream: Stream) => Block;
type Parse = (stream: Stream, keyword: Token, block: ParseBlock) => Item;

/** Statements by the word that begins them. */
const statements: Readonly<Record<string, Parse>> = {
  set: (stream, keyword) => endLine(stream, parseSet(stream, keyword)),
  run: parseRun,
  transition: (stream, keyword) => endLine(stream, parseTransition(stream, keyword)),
  with: (stream) => endLine(stream, parseWith(stream)),
  to: (stream) => endLine(stream, parseTo(stream)),
  available: (stream, keyword) => endLine(stream, parseAvailable(stream, keyword)),
  when: parseWhen,
  collect: parseCollect,
  if: parseIf,
  else: parseOrphan,
};

/** Words that begin a statement where a line begins, unless `:` follows. */
export const statementWords: ReadonlySet<string> = new Set(Object.keys(statements));

/** Statements that take their keyword themselves: the clause readers start on it. */
const readsOwnKeyword: ReadonlySet<string> = new Set(["with", "to"]);

/** Read the statement whose word stands next. */
export function parseStatement(stream: Stream, block: ParseBlock): Item | undefined {
  const keyword = stream.peek();
  if (!readsOwnKeyword.has(keyword.text)) stream.next();
  return statements[keyword.text]?.(stream, keyword, block);
}

const isReference = (stream: Stream) => stream.peek(1).kind === "reference";

/** What follows the first word of a statement: by it a misspelt one is known. */
const goesOn: Readonly<Record<string, (stream: Stream) => boolean>> = {
  set: isReference,
  run: isReference,
  collect: isReference,
  transition: (stream) => isReference(stream) || isWord(stream.peek(1), "to"),
  with: (stream) => isWord(stream.peek(2), "="),
  available: (stream) => isWord(stream.peek(1), "when"),
};

/** Read a statement whose first word is misspelt, or has a `:` after it; `undefined` when the line is none. */
export function parseMisspelt(stream: Stream, block: ParseBlock): Item | undefined {
  const { text, span } = stream.peek();
  const words = Object.keys(goesOn).filter((word) => goesOn[word]?.(stream));
  const branches = startsOperand(stream.peek(1)) && opensBranch(stream);
  const meant = closest(text, words) ?? (branches ? "if" : undefined);
  if (meant === undefined) return undefined;
  const keyword = { ...stream.peek(), text: meant };
  stream.report.damage(span, `There is no statement \`${text}\``, replaceWith(span, meant));
  if (!readsOwnKeyword.has(meant)) stream.next();
  return statements[meant]?.(stream, keyword, block);
}

/** Read the branches of an `if` that was left out before its condition; `undefined` when the line is none. */
export function parseForgottenIf(stream: Stream, block: ParseBlock): Item | undefined {
  const first = stream.peek();
  if (!startsOperand(first) || !opensBranch(stream)) return undefined;
  const edits = [insertBefore(first.span, "if ")];
  stream.report.damage(first.span, "A condition begins with `if`", { fix: "Write `if` before it", edits });
  return parseIf(stream, first, block);
}

const startsOperand = (token: Token): boolean =>
  token.kind === "reference" || isWord(token, "not") || isWord(token, "(");

/** Whether a line ends in `:` and holds lines, as a condition does. */
function opensBranch(stream: Stream): boolean {
  let ahead = 0;
  while (!endsLine(stream.peek(ahead))) ahead += 1;
  return stream.peek(ahead).kind === "indent" && isWord(stream.peek(ahead - 1), ":");
}

/** How other languages branch, jump, declare and repeat. */
const foreign: Readonly<Record<string, Parse>> = {
  available_when: (stream, keyword) => {
    stream.report.damage(
      keyword.span,
      "A tool's condition reads `available when`",
      replaceWith(keyword.span, "available when"),
    );
    const when = parseCondition(stream);
    return endLine(stream, { kind: "available", when, span: between(keyword, when) });
  },
  const: refuseDeclaration,
  let: refuseDeclaration,
  var: refuseDeclaration,
  return: refuseReturn,
  elif: parseOrphan,
  elseif: parseOrphan,
  elsif: parseOrphan,
  goto: parseGoto,
  go: parseGoto,
  for: refuseLoop,
  while: refuseLoop,
};

/** Read a statement of another language, reported as what it should be; `undefined` when the line is none. */
export function parseForeign(stream: Stream, block: ParseBlock): Item | undefined {
  const keyword = stream.peek();
  if (!Object.hasOwn(foreign, keyword.text) || isWord(stream.peek(1), "=")) return undefined;
  if (keyword.text === "go" && !isWord(stream.peek(1), "to")) return undefined;
  stream.next();
  return foreign[keyword.text]?.(stream, keyword, block);
}

/** `goto @subagent.x`, `go to @subagent.x`. */
function parseGoto(stream: Stream, keyword: Token): Item {
  const written = between(keyword, stream.accept("to") ?? keyword);
  stream.report.damage(written, `There is no \`${keyword.text}\``, replaceWith(written, "transition to"));
  const target = parseExpression(stream);
  const span = between(keyword, target);
  return endLine(stream, { kind: "transition", clauses: [{ kind: "to", target, span }], span });
}

function refuseLoop(stream: Stream, keyword: Token, block: ParseBlock): Item {
  const fix = "Let an action do the repetition, and keep its result in a variable";
  stream.report.damage(keyword.span, `There are no loops, so no \`${keyword.text}\``, { fix });
  skipLine(stream);
  if (stream.peek().kind === "indent") block(stream);
  return { kind: "damaged", span: keyword.span };
}

function refuseDeclaration(stream: Stream, keyword: Token): Item {
  const fix = "Declare a variable in `variables`, and write `set @variables.x = …` here";
  stream.report.damage(keyword.span, `There is no \`${keyword.text}\``, { fix });
  skipLine(stream);
  return { kind: "damaged", span: keyword.span };
}

function refuseReturn(stream: Stream, keyword: Token): Item {
  stream.report.damage(keyword.span, "There is no `return`", {
    fix: "Remove it; to leave a subagent, write `transition to …`",
  });
  skipLine(stream);
  return { kind: "damaged", span: keyword.span };
}

function parseSet(stream: Stream, keyword: Token): Item {
  const target = parseBinary(stream, targetBinding);
  const operator = stream.peek();
  if (/^[-+*/]=$/.test(operator.text) && operator.kind === "symbol") {
    stream.next();
    stream.report.damage(operator.span, `\`${operator.text}\` is not an operator here`, {
      fix: `Write \`set x = x ${operator.text[0]} …\``,
    });
  } else expectEquals(stream, "An assignment reads `set @variables.x = value`");
  const value: Term = endsLine(stream.peek()) ? noValue(stream) : parseExpression(stream);
  return { kind: "set", target, value, span: between(keyword, value) };
}

function noValue(stream: Stream): Term {
  const span = gap(stream);
  stream.report.damage(span, "`set` has no value", { fix: "Give one after `=`" });
  return { kind: "missing", span };
}

function parseRun(stream: Stream, keyword: Token, block: ParseBlock): Item {
  const target = parseBinary(stream, targetBinding);
  const inline = stream.peek();
  const clauses = parseClauses(stream);
  if (clauses.length > 0)
    stream.report.damage(inline.span, "`with` stands on a line of its own, below `run`", {
      fix: "Begin a deeper line with it",
    });
  leaveLine(stream);
  const below = stream.peek().kind === "indent" ? block(stream) : undefined;
  const body = clauses.length > 0 ? { items: [...clauses, ...(below?.items ?? [])], span: target.span } : below;
  return { kind: "run", target, body, span: between(keyword, stream.last()) };
}

function parseTransition(stream: Stream, keyword: Token): Item {
  const next = stream.peek();
  if (next.kind === "reference") {
    const edits = [insertBefore(next.span, "to ")];
    stream.report.damage(
      next.span,
      "`transition` is followed by `to`",
      { fix: "Write `transition to …`", edits },
      "missing-token",
    );
    const target = parseExpression(stream);
    return { kind: "transition", clauses: [{ kind: "to", target, span: target.span }], span: between(keyword, target) };
  }
  const clauses: readonly Clause[] = parseClauses(stream);
  return { kind: "transition", clauses, span: between(keyword, clauses.at(-1) ?? keyword) };
}

function parseAvailable(stream: Stream, keyword: Token): Item {
  const word = stream.peek();
  if (isWord(word, "if")) {
    stream.next();
    stream.report.damage(word.span, "A tool's condition reads `available when`", replaceWith(word.span, "when"));
  } else if (!stream.accept("when"))
    unexpected(stream, "`when`", { fix: "A tool's condition reads `available when …`" });
  const colon = stream.accept(":");
  if (colon) {
    const edits = [{ span: colon.span, text: "" }];
    stream.report.damage(colon.span, "No `:` follows `available when`", { fix: "Remove it", edits });
  }
  const when = parseCondition(stream);
  return { kind: "available", when, span: between(keyword, when) };
}

/** `when` alone: a condition that lost its first word, or what to show on a connection, which is not run yet. */
function parseWhen(stream: Stream, keyword: Token, block: ParseBlock): Item {
  if (stream.peek().text === "@connection") {
    const fix = "Remove it, or wait for a version that runs it";
    const message = "What a tool shows on one connection is not supported by this version";
    stream.report.damage(keyword.span, message, { fix }, "not-supported-yet");
    skipLine(stream);
    if (stream.peek().kind === "indent") block(stream);
    return { kind: "damaged", span: keyword.span };
  }
  const edits = [insertBefore(keyword.span, "available ")];
  const cure = { fix: "Write `available when …`", edits };
  stream.report.damage(keyword.span, "A tool's condition reads `available when`", cure);
  const when = parseExpression(stream);
  return endLine(stream, { kind: "available", when, span: between(keyword, when) });
}

/** `collect @variables.x`, with or without `:`. */
function parseCollect(stream: Stream, keyword: Token, block: ParseBlock): Item {
  const target = parseBinary(stream, targetBinding);
  stream.accept(":");
  leaveLine(stream);
  const body = stream.peek().kind === "indent" ? block(stream) : undefined;
  return { kind: "collect", target, body, span: between(keyword, stream.last()) };
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

function parseIf(stream: Stream, keyword: Token, block: ParseBlock): Item {
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

function parseBranch(stream: Stream, block: ParseBlock, word: string): { when: Term; body: Block } {
  const when = parseCondition(stream);
  return { when, body: parseBody(stream, block, word) };
}

/** A condition, in which a lone `=` is read as the `==` it was meant to be. */
function parseCondition(stream: Stream): Term {
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
function parseOrphan(stream: Stream, keyword: Token, block: ParseBlock): Item {
  stream.report.damage(keyword.span, `\`${keyword.text}\` has no \`if\` at its indentation`, {
    fix: "Indent it like the `if` it belongs to",
  });
  skipLine(stream);
  if (stream.peek().kind === "indent") block(stream);
  return { kind: "damaged", span: keyword.span };
}

/** Pass over what is left of a line, reporting it. */
function leaveLine(stream: Stream): void {
  if (endsLine(stream.peek())) return;
  unexpected(stream, "the end of the line");
  skipLine(stream);
}

function endLine(stream: Stream, item: Item): Item {
  leaveLine(stream);
  return item;
}
