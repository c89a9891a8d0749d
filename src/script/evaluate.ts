// What expressions and templates are worth, given a scope: Python's meaning where the language has one (spec §3.3).
import type { Value } from "./agent.ts";
import type { BinaryOperator, Expression, Span, Template } from "./tree.ts";
import { equal, instantOf, isDict, isList, textOf, truthy, typeName } from "./value.ts";

/** What names stand for while an expression is evaluated. */
export interface Scope {
  readonly variables: Readonly<Record<string, Value>>;
  /** Results of the action whose callback this is. */
  readonly outputs?: Readonly<Record<string, Value>>;
  /** `user_input`, `current_modality`, `current_connection`, `last_reply`. */
  readonly system: Readonly<Record<string, Value>>;
  readonly knowledge: Readonly<Record<string, Value>>;
  /** Hears what a template left empty, and where. */
  warn?(message: string, span: Span): void;
}

/** Why an expression has no value. The message is for the author of the script. */
export class EvaluationError extends Error {
  readonly span: Span;

  constructor(message: string, span: Span) {
    super(message);
    this.name = "EvaluationError";
    this.span = span;
  }
}

/**
 * The value of an expression.
 * @throws {EvaluationError} when there is none: an operand of the wrong type, a member of `None`, an index out of range.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { span } = expression;
  switch (expression.kind) {
    case "literal":
    case "date":
      return expression.value;
    case "template":
      return render(expression.template, scope);
    case "reference":
      return lookUp(expression.namespace, expression.name, scope, span);
    case "member":
      return memberOf(evaluate(expression.of, scope), expression.name, span);
    case "index":
      return itemOf(evaluate(expression.of, scope), evaluate(expression.at, scope), span);
    case "call":
      return call(
        expression.callee,
        expression.args.map((arg) => evaluate(arg, scope)),
        span,
      );
    case "unary": {
      const operand = evaluate(expression.operand, scope);
      if (expression.operator === "not") return !truthy(operand);
      if (typeof operand !== "number") throw new EvaluationError(`Cannot negate ${typeName(operand)}`, span);
      return expression.operator === "-" ? -operand : operand;
    }
    case "binary": {
      const left = evaluate(expression.left, scope);
      if (expression.operator === "and") return truthy(left) ? evaluate(expression.right, scope) : left;
      if (expression.operator === "or") return truthy(left) ? left : evaluate(expression.right, scope);
      return operate(expression.operator, left, evaluate(expression.right, scope), span);
    }
    case "conditional":
      return evaluate(truthy(evaluate(expression.when, scope)) ? expression.then : expression.otherwise, scope);
    case "list":
      return expression.items.map((item) => evaluate(item, scope));
    case "dict":
      return Object.fromEntries(expression.entries.map(({ key, value }) => [key, evaluate(value, scope)]));
    case "slot":
      throw new EvaluationError("`...` has no value of its own: the model fills it", span);
    case "missing":
      throw new EvaluationError("This expression could not be read", span);
  }
}

/** The text of a template. A part without a value, or worth `None`, is left empty and told to `scope.warn`. */
export function render(template: Template, scope: Scope): string {
  return template.parts.map((part) => (typeof part === "string" ? part : renderPart(part, scope))).join("");
}

function renderPart(part: Expression, scope: Scope): string {
  try {
    const value = evaluate(part, scope);
    if (value === null) scope.warn?.("The value is None, so the text leaves it empty", part.span);
    return textOf(value);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    scope.warn?.(error.message, error.span);
    return "";
  }
}

function lookUp(namespace: string, name: string, scope: Scope, span: Span): Value {
  // A tool is shown by its name, which the reader has put there.
  if (namespace === "actions") return name;
  const places: Readonly<Record<string, Readonly<Record<string, Value>> | undefined>> = {
    variables: scope.variables,
    outputs: scope.outputs,
    system_variables: scope.system,
    knowledge: scope.knowledge,
  };
  const place = Object.hasOwn(places, namespace) ? places[namespace] : undefined;
  if (!place) throw new EvaluationError(`@${namespace} has no values here`, span);
  return (Object.hasOwn(place, name) ? place[name] : null) ?? null;
}

function memberOf(value: Value, name: string, span: Span): Value {
  if (isDict(value) && Object.hasOwn(value, name)) return value[name] ?? null;
  if (name === "length") return lengthOf(value, span);
  if (isDict(value)) return null;
  throw new EvaluationError(`${typeName(value)} has no member \`${name}\``, span);
}

