// Types: those an author declares, and those an expression is known to have (spec §3.4).
import { closest } from "../closest.ts";
import type { ActionDefinition, ScalarType, Type } from "./agent.ts";
import type { Place } from "./names.ts";
import { type Report, replaceWith } from "./report.ts";
import type { Term } from "./syntax.ts";
import type { Expression, Span } from "./tree.ts";

/** Type names, with the type each stands for. */
export const typeNames: Readonly<Record<string, ScalarType>> = {
  string: "string",
  text: "string",
  number: "number",
  integer: "integer",
  long: "long",
  boolean: "boolean",
  object: "object",
  date: "date",
  datetime: "datetime",
  timestamp: "datetime",
  time: "time",
  currency: "currency",
  id: "id",
};

/** Names no variable may have (spec §1.5). */
export const reservedNames: ReadonlySet<string> = new Set([...Object.keys(typeNames), "list", "mutable", "linked"]);

/** The type a declaration names; reported, and `undefined`, when it names none. */
export function declaredType(term: Term, report: Report): Type | undefined {
  if (term.kind === "name") {
    if (Object.hasOwn(typeNames, term.text)) return { of: typeNames[term.text] as ScalarType, list: false };
    if (term.text === "list") {
      report.error("unknown-type", term.span, "`list` says of what", { fix: "Write `list[string]`" });
    } else reportType(term.text, term.span, report);
    return undefined;
  }
  if (term.kind !== "index" || term.of.kind !== "name") {
    if (term.kind !== "missing") {
      report.error("missing-type", term.span, "A type was expected here", { fix: "Name a type, such as `string`" });
    }
    return undefined;
  }
  return listType(term.of.text, term.at, term.span, report);
}

function listType(name: string, item: Term, span: Span, report: Report): Type | undefined {
  if (name !== "list") {
    report.error("invalid-type-parameter", span, `\`${name}\` holds no items; only \`list\` does`, {
      fix: "Write `list[…]`",
    });
    return undefined;
  }
  if (item.kind === "index" || (item.kind === "name" && item.text === "list")) {
    report.error("nested-list-type", span, "A list cannot hold lists", { fix: "Use `object` for nested data" });
    return undefined;
  }
  const of = item.kind === "name" && Object.hasOwn(typeNames, item.text) ? typeNames[item.text] : undefined;
  if (of) return { of, list: true };
  if (item.kind === "name") reportType(item.text, item.span, report);
  else if (item.kind !== "missing") report.error("missing-type", item.span, "A type was expected here");
  return undefined;
}

function reportType(text: string, span: Span, report: Report): void {
  const meant = closest(text, Object.keys(typeNames));
  const cure = meant
    ? { ...replaceWith(span, meant), fix: `Did you mean \`${meant}\`?` }
    : { fix: `The types are: ${Object.keys(typeNames).join(", ")}, list[…]` };
  report.error("unknown-type", span, `There is no type \`${text}\``, cure);
}

/** A type as authors write it. */
export const typeText = ({ of, list }: Type): string => (list ? `list[${of}]` : of);

const scalar = (of: ScalarType): Type => ({ of, list: false });
const booleanOperators = /^(?:==|!=|<|>|<=|>=|is|is not|in|not in)$/;

/** The type an expression is sure to have; `undefined` where that depends on the run. */
export function inferType(expression: Expression, place: Place): Type | undefined {
  switch (expression.kind) {
    case "literal": {
      const name = typeof expression.value;
      return name === "string" || name === "number" || name === "boolean" ? scalar(name) : undefined;
    }
    case "date":
      return scalar(expression.value.includes("T") ? "datetime" : "date");
    case "template":
      return scalar("string");
    case "dict":
      return scalar("object");
    case "reference":
      if (expression.namespace === "variables") return place.names.variables.get(expression.name)?.type;
      return expression.namespace === "outputs" ? outputType(place.outputs, expression.name) : undefined;
    case "binary":
      if (booleanOperators.test(expression.operator)) return scalar("boolean");
      return /^[-*/%]$/.test(expression.operator) ? scalar("number") : undefined;
    case "unary":
      return scalar(expression.operator === "not" ? "boolean" : "number");
    case "call":
      return expression.callee === "len" ? scalar("number") : undefined;
    default:
      return undefined;
  }
}

const outputType = (action: ActionDefinition | undefined, name: string): Type | undefined =>
  action?.outputs.find((output) => output.name === name)?.type;

const numeric: ReadonlySet<ScalarType> = new Set<ScalarType>(["number", "integer", "long", "currency"]);
const textual: ReadonlySet<ScalarType> = new Set<ScalarType>(["string", "id", "date", "datetime", "time"]);

/** Whether a value of one type may be kept as another without a word: `object` suits everything, numbers suit numbers. */
export function suits(from: Type, to: Type): boolean {
  if ((from.of === "object" && !from.list) || (to.of === "object" && !to.list)) return true;
  if (from.list !== to.list) return false;
  if (from.of === to.of || (numeric.has(from.of) && numeric.has(to.of))) return true;
  return textual.has(from.of) && textual.has(to.of);
}

/** Whether values of two types can be equal though neither suits the other: `True == 1`. */
export const comparable = (one: Type, other: Type): boolean =>
  !one.list && !other.list && [one.of, other.of].every((type) => type === "boolean" || numeric.has(type));
