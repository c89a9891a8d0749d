// A reply that its provider's content filter stopped is asked for once more, with a word on why (agent-script spec §5.4,
// step 5, and §5.10). This filter is the one check of answers there is: nothing here compares them with their sources.
import type { ModelRequest, TurnEvent } from "./events.ts";
import type { Running } from "./running.ts";
import { clock, step } from "./steps.ts";
import { type Thought, think } from "./think.ts";

const AGAIN =
  "Your last answer was withheld by a content filter, and the user has not seen it. Answer again, in other words and without what a filter may object to.";

/** Ask the model, and once more when its answer was rejected. A second rejection is a failure like any other. */
export async function* thinkAgain(
  running: Running,
  request: ModelRequest,
  problems: readonly string[] = [],
): AsyncGenerator<TurnEvent, Thought> {
  const first = yield* judged(running, request, problems);
  if (first.ok || !first.rejected) return first;
  const instructions = [request.instructions, AGAIN].filter(Boolean).join("\n");
  return yield* judged(running, { ...request, instructions }, problems);
}

/** One call, and the step of its rejection. */
async function* judged(
  running: Running,
  request: ModelRequest,
  problems: readonly string[],
): AsyncGenerator<TurnEvent, Thought> {
  const thought = yield* think(running, request, problems);
  if (!thought.ok && thought.rejected) {
    yield step(running, "ReasoningStep", clock(running.ports), { category: "UNSAFE", reason: thought.why });
  }
  return thought;
}
