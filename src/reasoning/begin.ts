// How a conversation begins: the state before the first turn, and the greeting.
import type { Agent, Value, Variable } from "../script/agent.ts";
import { render } from "../script/evaluate.ts";
import { coerce } from "../script/value.ts";
import type { State, Surroundings } from "./events.ts";
import { scopeOf } from "./scope.ts";

/**
 * The state before the first turn (agent-script spec §5.2): defaults, then what the host gives. A given value that does not
 * fit its variable's type, or names a constant or no variable at all, changes nothing.
 */
export function initialState(agent: Agent, given: Readonly<Record<string, Value>>): State {
  const variables = Object.values(agent.variables).map((variable) => [variable.name, valueAtStart(variable, given)]);
  return { node: agent.start, variables: Object.fromEntries(variables), status: "active" };
}

function valueAtStart(variable: Variable, given: Readonly<Record<string, Value>>): Value {
  if (variable.kind === "constant" || !Object.hasOwn(given, variable.name)) return variable.default;
  const fitted = coerce(given[variable.name] ?? null, variable.type);
  return fitted.ok ? fitted.value : variable.default;
}

/** The greeting of a new conversation with its variables filled in, or `undefined` when the script has none. */
export function welcome(agent: Agent, state: State, surroundings: Surroundings): string | undefined {
  if (!agent.welcome) return undefined;
  return render(agent.welcome, scopeOf({ agent, surroundings, variables: state.variables, utterance: "" }, []));
}
