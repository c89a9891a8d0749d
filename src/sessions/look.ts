// Looking at a session from outside: how it stands, and what was said in it. Ended sessions can be looked at, too.
import type { History, SessionState } from "../contract/extensions.ts";
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";
import type { Message } from "../reasoning/events.ts";
import { findState, messagesAfter } from "../store/look.ts";
import { requireAgentOf } from "./agent-access.ts";
import { keyOf } from "./find.ts";
import type { Sessions } from "./sessions.ts";

/** Messages on a page. */
const PAGE = 100;

/**
 * `GET /sessions/{sessionId}`.
 * @throws Refused `forbidden`, or `session_not_found` for a session that is unknown or another app's
 */
export async function stateOf(sessions: Sessions, principal: Principal, sessionId: string): Promise<SessionState> {
  const key = keyOf(principal, sessionId);
  await requireAgentOf(sessions, principal, key);
  const found = await findState(sessions.db, key, sessions.limits.idleMs);
  if (!found) throw refused("session_not_found", sessionId);
  return { sessionId: key.id, ...found };
}

/**
 * `GET /sessions/{sessionId}/messages`: what was said aloud. What models and actions told each other is not in it.
 * @param after `nextAfter` of the page before, or 0
 * @throws Refused as `stateOf`
 */
export async function historyOf(
  sessions: Sessions,
  principal: Principal,
  sessionId: string,
  after: number,
): Promise<History> {
  const { sessionId: id } = await stateOf(sessions, principal, sessionId);
  const rows = await messagesAfter(sessions.db, keyOf(principal, id), after, PAGE);
  const messages = rows.flatMap(({ message, planId, at }) => {
    const said = message as Message;
    if (said.role === "tool" || said.text === "") return [];
    return [{ role: said.role === "user" ? ("user" as const) : ("agent" as const), text: said.text, planId, at }];
  });
  return { messages, nextAfter: rows.length < PAGE ? null : rows.at(-1)!.seq };
}
