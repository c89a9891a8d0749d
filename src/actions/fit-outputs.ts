// What an action gave back, cut to the outputs its definition declares and coerced to their types.
import type { ActionDefinition, Value } from "../script/agent.ts";
import { typeText } from "../script/infer.ts";
import { coerce } from "../script/value.ts";
import type { ActionResult } from "./port.ts";

/** Largest reply that is taken, in characters of JSON: it goes into the store, the trace and the prompt. */
const LARGEST = 1_000_000;

/**
 * Fit a raw reply to a definition. An output that is missing stays missing; one that is not declared is dropped.
 * @param raw whatever came back; `undefined` and `null` count as an empty object
 */
export function fitOutputs(definition: ActionDefinition, raw: unknown): ActionResult {
  const text = asText(raw ?? {});
  if (text && text.length > LARGEST) return invalid(`${definition.name} gave back more than 1 MB.`);
  const reply = text && parsed(text);
  if (!reply) return invalid(`${definition.name} did not give back a JSON object.`);
  const outputs: Record<string, Value> = {};
  for (const { name, type } of definition.outputs) {
    if (!Object.hasOwn(reply, name)) continue;
    const fitted = coerce(reply[name] ?? null, type);
    if (!fitted.ok)
      return invalid(`Output "${name}" of ${definition.name} is not of its declared type, ${typeText(type)}.`);
    outputs[name] = fitted.value;
  }
  return { ok: true, outputs };
}

/** The value as JSON, if it has such a form: dates become text, what JSON cannot hold disappears. */
function asText(raw: unknown): string | undefined {
  try {
    return JSON.stringify(raw);
  } catch {
    return undefined;
  }
}

function parsed(text: string): { readonly [name: string]: Value } | undefined {
  const value: unknown = JSON.parse(text);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as { readonly [name: string]: Value }) : undefined;
}

const invalid = (message: string): ActionResult => ({ ok: false, reason: "invalid", message });
