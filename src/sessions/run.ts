// One turn run to its end: reasoning speaks, the wire form of what it says is stored and delivered, the state is kept.
import { setTimeout as pause } from "node:timers/promises";
import { eventNames } from "../contract/agent-api.ts";
import type { Writer } from "../store/turns.ts";
import { type Brake, openBrake, type Stop } from "./brake.ts";
import { followTurn } from "./follow.ts";
import { keep } from "./keep.ts";
import { openLedger } from "./ledger.ts";
import { listen } from "./listen.ts";
import type { RunningWork, Sessions, TurnReport } from "./sessions.ts";
import { openTurnSpans } from "./turn-spans.ts";
import type { Heard, TurnWork } from "./turn-work.ts";
import { inBand, openWire, type StoredEvent } from "./wire.ts";

/** Let a claimed turn run here. `done` settles with it; a turn of this session that comes later is not its concern. */
export function startTurn(sessions: Sessions, work: TurnWork): RunningWork {
  const { running } = sessions;
  const brake = openBrake(sessions.limits.turnTimeoutMs);
  const stopIf = (fence: number | undefined) => {
    if (fence === work.claimed.fence) brake.stop({ why: "stopped" });
  };
  const done = runTurn(sessions, work, brake).finally(() => {
    if (running.get(work.key.id) === entry) running.delete(work.key.id);
    sessions.wakes.wake(work.key.id);
  });
  const handOver = () => brake.stop({ why: "handed_over" });
  const entry = { turnId: work.turnId, stopIf, handOver, done };
  running.set(work.key.id, entry);
  if (sessions.drain.over.aborted) handOver();
  return entry;
}

/** Run a claimed turn. Never rejects: whatever happens, the reader gets an `EndOfTurn` and the report is made. */
async function runTurn(sessions: Sessions, work: TurnWork, brake: Brake): Promise<void> {
  const { db, limits } = sessions;
  const { key, claimed, turnId } = work;
  const writer: Writer = { sessionId: key.id, orgId: key.orgId, turnId, fence: claimed.fence };
  const spans = openTurnSpans(sessions.tracer, turnId, work.caller ?? {}, work.past?.told.traceId);
  const wire = openWire({
    turnId,
    origin: work.origin,
    traceId: spans.traceId,
    streamsText: claimed.streamsText,
    now: sessions.now,
    newId: sessions.newId,
    ...(work.past && { told: work.past.told }),
  });
  let firstEventMs: number | undefined;
  let delivered = 0;
  const deliver = (event: StoredEvent) => {
    firstEventMs ??= sessions.now() - work.receivedAt;
    delivered += 1;
    work.deliver(event);
    sessions.wakes.wake(key.id);
  };

  work.stage?.signal.addEventListener("abort", () => brake.stop({ why: "stopped" }), { once: true });
  if (work.stage?.signal.aborted) brake.stop({ why: "stopped" });
  const ledger = openLedger(db, writer, deliver, (cause) => brake.stop({ why: "lost", cause }));
  // Before anything else hears of it: what an action says when it is cut off must not count as its result.
  const abandon = () => {
    if (brake.stopped()?.why === "handed_over") ledger.abandon(new Error("the turn was handed over"));
  };
  brake.signal.addEventListener("abort", abandon, { once: true });
  ledger.say(wire.resume());
  const heard = await listen(sessions, work, ledger, brake, spans, (event) => ledger.say(wire.say(event)));
  brake.release();

  const rest = await ledger.take();
  const stop = brake.stopped();
  const told = stop?.why === "timeout" || stop?.why === "broken";
  const error = told ? [wire.fail(errorOf(stop, limits.turnTimeoutMs))] : [];
  const last = [...rest, ...error, ...wire.close()];
  const kept = await keep(sessions, work, writer, heard, stop, last);
  if (kept.ok) {
    for (const event of last) deliver(event);
  } else if (kept.why === "lost") {
    sessions.lease.orphans.add(turnId);
    const told = work.past ? "nobody" : await tellTheRest(sessions, work, claimed.eventsBefore + delivered);
    if (told === "not all") {
      // The one thing a client hears that is not on record: that the record could not be made.
      work.deliver(wire.fail(inBand("unavailable", HANDED_OVER)));
      for (const event of wire.close()) work.deliver(event);
    }
  }
  const became = report(sessions, work, heard, kept.ok ? stop : kept, firstEventMs, spans.traceId);
  spans.end(became, { id: claimed.agentId, name: heard.agentName });
  sessions.observe(became);
}

const HANDED_OVER =
  "the turn could not be stored. It goes on when the database is back: read its answer then with GET on messages/stream";

/** Milliseconds between looks at a store that is away. */
const AWAY_MS = 500;

/**
 * Tell the reader of a turn that this server lost what the record says of it: another server goes on with it, or this one
 * does once the store is back. As long as a turn may take; then the reader is told that not all was told.
 */
async function tellTheRest(sessions: Sessions, work: TurnWork, after: number): Promise<"all" | "not all"> {
  const signal = AbortSignal.any([AbortSignal.timeout(sessions.limits.turnTimeoutMs), sessions.drain.over]);
  let eventsBefore = after;
  while (!signal.aborted) {
    try {
      for await (const event of followTurn(sessions, work.key, { turnId: work.turnId, eventsBefore }, signal)) {
        eventsBefore = event.seq;
        work.deliver(event);
        if (event.event === eventNames.EndOfTurn) return "all";
      }
    } catch {
      // The store is still away.
    }
    await pause(AWAY_MS);
  }
  return "not all";
}

const errorOf = (stop: Stop, turnTimeoutMs: number) =>
  stop.why === "timeout"
    ? inBand("turn_timeout", String(turnTimeoutMs / 1000))
    : inBand("internal", "of this session's last turn");

function report(
  sessions: Sessions,
  work: TurnWork,
  { outcome }: Heard,
  stop: Stop | undefined,
  firstEventMs: number | undefined,
  traceId: string,
): TurnReport {
  const requestId = work.caller?.requestId;
  return {
    sessionId: work.key.id,
    turnId: work.turnId,
    traceId,
    ...(requestId === undefined ? {} : { requestId }),
    inherited: work.past !== undefined,
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
