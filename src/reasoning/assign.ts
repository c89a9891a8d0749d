// Setting variables: only mutable ones, and only to values their type holds without loss (agent-script spec §3.4).
import type { Type, Value } from "../script/agent.ts";
import { coerce } from "../script/value.ts";
import type { TurnEvent } from "./events.ts";
import type { Running } from "./running.ts";
import { clock, step } from "./steps.ts";

/** A value as its variable takes it, or a sentence on why it does not. */
export function fitVariable(
  { agent }: Pick<Running, "agent">,
  name: string,
  value: Value,
): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly why: string } {
  const variable = Object.hasOwn(agent.variables, name) ? agent.variables[name] : undefined;
  if (variable?.kind !== "mutable") {
    return { ok: false, why: `"${name}" is not a mutable variable, so it keeps its value` };
  }
  const fitted = coerce(value, variable.type);
  return fitted.ok
    ? fitted
    : { ok: false, why: `"${name}" must be ${typeInWords(variable.type)}, so it keeps its value` };
}

/**
 * Set one variable. What does not fit leaves the old value and comes back as a sentence.
 * @param reason for the trace: `set` or the name of the tool
 */
export function* assign(
  running: Running,
  name: string,
  value: Value,
  reason: string,
): Generator<TurnEvent, string | undefined> {
  const fitted = fitVariable(running, name, value);
  if (!fitted.ok) return fitted.why;
  const past = running.variables[name] ?? null;
  running.variables = { ...running.variables, [name]: fitted.value };
  const update = {
    variable_name: name,
    variable_past_value: past,
    variable_new_value: fitted.value,
    variable_change_reason: reason,
  };
  yield step(running, "VariableUpdateStep", clock(running.ports), { variable_updates: [update] });
  return undefined;
}

/** "a number", "an integer", "a list of string": a type in a sentence. */
export function typeInWords(type: Type): string {
  if (type.list) return `a list of ${type.of}`;
  return `${/^[aeio]/.test(type.of) ? "an" : "a"} ${type.of}`;
}
