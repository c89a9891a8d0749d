// What has ended before its time, as every server knows it within a second.
import type { Kysely } from "kysely";
import { readRevocations } from "../../store/revocations.ts";
import type { Tables } from "../../store/schema.ts";
import { remember } from "../memory.ts";

export interface Revocations {
  /** Whether an access token was revoked, or the grant it was given under has ended. */
  readonly ended: (token: { readonly tokenId: string; readonly grantId: string | undefined }) => Promise<boolean>;
  /** Look again before the next answer: called after a change of our own. */
  readonly forget: () => void;
}

/**
 * The list of revocations, kept in memory. What is new is read at most every `everyMs`, whatever the number of requests
 * (oauth spec §3.5); where the database cannot be asked, no token is vouched for.
 */
export function watchRevocations(db: Kysely<Tables>, now: () => number, everyMs: number): Revocations {
  /** Epoch milliseconds at which each is forgotten, by id of token or grant. */
  const known = new Map<string, number>();
  let next = "0";
  const latest = remember(
    async () => {
      const unread = await readRevocations(db, next, new Date(now()));
      for (const { id, expiresAt } of unread.rows) known.set(id, expiresAt.getTime());
      for (const [id, until] of known) if (until <= now()) known.delete(id);
      next = unread.next;
      return known;
    },
    { forMs: everyMs, limit: 1, now },
  );
  return {
    ended: async ({ tokenId, grantId }) => {
      const ended = await latest.get("all");
      return ended.has(tokenId) || (grantId !== undefined && ended.has(grantId));
    },
    forget: latest.forget,
  };
}
