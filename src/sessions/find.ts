// Which session a caller means, and why it cannot be had.
import type { Principal } from "../contract/identity.ts";
import { type Refused, refused } from "../contract/problems.ts";
import { findSession, type SessionKey, type SessionRow } from "../store/sessions.ts";
import type { Sessions } from "./sessions.ts";

export const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/**
 * The key of a session as its path names it.
 * @throws Refused `session_not_found` when the text is no UUID: nobody has such a session
 */
export function keyOf(principal: Principal, sessionId: string): SessionKey {
  if (!isUuid(sessionId)) throw refused("session_not_found", sessionId);
  return { id: sessionId.toLowerCase(), orgId: principal.orgId, appId: principal.appId };
}

/**
 * The session, if it is still open.
 * @throws Refused `session_not_found` for a session that is unknown, ended, expired, or another app's (spec §11.4)
 */
export async function requireOpen(sessions: Sessions, key: SessionKey): Promise<SessionRow> {
  const session = await findSession(sessions.db, key, sessions.limits.idleMs);
  if (session?.status !== "open" || session.idle) throw refused("session_not_found", key.id);
  return session;
}

/** Why a session could not be taken: it is not open any more, or a turn holds it. */
export async function whyNot(sessions: Sessions, key: SessionKey): Promise<Refused> {
  await requireOpen(sessions, key);
  return refused("session_locked");
}
