// The compiled form with its keys in camelCase. Keys that authors chose stay as they are (spec §4).
import type { Json, JsonObject } from "./json.ts";

/** Fields whose keys the schema leaves open: variables, inputs, parameters of the platform, settings of a model or client. */
const open: ReadonlySet<string> = new Set([
  "additional_parameters",
  "bound_inputs",
  "configuration",
  "constant_value",
  "default",
  "params",
  "state_updates",
]);

const camel = (key: string): string => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Rename the keys that the schema declares, and no others. */
export const toCamel = (compiled: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(compiled).map(([key, value]) => [camel(key), inner(key, value)]));

function inner(key: string, value: Json): Json {
  if (open.has(key) || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => inner("", item));
  // A custom node has its parameters by name, any other a list of them.
  return key === "input_parameters" ? value : toCamel(value as JsonObject);
}
