// One turn run to its end: reasoning speaks, the wire form of what it says is stored and delivered, the state is kept.
import { versionById } from "../agents/catalogue.ts";
import type { Input, Message, Outcome, Step } from "../reasoning/events.ts";
import { turn } from "../reasoning/turn.ts";
import type { SessionKey } from "../store/sessions.ts";
import { type Claimed, finishTurn, type Writer } from "../store/turns.ts";
import { journaled } from "./journal.ts";
import { openOutbox } from "./outbox.ts";
import type { Kept, Sessions, TurnReport } from "./sessions.ts";
import { surroundingsOf } from "./surroundings.ts";
import { inBand, openWire, originOf, type StoredEvent } from "./wire.ts";

export interface TurnWork {
  readonly key: SessionKey;
  readonly turnId: string;
  readonly claimed: Claimed;
  readonly kept: Kept;
  readonly input: Input;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly deliver: (event: StoredEvent) => void;
}

/** What stopped a turn before its end. */
type Stop = { readonly why: "timeout" } | { readonly why: "lost" | "broken"; readonly cause: unknown };

/** Run a claimed turn. Never rejects: whatever happens, the reader gets an `EndOfTurn` and the report is made. */
export async function runTurn(sessions: Sessions, work: TurnWork): Promise<void> {
  const { db, limits } = sessions;
  const { claimed, turnId } = work;
  const writer: Writer = { sessionId: work.key.id, orgId: work.key.orgId, turnId, fence: claimed.fence };
  const wire = openWire({
    turnId,
    origin: originOf(work.receivedAt),
    streamsText: claimed.streamsText,
    now: sessions.now,
    newId: sessions.newId,
  });

  let stop: Stop | undefined;
  const abort = new AbortController();
  const halt = (reason: Stop) => {
    stop ??= reason;
    abort.abort();
  };
  const timer = setTimeout(() => halt({ why: "timeout" }), limits.turnTimeoutMs);

  let firstEventMs: number | undefined;
  const deliver = (event: StoredEvent) => {
    firstEventMs ??= sessions.now() - work.receivedAt;
    work.deliver(event);
  };
  const outbox = openOutbox(db, writer, deliver, (cause) => halt({ why: "lost", cause }));

  const history = claimed.history as readonly Message[];
  const messages: Message[] = [];
  const plan: Step[] = [];
  let endReason: string | null = null;
  let outcome: Outcome | undefined;
  try {
    const agent = await versionById(sessions.catalogue, claimed.versionId);
    const place = surroundingsOf(`${work.key.id}:${claimed.turns}`, work.kept.language);
    const events = turn(agent, work.kept.conversation, history, work.input, place, {
      ...journaled(db, writer, sessions),
      now: sessions.now,
      newId: sessions.newId,
      signal: abort.signal,
    });
    for (;;) {
      const next = await events.next();
      if (next.done) {
        outcome = next.value;
        break;
      }
      const event = next.value;
      if (event.type === "history") messages.push(event.message);
      else if (event.type === "step") plan.push(withoutHistory(event.step, history));
      else if (event.type === "ended") endReason = event.reason;
      if (!stop) outbox.push(wire.say(event));
    }
  } catch (cause) {
    halt({ why: "broken", cause });
  } finally {
    clearTimeout(timer);
  }

  const rest = await outbox.take();
  const last = [
    ...rest,
    ...(stop && stop.why !== "lost" ? [wire.fail(errorOf(stop, limits.turnTimeoutMs))] : []),
    ...wire.close(),
  ];
  const kept: Kept = outcome ? { ...work.kept, conversation: outcome.state } : work.kept;
  try {
    if (stop?.why === "lost") throw stop.cause;
    const saved = await finishTurn(db, writer, {
      status: stop ? "failed" : "done",
      state: kept,
      endReason: outcome ? endReason : null,
      events: last.map((event) => ({ kind: event.event, data: event.data })),
      messages: answered(messages),
      plan,
      model: outcome?.model ?? null,
      modelCalls: outcome?.modelCalls ?? 0,
      inputTokens: outcome?.usage.inputTokens ?? 0,
      outputTokens: outcome?.usage.outputTokens ?? 0,
      failure: stop?.why ?? null,
    });
    if (!saved) throw new Error("the session moved on to a newer turn");
    for (const event of last) deliver(event);
  } catch (cause) {
    // The one thing a client hears that is not on record: that the record could not be made.
    stop = { why: "lost", cause };
    work.deliver(wire.fail(inBand("unavailable", "the turn could not be stored. Send the message again")));
    for (const event of wire.close()) work.deliver(event);
  }
  sessions.observe(report(sessions, work, outcome, stop, firstEventMs));
}

const errorOf = (stop: Stop, turnTimeoutMs: number) =>
  stop.why === "timeout"
    ? inBand("turn_timeout", String(turnTimeoutMs / 1000))
    : inBand("internal", "of this session's last turn");

/**
 * A step of the plan without the messages that earlier turns have put on record: with them, a turn late in a long
 * conversation would store the whole of it once for each model call.
 */
function withoutHistory(step: Step, history: readonly Message[]): Step {
  if (!Array.isArray(step.messages_sent)) return step;
  const before = new Set<unknown>(history);
  return { ...step, messages_sent: step.messages_sent.filter((message) => !before.has(message)) };
}

/** Messages up to the last call that has its result: a model is never shown a call without one. */
function answered(messages: readonly Message[]): readonly Message[] {
  const results = new Set(messages.map((message) => (message.role === "tool" ? message.callId : "")));
  const open = messages.findIndex(
    (message) => message.role === "assistant" && message.calls.some((call) => !results.has(call.id)),
  );
  return open === -1 ? messages : messages.slice(0, open);
}

function report(
  sessions: Sessions,
  work: TurnWork,
  outcome: Outcome | undefined,
  stop: Stop | undefined,
  firstEventMs: number | undefined,
): TurnReport {
  return {
    sessionId: work.key.id,
    turnId: work.turnId,
    outcome: !stop ? "done" : stop.why === "broken" ? "failed" : stop.why,
    durationMs: sessions.now() - work.receivedAt,
    firstEventMs,
    modelCalls: outcome?.modelCalls ?? 0,
    inputTokens: outcome?.usage.inputTokens ?? 0,
    outputTokens: outcome?.usage.outputTokens ?? 0,
    model: outcome?.model,
    failure: stop && "cause" in stop ? stop.cause : undefined,
  };
}
