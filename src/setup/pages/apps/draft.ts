// Between the fields of dragoman.yaml and what stands in a form: read into it, and back out as what has changed.
import type { Field, Group, Typed, TypedFields } from "./field-types.ts";

/** Values in the words of dragoman.yaml. */
export type Brief = Readonly<Record<string, unknown>>;

/** What dragoman.yaml decides of a new app otherwise than a form does, where nothing is ticked but what guards. */
export const newApp: Brief = {
  distributionState: "Local",
  scopes: [],
  clientCredentials: { settings: false, policies: false },
  namedUserJwt: false,
  secretForTokenExchange: true,
  secretForWebServer: true,
  secretForRefresh: true,
  pkceRequired: true,
};

const isObject = (value: unknown): value is Brief =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `a.b` is the field `b` of the object `a`. */
const splitName = (name: string): readonly [top: string, inner?: string] => {
  const [top = "", inner] = name.split(".");
  return inner === undefined ? [top] : [top, inner];
};

function valueAt(brief: Brief, name: string): unknown {
  const [top, inner] = splitName(name);
  const value = brief[top];
  if (inner === undefined) return value;
  return isObject(value) ? value[inner] : undefined;
}

interface Form {
  readonly typed: (value: unknown) => Typed;
  readonly value: (typed: Typed, field: Field) => unknown;
}

const linesOf = (typed: Typed): string[] =>
  String(typed)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** A text that was emptied is taken away; a required one stays empty, so that it is refused. */
const text: Form = {
  typed: (value) => (value === undefined || value === null ? "" : String(value)),
  value: (typed, { required }) => (String(typed).trim() === "" && !required ? null : String(typed).trim()),
};
const number: Form = {
  typed: text.typed,
  value: (typed) => (String(typed).trim() === "" ? null : Number(typed)),
};

const names: Form = {
  typed: (value) => (Array.isArray(value) ? value.map(String) : []),
  value: (typed) => typed,
};

const forms: Readonly<Record<Field["kind"], Form>> = {
  text,
  area: text,
  certificate: text,
  runAs: text,
  choice: text,
  number,
  tokenMinutes: number,
  check: { typed: (value) => value === true, value: (typed) => typed },
  scopes: names,
  permissionSets: names,
  lines: { typed: (value) => (Array.isArray(value) ? value.join("\n") : ""), value: linesOf },
  pairs: {
    typed: (value) => (Array.isArray(value) ? value.map(({ key, formula }) => `${key} = ${formula}`).join("\n") : ""),
    value: (typed) =>
      linesOf(typed).map((line) => {
        const [key = "", ...formula] = line.split("=");
        return { key: key.trim(), formula: formula.join("=").trim() };
      }),
  },
};

export const fieldsOf = (groups: readonly Group[]): readonly Field[] => groups.flatMap(({ fields }) => fields);

/** What stands in a form at first. */
export const typedOf = (fields: readonly Field[], brief: Brief): TypedFields =>
  Object.fromEntries(fields.map((field) => [field.name, forms[field.kind].typed(valueAt(brief, field.name))]));

/**
 * The fields that differ from `brief`, in the words of dragoman.yaml; `null` takes one away. A field of an object comes
 * with the object's others, which would be taken away otherwise.
 */
export function changesOf(fields: readonly Field[], brief: Brief, typed: TypedFields): Brief {
  const changes: Record<string, unknown> = {};
  for (const field of fields) {
    const { name, kind } = field;
    const now = typed[name] ?? "";
    const before = forms[kind].typed(valueAt(brief, name));
    if (JSON.stringify(forms[kind].value(now, field)) === JSON.stringify(forms[kind].value(before, field))) continue;
    const value = forms[kind].value(now, field);
    const [top, inner] = splitName(name);
    if (inner === undefined) changes[top] = value;
    else changes[top] = withInner(changes[top] ?? brief[top], inner, value);
  }
  return changes;
}

function withInner(object: unknown, inner: string, value: unknown): Brief {
  const { [inner]: _, ...others } = isObject(object) ? object : {};
  return value === null ? others : { ...others, [inner]: value };
}
