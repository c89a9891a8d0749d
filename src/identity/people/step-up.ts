// Step-up: what shows a secret asks for a proof of who the user is that is not older than ten minutes.
import { refused } from "../../contract/problems.ts";
import type { Identity } from "../identity.ts";
import type { LoginSession } from "./login-sessions.ts";

/** Minutes for which a proof counts as recent. */
const RECENT_MINUTES = 10;

/** Whether the user has proved who they are lately: by password, or by a one-time link. */
export const hasRecentProof = ({ now }: Pick<Identity, "now">, session: Pick<LoginSession, "verifiedAt">): boolean =>
  now() - session.verifiedAt < RECENT_MINUTES * 60_000;

/** Refuses with `forbidden` unless the proof is recent. Pages send the user to `/login/verify` instead. */
export function requireRecentProof(identity: Pick<Identity, "now">, session: Pick<LoginSession, "verifiedAt">): void {
  if (hasRecentProof(identity, session)) return;
  throw refused(
    "forbidden",
    `this needs a proof of who you are that is not older than ${RECENT_MINUTES} minutes. Log in again, and repeat it`,
  );
}
