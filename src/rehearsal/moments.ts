// What can be seen of a turn as it goes, in order: the part of a plan that its author wants to read.
import type { Step, TurnEvent } from "../reasoning/events.ts";
import type { Value } from "../script/agent.ts";
import type { StoredEvent } from "../sessions/wire.ts";

type Values = Readonly<Record<string, Value>>;

/** A message as clients get it. */
export type WireMessage = StoredEvent["message"];

export type Moment =
  | { readonly kind: "enters"; readonly node: string }
  | { readonly kind: "calls"; readonly tool: string; readonly arguments: Readonly<Record<string, unknown>> }
  /** A call that came to nothing. */
  | { readonly kind: "refused"; readonly tool: string; readonly why: string }
  | { readonly kind: "acts"; readonly name: string; readonly inputs: Values; readonly result: Values }
  /** A connected agent is asked. */
  | { readonly kind: "asks"; readonly name: string; readonly inputs: Values; readonly answer: string }
  | { readonly kind: "sets"; readonly name: string; readonly from: Value; readonly to: Value }
  /** What went wrong, for the author: the user hears nothing of it. */
  | { readonly kind: "notes"; readonly text: string }
  | { readonly kind: "says"; readonly message: WireMessage };

/** The moments in what a turn tells of itself; what its ports do, they tell themselves. */
export function momentsOf(event: TurnEvent): readonly Moment[] {
  if (event.type === "history") return refusals(event.message);
  if (event.type !== "step") return [];
  const { step } = event;
  const errors = Array.isArray(step.errors) ? step.errors : [];
  return [...deedsOf(step), ...errors.map((error): Moment => ({ kind: "notes", text: String(error) }))];
}

function deedsOf(step: Step): readonly Moment[] {
  if (step.type === "NodeEntryStateStep") return [{ kind: "enters", node: String(step.agent_name) }];
  if (step.type !== "VariableUpdateStep") return [];
  return (step.variable_updates as readonly Update[]).map((update) => ({
    kind: "sets",
    name: update.variable_name,
    from: update.variable_past_value,
    to: update.variable_new_value,
  }));
}

/** An entry of a `VariableUpdateStep` (agent-script spec §5.14). */
interface Update {
  readonly variable_name: string;
  readonly variable_past_value: Value;
  readonly variable_new_value: Value;
}

function refusals(message: Extract<TurnEvent, { type: "history" }>["message"]): readonly Moment[] {
  if (message.role !== "tool" || !message.failed) return [];
  const { error } = message.result as { readonly error?: unknown };
  return [{ kind: "refused", tool: message.name, why: typeof error === "string" ? error : "it was not run" }];
}
