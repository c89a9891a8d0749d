// The calls of one reply, run in order; where they lead is decided when all of them are done (agent-script spec §5.6).
import type { ToolCall } from "../models/port.ts";
import { callTool } from "./call-tool.ts";
import { propose } from "./confirm.ts";
import { type Called, refusal } from "./deed.ts";
import type { Leave, TurnEvent } from "./events.ts";
import { answer, closeRound } from "./history.ts";
import { limits } from "./limits.ts";
import type { LiveTool } from "./live-tool.ts";
import { isAvailable } from "./offers.ts";
import type { Next, Running } from "./running.ts";
import { utter } from "./say.ts";
import type { Reply } from "./think.ts";

/** Run the calls of a reply. `undefined` means: the node goes on, with the results in its conversation. */
export async function* act(
  running: Running,
  tools: readonly LiveTool[],
  reply: Reply,
): AsyncGenerator<TurnEvent, Next | undefined> {
  const round = { reply: { role: "assistant", text: reply.text, calls: reply.calls } as const, results: [] };
  running.round = round;
  yield* showText(running, tools, reply);
  let leave: Leave | undefined;
  let stop: Next | undefined;
  for (const call of reply.calls) {
    if (running.spent.toolCalls >= limits.toolCallsPerTurn) {
      stop = { kind: "limit", why: `more than ${limits.toolCallsPerTurn} tool calls in one turn` };
      break;
    }
    running.spent.toolCalls += 1;
    const tool = tools.find(({ name }) => name === call.name);
    const called = yield* attempt(running, tool, call);
    if (called.kind === "waits") return yield* propose(running, called.tool, call, called.inputs, leave);
    answer(round, call, called.result, called.failed);
    leave = called.leave ?? leave;
    if (called.stop) {
      stop = called.stop;
      break;
    }
  }
  yield* closeRound(running, "Not run: the turn came to its end first.");
  return stop ?? leave;
}

/** A call of a tool that was offered and still is: an earlier call of the same reply may have shut its gate. */
async function* attempt(
  running: Running,
  tool: LiveTool | undefined,
  call: ToolCall,
): AsyncGenerator<TurnEvent, Called> {
  if (!tool) return refusal(`There is no tool "${call.name}" now.`);
  if (!isAvailable(running, tool, [])) return refusal(`"${call.name}" is not available now.`);
  const called = yield* callTool(running, tool, call.arguments);
  const key = `${running.node}.${tool.name}`;
  const failed = called.kind === "done" && called.failed;
  running.failures.set(key, failed ? (running.failures.get(key) ?? 0) + 1 : 0);
  return called;
}

/**
 * Words before a call are thought aloud: kept in the history, taken back from the user. Words beside the end of the
 * conversation are its farewell.
 */
function* showText(running: Running, tools: readonly LiveTool[], reply: Reply): Generator<TurnEvent, void> {
  const ending = tools.filter(({ target }) => target.kind === "endSession").map(({ name }) => name);
  const farewell = reply.text.trim() !== "" && reply.calls.some(({ name }) => ending.includes(name));
  if (farewell) {
    const rest = reply.text.slice(reply.streamed.length);
    if (rest) yield { type: "delta", text: rest };
    yield* utter(running, reply.text);
  } else if (reply.streamed) {
    yield { type: "void", reason: "the agent is still at work" };
  }
}
