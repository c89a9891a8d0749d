// The conversation as the model sees it. A call and its result join it together, so no stored prefix of it is ever
// half a round; a history that was cut elsewhere is made whole before a model sees it.
import type { ToolCall } from "../models/port.ts";
import type { Message, TurnEvent } from "./events.ts";
import type { CallResult, Round, Running } from "./running.ts";

/** A message joins the history. */
export function* remember(running: Running, message: Message): Generator<TurnEvent, void> {
  running.messages.push(message);
  yield { type: "history", message };
}

/** Keep the result of a call until its round is closed. */
export function answer(round: Round, call: Pick<ToolCall, "id" | "name">, result: unknown, failed: boolean): void {
  round.results.push({ role: "tool", callId: call.id, name: call.name, result, failed });
}

/** The reply and its results join the history, in the order of the calls; a call without a result gets `missing` as its error. */
export function* closeRound(running: Running, missing: string): Generator<TurnEvent, void> {
  const { round } = running;
  if (!round) return;
  running.round = undefined;
  yield* remember(running, round.reply);
  for (const call of round.reply.calls) yield* remember(running, resultOf(round.results, call) ?? lost(call, missing));
}

/** Split a held round into its reply and results, to go on with it. */
export function reopen(held: readonly Message[]): Round | undefined {
  const [reply, ...rest] = held;
  if (reply?.role !== "assistant") return undefined;
  return { reply, results: rest.filter((message) => message.role === "tool") };
}

/**
 * The history with every call answered and every result called for: results without their call (the history was cut
 * before them) are dropped, calls without a result get one that says so.
 */
export function paired(messages: readonly Message[]): Message[] {
  return messages.flatMap((message, at): Message[] => {
    if (message.role === "tool") return [];
    if (message.role === "user" || message.calls.length === 0) return [message];
    const end = messages.findIndex((later, index) => index > at && later.role !== "tool");
    const results = messages.slice(at + 1, end === -1 ? undefined : end).filter((later) => later.role === "tool");
    return [
      message,
      ...message.calls.map((call) => resultOf(results, call) ?? lost(call, "This result is not on record.")),
    ];
  });
}

const resultOf = (results: readonly CallResult[], call: ToolCall) =>
  results.find((result) => result.callId === call.id);
const lost = (call: ToolCall, error: string): CallResult => ({
  role: "tool",
  callId: call.id,
  name: call.name,
  result: { error },
  failed: true,
});
