// The statements of a procedure, each by the word it begins with (spec §3.1).

import { targetBinding } from "./operators.ts";
import { parseCondition, parseIf, parseOrphan } from "./parse-branches.ts";
import { parseBinary, parseExpression } from "./parse-expression.ts";
import { expectEquals, parseClauses, parseTo, parseWith } from "./parse-inline.ts";
import { insertBefore, replaceWith } from "./report.ts";
import {
  between,
  blockBelow,
  endLine,
  endsLine,
  gap,
  isWord,
  leaveLine,
  type ParseBlock,
  passOver,
  type Stream,
  unexpected,
} from "./stream.ts";
import type { Clause, Item, Term } from "./syntax.ts";
import type { Token } from "./token.ts";

/** Reads a statement after its first word. */
export type Parse = (stream: Stream, keyword: Token, block: ParseBlock) => Item;

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
export const parseStatement = (stream: Stream, block: ParseBlock): Item | undefined =>
  readNamed(stream, stream.peek(), block);

/** Read the statement that `keyword` names, whatever stands in its place. */
export function readNamed(stream: Stream, keyword: Token, block: ParseBlock): Item | undefined {
  if (!readsOwnKeyword.has(keyword.text)) stream.next();
  return statements[keyword.text]?.(stream, keyword, block);
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
  const below = blockBelow(stream, block);
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
    return passOver(stream, keyword, block);
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
  const body = blockBelow(stream, block);
  return { kind: "collect", target, body, span: between(keyword, stream.last()) };
}
