// Ending a session at the client's word (spec §5.4).
import { linksOf, MessagesResponse } from "../contract/agent-api.ts";
import type { Principal } from "../contract/identity.ts";
import { closeSession } from "../store/sessions.ts";
import { keyOf, whyNot } from "./find.ts";
import type { Sessions } from "./sessions.ts";

/**
 * `DELETE /sessions/{sessionId}`. Ending twice is a 404, as in the original.
 * @param reason the client's `x-session-end-reason`, kept as it came; the reply always says `ClientRequest`
 * @throws Refused `session_not_found`, or `session_locked` while a turn runs
 */
export async function endSession(
  sessions: Sessions,
  principal: Principal,
  sessionId: string,
  reason: string,
): Promise<MessagesResponse> {
  const key = keyOf(principal, sessionId);
  const agentId = await closeSession(sessions.db, key, reason, sessions.limits.idleMs);
  if (!agentId) throw await whyNot(sessions, key);
  return MessagesResponse.parse({
    messages: [{ type: "SessionEnded", id: sessions.newId(), metrics: {}, reason: "ClientRequest", feedbackId: "" }],
    _links: linksOf(principal.origin, key.id, agentId),
  });
}
