// What stands on the line of a key or a statement besides expressions: declarations, `with` and `to`.
import { parseExpression } from "./parse-expression.ts";
import { insertBefore, replaceWith } from "./report.ts";
import { between, endsLine, gap, isWord, type Stream, skipLine, unexpected } from "./stream.ts";
import { unquote } from "./string.ts";
import type { Assignment, Clause, Inline, Term, Word } from "./syntax.ts";
import type { Token } from "./token.ts";

/** A name or a string as a word. */
export const wordOf = (token: Token, stream: Stream): Word =>
  token.kind === "string"
    ? { text: unquote(token, stream.report), quoted: true, span: token.span }
    : { text: token.text, quoted: false, span: token.span };

/** Words after a name that show the name to be an operand, not the modifier of a declaration. */
const joiners: ReadonlySet<string> = new Set(["and", "or", "is", "not", "if", "else", "in", "with", "to"]);

/** Read what follows the colon of a key, up to the end of its line. */
export function parseInline(stream: Stream): Inline {
  const first = stream.peek();
  const second = stream.peek(1);
  const inline =
    (isWord(first, "transition") && isWord(second, "to")) || (isWord(first, "to") && second.kind === "reference")
      ? parseBareTransition(stream)
      : first.kind === "name" && second.kind === "name" && !joiners.has(second.text)
        ? parseDeclaration(stream)
        : parseTerm(stream);
  if (!endsLine(stream.peek())) refuseRest(stream, first);
  return inline;
}

/** `mutable string = ""`. Which modifiers there are is checked later. */
function parseDeclaration(stream: Stream): Inline {
  const modifier = wordOf(stream.next(), stream);
  const type = parseExpression(stream);
  const value = stream.accept("=") ? parseExpression(stream) : undefined;
  return { kind: "declaration", modifier, type, default: value, span: between(modifier, value ?? type) };
}

function parseTerm(stream: Stream): Inline {
  const term = parseExpression(stream);
  if (stream.accept("=")) {
    const value = parseExpression(stream);
    return { kind: "declaration", type: term, default: value, span: between(term, value) };
  }
  const clauses = stream.peek().kind === "reference" ? [parseLostTo(stream)] : parseClauses(stream);
  return { kind: "term", term, clauses, span: between(term, clauses.at(-1) ?? term) };
}

/** `@utils.transition @subagent.x`. */
function parseLostTo(stream: Stream): Clause {
  const { span } = stream.peek();
  const cure = { fix: "Write `to` before it", edits: [insertBefore(span, "to ")] };
  stream.report.damage(span, "A transition leads somewhere by `to`", cure, "missing-token");
  const target = parseExpression(stream);
  return { kind: "to", target, span: target.span };
}

/** `transition to @subagent.x`, or only `to`, where a tool names its target: what is meant is `@utils.transition`. */
function parseBareTransition(stream: Stream): Inline {
  const { span } = stream.peek();
  const edits = [insertBefore(span, stream.accept("transition") ? "@utils." : "@utils.transition ")];
  stream.report.damage(span, "A tool's target is a reference", { fix: "Write `@utils.transition to …`", edits });
  const utils: Term = { kind: "reference", namespace: "utils", span };
  const clauses = parseClauses(stream);
  return { kind: "term", term: { kind: "member", of: utils, name: "transition", span }, clauses, span };
}

/** Report what is left of a line. Bare words where a value should be are most likely text without its quotes. */
function refuseRest(stream: Stream, first: Token): void {
  if (first.kind !== "name") {
    unexpected(stream, "the end of the line");
    skipLine(stream);
    return;
  }
  skipLine(stream);
  const span = between(first, stream.last());
  stream.report.damage(span, "This value could not be read", { fix: "Put text between double quotes" });
}

/** Read `with …` and `to …` clauses, separated by commas or nothing. */
export function parseClauses(stream: Stream): readonly Clause[] {
  const clauses: Clause[] = [];
  while (isWord(stream.peek(), "with") || isWord(stream.peek(), "to")) {
    clauses.push(stream.peek().text === "with" ? parseWith(stream) : parseTo(stream));
    if (isWord(stream.peek(), ",")) stream.next();
  }
  return clauses;
}

/** `to @subagent.x`. */
export function parseTo(stream: Stream): Clause {
  const to = stream.next();
  const target = parseExpression(stream);
  return { kind: "to", target, span: between(to, target) };
}

/** `with a=1, b=...`. */
export function parseWith(stream: Stream): Clause {
  const keyword = stream.next();
  const bindings: Assignment[] = [];
  do {
    const name = stream.peek();
    if (name.kind !== "name" && name.kind !== "string") {
      unexpected(stream, "the name of an input", { fix: "A binding reads `with name=value`" });
      break;
    }
    bindings.push(parseAssignment(stream));
  } while (isWord(stream.peek(), ",") && !isClause(stream.peek(1)) && stream.next());
  return { kind: "with", bindings, span: between(keyword, bindings.at(-1) ?? keyword) };
}

const isClause = (token: Token) => isWord(token, "with") || isWord(token, "to");

function parseAssignment(stream: Stream): Assignment {
  const name = wordOf(stream.next(), stream);
  expectEquals(stream, "A binding reads `with name=value`");
  const value: Term = endsLine(stream.peek()) ? { kind: "missing", span: gap(stream) } : parseExpression(stream);
  if (value.kind === "missing")
    stream.report.damage(value.span, `\`${name.text}\` has no value`, { fix: "Give one after `=`" });
  return { name, value, span: between(name, value) };
}

/** Take the `=` of an assignment, or what was written for it. */
export function expectEquals(stream: Stream, fix: string): void {
  const token = stream.peek();
  if (stream.accept("=")) return;
  if (token.text === "==" || token.text === ":" || isWord(token, "to")) {
    stream.next();
    stream.report.damage(token.span, `\`${token.text}\` does not assign`, replaceWith(token.span, "="));
  } else unexpected(stream, "`=`", { fix });
}
