// What reaches the user outside of the model's stream: an answer, and the sentence for a turn that failed.
import { render } from "../script/evaluate.ts";
import type { Rich, TurnEvent } from "./events.ts";
import { remember } from "./history.ts";
import type { Running } from "./running.ts";
import { scopeOf } from "./scope.ts";
import { clock, step } from "./steps.ts";

/** Said when a script has no error message of its own. */
const GENERIC_ERROR = "Something went wrong here. Please send your message again.";

/** An answer: a message for the user, and part of the history. */
export function* say(running: Running, text: string): Generator<TurnEvent, void> {
  yield* utter(running, text);
  yield* remember(running, { role: "assistant", text, calls: [] });
}

/** A message for the user whose words are in the history already. */
export function* utter(running: Running, text: string, rich?: Rich): Generator<TurnEvent, void> {
  yield { type: "reply", text, ...(rich ? { rich } : {}) };
  yield respondedWith(running, text, "Inform");
}

/**
 * The turn failed (agent-script spec §5.10). A script with an error message answers with it, as a `reply`: to clients it is
 * the agent speaking. Without one the client gets a `failure`. Neither says why; the trace does. A turn that may ask no more
 * models says so in place of both: most error messages ask the user to try again, which would not help.
 */
export function* sayFailure(running: Running, why: string): Generator<TurnEvent, void> {
  const { errorMessage } = running.agent;
  const { outOf } = running.spent;
  const text = outOf?.told ?? (errorMessage ? render(errorMessage, scopeOf(running, [])) : GENERIC_ERROR);
  yield outOf || errorMessage ? { type: "reply", text } : { type: "failure", message: text, errors: [text] };
  yield* remember(running, { role: "assistant", text, calls: [] });
  yield respondedWith(running, text, "Failure", [why]);
}

/**
 * The step of what the client gets. Nothing here scores safety, so there is no `safetyScore`: what a provider's filter
 * rejects never gets this far.
 * @param responseType the type of the message on the wire
 */
export function respondedWith(
  running: Running,
  message: string,
  responseType: "Inform" | "Confirm" | "Inquire" | "Escalate" | "Failure",
  errors: readonly string[] = [],
): TurnEvent {
  const fields = { message, responseType, isContentSafe: true };
  return step(running, "PlannerResponseStep", clock(running.ports), fields, errors);
}
