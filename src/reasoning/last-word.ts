// At a limit the model gets one last call without tools: an answer that says where things stand beats an error.
import type { TurnEvent } from "./events.ts";
import { promptOf } from "./prompt.ts";
import type { End, Running } from "./running.ts";
import { say } from "./say.ts";
import { nodeOf } from "./scope.ts";
import { thinkAgain } from "./think-again.ts";

const FOCUS = "Answer now with what is known, and say what is left to do. No tool can be used any more in this turn.";

/** @param why which limit, for the trace */
export async function* lastWord(running: Running, why: string): AsyncGenerator<TurnEvent, End> {
  const node = nodeOf(running.agent, running.node);
  if (!node) return { kind: "failed", why };
  const thought = yield* thinkAgain(running, promptOf(running, node, FOCUS, [], []), [why]);
  if (!thought.ok || thought.reply.text.trim() === "") return { kind: "failed", why };
  yield* say(running, thought.reply.text);
  return { kind: "answered" };
}
