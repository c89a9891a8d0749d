// How long what is issued lives, and how far clocks may differ.
import type { OrgRow } from "../../store/orgs.ts";
import type { Client } from "../apps/client.ts";
import { settingsOf } from "../orgs/org-settings.ts";

/** Clocks may differ by this much, in seconds (oauth spec §3.4, §6.1). */
export const SKEW_S = 30;

/** No access token lives longer, whatever a setting says: a key and a revocation are kept for as long. */
export const LONGEST_TOKEN_MS = 24 * 60 * 60_000;

/** An authorization code is redeemed at once, or not at all (oauth spec §2.5). */
export const CODE_MS = 60_000;

/** Milliseconds that an access token of this app lives (oauth spec §1.4, §3.3). */
export function accessTokenMs(
  { settings, policies }: Pick<Client, "policies" | "settings">,
  org: Pick<OrgRow, "settings">,
): number {
  const minutes = !settings.namedUserJwt
    ? policies.sessionTimeoutMinutes
    : policies.jwtTimeoutFromSession
      ? settingsOf(org).sessionMinutes
      : policies.jwtTimeoutMinutes;
  return Math.min(minutes * 60_000, LONGEST_TOKEN_MS);
}

const HOUR_MS = 60 * 60_000;

/**
 * When the policy ends a refresh token, given under a grant of `grantedAt` and last used at `usedAt`; epoch milliseconds,
 * `undefined` for never. Its life counts from the grant on: rotation does not prolong it.
 */
export function refreshTokenEnd(
  policy: Client["policies"]["refreshToken"],
  { grantedAt, usedAt }: { readonly grantedAt: Date; readonly usedAt: Date },
): number | undefined {
  switch (policy.kind) {
    case "infinite":
      return undefined;
    case "zero":
      return grantedAt.getTime();
    case "lifetime":
      return grantedAt.getTime() + policy.hours * HOUR_MS;
    case "inactivity":
      return usedAt.getTime() + policy.hours * HOUR_MS;
  }
}

/** When everything under a grant that is used now will be dead by itself; `null` for never. */
export function grantEnd(
  now: number,
  refreshes: boolean,
  { policies }: Pick<Client, "policies">,
  grantedAt: Date,
): Date | null {
  const lastToken = now + LONGEST_TOKEN_MS + SKEW_S * 1000;
  if (!refreshes) return new Date(lastToken);
  const end = refreshTokenEnd(policies.refreshToken, { grantedAt, usedAt: new Date(now) });
  return end === undefined ? null : new Date(Math.max(end, lastToken));
}
