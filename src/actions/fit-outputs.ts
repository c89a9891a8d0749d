// What an action gave back, cut to the outputs its definition declares and coerced to their types.
import type { ActionDefinition, Type, Value } from "../script/agent.ts";
import { coerce } from "../script/evaluate.ts";
import type { ActionResult } from "./port.ts";

/**
 * Fit a raw reply to a definition. An output that is missing stays missing; one that is not declared is dropped.
 * @param raw whatever came back; `undefined` and `null` count as an empty object
 */
export function fitOutputs(definition: ActionDefinition, raw: unknown): ActionResult {
  const reply = asJson(raw ?? {});
  if (!reply) return invalid(`${definition.name} did not give back a JSON object.`);
  const outputs: Record<string, Value> = {};
  for (const { name, type } of definition.outputs) {
    if (!Object.hasOwn(reply, name)) continue;
    const fitted = coerce(reply[name] ?? null, type);
    if (!fitted.ok)
      return invalid(`Output "${name}" of ${definition.name} is not of its declared type, ${named(type)}.`);
    outputs[name] = fitted.value;
  }
  return { ok: true, outputs };
}

/** The value as JSON says it, if it is an object: dates become text, what JSON cannot hold disappears. */
function asJson(raw: unknown): { readonly [name: string]: Value } | undefined {
  try {
    const value: unknown = JSON.parse(JSON.stringify(raw));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as { readonly [name: string]: Value }) : undefined;
  } catch {
    return undefined;
  }
}

const named = (type: Type) => (type.list ? `list[${type.of}]` : type.of);
const invalid = (message: string): ActionResult => ({ ok: false, reason: "invalid", message });
