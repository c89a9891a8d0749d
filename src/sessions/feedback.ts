// Feedback on what an agent said (spec §5.5).
import type { FeedbackRequest } from "../contract/agent-api.ts";
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";
import { addFeedback } from "../store/sessions.ts";
import { isUuid, keyOf, requireOpen } from "./find.ts";
import type { Sessions } from "./sessions.ts";

/**
 * `POST /sessions/{sessionId}/feedback`. A turn may be rated while another runs, and more than once.
 * @throws Refused `session_not_found`, or `bad_request` when no message of the session has that feedback id
 */
export async function giveFeedback(
  sessions: Sessions,
  principal: Principal,
  sessionId: string,
  request: FeedbackRequest,
): Promise<void> {
  const key = keyOf(principal, sessionId);
  await requireOpen(sessions, key);
  const kept =
    isUuid(request.feedbackId) &&
    (await addFeedback(sessions.db, {
      id: sessions.newKey(),
      session: key,
      turnId: request.feedbackId,
      rating: request.feedback,
      text: request.text ?? null,
      details: request.details ?? null,
    }));
  if (!kept) {
    throw refused(
      "bad_request",
      `No message of this session has the feedbackId ${request.feedbackId}. Take it from the agent message that is rated`,
    );
  }
}
