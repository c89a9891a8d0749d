// Variables a client sets: which it may, what type they take, and why not otherwise (agent-api spec §9).
import type { Variable as WireVariable } from "../contract/agent-api.ts";
import { refused } from "../contract/problems.ts";
import type { ContextField, InputKind } from "../contract/setup-preview.ts";
import type { Agent, Type, Value, Variable } from "../script/agent.ts";
import { typeText } from "../script/infer.ts";
import { coerce } from "../script/value.ts";

/** Context variables that every session has, and the source a linked variable names to read them (spec §9.3). */
const standardContext: Readonly<Record<string, string>> = {
  EndUserLanguage: "MessagingSession.EndUserLanguage",
  EndUserContactId: "MessagingEndUser.ContactId",
  RoutableId: "MessagingSession.Id",
  MessagingEndUserId: "MessagingSession.MessagingEndUserId",
};

const LANGUAGE = "EndUserLanguage";

/** What the client's list comes to: values for the agent's variables, and the user's language. */
export interface Given {
  readonly values: Readonly<Record<string, Value>>;
  readonly language?: string;
}

/**
 * Read the variables of a request. Refuses the whole request when one of them may not be set, is not declared, or does
 * not fit its type.
 * @param moment at the start of a session every `$Context` variable may be set; later only the language (spec §9.4).
 */
export function readVariables(
  agent: Agent,
  given: readonly WireVariable[] | null | undefined,
  moment: "start" | "send",
): Given {
  const values: Record<string, Value> = {};
  let language: string | undefined;
  for (const { name, value } of given ?? []) {
    if (!name.startsWith("$Context.")) {
      values[name] = valueFor(requireSettable(agent, name), value);
      continue;
    }
    const context = name.slice("$Context.".length);
    if (moment === "send" && context !== LANGUAGE) throw refused("variable_locked", name);
    if (context === LANGUAGE) language = languageOf(name, value) ?? language;
    for (const variable of linkedTo(agent, context)) values[variable.name] = valueFor(variable, value);
  }
  return language === undefined ? { values } : { values, language };
}

function languageOf(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw refused("variable_mistyped", name, "string", shown(value));
  return value;
}

/** Variables that may be given when a conversation starts, as its client names them: context variables, then external ones. */
export function settable(agent: Agent): ContextField[] {
  const open = Object.values(agent.variables).filter(
    ({ kind, visibility }) => kind === "linked" || (kind === "mutable" && visibility === "External"),
  );
  const sorted = [...open.filter(({ kind }) => kind === "linked"), ...open.filter(({ kind }) => kind !== "linked")];
  return sorted.map(({ name, kind, type, description = "", source, default: value }) => ({
    name: kind === "linked" ? `$Context.${name}` : name,
    type: typeText(type),
    input: inputFor(type),
    description,
    default: value,
    ...(source !== undefined && { source }),
  }));
}

/** What a value of a type is typed into. */
export function inputFor({ of, list }: Type): InputKind {
  if (list || of === "object") return "json";
  if (of === "boolean") return "boolean";
  return of === "number" || of === "integer" || of === "long" || of === "currency" ? "number" : "text";
}

/** The mutable External variable of that name, or the refusal that says what to do. */
function requireSettable(agent: Agent, name: string): Variable {
  const variable = Object.hasOwn(agent.variables, name) ? agent.variables[name] : undefined;
  if (!variable) {
    const open = Object.values(agent.variables)
      .filter((other) => other.kind === "mutable" && other.visibility === "External")
      .map((other) => other.name);
    throw refused(
      "variable_unknown",
      name,
      open.length ? `Variables that can be set: ${open.join(", ")}` : "None can be set",
    );
  }
  if (variable.kind === "linked") {
    throw refused("variable_unknown", name, `It is a context variable: name it $Context.${name}`);
  }
  if (variable.kind === "constant" || variable.visibility !== "External") throw refused("internal_variable", name);
  return variable;
}

/** Linked variables that read a context variable: by the same name, or by the source that stands for it. */
function linkedTo(agent: Agent, context: string): Variable[] {
  const source = Object.hasOwn(standardContext, context) ? standardContext[context] : undefined;
  const readers = Object.values(agent.variables).filter(
    (variable) => variable.kind === "linked" && (variable.name === context || (source && variable.source === source)),
  );
  if (readers.length === 0 && !source) {
    const linked = Object.values(agent.variables).filter((variable) => variable.kind === "linked");
    const names = [...Object.keys(standardContext), ...linked.map((variable) => variable.name)];
    throw refused(
      "variable_unknown",
      `$Context.${context}`,
      `Context variables here: ${[...new Set(names)].join(", ")}`,
    );
  }
  return readers;
}

function valueFor(variable: Variable, value: unknown): Value {
  if (value === undefined || value === null) return null;
  const fitted = coerce(fromText(value, variable.type) as Value, variable.type);
  if (!fitted.ok) throw refused("variable_mistyped", variable.name, typeText(variable.type), shown(value));
  return fitted.value;
}

/** Some clients send every value as text, objects and lists too (spec §9.1). */
function fromText(value: unknown, type: Type): unknown {
  if (typeof value !== "string" || !(type.list || type.of === "object")) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
