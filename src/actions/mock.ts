// What actions give back when nothing is called: what somebody wrote down, else values made from the declared types.
import type { ActionDefinition, Type, Value } from "../script/agent.ts";
import { fitOutputs } from "./fit-outputs.ts";
import type { ActionCall, ActionResult } from "./port.ts";

type Values = Readonly<Record<string, Value>>;

/** A value of each scalar type that looks like one. */
const examples: Readonly<Record<Type["of"], (name: string) => Value>> = {
  string: (name) => `Sample ${name.replaceAll("_", " ")}`,
  id: () => "001000000000001AAA",
  number: () => 1.5,
  currency: () => 19.9,
  integer: () => 1,
  long: () => 1,
  boolean: () => true,
  object: () => ({}),
  date: () => "2030-01-31",
  datetime: () => "2030-01-31T12:00:00Z",
  time: () => "12:00:00",
};

/** Outputs made from the declared types. */
export function mockOutputs({ outputs }: Pick<ActionDefinition, "outputs">): Values {
  return Object.fromEntries(
    outputs.map(({ name, type }) => {
      const one = examples[type.of](name);
      return [name, type.list ? [one] : one];
    }),
  );
}

/**
 * The result of a call that calls nothing.
 * @param mocks outputs by the action's name; `error` alone is a failure, unless the action has an output of that name
 */
export function mocked(
  { definition, inputs }: Pick<ActionCall, "definition" | "inputs">,
  mocks: Readonly<Record<string, Values>>,
): ActionResult {
  const { name, outputs } = definition;
  const given = Object.hasOwn(mocks, name) ? mocks[name] : undefined;
  const { error, ...others } = given ?? {};
  const isOutput = outputs.some((output) => output.name === "error");
  if (typeof error === "string" && !isOutput && Object.keys(others).length === 0) {
    return { ok: false, reason: "failed", message: error };
  }
  // What declares no outputs, as a response format does, gives back all of what was written down.
  if (outputs.length === 0) return { ok: true, outputs: given ?? inputs };
  return fitOutputs(definition, given ?? mockOutputs(definition));
}
