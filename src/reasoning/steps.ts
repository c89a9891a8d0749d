// The trace of a turn: steps in the vendor's names and fields (agent-script spec §5.14).
import type { Ports, TurnEvent } from "./events.ts";

export type StepName =
  | "UserInputStep"
  | "SessionInitialStateStep"
  | "NodeEntryStateStep"
  | "BeforeReasoningStep"
  | "BeforeReasoningIterationStep"
  | "AfterReasoningStep"
  | "VariableUpdateStep"
  | "EnabledToolsStep"
  | "LLMStep"
  | "FunctionStep"
  | "TransitionStep"
  | "ReasoningStep"
  | "PlannerResponseStep";

/** The time for the trace, in epoch milliseconds; 0 when the clock is broken, for a trace never stops a turn. */
export function clock(ports: Pick<Ports, "now">): number {
  try {
    const time = ports.now();
    return Number.isFinite(time) ? time : 0;
  } catch {
    return 0;
  }
}

/** A step that began at `startExecutionTime` and ends now. `errors` appears only when there are some. */
export function step(
  running: { readonly ports: Pick<Ports, "now"> },
  type: StepName,
  startExecutionTime: number,
  fields: Readonly<Record<string, unknown>>,
  errors: readonly string[] = [],
): TurnEvent {
  const endExecutionTime = clock(running.ports);
  const heard = errors.length > 0 ? { errors: [...errors] } : {};
  return { type: "step", step: { type, startExecutionTime, endExecutionTime, ...fields, ...heard } };
}
