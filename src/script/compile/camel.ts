// The compiled form with its keys in camelCase. Keys that authors chose stay as they are (spec §4).
import type { Json, JsonObject } from "./json.ts";

/** Fields whose keys are names of the author's: variables, inputs, settings of a model, locales. */
const authored: ReadonlySet<string> = new Set([
  "bound_inputs",
  "configuration",
  "default",
  "constant_value",
  "state_updates",
  "parameters",
]);

/** Keys of `additional_parameters` that the schema declares; others are the author's. */
const declared: ReadonlySet<string> = new Set([
  "reset_to_initial_node",
  "debug",
  "max_tokens",
  "temperature",
  "rag_feature_config_id",
  "system_messages",
]);

const camel = (key: string): string => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Rename the keys that the schema declares, and no others. */
export function toCamel(compiled: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(compiled).map(([key, value]) => [camel(key), inner(key, value)]));
}

function inner(key: string, value: Json): Json {
  if (authored.has(key) || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => inner("", item));
  const object = value as JsonObject;
  if (key === "byo_client")
    return { clientRef: object.client_ref ?? "", configuration: toCamel(object.configuration as JsonObject) };
  // A custom node has its parameters by name, any other a list of them.
  if (key === "input_parameters") return object;
  if (key === "languages")
    return Object.fromEntries(Object.entries(object).map(([tag, spoken]) => [tag, inner("", spoken)]));
  if (key !== "additional_parameters") return toCamel(object);
  return Object.fromEntries(
    Object.entries(object).map(([name, each]) => [declared.has(name) ? camel(name) : name, each]),
  );
}
