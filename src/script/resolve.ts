// Expressions and texts as written, to what they mean: names looked up, constants known, operators allowed (spec §3.2, §3.3).
import { closest } from "../closest.ts";
import { constantNamed } from "./constant.ts";
import { comparable, inferType, suits, typeText } from "./infer.ts";
import { lexExpression } from "./lex.ts";
import type { Place } from "./names.ts";
import { noticeOdd } from "./odd-text.ts";
import { operators } from "./operators.ts";
import { parseExpression } from "./parse-expression.ts";
import { type Cure, replaceWith } from "./report.ts";
import { reportNamespace, resolveReference } from "./resolve-reference.ts";
import { endsLine, streamOf } from "./stream.ts";
import type { Term } from "./syntax.ts";
import { templateParts } from "./template.ts";
import type { BinaryOperator, Expression, Span, Template, UnaryOperator } from "./tree.ts";

const functions = ["len", "max", "min"];

/** What a term means where it stands. What means nothing is reported, and `missing`. */
export function resolve(term: Term, place: Place): Expression {
  const { span } = term;
  switch (term.kind) {
    case "string":
      return place.interpolates && term.value.includes("{!")
        ? { kind: "template", template: quotedTemplate(term.value, span, place), span }
        : { kind: "literal", value: term.value, span };
    case "number":
      return { kind: "literal", value: term.value, span };
    case "date":
      return { kind: "date", value: term.value, span };
    case "template":
      return { kind: "template", template: resolveText(term, place), span };
    case "name":
      return resolveName(term.text, span, place);
    case "group":
      return resolve(term.inner, place);
    case "member":
    case "index":
    case "reference":
      return resolveAccess(term, place);
    case "call":
      return resolveCall(term, place);
    case "unary":
      return resolveUnary(term, place);
    case "binary":
      return resolveBinary(term, place);
    case "conditional": {
      const then = resolve(term.then, place);
      const when = resolve(term.when, place);
      return { kind: "conditional", then, when, otherwise: resolve(term.otherwise, place), span };
    }
    case "list":
      return { kind: "list", items: term.items.map((item) => resolve(item, place)), span };
    case "dict":
      return { kind: "dict", entries: resolveEntries(term.entries, place), span };
    case "slot":
      place.report.error("syntax-error", span, "`...` stands only as the value of a `with`", {
        fix: "Give a value, or move it to `with name=...` of a tool",
      });
      return { kind: "missing", span };
    case "missing":
      return { kind: "missing", span };
  }
}

/** The text of a term where text is expected: a template, or a quoted string whose `{!…}` are replaced. */
export function resolveText(term: Term, place: Place): Template {
  if (term.kind === "string") return quotedTemplate(term.value, term.span, place);
  if (term.kind !== "template") return { parts: [], span: term.span };
  const { column, parts, span } = term.template;
  const inText = { ...place, inText: true, interpolates: false };
  const resolved = parts.map((part) => (typeof part === "string" ? part : resolve(part, inText)));
  noticeOdd(parts, span, place);
  return { parts: templateParts(column, resolved), span };
}

/** Quoted text with `{!…}`: replaced here, though Agentforce leaves it as it is, and so worth a word (spec §1.7). */
function quotedTemplate(text: string, span: Span, place: Place): Template {
  if (!text.includes("{!")) return { parts: text === "" ? [] : [text], span };
  place.report.info(
    "quoted-interpolation",
    span,
    "`{!…}` in quotes is replaced here, but Agentforce shows it as it is",
    {
      fix: "Write the text after `|`",
    },
  );
  const parts: (string | Expression)[] = [];
  const inText = { ...place, inText: true, interpolates: false };
  const writtenAt = placesIn(span, place.source);
  let at = 0;
  for (let open = text.indexOf("{!"); open >= 0; open = text.indexOf("{!", at)) {
    const close = closingBrace(text, open + 2);
    if (close === undefined) {
      place.report.damage(span, "`{!` is not closed", { fix: "Add `}` after the expression" });
      break;
    }
    if (open > at) parts.push(text.slice(at, open));
    const written = writtenAt(open + 2);
    const { offset, line, column } = span.start;
    const origin = { offset: offset + written, line, column: column + written };
    const stream = streamOf(lexExpression(text.slice(open + 2, close), origin, place.report), place.report);
    parts.push(resolve(parseExpression(stream), inText));
    if (!endsLine(stream.peek()))
      place.report.damage(stream.peek().span, `Expected \`}\`, but found \`${stream.peek().text}\``);
    at = close + 1;
  }
  if (at < text.length) parts.push(text.slice(at));
  return { parts, span };
}

/** How far behind the start of a quoted string each character of its text stands: an escape takes two places. Ask in order. */
function placesIn({ start }: Span, source: string): (index: number) => number {
  let [read, written] = [0, 1];
  return (index) => {
    for (; read < index; read += 1) written += source[start.offset + written] === "\\" ? 2 : 1;
    return written;
  };
}

function closingBrace(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    else if (text[at] === "}" && depth === 0) return at;
    else if (text[at] === "}") depth -= 1;
  }
  return undefined;
}

function resolveName(text: string, span: Span, place: Place): Expression {
  const constant = constantNamed(text, span, place.report);
  if (constant) return { kind: "literal", value: constant.value, span };
  const { variables } = place.names;
  const cure: Cure = variables.has(text)
    ? replaceWith(span, `@variables.${text}`)
    : { ...replaceWith(span, `"${text}"`), fix: "Put text between double quotes" };
  place.report.error("unknown-identifier", span, `\`${text}\` alone is not a value`, cure);
  return { kind: "missing", span };
}

