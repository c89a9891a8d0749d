// What stands in for the world in a rehearsal: set results of actions, set answers of connected agents.
import { fitOutputs } from "../actions/fit-outputs.ts";
import type { ActionResult } from "../actions/port.ts";
import type { ConnectedResult } from "../reasoning/events.ts";
import type { ActionDefinition, Agent, Value } from "../script/agent.ts";
import type { Answers, Results } from "./conversation.ts";

/** Set results, one after the other, all through a conversation; `undefined` where there is none. */
export interface SetResults {
  action(definition: ActionDefinition): ActionResult | undefined;
  /** @param target of a connected agent */
  connected(target: string): ConnectedResult | undefined;
}

/**
 * @param results by the name of the action's definition or of the response format, or by its target; the name goes first
 * @param answers by the name of the connected agent
 */
export function setResults(agent: Agent, results: Results, answers: Answers): SetResults {
  const taken = new Map<string, number>();
  const next = <T>(list: readonly T[], key: string): T | undefined => {
    const at = taken.get(key) ?? 0;
    taken.set(key, at + 1);
    return list[Math.min(at, list.length - 1)];
  };
  const formats = new Set(
    Object.values(agent.connections).flatMap(({ formats }) => Object.values(formats).map(({ span }) => span)),
  );
  return {
    action(definition) {
      const key = [definition.name, definition.target].find((one) => Object.hasOwn(results, one));
      const outputs = key === undefined ? undefined : next(results[key] ?? [], `action ${key}`);
      if (!outputs) return undefined;
      const error = errorIn(outputs, definition);
      if (error !== undefined) return { ok: false, reason: "failed", message: error };
      // A response format declares no outputs: whatever its target makes is the reply.
      return formats.has(definition.span) ? { ok: true, outputs } : fitOutputs(definition, outputs);
    },
    connected(target) {
      const { name } =
        Object.values(agent.connected).find((one) => one.target === target && Object.hasOwn(answers, one.name)) ?? {};
      const answer = name === undefined ? undefined : next(answers[name] ?? [], `agent ${name}`);
      if (answer === undefined) return undefined;
      return typeof answer === "string" ? { ok: true, text: answer } : { ok: false, message: answer.error };
    },
  };
}

/** The sentence of a result that is a failure: `error` alone, unless the action has an output of that name. */
function errorIn(
  outputs: Readonly<Record<string, Value>>,
  { outputs: declared }: ActionDefinition,
): string | undefined {
  const { error, ...others } = outputs;
  const isOutput = declared.some(({ name }) => name === "error");
  return typeof error === "string" && !isOutput && Object.keys(others).length === 0 ? error : undefined;
}
