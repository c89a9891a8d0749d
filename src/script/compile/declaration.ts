// `name: TYPE = default` in the tree: the parts of it, and what the compiled form calls its type.
import type { Element, Term } from "../syntax.ts";
import { literalOf } from "./fields.ts";
import type { Json } from "./json.ts";

export interface Declared {
  readonly modifier?: string;
  /** The type as written: that of the items, for a list. Empty when there is none. */
  readonly type: string;
  readonly list: boolean;
  readonly default?: Term;
}

/** The declaration an entry makes. */
export function declaredIn({ value }: Element): Declared {
  const term = value?.kind === "term" ? value.term : value?.type;
  const list = term?.kind === "index";
  const inner = list ? term.at : term;
  const declaration = value?.kind === "declaration" ? value : undefined;
  return {
    modifier: declaration?.modifier?.text,
    type: inner?.kind === "name" ? inner.text : "",
    list,
    default: declaration?.default,
  };
}

type Types = Readonly<Record<string, string>>;

const stateTypes: Types = {
  string: "string",
  text: "string",
  number: "number",
  boolean: "boolean",
  object: "object",
  date: "date",
  datetime: "timestamp",
  timestamp: "timestamp",
  currency: "currency",
  id: "string",
};

const parameterTypes: Types = {
  string: "String",
  text: "String",
  number: "Double",
  currency: "Double",
  integer: "Integer",
  long: "Long",
  boolean: "Boolean",
  object: "LightningTypes",
  date: "Date",
  datetime: "DateTime",
  timestamp: "DateTime",
  id: "ID",
};

const typeIn = (types: Types, name: string): string | undefined => {
  const key = name.toLowerCase();
  return Object.hasOwn(types, key) ? types[key] : undefined;
};

/** The type of a variable; nothing for one that cannot be stored. */
export const stateType = (name: string): string | undefined => typeIn(stateTypes, name);

/** The type of a linked variable: as stored, but an id stays one. */
export const contextType = (name: string): string | undefined =>
  name.toLowerCase() === "id" ? "id" : name.toLowerCase() === "object" ? undefined : stateType(name);

/** The type of an input or output: a text when it is unknown. */
export const parameterType = (name: string): string => typeIn(parameterTypes, name) ?? "String";

const quotedTypes: ReadonlySet<string> = new Set(["string", "date", "timestamp"]);

/** A default as the compiled form writes it: texts between single quotes, `None` and bare dates left out (spec §4). */
export function defaultOf({ default: term, list }: Declared, type: string, source: string): Json | undefined {
  const value = term && literalOf(term, source);
  if (value === undefined) return undefined;
  if (list) return Array.isArray(value) ? value : undefined;
  if (type === "object") return term?.kind === "dict" ? value : {};
  return typeof value === "string" && quotedTypes.has(type) ? `'${value}'` : value;
}
