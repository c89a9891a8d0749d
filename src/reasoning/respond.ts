// Answering in a format of the connection: its response actions as tools, checked, shown, and the end of the visit
// (agent-script spec §2.6, §5.6).
import type { ParameterSchema } from "../models/port.ts";
import type { FormatField, Limits, ResponseFormat, Shape, Value } from "../script/agent.ts";
import { coerce, textOf } from "../script/value.ts";
import { typeInWords } from "./assign.ts";
import type { Deed } from "./deed.ts";
import type { TurnEvent } from "./events.ts";
import { addedTool, type LiveTool } from "./live-tool.ts";
import { runAction } from "./run-action.ts";
import type { Running } from "./running.ts";
import { utter } from "./say.ts";
import { connectionOf } from "./scope.ts";
import { scalars } from "./slots.ts";

type Fields = Readonly<Record<string, Value>>;

/** The response actions of the connection. A node that answers another node has no user to show a format to. */
export function responseTools(running: Running): readonly LiveTool[] {
  const connection = connectionOf(running);
  if (!connection || running.callers.length > 0) return [];
  return connection.responseActions.flatMap(({ name, format: formatName, span }): LiveTool[] => {
    const format = connection.formats[formatName];
    return format ? [addedTool(name, { kind: "respond", format }, format.description, span)] : [];
  });
}

/** Answer in a format. What does not fit it is an error the model reads, and nothing is shown. */
export async function* respond(
  running: Running,
  format: ResponseFormat,
  given: Readonly<Record<string, unknown>>,
): AsyncGenerator<TurnEvent, Deed> {
  const problems: string[] = [];
  const fields = readFields(format.inputs, given, "", problems);
  if (problems.length > 0) return { ok: false, error: problems.join(" ") };
  const made = yield* make(running, format, fields);
  if (!made.ok) return { ok: false, error: made.error };
  yield* utter(running, words(fields), { format: format.name, value: made.value });
  return { ok: true, result: { status: "Shown to the user." }, stop: { kind: "answered" } };
}

/** The value of the reply: what the format's target makes of the fields, else the fields. */
async function* make(
  running: Running,
  { name, target, description, span }: ResponseFormat,
  fields: Fields,
): AsyncGenerator<TurnEvent, { ok: true; value: Value } | { ok: false; error: string }> {
  if (target === undefined || target.startsWith("system://")) return { ok: true, value: fields };
  const definition = { name, description, target, inputs: [], outputs: [], confirm: false, span };
  const result = yield* runAction(running, definition, fields, "all");
  if (!result.ok) return { ok: false, error: result.message };
  return { ok: true, value: Object.keys(result.outputs).length > 0 ? result.outputs : fields };
}

/** The same answer for a client that shows text only: strings as they are, the items of lists on lines of their own. */
function words(fields: Fields): string {
  const lines = Object.values(fields).flatMap((value) => {
    if (Array.isArray(value)) return value.map((item: Value) => `- ${textOf(item)}`);
    return typeof value === "string" ? [value] : [];
  });
  return lines.join("\n");
}

function readFields(
  fields: readonly FormatField[],
  given: Readonly<Record<string, unknown>>,
  path: string,
  problems: string[],
): Fields {
  const known = new Set(fields.map(({ name }) => name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) problems.push(`There is no parameter "${path}${name}".`);
  }
  const values: Record<string, Value> = {};
  for (const field of fields) {
    const value = (Object.hasOwn(given, field.name) ? given[field.name] : undefined) ?? field.default;
    if (value === undefined || value === null) {
      if (field.required) problems.push(`"${path}${field.name}" is missing.`);
      continue;
    }
    values[field.name] = readShape(field.shape, value as Value, `${path}${field.name}`, problems);
  }
  return values;
}

function readShape({ type, limits, fields }: Shape, value: Value, path: string, problems: string[]): Value {
  const fitted = coerce(value, type);
  if (!fitted.ok) {
    problems.push(`"${path}" must be ${typeInWords(type)}.`);
    return null;
  }
  const broken = rules.find(({ holds }) => !holds(fitted.value, limits));
  if (broken) problems.push(`"${path}" ${broken.says(limits)}.`);
  if (!fields) return fitted.value;
  const inside = (item: Value, at: string) =>
    readFields(fields, item as Readonly<Record<string, unknown>>, `${at}.`, problems);
  if (!type.list) return inside(fitted.value, path);
  return (fitted.value as readonly Value[]).map((item, at) => inside(item, `${path}[${at}]`));
}

interface Rule {
  readonly holds: (value: Value, limits: Limits) => boolean;
  readonly says: (limits: Limits) => string;
}

const between = (size: number, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY) =>
  size >= from && size <= to;
const range = (from: number | undefined, to: number | undefined) =>
  from === undefined ? `at most ${to}` : to === undefined ? `at least ${from}` : `${from} to ${to}`;

/** The limits of a shape, each with how it is held and told. */
const rules: readonly Rule[] = [
  {
    holds: (value, { enum: allowed }) => !allowed || allowed.includes(value),
    says: ({ enum: allowed = [] }) => `must be one of: ${allowed.map(textOf).join(", ")}`,
  },
  {
    holds: (value, { minItems, maxItems }) => !Array.isArray(value) || between(value.length, minItems, maxItems),
    says: ({ minItems, maxItems }) => `must have ${range(minItems, maxItems)} items`,
  },
  {
    holds: (value, { minLength, maxLength }) =>
      typeof value !== "string" || between(value.length, minLength, maxLength),
    says: ({ minLength, maxLength }) => `must have ${range(minLength, maxLength)} characters`,
  },
  {
    holds: (value, { minimum, maximum }) => typeof value !== "number" || between(value, minimum, maximum),
    says: ({ minimum, maximum }) => `must be ${range(minimum, maximum)}`,
  },
];

/** The fields of a format as JSON Schema. */
export const formatSchema = ({ inputs }: ResponseFormat): ParameterSchema => schemaOfFields(inputs);

function schemaOfFields(fields: readonly FormatField[]): ParameterSchema {
  return {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])),
    required: fields.filter((field) => field.required && field.default === undefined).map(({ name }) => name),
    additionalProperties: false,
  };
}

function schemaOfField({ description, shape: { type, limits, fields } }: FormatField) {
  const item = fields ? schemaOfFields(fields) : scalars[type.of];
  return {
    ...(type.list ? { type: "array", items: item } : item),
    ...limits,
    ...(description ? { description } : {}),
  };
}
