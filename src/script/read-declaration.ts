// `name: TYPE = default`: the type and the default of a variable, an input or an output.
import type { Type, Value } from "./agent.ts";
import { evaluate } from "./evaluate.ts";
import { declaredType, inferType, suits, typeText } from "./infer.ts";
import type { Place } from "./names.ts";
import { insertAfter } from "./report.ts";
import { resolve } from "./resolve.ts";
import type { Section } from "./shape.ts";
import type { Term, Word } from "./syntax.ts";
import type { Span } from "./tree.ts";
import { coerce } from "./value.ts";
import { expressionsIn } from "./walk.ts";

/** A type with what is written around it. */
export interface TypedName {
  readonly modifier?: Word;
  readonly type: Type;
  /** The type could not be known, which was reported: it stands as one that everything suits. */
  readonly untyped?: true;
  /** The default as written, when the type is known. */
  readonly written?: Term;
}

export interface Declaration extends Omit<TypedName, "written"> {
  /** Absent when none is written, or it is `None`. */
  readonly default?: Value;
  readonly defaultSpan?: Span;
}

/** The type that everything suits. */
export const anything: Type = { of: "object", list: false };

/** The declaration of a map's entry; `undefined` when nothing is declared, which is reported. */
export function readDeclaration(section: Section, place: Place): Declaration | undefined {
  const typed = readTypedName(section, place);
  if (!typed) return undefined;
  const { written, ...declaration } = typed;
  if (!written) return declaration;
  const worth = readDefault(written, typed.type, place);
  return { ...declaration, default: worth ?? undefined, defaultSpan: written.span };
}

/** The type of a map's entry, its default not yet looked at; `undefined` when nothing is declared, which is reported. */
export function readTypedName({ name, value }: Section, place: Place): TypedName | undefined {
  const term = value?.kind === "term" ? value.term : value?.type;
  if (!term || (value?.kind === "term" && value.clauses.length > 0)) {
    const fix = `Write \`${name.text}: string\``;
    place.report.error("missing-type", name.span, `\`${name.text}\` has no type`, { fix });
    return undefined;
  }
  const modifier = value?.kind === "declaration" ? value.modifier : undefined;
  if (!modifier && term.kind === "name" && (term.text === "mutable" || term.text === "linked")) {
    const cure = { fix: `Write \`${name.text}: ${term.text} string\``, edits: [insertAfter(term.span, " string")] };
    place.report.error("missing-type", term.span, `\`${name.text}\` has no type`, cure);
    return { modifier: { text: term.text, quoted: false, span: term.span }, type: anything, untyped: true };
  }
  const type = declaredType(term, place.report);
  if (!type) return { modifier, type: anything, untyped: true };
  return { modifier, type, written: value?.kind === "declaration" ? value.default : undefined };
}

/** The value of a default: a literal, a list or object of literals, or a constant of `@knowledge`. */
function readDefault(term: Term, type: Type, place: Place): Value | undefined {
  if (!isFixed(term)) {
    place.report.error("type-mismatch", term.span, "A default is known before the session starts", {
      fix: "Use a literal, and set the variable in `before_reasoning`",
    });
    return undefined;
  }
  const expression = resolve(term, place);
  if ([...expressionsIn(expression)].some(({ kind }) => kind === "missing")) return undefined;
  const value = evaluate(expression, { variables: {}, system: {}, knowledge: place.names.knowledge });
  const coerced = coerce(value, type);
  const inferred = inferType(expression, place);
  if (!coerced.ok || (inferred && !suits(inferred, type))) {
    const message = `The default is not of type ${typeText(type)}`;
    place.report.warning("variable-default-type-mismatch", term.span, message, {
      fix: "Change the default, or the type",
    });
  }
  return coerced.ok ? coerced.value : value;
}

/** Whether a term is worth the same in every session, and cannot fail. Names and damage are for `resolve` to tell. */
export function isFixed(term: Term): boolean {
  switch (term.kind) {
    case "string":
    case "number":
    case "date":
    case "name":
    case "missing":
      return true;
    case "template":
      return term.template.parts.every((part) => typeof part === "string");
    case "member":
      return term.of.kind === "reference" && term.of.namespace === "knowledge";
    case "unary":
      return term.operand.kind === "number" && (term.operator === "-" || term.operator === "+");
    case "group":
      return isFixed(term.inner);
    case "list":
      return term.items.every(isFixed);
    case "dict":
      return term.entries.every((entry) => isFixed(entry.value));
    default:
      return false;
  }
}