function itemOf(value: Value, at: Value, span: Span): Value {
  if (isDict(value)) {
    if (typeof at !== "string") throw new EvaluationError(`An object is indexed by text, not by ${typeName(at)}`, span);
    return (Object.hasOwn(value, at) ? value[at] : null) ?? null;
  }
  if (!isList(value) && typeof value !== "string") {
    throw new EvaluationError(`${typeName(value)} cannot be indexed`, span);
  }
  if (typeof at !== "number" || !Number.isInteger(at)) {
    throw new EvaluationError(`An index is a whole number, not ${typeName(at)}`, span);
  }
  const item = value.at(at);
  if (item === undefined) throw new EvaluationError(`Index ${at} is outside a length of ${value.length}`, span);
  return item;
}

function lengthOf(value: Value, span: Span): number {
  if (value === null) return 0;
  if (typeof value === "string" || isList(value)) return value.length;
  if (isDict(value)) return Object.keys(value).length;
  throw new EvaluationError(`${typeName(value)} has no length`, span);
}

function call(callee: string, args: readonly Value[], span: Span): Value {
  const [first] = args;
  if (callee === "len") {
    if (first === undefined || args.length > 1) throw new EvaluationError("len takes one value", span);
    return lengthOf(first, span);
  }
  if (callee !== "max" && callee !== "min") throw new EvaluationError(`There is no function \`${callee}\``, span);
  const values = args.length === 1 && first !== undefined && isList(first) ? first : args;
  if (values.length === 0) throw new EvaluationError(`${callee} needs at least one value`, span);
  return values.reduce((best, value) => (order(value, best, callee, span) > 0 === (callee === "max") ? value : best));
}

/** Below zero, zero or above: numbers by size, dates by time, other text letter by letter. Nothing else has an order. */
function order(left: Value, right: Value, operator: string, span: Span): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") {
    const [from, to] = [instantOf(left), instantOf(right)];
    if (from !== undefined && to !== undefined) return from - to;
    return left === right ? 0 : left < right ? -1 : 1;
  }
  throw new EvaluationError(`\`${operator}\` cannot compare ${typeName(left)} with ${typeName(right)}`, span);
}

function operate(operator: Exclude<BinaryOperator, "and" | "or">, left: Value, right: Value, span: Span): Value {
  switch (operator) {
    case "==":
      return equal(left, right);
    case "!=":
      return !equal(left, right);
    case "is":
      return same(left, right);
    case "is not":
      return !same(left, right);
    case "<":
      return order(left, right, operator, span) < 0;
    case "<=":
      return order(left, right, operator, span) <= 0;
    case ">":
      return order(left, right, operator, span) > 0;
    case ">=":
      return order(left, right, operator, span) >= 0;
    case "+":
      if (typeof left === "string" || typeof right === "string") return textOf(left) + textOf(right);
      if (isList(left) && isList(right)) return [...left, ...right];
      return arithmetic(operator, left, right, span);
    case "-":
    case "*":
    case "/":
    case "%":
      return arithmetic(operator, left, right, span);
    case "in":
      return holds(right, left, span);
    case "not in":
      return !holds(right, left, span);
  }
}

/** `is`: a null test with `None`, identity with `True` and `False`, otherwise `==` (spec §3.3). */
function same(left: Value, right: Value): boolean {
  const identity = [left, right].some((value) => value === null || typeof value === "boolean");
  return identity ? left === right : equal(left, right);
}

/** Whether a list has an item, an object a key, or a text a part. */
function holds(whole: Value, part: Value, span: Span): boolean {
  if (isList(whole)) return whole.some((item) => equal(item, part));
  if (typeof part === "string" && isDict(whole)) return Object.hasOwn(whole, part);
  if (typeof part === "string" && typeof whole === "string") return whole.includes(part);
  throw new EvaluationError(`\`in\` cannot look for ${typeName(part)} in ${typeName(whole)}`, span);
}

const calculations = {
  "+": (left: number, right: number) => left + right,
  "-": (left: number, right: number) => left - right,
  "*": (left: number, right: number) => left * right,
  "/": (left: number, right: number) => left / right,
  // As in Python, the rest has the sign of the divisor.
  "%": (left: number, right: number) => left - right * Math.floor(left / right),
} as const;

function arithmetic(operator: keyof typeof calculations, left: Value, right: Value, span: Span): number {
  if (typeof left !== "number" || typeof right !== "number") {
    throw new EvaluationError(`\`${operator}\` needs two numbers, not ${typeName(left)} and ${typeName(right)}`, span);
  }
  const result = calculations[operator](left, right);
  if (!Number.isFinite(result)) throw new EvaluationError(`\`${operator}\` gave no finite number`, span);
  return result;
}
