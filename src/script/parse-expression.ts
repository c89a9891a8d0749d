// Expressions and templates, by operator precedence (spec §1.9). Operators of other languages are named and replaced.
import { foreignOperators, notBinding, operators, unaryBinding } from "./operators.ts";
import { type Cure, replaceWith } from "./report.ts";
import { between, deepest, endsLine, gap, isWord, mostOperators, type Stream, unexpected } from "./stream.ts";
import { unquote } from "./string.ts";
import type { Term, Text, Word } from "./syntax.ts";
import type { Token } from "./token.ts";

/** Words that stand between operands and so cannot be one. */
const operatorWords: ReadonlySet<string> = new Set(["and", "or", "is", "if", "else", "in", "with", "to"]);

const missing = (stream: Stream): Term => ({ kind: "missing", span: gap(stream) });

/** Read an expression. What cannot be read is reported once and stands as `missing`. */
export function parseExpression(stream: Stream): Term {
  return nested(stream, () => {
    const then = parseBinary(stream, 1);
    if (!isWord(stream.peek(), "if")) return then;
    stream.next();
    const when = parseBinary(stream, 1);
    if (!stream.accept("else")) {
      unexpected(stream, "`else`", { fix: "A choice reads `a if condition else b`" });
      return then;
    }
    const otherwise = parseExpression(stream);
    return { kind: "conditional", then, when, otherwise, span: between(then, otherwise) };
  });
}

/** Guard the stack: past the deepest nesting, report and pass over the line. */
function nested(stream: Stream, parse: () => Term): Term {
  if (stream.depth >= deepest) return giveUp(stream, "This expression is nested too deeply");
  stream.depth += 1;
  const term = parse();
  stream.depth -= 1;
  return term;
}

function giveUp(stream: Stream, message: string): Term {
  stream.report.damage(gap(stream), message, { fix: "Split it over several `set`" });
  const hole = missing(stream);
  while (!endsLine(stream.peek()) && stream.peek().kind !== "close") stream.next();
  return hole;
}

/** Read operands and the operators between them that bind at least as tightly as `floor`. */
export function parseBinary(stream: Stream, floor: number): Term {
  let left = parsePrefix(stream);
  for (;;) {
    const found = peekOperator(stream);
    if (!found || found.binding < floor) return left;
    stream.operators += 1;
    if (stream.operators > mostOperators) return giveUp(stream, "This expression is too long");
    for (let words = 0; words < found.length; words += 1) stream.next();
    const operatorSpan = between(found.token, stream.last());
    const replaced = foreignOperators.get(found.token.text);
    if (replaced)
      stream.report.damage(
        operatorSpan,
        `\`${found.token.text}\` is not an operator here`,
        replaceWith(operatorSpan, replaced),
      );
    const right = parseBinary(stream, found.binding + 1);
    left = { kind: "binary", operator: found.operator, left, right, operatorSpan, span: between(left, right) };
  }
}

/** The binary operator that stands next, without taking it; `length` counts its words. */
function peekOperator(stream: Stream): { operator: string; binding: number; token: Token; length: number } | undefined {
  const token = stream.peek();
  if (token.kind !== "symbol" && token.kind !== "name") return undefined;
  const two = `${token.text} ${stream.peek(1).text}`;
  const length = operators.has(two) ? 2 : 1;
  const operator = length === 2 ? two : (foreignOperators.get(token.text) ?? token.text);
  const binding = operators.get(operator)?.binding;
  return binding === undefined ? undefined : { operator, binding, token, length };
}

function parsePrefix(stream: Stream): Term {
  const token = stream.peek();
  if (token.kind !== "symbol" && token.kind !== "name") return parsePostfix(stream);
  if (token.text === "!") {
    stream.next();
    const edits = [{ span: token.span, text: "not " }];
    stream.report.damage(token.span, "`!` does not negate here", { fix: "Write `not`", edits });
    return nested(stream, () => prefixed(token, "not", parseBinary(stream, notBinding)));
  }
  if (token.text === "not") {
    stream.next();
    return nested(stream, () => prefixed(token, "not", parseBinary(stream, notBinding)));
  }
  if (token.text === "-" || token.text === "+" || token.text === "*") {
    stream.next();
    return nested(stream, () => prefixed(token, token.text, parseBinary(stream, unaryBinding)));
  }
  return parsePostfix(stream);
}

const prefixed = (token: Token, operator: string, operand: Term): Term => ({
  kind: "unary",
  operator,
  operand,
  span: between(token, operand),
});

function parsePostfix(stream: Stream): Term {
  let term = parsePrimary(stream);
  for (;;) {
    stream.operators += 1;
    if (stream.operators > mostOperators) return giveUp(stream, "This expression is too long");
    if (stream.accept(".") || lostDot(stream, term)) {
      const name = stream.peek();
      if (name.kind !== "name") {
        unexpected(stream, "a name after `.`");
        return term;
      }
      stream.next();
      term = { kind: "member", of: term, name: name.text, span: between(term, name) };
    } else if (stream.accept("[")) {
      const at = parseExpression(stream);
      expectClosing(stream, "]");
      term = { kind: "index", of: term, at, span: between(term, stream.last()) };
    } else if (stream.accept("(")) {
      const args = parseItems(stream, ")");
      term = { kind: "call", callee: term, args, span: between(term, stream.last()) };
    } else return term;
  }
}

