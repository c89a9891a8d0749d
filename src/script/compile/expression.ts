// Expressions and templates as the text the vendor's runtime evaluates (spec §4).
import type { Term, Text } from "../syntax.ts";
import { templateParts } from "../template.ts";
import type { Place } from "./names.ts";

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "is", "is not"]);

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\0",
};

/** A text between double quotes. */
export const quoted = (text: string): string =>
  `"${text.replace(/[\\"\n\r\t\0]/g, (letter) => escapes[letter] ?? "")}"`;

/** An expression as text. What cannot be read is nothing. */
export function expressionText(term: Term, place: Place): string {
  const text = (inner: Term) => expressionText(inner, place);
  switch (term.kind) {
    case "string":
      // Variables are replaced inside quotes too, which makes no template of the text (micro case 25 of spec §11.7).
      return quoted(term.value).replace(/@variables\.(\w+)/g, (_, name: string) => variableText(name, place));
    case "number":
      return String(term.value);
    case "date":
      return quoted(term.value);
    case "template":
      return templateText(term.template, place);
    case "name":
      return term.text;
    case "reference":
      return `@${term.namespace}`;
    case "member":
      return memberText(term, place);
    case "index":
      return `${baseText(term.of, place)}[${text(bare(term.at))}]`;
    case "call":
      return `${text(term.callee)}(${term.args.map((argument) => text(bare(argument))).join(", ")})`;
    case "unary":
      return term.operator === "not" ? `not ${text(term.operand)}` : `${term.operator}${text(term.operand)}`;
    case "binary":
      return `${text(term.left)}${operatorText(term, place)}${text(term.right)}`;
    case "conditional":
      return `${branchText(term.then, place)} if ${branchText(term.when, place)} else ${branchText(term.otherwise, place)}`;
    case "group":
      return `(${text(bare(term.inner))})`;
    case "list":
      return `[${term.items.map(text).join(", ")}]`;
    case "dict":
      return `{${term.entries.map(({ key, value }) => `${quoted(key.text)}: ${text(value)}`).join(", ")}}`;
    case "slot":
      return "...";
    case "missing":
      return "";
  }
}

/** An expression that stands alone, where parentheses around all of it say nothing. */
export const valueText = (term: Term, place: Place): string => expressionText(bare(term), place);

const bare = (term: Term): Term => (term.kind === "group" ? bare(term.inner) : term);

/** Parentheses in a part of `a if c else b` matter around another `if` alone. */
const branchText = (term: Term, place: Place): string =>
  expressionText(bare(term).kind === "conditional" ? term : bare(term), place);

/** Comparisons keep their blanks as written; other operators have one on each side. */
function operatorText(term: Extract<Term, { kind: "binary" }>, { source }: Place): string {
  const written = source.slice(term.left.span.end.offset, term.right.span.start.offset);
  const plain = comparisons.has(term.operator) && written.trim() === term.operator && !written.includes("\n");
  return plain ? written : ` ${term.operator} `;
}

/** What `.name` and `[…]` are taken of. */
function baseText(term: Term, place: Place): string {
  if (term.kind !== "reference") return expressionText(term, place);
  const homes: Readonly<Record<string, string>> = { outputs: "result", variables: "state", system_variables: "system" };
  return homes[term.namespace] ?? `@${term.namespace}`;
}

function memberText({ of, name }: Extract<Term, { kind: "member" }>, place: Place): string {
  if (of.kind === "reference")
    return Object.hasOwn(references, of.namespace)
      ? (references[of.namespace] as Reference)(name, place)
      : `@${of.namespace}.${name}`;
  const base = baseText(of, place);
  return name === "length" ? `len(${base})` : `${base}.${name}`;
}

type Reference = (name: string, place: Place) => string;

const variableText: Reference = (name, { variables, message }) =>
  message ? `$Context.${name}` : `${variables.get(name)?.home ?? "state"}.${name}`;

const toolText: Reference = (name, { aliases }) => aliases.get(name) ?? name;

const formatText: Reference = (name, { connection }) => connection?.formats.get(name) ?? name;

/** What `@namespace.name` is at run time. */
const references: Readonly<Record<string, Reference>> = {
  variables: variableText,
  outputs: (name) => `result.${name}`,
  inputs: (name, { connection }) => (connection ? `connection.${connection.name}.${name}` : `inputs.${name}`),
  system_variables: (name) => (name === "user_input" ? "system.input_text" : `system.${name}`),
  knowledge: (name, { knowledge }) => {
    const value = knowledge.get(name) ?? "";
    return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
  },
  actions: toolText,
  connected_subagent: toolText,
  response_actions: formatText,
  response_formats: formatText,
};

const named: ReadonlySet<string> = new Set(["actions", "connected_subagent", "response_actions", "response_formats"]);

/** What an interpolation of a template becomes: a tool's bare name, else an expression between braces. */
function interpolated(term: Term, place: Place): string {
  const value = valueText(term, place);
  const inner = bare(term);
  if (inner.kind === "member" && inner.of.kind === "reference" && named.has(inner.of.namespace)) return value;
  return place.message ? `{!${value}}` : `{{${value}}}`;
}

/** A template with its interpolations compiled. */
export const templateText = ({ column, parts }: Text, place: Place): string =>
  templateParts(column, parts)
    .map((part) => (typeof part === "string" ? part : interpolated(part, place)))
    .join("");

/** The text of a field: a template is compiled, a quoted text stands as it is (spec §1.7). */
export function messageText(term: Term | undefined, place: Place): string | undefined {
  if (term?.kind === "template") return templateText(term.template, place);
  return term?.kind === "string" ? term.value : undefined;
}

/** A value that is assigned: a template says that it is one. */
export const assignedText = (term: Term, place: Place): string =>
  term.kind === "template" ? `template::${templateText(term.template, place)}` : valueText(term, place);

/** The name in `@namespace.name`, or a bare name, which is taken for it. */
export function targetName(term: Term | undefined, ...namespaces: readonly string[]): string | undefined {
  if (term?.kind === "name") return term.text;
  const fits = term?.kind === "member" && term.of.kind === "reference" && namespaces.includes(term.of.namespace);
  return fits ? term.name : undefined;
}

/** The namespaces that lead to a node. */
export const nodeNamespaces = ["subagent", "topic", "start_agent", "connected_subagent"] as const;
