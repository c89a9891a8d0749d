// Expressions and templates as the text the vendor's runtime evaluates (spec §4).
import { nodeBlocks } from "../names.ts";
import { operators } from "../operators.ts";
import type { Term, Text } from "../syntax.ts";
import { templateParts } from "../template.ts";
import type { Place } from "./names.ts";

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

/**
 * An expression as text, with the parentheses that the vendor's compiler keeps: those of an operand of `and`, `or`, `+`
 * or `-`, and of the two operands the right one's alone. What cannot be read is nothing.
 */
function expressionText(term: Term, place: Place): string {
  const text = (inner: Term) => expressionText(inner, place);
  switch (term.kind) {
    case "string":
      return quoted(term.value);
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
      return `${baseText(term.of, place)}[${text(term.at)}]`;
    case "call":
      return `${text(term.callee)}(${term.args.map(text).join(", ")})`;
    case "unary":
      return term.operator === "not" ? `not ${text(term.operand)}` : `${term.operator}${text(term.operand)}`;
    case "binary":
      return operators.get(term.operator)?.compares ? comparisonText(term, place) : joinedText(term, place);
    case "conditional":
      return `${text(term.then)} if ${text(term.when)} else ${text(term.otherwise)}`;
    case "group":
      return text(term.inner);
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

/**
 * A whole expression as text. Variables are renamed inside its texts too, which makes no template of them (micro case 25
 * of spec §11.7).
 */
export const valueText = (term: Term, place: Place): string =>
  expressionText(term, place).replace(/@variables\.(\w+)/g, (_, name: string) => variableText(name, place));

const bare = (term: Term): Term => (term.kind === "group" ? bare(term.inner) : term);

type Binary = Extract<Term, { kind: "binary" }>;

/** Words that parentheses around them say nothing about. */
const atoms: ReadonlySet<Term["kind"]> = new Set([
  "string",
  "number",
  "date",
  "name",
  "reference",
  "slot",
  "list",
  "dict",
]);

function joinedText({ left, operator, right }: Binary, place: Place): string {
  const grouped = (term: Term) => term.kind === "group" && !atoms.has(bare(term).kind);
  const text = (term: Term, parentheses: boolean) =>
    parentheses ? `(${expressionText(term, place)})` : expressionText(term, place);
  return `${text(left, grouped(left) && !grouped(right))} ${operator} ${text(right, grouped(right))}`;
}

/** A comparison keeps the blanks around its operator as written. */
function comparisonText({ left, operator, right }: Binary, place: Place): string {
  const written = place.source.slice(left.span.end.offset, right.span.start.offset);
  const plain = written.trim() === operator && !written.includes("\n");
  const text = (term: Term) =>
    term.kind === "group" ? `(${expressionText(term, place)})` : expressionText(term, place);
  return `${text(left)}${plain ? written : ` ${operator} `}${text(right)}`;
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

const context = "$Context.";

/** In a message, what the host gives comes from its own context. */
const variableText: Reference = (name, { variables, message }) => {
  const home = variables.get(name)?.home ?? "state";
  return message && home === "variables" ? `${context}${name}` : `${home}.${name}`;
};

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
    return typeof value === "boolean" ? (value ? "True" : "False") : quoted(String(value));
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
  return place.message && value.startsWith(context) ? `{!${value}}` : `{{${value}}}`;
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

/** The name in `@namespace.name`, or a bare name, which is taken for it. */
export function targetName(term: Term | undefined, ...namespaces: readonly string[]): string | undefined {
  if (term?.kind === "name") return term.text;
  const fits = term?.kind === "member" && term.of.kind === "reference" && namespaces.includes(term.of.namespace);
  return fits ? term.name : undefined;
}

/** The namespaces that lead to a node. */
export const nodeNamespaces = [...nodeBlocks, "connected_subagent"] as const;
