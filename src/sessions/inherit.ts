// Going on with turns whose server stopped: what is on record is read, what was never told is told, and the rest is run.

import type { RequestMessage } from "../contract/agent-api.ts";
import { readOn } from "../store/events.ts";
import { forgetServers, type Inherited, inheritTurns, turnsHeld } from "../store/servers.ts";
import { finishTurn, stepsOf } from "../store/turns.ts";
import { heedStops } from "./cancel.ts";
import { startTurn } from "./run.ts";
import { inputOf, withGiven } from "./send.ts";
import type { Kept, Sessions } from "./sessions.ts";
import type { Given } from "./variables.ts";
import { inBand, openWire, receivedAtOf, toldBy } from "./wire.ts";

/** Servers that may try one turn: one that stops each of them is given up, and its session is free again. */
const ATTEMPTS = 3;

/** Turns that this server goes on with at a time, beside those its own clients ask for. */
const AT_A_TIME = 32;

/** Events of one turn that are read again. Past these, the turn is given up. */
const EVENTS = 10_000;

/** Look now, and three times in the length of a lease until stopped, for turns that nobody runs. */
export function keepInherited(sessions: Sessions, failed: (error: unknown) => void): { stop(): Promise<void> } {
  let current: Promise<void> = Promise.resolve();
  let stopped = false;
  const look = async () => {
    try {
      await sessions.lease.held();
      await heedStops(sessions);
      while (!stopped && !sessions.drain.begun()) {
        const { db, owner, limits } = sessions;
        const { orphans } = sessions.lease;
        await forgetEnded(sessions);
        const turns = await inheritTurns(db, owner, [...orphans], AT_A_TIME, limits.historyMessages);
        // They are this server's now, and no other looks for them: one that fails to start is taken again.
        for (const { turnId } of turns) orphans.add(turnId);
        await Promise.all(turns.map((turn) => goOn(sessions, turn).catch(failed)));
        if (turns.length < AT_A_TIME) break;
      }
      await forgetServers(sessions.db);
    } catch (error) {
      failed(error);
    }
  };
  const timer = setInterval(() => {
    current = current.then(look);
  }, sessions.limits.leaseMs / 3);
  timer.unref();
  current = look();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await current;
    },
  };
}

/**
 * Forget the orphans that have ended, or are another server's by now. That one was not taken over says neither: its row may
 * have been locked, or this server did not count as alive at that moment.
 */
async function forgetEnded({ db, owner, lease: { orphans } }: Sessions): Promise<void> {
  if (orphans.size === 0) return;
  const asked = [...orphans];
  const held = await turnsHeld(db, owner, asked);
  for (const id of asked) if (!held.has(id)) orphans.delete(id);
}

/** Run a turn again from its journal. What nobody can run is ended with an error that its client can read. */
async function goOn(sessions: Sessions, turn: Inherited): Promise<void> {
  const { db } = sessions;
  const page = await readOn(db, turn.session, turn.eventsBefore, EVENTS);
  const told = toldBy(page?.events ?? []);
  if (turn.preview || turn.attempts > ATTEMPTS || page?.events.length === EVENTS) {
    return giveUp(sessions, turn, told);
  }
  const { done } = startTurn(sessions, {
    key: turn.session,
    turnId: turn.turnId,
    claimed: turn,
    kept: withGiven(turn.state as Kept, (turn.given ?? undefined) as Given | undefined),
    input: inputOf(turn.request as RequestMessage),
    origin: turn.origin,
    receivedAt: receivedAtOf(turn.origin),
    deliver: () => {},
    past: { steps: await stepsOf(db, turn.turnId), told },
  });
  sessions.lease.orphans.delete(turn.turnId);
  return done;
}

async function giveUp(sessions: Sessions, turn: Inherited, told: ReturnType<typeof toldBy>): Promise<void> {
  const wire = openWire({ ...turn, now: sessions.now, newId: sessions.newId, told });
  const events = [...wire.resume(), wire.fail(inBand("internal", "of this session's last turn")), ...wire.close()];
  const { session, turnId, fence } = turn;
  await finishTurn(
    sessions.db,
    { sessionId: session.id, orgId: session.orgId, turnId, fence },
    {
      status: "abandoned",
      state: turn.state,
      endReason: null,
      events: events.map(({ event, data }) => ({ kind: event, data })),
      messages: [],
      plan: [],
      model: null,
      modelCalls: 0,
      inputTokens: 0,
      outputTokens: 0,
      failure: "the server stopped during the turn",
      failedActions: null,
    },
  );
  sessions.wakes.wake(session.id);
}
