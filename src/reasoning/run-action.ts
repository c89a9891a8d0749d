// One call of an action: announced, keyed, awaited, checked. What comes back holds declared outputs only.
import type { ActionResult } from "../actions/port.ts";
import type { ActionDefinition, Value } from "../script/agent.ts";
import type { TurnEvent } from "./events.ts";
import type { Running } from "./running.ts";
import { clock, step } from "./steps.ts";
import { orAbort } from "./wait.ts";

/**
 * Run an action. The idempotency key is `session:turn:n`, n counting the actions of the turn, so that a turn that is
 * replayed asks for each of them under the same key (invariant S3).
 * @param outputs which of them are kept: those the definition declares, unless it declares none by its nature
 * @throws {Aborted} and nothing else
 */
export async function* runAction(
  running: Running,
  definition: ActionDefinition,
  inputs: Readonly<Record<string, Value>>,
  outputs: "declared" | "all" = "declared",
): AsyncGenerator<TurnEvent, ActionResult> {
  if (definition.progress) yield { type: "progress", message: definition.progress };
  running.spent.actions += 1;
  const idempotencyKey = `${running.surroundings.turnKey}:${running.spent.actions}`;
  const started = clock(running.ports);
  const result = await call(running, definition, inputs, idempotencyKey, outputs);
  yield step(running, "FunctionStep", started, {
    function: {
      name: definition.name,
      input: inputs,
      output: result.ok ? visibleOutputs(definition, result.outputs) : {},
      errors: result.ok ? [] : [result.message],
    },
    executionLatency: clock(running.ports) - started,
  });
  return result;
}

async function call(
  running: Running,
  definition: ActionDefinition,
  inputs: Readonly<Record<string, Value>>,
  idempotencyKey: string,
  outputs: "declared" | "all",
): Promise<ActionResult> {
  const { ports } = running;
  // In a promise, so that a port that throws at once is no different from one that rejects.
  const work = (async () => ports.action({ definition, inputs, idempotencyKey, signal: ports.signal }))();
  const result: unknown = await orAbort(work, ports.signal).catch((thrown) => {
    if (ports.signal.aborted) throw thrown;
    return undefined;
  });
  return checked(definition, result, outputs);
}

/** The result of the port, if it is one: anything else is a failure. */
function checked(definition: ActionDefinition, result: unknown, outputs: "declared" | "all"): ActionResult {
  if (isRecord(result) && result.ok === true && isRecord(result.outputs)) {
    const given = result.outputs as Readonly<Record<string, Value>>;
    if (outputs === "all") return { ok: true, outputs: given };
    const names = definition.outputs.map(({ name }) => name).filter((name) => Object.hasOwn(given, name));
    return { ok: true, outputs: Object.fromEntries(names.map((name) => [name, given[name] ?? null])) };
  }
  if (isRecord(result) && result.ok === false && typeof result.message === "string") return result as ActionResult;
  return { ok: false, reason: "failed", message: `${definition.name} could not be run.` };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The outputs the model and the trace may see (`filter_from_agent`, `is_used_by_planner`). */
export function visibleOutputs(
  definition: ActionDefinition,
  outputs: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const hidden = new Set(definition.outputs.filter(({ visible }) => !visible).map(({ name }) => name));
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => !hidden.has(name)));
}
