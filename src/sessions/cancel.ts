// Stopping a turn at its client's word, on whichever server it runs.
import type { Cancelled } from "../contract/extensions.ts";
import type { Principal } from "../contract/identity.ts";
import { askToStop, isToStop, sessionsToStop } from "../store/stop.ts";
import { keyOf } from "./find.ts";
import { stateOf } from "./look.ts";
import type { Sessions } from "./sessions.ts";

/**
 * `POST /sessions/{sessionId}/cancel`. The wish is a row, so that it also reaches a turn that another server goes on with.
 * @throws Refused `forbidden` or `session_not_found`
 */
export async function cancelTurn(sessions: Sessions, principal: Principal, sessionId: string): Promise<Cancelled> {
  const { sessionId: id } = await stateOf(sessions, principal, sessionId);
  const fence = await askToStop(sessions.db, keyOf(principal, id));
  sessions.running.get(id)?.stopIf(fence);
  return { cancelled: fence !== undefined };
}

/** Look whether somebody wants a turn that runs here to stop: another server woke this one, and says only which session. */
export async function heedStop(sessions: Sessions, sessionId: string): Promise<void> {
  const work = sessions.running.get(sessionId);
  if (work) work.stopIf(await isToStop(sessions.db, sessionId));
}

/** The same for every turn that runs here: a wake-up may be lost, and a pooler may swallow it. */
export async function heedStops(sessions: Sessions): Promise<void> {
  if (sessions.running.size === 0) return;
  const asked = await sessionsToStop(sessions.db, [...sessions.running.keys()]);
  await Promise.all(asked.map((sessionId) => heedStop(sessions, sessionId)));
}