/** `@variables x`: reported, and read as if the dot were there. */
function lostDot(stream: Stream, term: Term): boolean {
  const name = stream.peek();
  if (term.kind !== "reference" || name.kind !== "name" || operatorWords.has(name.text) || isWord(name, "not"))
    return false;
  const span = { start: term.span.end, end: name.span.start };
  const message = `\`@${term.namespace}\` and its name are joined by \`.\``;
  stream.report.damage(span, message, {
    fix: `Write \`@${term.namespace}.${name.text}\``,
    edits: [{ span, text: "." }],
  });
  return true;
}

function expectClosing(stream: Stream, closer: string): void {
  if (!stream.accept(closer)) unexpected(stream, `\`${closer}\``);
}

/** Expressions between brackets, with commas; a trailing comma is fine. */
function parseItems(stream: Stream, closer: string): readonly Term[] {
  const items: Term[] = [];
  while (!stream.accept(closer)) {
    items.push(parseExpression(stream));
    if (stream.accept(",")) continue;
    expectClosing(stream, closer);
    break;
  }
  return items;
}

function parsePrimary(stream: Stream): Term {
  const token = stream.peek();
  const { span } = token;
  switch (token.kind) {
    case "string":
      stream.next();
      return { kind: "string", value: unquote(token, stream.report), span };
    case "number":
      stream.next();
      return { kind: "number", value: Number(token.text), span };
    case "date":
      stream.next();
      return { kind: "date", value: token.text, span };
    case "reference":
      stream.next();
      return { kind: "reference", namespace: token.text.slice(1), span };
    case "pipe":
      return parseTemplate(stream);
    case "name":
      if (operatorWords.has(token.text)) break;
      stream.next();
      return { kind: "name", text: token.text, span };
    case "symbol":
      if (token.text === "...") {
        stream.next();
        return { kind: "slot", span };
      }
      if (token.text === "(") return parseGroup(stream);
      if (token.text === "[") {
        stream.next();
        const items = parseItems(stream, "]");
        return { kind: "list", items, span: between(token, stream.last()) };
      }
      if (token.text === "{") return parseDict(stream);
  }
  unexpected(stream, "a value", hintFor(token));
  return missing(stream);
}

const hintFor = (token: Token): Cure | undefined =>
  token.text === "@" ? { fix: "Name what is meant: `@variables.x`, `@outputs.x`" } : undefined;

function parseGroup(stream: Stream): Term {
  const open = stream.next();
  const inner = parseExpression(stream);
  expectClosing(stream, ")");
  return { kind: "group", inner, span: between(open, stream.last()) };
}

function parseDict(stream: Stream): Term {
  const open = stream.next();
  if (isWord(stream.peek(), "!")) {
    stream.report.damage(open.span, "`{!…}` belongs in text", {
      fix: "Outside a `|` template, write the expression alone",
    });
    stream.next();
    const inner = parseExpression(stream);
    stream.accept("}");
    return inner;
  }
  const entries: { key: Word; value: Term }[] = [];
  while (!stream.accept("}")) {
    const key = stream.peek();
    if (key.kind !== "string" && key.kind !== "name") {
      unexpected(stream, "a key or `}`");
      break;
    }
    stream.next();
    if (!stream.accept(":")) unexpected(stream, "`:` after the key");
    const value = parseExpression(stream);
    const quoted = key.kind === "string";
    entries.push({ key: { text: quoted ? unquote(key, stream.report) : key.text, quoted, span: key.span }, value });
    if (stream.accept(",")) continue;
    expectClosing(stream, "}");
    break;
  }
  return { kind: "dict", entries, span: between(open, stream.last()) };
}

/** Read a template: its pipe, its raw text and its interpolations. */
export function parseTemplate(stream: Stream): Term {
  const pipe = stream.next();
  const parts: (string | Term)[] = [];
  while (stream.peek().kind !== "endTemplate" && stream.peek().kind !== "end") {
    const token = stream.next();
    if (token.kind === "text") parts.push(token.text);
    else if (token.kind === "open") parts.push(parseInterpolation(stream, token));
  }
  const end = stream.next();
  const template: Text = { column: pipe.span.start.column - 1, parts, span: between(pipe, end) };
  return { kind: "template", template, span: template.span };
}

function parseInterpolation(stream: Stream, open: Token): Term {
  stream.operators = 0;
  if (stream.peek().kind === "close") {
    stream.next();
    stream.report.damage(open.span, "`{!}` holds no expression", {
      fix: "Name a value in it, such as `{!@variables.x}`",
    });
    return { kind: "missing", span: open.span };
  }
  const term = parseExpression(stream);
  if (stream.peek().kind !== "close") unexpected(stream, "`}`");
  while (stream.peek().kind !== "close" && stream.peek().kind !== "endTemplate" && stream.peek().kind !== "end")
    stream.next();
  if (stream.peek().kind === "close") stream.next();
  return term;
}
