// Ends what was issued before its time: whole grants, or one access token.
import { endGrants as endInStore, type GrantsToEnd } from "../../store/grants.ts";
import { insertRevocation } from "../../store/revocations.ts";
import type { Db } from "../../store/schema.ts";
import type { Identity, TokenClaims } from "../identity.ts";
import { LONGEST_TOKEN_MS, SKEW_S } from "./lifetimes.ts";

/** The clock of another server may be off by as much as is forgiven of a token's times. */
const MARGIN_MS = SKEW_S * 1000;

/** A request that was let through a moment ago may yet be given its token. */
const LATE_MS = 60_000;

/** How long an ended grant can be looked up: thirty days. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/**
 * End grants, with every code, refresh token and access token under them. In the caller's transaction; `inOrg` and
 * `inTransaction` make it hold here at once, and every other server follows within a second. Returns how many ended.
 */
export function endGrants({ now }: Pick<Identity, "now">, tx: Db, which: GrantsToEnd, reason: string): Promise<number> {
  return endInStore(tx, which, {
    reason,
    at: new Date(now()),
    usedSince: new Date(now() - LONGEST_TOKEN_MS - MARGIN_MS),
    until: new Date(now() + LONGEST_TOKEN_MS + MARGIN_MS + LATE_MS),
    keptUntil: new Date(now() + KEPT_MS),
  });
}

/**
 * Revoke one access token, and what bootstrap made of it: here at once, and on every other server within a second. The other
 * of the two may live longer than the one that is shown.
 */
export async function revokeAccessToken({ db, now, revocations }: Identity, claims: TokenClaims): Promise<void> {
  const { orgId, tokenId } = claims;
  const expiresAt = new Date(now() + LONGEST_TOKEN_MS + MARGIN_MS);
  await insertRevocation(db, { orgId, tokenId, expiresAt }, new Date(now()));
  revocations.forget();
}
