// Makes an access token and the reply around it (oauth spec §2.3, §3).
import { createHmac } from "node:crypto";
import { SignJWT } from "jose";
import { TokenResponse } from "../contract/identity.ts";
import type { Random } from "../contract/ids.ts";
import type { Client } from "./client.ts";
import { originOf } from "./domains.ts";
import { found, type Step } from "./exchange.ts";
import type { Identity } from "./identity.ts";
import { ALGORITHM } from "./keys.ts";
import { lettersOf } from "./letters.ts";

/** Not granted without a refresh token (oauth spec §2.3). */
const REFRESH_SCOPES = new Set(["refresh_token", "offline_access"]);

/** What a token is made for. */
interface Subject {
  readonly client: Client;
  readonly memberId: string;
  readonly scope: string;
  /** My Domain URL of the org. */
  readonly origin: string;
}

/**
 * The reply for this client and user: the one given before while at least half of its token's life remains, else a new
 * one. A client that counts the life of a token from the moment it got it is thus never wrong by more than half, and
 * most requests cost no signature. Requests that meet in time share one token.
 */
export const mintToken: Step = async (exchange, identity) => {
  const client = found(exchange, "client");
  const memberId = found(exchange, "member").id;
  const origin = originOf(identity, found(exchange, "org"));
  const scope = client.scopes.filter((name) => !REFRESH_SCOPES.has(name)).join(" ");
  const key = [client.consumerKey, memberId, scope, client.revision, origin].join("\n");
  const known = identity.issued.get(key);
  if (known && identity.now() < known.until) {
    exchange.reply = await known.body;
    return;
  }
  const halfLifeMs = client.policies.jwtTimeoutMinutes * 30_000;
  const fresh = { body: tokenReply({ client, memberId, scope, origin }, identity), until: identity.now() + halfLifeMs };
  identity.issued.set(key, fresh);
  try {
    exchange.reply = await fresh.body;
  } catch (error) {
    identity.issued.delete(key);
    throw error;
  }
};

async function tokenReply(subject: Subject, identity: Identity): Promise<string> {
  const { client, memberId, scope, origin } = subject;
  const id = `${origin}/id/${client.orgId}/${memberId}`;
  const issuedAt = String(identity.now());
  const isJwt = client.settings.namedUserJwt;
  const reply: TokenResponse = {
    access_token: isJwt ? await signToken(subject, identity) : opaqueToken(client.orgId, identity.random),
    signature: createHmac("sha256", client.secret)
      .update(id + issuedAt)
      .digest("base64"),
    ...(isJwt && { token_format: "jwt" as const }),
    scope,
    instance_url: origin,
    id,
    token_type: "Bearer",
    issued_at: issuedAt,
    api_instance_url: origin,
  };
  return JSON.stringify(TokenResponse.parse(reply));
}

/**
 * Header and claims as recorded (oauth spec §3.1), and those of RFC 9068 besides. The Agent API is served at the org's
 * own origin, so that origin is the only audience.
 */
async function signToken({ client, memberId, scope, origin }: Subject, identity: Identity): Promise<string> {
  const { kid, key } = await identity.records.signingKey(client.orgId);
  // An app that lost a right within this second must not refuse the tokens it gets from now on.
  const issuedAt = Math.max(Math.floor(identity.now() / 1000), client.policies.notBefore);
  const claims = {
    scp: scope,
    scope,
    aud: [origin],
    sub: `uid:${memberId}`,
    nbf: issuedAt - 15,
    mty: "oauth",
    sfi: hex(identity.random(new Uint8Array(32))),
    roles: [],
    iss: origin,
    hsc: false,
    exp: issuedAt + client.policies.jwtTimeoutMinutes * 60,
    iat: issuedAt,
    client_id: client.consumerKey,
    sfdc_app_id: client.appId,
    jti: hex(identity.random(new Uint8Array(16))),
  };
  const tnk = `core/prod/${client.orgId}`;
  return new SignJWT(claims)
    .setProtectedHeader({ tnk, ver: "1.0", kid, tty: "sfdc-core-token", typ: "JWT", alg: ALGORITHM })
    .sign(key);
}

/**
 * An opaque token: `{orgId15}!` and 96 characters (oauth spec §2.3). Nothing here accepts one, so none is stored: the
 * Agent API refuses it and names the setting that cures it.
 */
function opaqueToken(orgId: string, random: Random): string {
  return `${orgId.slice(0, 15)}!${lettersOf(random(new Uint8Array(96)))}`;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
