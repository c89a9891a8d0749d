// The end of a turn, stored in one guarded statement: its last events, its messages, the state and its figures.
import type { Message } from "../reasoning/events.ts";
import { finishTurn, type Writer } from "../store/turns.ts";
import type { Stop } from "./brake.ts";
import { failedActions } from "./failed-actions.ts";
import type { Kept, Sessions } from "./sessions.ts";
import type { Heard, TurnWork } from "./turn-work.ts";
import { unanswered } from "./unanswered.ts";
import type { StoredEvent } from "./wire.ts";

/** Store the end of the turn. A turn that lost its session stores nothing. */
export async function keep(
  { db }: Sessions,
  { kept }: TurnWork,
  writer: Writer,
  { messages, plan, endReason, outcome }: Heard,
  stop: Stop | undefined,
  last: readonly StoredEvent[],
): Promise<{ readonly ok: true } | ({ readonly ok: false } & Extract<Stop, { readonly why: "lost" | "handed_over" }>)> {
  const lost = (cause: unknown) => ({ ok: false, why: "lost", cause }) as const;
  if (stop?.why === "lost") return lost(stop.cause);
  if (stop?.why === "handed_over") return { ok: false, why: "handed_over" };
  const state: Kept = outcome ? { ...kept, conversation: outcome.state } : kept;
  try {
    const saved = await finishTurn(db, writer, {
      status: stop ? "failed" : "done",
      state,
      endReason,
      events: last.map((event) => ({ kind: event.event, data: event.data })),
      messages: answered(messages),
      plan,
      model: outcome?.model ?? null,
      modelCalls: outcome?.modelCalls ?? 0,
      inputTokens: outcome?.usage.inputTokens ?? 0,
      outputTokens: outcome?.usage.outputTokens ?? 0,
      failure: stop?.why ?? unanswered(plan),
      failedActions: failedActions(plan),
    });
    return saved ? { ok: true } : lost(new Error("the session moved on to a newer turn"));
  } catch (cause) {
    return lost(cause);
  }
}

/** Messages up to the last call that has its result: a model is never shown a call without one. */
function answered(messages: readonly Message[]): readonly Message[] {
  const results = new Set(messages.map((message) => (message.role === "tool" ? message.callId : "")));
  const open = messages.findIndex(
    (message) => message.role === "assistant" && message.calls.some((call) => !results.has(call.id)),
  );
  return open === -1 ? messages : messages.slice(0, open);
}
