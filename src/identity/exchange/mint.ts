// Makes the reply to a granted request: the access token, what else the grant gives, and where to go with it (oauth spec §2.3).
import { createHmac } from "node:crypto";
import { TokenResponse } from "../../contract/identity.ts";
import type { Client } from "../apps/client.ts";
import type { Identity, Issued, Org } from "../identity.ts";
import { originOf } from "../orgs/domains.ts";
import type { Habits } from "../orgs/quirks.ts";
import { makeAccessToken } from "../tokens/access-tokens.ts";
import { identityUrl, makeIdToken } from "../tokens/id-tokens.ts";
import { accessTokenMs } from "../tokens/lifetimes.ts";
import { found, type Granted, type Step } from "./exchange.ts";

/** The last step of the token endpoint: sets the reply. */
export const mintToken: Step = async (exchange, identity) => {
  const minting = {
    org: found(exchange, "org"),
    habits: found(exchange, "habits"),
    client: found(exchange, "client"),
    granted: found(exchange, "granted"),
  };
  if (minting.granted.grantId !== undefined) {
    exchange.reply = (await tokenReply(identity, minting)).body;
    return;
  }
  const { body, repeated } = await standingReply(identity, minting);
  exchange.reply = body;
  exchange.repeated = repeated;
};

/** What a reply is made of. */
interface Minting {
  readonly org: Org;
  readonly habits: Habits;
  readonly client: Client;
  readonly granted: Granted;
}

/**
 * The reply for this client and user: the one given before while at least half of its token's life remains, else a new
 * one. A client that counts the life of a token from the moment it got it is thus never wrong by more than half, and
 * most requests cost no signature. Requests that meet in time share one token; a revoked one is not given again.
 */
async function standingReply(
  identity: Identity,
  minting: Minting,
): Promise<{ readonly body: string; readonly repeated: boolean }> {
  const { org, habits, client, granted } = minting;
  const { kid } = await identity.records.signingKey(org.id);
  const lifeMs = accessTokenMs(client, org);
  const key = [
    ...[kid, originOf(identity, org), lifeMs, habits.typ_jwt, habits.no_expires_in],
    ...[client.consumerKey, client.revision, granted.member.id, granted.member.notBefore?.getTime()],
    ...granted.scopes,
  ].join("\n");
  const known = identity.issued.get(key);
  if (known && identity.now() < known.until) {
    const { body, tokenId } = await known.reply;
    if (!(await identity.revocations.ended({ tokenId, grantId: undefined }))) return { body, repeated: true };
  }
  const fresh: Issued = { reply: tokenReply(identity, minting), until: identity.now() + lifeMs / 2 };
  identity.issued.set(key, fresh);
  try {
    return { body: (await fresh.reply).body, repeated: false };
  } catch (error) {
    identity.issued.delete(key);
    throw error;
  }
}

/** A new reply, as JSON text, and what a revocation names its access token by. */
async function tokenReply(
  identity: Identity,
  { org, habits, client, granted }: Minting,
): Promise<{ readonly body: string; readonly tokenId: string }> {
  const { member, scopes, grantId, refreshToken, nonce, authTime } = granted;
  const { token, tokenId, lifeMs } = await makeAccessToken(identity, org, { client, member, scopes, grantId });
  const origin = originOf(identity, org);
  const id = identityUrl(identity, org, member.id);
  const issuedAt = String(identity.now());
  // A user has logged in, or the app has signed for one: nobody has for an app that acts for itself.
  const named = grantId !== undefined && scopes.includes("openid");
  const idToken = { client, member, accessToken: token, nonce, authTime };
  const reply: TokenResponse = {
    access_token: token,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    signature: createHmac("sha256", client.secret)
      .update(id + issuedAt)
      .digest("base64"),
    ...(client.settings.namedUserJwt && { token_format: "jwt" as const }),
    scope: scopes.join(" "),
    ...(named && { id_token: await makeIdToken(identity, org, idToken) }),
    instance_url: origin,
    id,
    token_type: "Bearer",
    issued_at: issuedAt,
    api_instance_url: origin,
    ...(!habits.no_expires_in && { expires_in: secondsLeft(lifeMs, grantId) }),
  };
  return { body: JSON.stringify(TokenResponse.parse(reply)), tokenId };
}

/** A reply that is given again has half of its token's life left at least. */
const secondsLeft = (lifeMs: number, grantId: string | undefined): number =>
  Math.floor(lifeMs / (grantId === undefined ? 2000 : 1000));
