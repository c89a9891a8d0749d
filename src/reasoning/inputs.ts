// The inputs of a call: the definition's defaults, over them the script's bindings, over them what the model gave
// for the slots it was offered (agent-script spec §5.6). A fixed binding is never the model's to change.
import type { Type, Value } from "../script/agent.ts";
import { EvaluationError, evaluate, type Scope } from "../script/evaluate.ts";
import type { Binding } from "../script/tree.ts";
import { coerce } from "../script/value.ts";
import { typeInWords } from "./assign.ts";
import type { Slot } from "./slots.ts";

/** Values by name, or what is wrong with them in sentences the model can act on. */
export type Gathered =
  | { readonly ok: true; readonly values: Readonly<Record<string, Value>> }
  | {
      readonly ok: false;
      readonly problems: readonly string[];
      /** Names of inputs that have no value at all. */
      readonly missing: readonly string[];
    };

/** What an action or a connected agent takes. */
interface Taken {
  readonly name: string;
  readonly type: Type;
  readonly required: boolean;
  readonly default?: Value;
}

/**
 * The inputs of an action or a connected agent, coerced to their types.
 * @throws {EvaluationError} when a binding has no value
 */
export function gatherInputs(
  definition: { readonly inputs: readonly Taken[] },
  bindings: readonly Binding[],
  scope: Scope,
  given: Readonly<Record<string, Value>>,
): Gathered {
  const values: Record<string, Value> = {};
  const problems: string[] = [];
  const missing: string[] = [];
  for (const input of definition.inputs) {
    const binding = bindings.findLast(({ name }) => name === input.name);
    const fixed = binding && binding.value.kind !== "slot" ? evaluate(binding.value, scope) : undefined;
    const value = fixed ?? (Object.hasOwn(given, input.name) ? given[input.name] : undefined) ?? input.default;
    if (value === undefined || value === null) {
      if (input.required) missing.push(input.name);
      continue;
    }
    const fitted = coerce(value, input.type);
    if (fitted.ok) values[input.name] = fitted.value;
    else problems.push(`"${input.name}" must be ${typeInWords(input.type)}.`);
  }
  if (problems.length + missing.length === 0) return { ok: true, values };
  return { ok: false, problems: [...missing.map(lacks), ...problems], missing };
}

const lacks = (name: string) => `"${name}" has no value yet: ask the user for it.`;

/** An expression without a value stops the call, not the turn: the model reads `problem`, and may go another way. */
export function orProblem(problem: string, work: () => Gathered): Gathered {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof EvaluationError)) throw thrown;
    return { ok: false, problems: [problem], missing: [] };
  }
}

/** What the model gave for the slots of a tool. `null` counts as not given: some models fill every parameter. */
export function readArguments(slots: readonly Slot[], given: Readonly<Record<string, unknown>>): Gathered {
  const values: Record<string, Value> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const slot = slots.find((one) => one.name === name);
    if (!slot) {
      problems.push(`There is no parameter "${name}".`);
    } else if (value !== null && value !== undefined) {
      const fitted = coerce(value as Value, slot.type);
      if (fitted.ok) values[name] = fitted.value;
      else problems.push(`"${name}" must be ${typeInWords(slot.type)}.`);
    }
  }
  for (const { name, required } of slots) {
    if (required && (Object.hasOwn(given, name) ? given[name] : null) === null) {
      problems.push(`"${name}" is missing: ask the user for it.`);
    }
  }
  return problems.length > 0 ? { ok: false, problems, missing: [] } : { ok: true, values };
}