/** Namespaces whose `@` is easily forgotten. */
const bareNamespaces: ReadonlySet<string> = new Set([
  "variables",
  "outputs",
  "actions",
  "knowledge",
  "system_variables",
]);

type Access = Extract<Term, { kind: "member" | "index" | "reference" }>;

/** `@ns.name` and `@ns["name"]` are references; what follows them, and everything else, is access to a value. */
function resolveAccess(term: Access, place: Place): Expression {
  const { span } = term;
  if (term.kind === "reference") {
    const fix = `Name what is meant: \`@${term.namespace}.name\``;
    place.report.error("undefined-reference", span, `\`@${term.namespace}\` alone is not a value`, { fix });
    return { kind: "missing", span };
  }
  if (term.of.kind === "reference") {
    if (term.kind === "member") return resolveReference(term.of.namespace, term.name, span, place);
    if (term.at.kind === "string") return resolveReference(term.of.namespace, term.at.value, span, place);
    reportNamespace(`${term.of.namespace}[…]`, span, place);
    return { kind: "missing", span };
  }
  if (term.kind === "member" && term.of.kind === "name" && bareNamespaces.has(term.of.text)) {
    const text = `@${term.of.text}.${term.name}`;
    place.report.error("unknown-identifier", span, `\`${term.of.text}\` alone is not a value`, replaceWith(span, text));
    return resolveReference(term.of.text, term.name, span, place);
  }
  const of = resolve(term.of, place);
  checkLastReply(of, term, place);
  return term.kind === "member"
    ? { kind: "member", of, name: term.name, span }
    : { kind: "index", of, at: resolve(term.at, place), span };
}

const lastReply = ["interrupted", "interrupted_heard_text"];

/** `@system_variables.last_reply` has two members (spec §1.8). */
function checkLastReply(of: Expression, term: Access, { report }: Place): void {
  if (of.kind !== "reference" || of.namespace !== "system_variables" || of.name !== "last_reply") return;
  if (term.kind !== "member" || lastReply.includes(term.name)) return;
  const meant = closest(term.name, lastReply);
  const fix = meant ? `Did you mean \`${meant}\`?` : `It has: ${lastReply.join(", ")}`;
  report.error("undefined-reference", term.span, `\`last_reply\` has no \`${term.name}\``, { fix });
}

function resolveCall(term: Extract<Term, { kind: "call" }>, place: Place): Expression {
  const { callee, span } = term;
  const args = term.args.map((arg) => resolve(arg, place));
  if (callee.kind === "name" && functions.includes(callee.text))
    return { kind: "call", callee: callee.text, args, span };
  const fix = "The functions are `len`, `max` and `min`";
  if (callee.kind === "name") {
    const meant = closest(callee.text, functions);
    const cure = meant ? { fix: `Did you mean \`${meant}\`?`, edits: [{ span: callee.span, text: meant }] } : { fix };
    place.report.error("unknown-function", callee.span, `There is no function \`${callee.text}\``, cure);
  } else if (callee.kind !== "missing") {
    const reference = callee.kind === "member" && callee.of.kind === "reference";
    const code = reference ? "namespace-function-call" : "indirect-function-call";
    place.report.error(code, callee.span, "Only a function can be called", { fix });
  }
  return { kind: "missing", span };
}

function resolveUnary(term: Extract<Term, { kind: "unary" }>, place: Place): Expression {
  const { operator, span } = term;
  const operand = resolve(term.operand, place);
  if (operator !== "*") return { kind: "unary", operator: operator as UnaryOperator, operand, span };
  place.report.error("invalid-spread-context", span, "`*` spreads nothing here", { fix: "Name the items one by one" });
  return { kind: "missing", span };
}

function resolveBinary(term: Extract<Term, { kind: "binary" }>, place: Place): Expression {
  const { operator, operatorSpan, span } = term;
  const left = resolve(term.left, place);
  const right = resolve(term.right, place);
  const { compares, instead: fix } = operators.get(operator) ?? {};
  if (fix !== undefined && !place.options.extended) {
    place.report.error("unsupported-operator", operatorSpan, `Operator \`${operator}\` is not supported`, { fix });
    return { kind: "missing", span };
  }
  if (compares && term.left.kind === "binary" && operators.get(term.left.operator)?.compares) {
    place.report.error("chained-comparison", span, "A comparison of a comparison means nothing useful", {
      fix: "Join two comparisons with `and`",
    });
  }
  if (operator === "==" || operator === "!=") warnOfKinds(left, right, span, place);
  return { kind: "binary", operator: operator as BinaryOperator, left, right, span };
}

/** `1 == "1"` is never true: values of unlike types are never equal (spec §3.3). */
function warnOfKinds(left: Expression, right: Expression, span: Span, place: Place): void {
  const [one, other] = [inferType(left, place), inferType(right, place)];
  if (!one || !other || suits(one, other) || comparable(one, other)) return;
  const message = `${typeText(one)} and ${typeText(other)} are never equal`;
  place.report.warning("type-mismatch", span, message, { fix: "Compare values of one type" });
}

function resolveEntries(entries: Extract<Term, { kind: "dict" }>["entries"], place: Place) {
  return entries.map(({ key, value }) => {
    if (!key.quoted) {
      const cure = replaceWith(key.span, `"${key.text}"`);
      place.report.error("unknown-identifier", key.span, "A key of an object stands between double quotes", cure);
    }
    return { key: key.text, value: resolve(value, place) };
  });
}
