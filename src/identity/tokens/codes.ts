// Authorization codes: given to a browser, redeemed once by the client it came from (RFC 6749 §4.1, RFC 7636).
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { type CodeRow, insertCode, lockCode, spendCode } from "../../store/codes.ts";
import { insertGrant, useGrant } from "../../store/grants.ts";
import { holdProof } from "../../store/members.ts";
import type { Client } from "../apps/client.ts";
import type { TokenRefusal } from "../exchange/refusal.ts";
import { hashOf } from "../hash.ts";
import type { Identity } from "../identity.ts";
import { lettersOf } from "../letters.ts";
import { endGrants } from "./end-grants.ts";
import { CODE_MS, grantEnd } from "./lifetimes.ts";
import { comeWithRefreshToken } from "./refresh-tokens.ts";

/** What a user has allowed a client at the authorization endpoint. */
export interface Allowed {
  readonly client: Client;
  readonly memberId: string;
  /** As the request sent it: the client must show the same again. */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** S256 challenge of the client's verifier (RFC 7636 §4.2). */
  readonly codeChallenge: string | undefined;
  readonly nonce: string | undefined;
  /** When the user proved who they are; epoch milliseconds. */
  readonly authTime: number;
}

/**
 * Make the grant of what a user has just allowed, and the code for it, which lives a minute. `undefined` when the user has
 * changed since the proof: a grant made then would outlive the change that ended the session behind it.
 */
export async function issueCode(identity: Identity, allowed: Allowed): Promise<string | undefined> {
  const { client, memberId, redirectUri, scopes, codeChallenge, nonce, authTime } = allowed;
  const { orgId, appId, consumerKey } = client;
  const now = identity.now();
  const at = new Date(now);
  const code = `aPrx${lettersOf(identity.random(new Uint8Array(82)))}`;
  const whose = { orgId, appId, memberId };
  const grantId = randomUUID();
  return identity.db.transaction().execute(async (tx) => {
    if (!(await holdProof(tx, memberId, new Date(authTime)))) return undefined;
    await insertGrant(
      tx,
      { id: grantId, ...whose, kind: "authorization_code", scopes },
      at,
      grantEnd(now, false, client, at),
    );
    const row = {
      hash: hashOf(code),
      ...whose,
      grantId,
      consumerKey,
      redirectUri,
      scopes,
      codeChallenge: codeChallenge ?? null,
      nonce: nonce ?? null,
      authTime: new Date(authTime),
      expiresAt: new Date(now + CODE_MS),
    };
    await insertCode(tx, row, at);
    return code;
  });
}

/** What a client shows to redeem a code. */
export interface Redemption {
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier: string | undefined;
  /** Characters a verifier may have. */
  readonly longestVerifier: number;
  /** Whether the client has proved who it is. */
  readonly proven: boolean;
}

/**
 * The code, spent; or why it is refused. A code shown a second time by its client has been seen by somebody else: the
 * grant ends, with everything given under it (RFC 6749 §4.1.2, RFC 9700 §4.5). Of two at once, one is the second.
 */
export async function redeemCode(
  identity: Identity,
  client: Client,
  shown: Redemption,
): Promise<CodeRow | TokenRefusal> {
  const at = new Date(identity.now());
  const outcome = await identity.db.transaction().execute(async (tx) => {
    const code = await lockCode(tx, client.orgId, hashOf(shown.code));
    if (!code) return { reason: "code_unknown" } as const;
    const refusal = codeProblem(code, client, shown, at);
    if (refusal?.reason === "code_replayed") {
      await endGrants(identity, tx, { grantId: code.grantId }, "an authorization code was used twice");
    }
    if (refusal) return refusal;
    await spendCode(tx, code.hash, at);
    const refreshes = comeWithRefreshToken(code.scopes, client);
    const open = await useGrant(tx, code.grantId, at, grantEnd(at.getTime(), refreshes, client, at));
    return open ? code : ({ reason: "code_expired", grantId: code.grantId } as const);
  });
  if ("reason" in outcome && outcome.reason === "code_replayed") identity.revocations.forget();
  return outcome;
}

function codeProblem(code: CodeRow, client: Client, shown: Redemption, at: Date): TokenRefusal | undefined {
  const { grantId, appId } = code;
  if (appId !== client.appId || code.consumerKey !== client.consumerKey) {
    return { reason: "code_of_another_client", grantId, appId: client.appId };
  }
  if (code.usedAt) return { reason: "code_replayed", grantId };
  if (at >= code.expiresAt) return { reason: "code_expired", grantId };
  if (code.redirectUri !== shown.redirectUri) return { reason: "redirect_uri_differs", grantId };
  const why = verifierProblem(code.codeChallenge, client, shown);
  return why === undefined ? undefined : { reason: "verifier_unfit", why };
}

/**
 * RFC 7636 §4.6. A verifier without a challenge is refused like a challenge without a verifier: either way one of the
 * two requests was not the client's own (RFC 9700 §4.8).
 */
function verifierProblem(challenge: string | null, client: Client, shown: Redemption): string | undefined {
  const { verifier, longestVerifier, proven } = shown;
  if (challenge === null) {
    if (verifier !== undefined) return "a verifier was sent, and the code has no challenge";
    if (client.settings.pkceRequired) return "the app requires PKCE, and the code has no challenge";
    return proven ? undefined : "a client without a secret needs PKCE";
  }
  if (verifier === undefined) return "the verifier is missing";
  if (!/^[A-Za-z0-9._~-]{43,}$/.test(verifier)) return "the verifier is shorter than 43 characters, or has others";
  if (verifier.length > longestVerifier) return `the verifier is longer than ${longestVerifier} characters`;
  const expected = Buffer.from(createHash("sha256").update(verifier).digest("base64url"));
  const given = Buffer.from(challenge);
  const matches = expected.length === given.length && timingSafeEqual(expected, given);
  return matches ? undefined : "the verifier does not match the challenge";
}
