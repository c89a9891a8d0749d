// Refresh tokens: given under a grant, used, rotated, and what their misuse ends (RFC 6749 §6, RFC 9700 §4.14).
import { useGrant } from "../../store/grants.ts";
import {
  findRefreshToken,
  insertRefreshToken,
  type NewRefreshToken,
  type RefreshTokenRow,
  replaceRefreshToken,
  touchRefreshToken,
} from "../../store/refresh-tokens.ts";
import type { Db } from "../../store/schema.ts";
import type { Client } from "../apps/client.ts";
import { REFRESH_SCOPES } from "../apps/scopes.ts";
import type { TokenRefusal } from "../exchange/refusal.ts";
import { hashOf } from "../hash.ts";
import type { Identity } from "../identity.ts";
import { lettersOf } from "../letters.ts";
import { endGrants } from "./end-grants.ts";
import { grantEnd, refreshTokenEnd } from "./lifetimes.ts";

/** `scopes` as they are given without a refresh token (oauth spec §2.3). */
export const withoutRefresh = (scopes: readonly string[]): string[] =>
  scopes.filter((scope) => !REFRESH_SCOPES.includes(scope));

/** Whether these scopes come with a refresh token: one of them asks for it, and the app's policy lets it live. */
export const comeWithRefreshToken = (scopes: readonly string[], { policies }: Client): boolean =>
  scopes.some((scope) => REFRESH_SCOPES.includes(scope)) && policies.refreshToken.kind !== "zero";

/** A new refresh token under a grant: 87 characters that begin as the original's do (oauth spec §2.3). */
export async function issueRefreshToken(
  { random, now }: Pick<Identity, "now" | "random">,
  db: Db,
  under: Omit<NewRefreshToken, "hash">,
): Promise<string> {
  const token = `5Aep8${lettersOf(random(new Uint8Array(82)))}`;
  await insertRefreshToken(db, { ...under, hash: hashOf(token) }, new Date(now()));
  return token;
}

/** The form of a refresh token. */
export const isRefreshToken = (token: string): boolean => /^5Aep8[\w.]{82}$/.test(token);

/** Why a client may not use this refresh token; `undefined` when it may. */
export function refreshTokenProblem(
  token: RefreshTokenRow | undefined,
  client: Client,
  now: number,
): TokenRefusal | undefined {
  if (!token || token.appId !== client.appId) return { reason: "refresh_token_unknown" };
  const { grantId } = token;
  if (token.endedAt) return { reason: "refresh_token_over", grantId, why: "its grant has ended" };
  if (token.replacedAt) return { reason: "refresh_token_reused", grantId };
  if (!comeWithRefreshToken(client.scopes, client)) {
    return { reason: "refresh_token_over", grantId, why: "the app gives no refresh tokens" };
  }
  const end = refreshTokenEnd(client.policies.refreshToken, token);
  return end !== undefined && now >= end
    ? { reason: "refresh_token_over", grantId, why: `the app's policy is ${client.policies.refreshToken.kind}` }
    : undefined;
}

/**
 * Use a refresh token. Gives the token that takes its place where it is rotated, else nothing; or why it is refused.
 * One that was replaced has been stolen, or its successor has: the grant ends with the whole family, even when it was
 * the client itself that repeated a request (RFC 9700 §4.14.2). Of two uses at once, one is the second.
 */
export async function spendRefreshToken(
  identity: Identity,
  client: Client,
  hash: Buffer,
  rotates: boolean,
): Promise<{ readonly next: string | undefined } | TokenRefusal> {
  const at = new Date(identity.now());
  const outcome = await identity.db.transaction().execute(async (tx) => {
    const token = await findRefreshToken(tx, client.orgId, hash, "lock");
    const refusal = refreshTokenProblem(token, client, at.getTime());
    if (refusal?.reason === "refresh_token_reused") {
      await endGrants(identity, tx, { grantId: refusal.grantId }, "a replaced refresh token was used again");
    }
    if (!token || refusal) return refusal ?? ({ reason: "refresh_token_unknown" } as const);
    await useGrant(tx, token.grantId, at, grantEnd(at.getTime(), true, client, token.grantedAt));
    if (!rotates) {
      await touchRefreshToken(tx, hash, at);
      return { next: undefined };
    }
    await replaceRefreshToken(tx, hash, at);
    const { orgId, grantId, appId, memberId } = token;
    return { next: await issueRefreshToken(identity, tx, { orgId, grantId, appId, memberId }) };
  });
  if ("reason" in outcome && outcome.reason === "refresh_token_reused") identity.revocations.forget();
  return outcome;
}
