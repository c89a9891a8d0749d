// One turn run to its end: reasoning speaks, the wire form of what it says is stored and delivered, the state is kept.
import { versionById } from "../agents/catalogue.ts";
import type { Input, Message, Outcome, Ports, Step, TurnEvent } from "../reasoning/events.ts";
import { turn } from "../reasoning/turn.ts";
import type { Agent } from "../script/agent.ts";
import type { SessionKey } from "../store/sessions.ts";
import { type Claimed, finishTurn, type Writer } from "../store/turns.ts";
import { type Brake, openBrake, type Stop } from "./brake.ts";
import { connectedAgents } from "./connected.ts";
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
  /** Set where the turn is a preview's. */
  readonly stage?: Stage;
}

/** What a preview has in place of the world. */
export interface Stage {
  /** The script as it was when the preview began. */
  readonly agent: Agent;
  /** What answers actions; without it, they are called. */
  readonly action?: Ports["action"];
  /** Stops the turn. */
  readonly signal: AbortSignal;
}

/** Run a claimed turn. Never rejects: whatever happens, the reader gets an `EndOfTurn` and the report is made. */
export async function runTurn(sessions: Sessions, work: TurnWork): Promise<void> {
  const { db, limits } = sessions;
  const { key, claimed, turnId } = work;
  const writer: Writer = { sessionId: key.id, orgId: key.orgId, turnId, fence: claimed.fence };
  const wire = openWire({
    turnId,
    origin: originOf(work.receivedAt),
    streamsText: claimed.streamsText,
    now: sessions.now,
    newId: sessions.newId,
  });
  let firstEventMs: number | undefined;
  const deliver = (event: StoredEvent) => {
    firstEventMs ??= sessions.now() - work.receivedAt;
    work.deliver(event);
  };

  const brake = openBrake(limits.turnTimeoutMs);
  work.stage?.signal.addEventListener("abort", () => brake.stop({ why: "stopped" }), { once: true });
  if (work.stage?.signal.aborted) brake.stop({ why: "stopped" });
  const outbox = openOutbox(db, writer, deliver, (cause) => brake.stop({ why: "lost", cause }));
  const heard = await listen(sessions, work, writer, brake, (event) => outbox.push(wire.say(event)));
  brake.release();

  const rest = await outbox.take();
  const stop = brake.stopped();
  const told = stop && stop.why !== "lost" && stop.why !== "stopped";
  const error = told ? [wire.fail(errorOf(stop, limits.turnTimeoutMs))] : [];
  const last = [...rest, ...error, ...wire.close()];
  const kept = await keep(sessions, work, writer, heard, stop, last);
  if (kept.ok) {
    for (const event of last) deliver(event);
  } else {
    // The one thing a client hears that is not on record: that the record could not be made.
    work.deliver(wire.fail(inBand("unavailable", "the turn could not be stored. Send the message again")));
    for (const event of wire.close()) work.deliver(event);
  }
  sessions.observe(report(sessions, work, heard, kept.ok ? stop : kept, firstEventMs));
}

/** What a turn came to. */
interface Heard {
  readonly messages: readonly Message[];
  readonly plan: readonly Step[];
  /** Set when the agent ended the session. */
  readonly endReason: string | null;
  /** Absent when the turn broke. */
  readonly outcome: Outcome | undefined;
}

/** Let the agent reason, and pass on what it says until it is stopped. What it learns is kept either way. */
async function listen(
  sessions: Sessions,
  { key, claimed, kept, input, stage }: TurnWork,
  writer: Writer,
  brake: Brake,
  pass: (event: TurnEvent) => void,
): Promise<Heard> {
  const history = claimed.history as readonly Message[];
  const messages: Message[] = [];
  const plan: Step[] = [];
  let endReason: string | null = null;
  let outcome: Outcome | undefined;
  try {
    const agent = stage?.agent ?? (await versionById(sessions.catalogue, claimed.versionId));
    const place = surroundingsOf(`${key.id}:${claimed.turns}`, kept);
    const { model } = sessions;
    const ports = journaled(sessions.db, writer, { model, action: stage?.action ?? sessions.action });
    const events = turn(agent, kept.conversation, history, input, place, {
      ...ports,
      connected: connectedAgents(sessions, key.orgId, ports, kept),
      now: sessions.now,
      newId: sessions.newId,
      signal: brake.signal,
    });
    while (!outcome) {
      const { done, value } = await events.next();
      if (done) outcome = value;
      else if (value.type === "history") messages.push(value.message);
      else if (value.type === "step") plan.push(withoutHistory(value.step, history));
      else {
        if (value.type === "ended") endReason = value.reason;
        if (!brake.stopped()) pass(value);
      }
    }
  } catch (cause) {
    brake.stop({ why: "broken", cause });
  }
  return { messages, plan, endReason: outcome ? endReason : null, outcome };
}

/** Store the end of the turn. A turn that lost its session stores nothing. */
async function keep(
  { db }: Sessions,
  { kept }: TurnWork,
  writer: Writer,
  { messages, plan, endReason, outcome }: Heard,
  stop: Stop | undefined,
  last: readonly StoredEvent[],
): Promise<{ readonly ok: true } | { readonly ok: false; readonly why: "lost"; readonly cause: unknown }> {
  const lost = (cause: unknown) => ({ ok: false, why: "lost", cause }) as const;
  if (stop?.why === "lost") return lost(stop.cause);
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
      failure: stop?.why ?? null,
    });
    return saved ? { ok: true } : lost(new Error("the session moved on to a newer turn"));
  } catch (cause) {
    return lost(cause);
  }
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
  { outcome }: Heard,
  stop: Stop | undefined,
  firstEventMs: number | undefined,
): TurnReport {
  return {
    sessionId: work.key.id,
    turnId: work.turnId,
    preview: work.stage !== undefined,
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
