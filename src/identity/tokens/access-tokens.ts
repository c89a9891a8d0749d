// Makes access tokens: a JWT, or an opaque token that is stored as its hash (oauth spec §2.3, §3).
import { SignJWT } from "jose";
import type { MemberRow } from "../../store/members.ts";
import { insertOpaqueToken } from "../../store/opaque-tokens.ts";
import type { Client } from "../apps/client.ts";
import { hashOf } from "../hash.ts";
import type { Identity, Org } from "../identity.ts";
import { ALGORITHM } from "../keys/keys.ts";
import { lettersOf } from "../letters.ts";
import { originOf } from "../orgs/domains.ts";
import { quirk } from "../orgs/quirks.ts";
import { accessTokenMs } from "./lifetimes.ts";

/** What an access token is made for. */
export interface Subject {
  readonly client: Client;
  readonly member: Pick<MemberRow, "id" | "notBefore">;
  readonly scopes: readonly string[];
  /** The grant it is given under; none for the client credentials flow. */
  readonly grantId?: string | undefined;
  /** What a revocation names it by, where it is made of a token that has a name; else it gets its own. */
  readonly tokenId?: string | undefined;
}

export interface AccessToken {
  readonly token: string;
  /** What a revocation names it by. */
  readonly tokenId: string;
  readonly lifeMs: number;
}

/** A token of the form and life that the app's settings and policies say. */
export async function makeAccessToken(identity: Identity, org: Org, subject: Subject): Promise<AccessToken> {
  const lifeMs = accessTokenMs(subject.client, org);
  return subject.client.settings.namedUserJwt
    ? signAccessToken(identity, org, subject, lifeMs)
    : storeOpaqueToken(identity, subject, lifeMs);
}

/**
 * A JWT for a user who has a living token of this app already, whatever form the app's tokens have (oauth spec §2.1,
 * bootstrap). It lives `lifeMs` at most.
 */
export async function mintUserJwt(identity: Identity, org: Org, subject: Subject, lifeMs: number): Promise<string> {
  const { token } = await signAccessToken(identity, org, subject, Math.min(lifeMs, accessTokenMs(subject.client, org)));
  return token;
}

/**
 * Header and claims as recorded (oauth spec §3.1), and those of RFC 9068 besides. The Agent API is served at the org's
 * own origin, so that origin is the only audience. `grant_id` is ours: what ends the grant ends the token.
 */
async function signAccessToken(
  identity: Identity,
  org: Org,
  { client, member, scopes, grantId, tokenId = hex(identity.random(new Uint8Array(16))) }: Subject,
  lifeMs: number,
): Promise<AccessToken> {
  const { kid, key } = await identity.records.signingKey(org.id);
  const origin = originOf(identity, org);
  const issuedAt = Math.floor(issueTime(identity, client, member) / 1000);
  const scope = scopes.join(" ");
  const claims = {
    scp: scope,
    scope,
    aud: [origin],
    sub: `uid:${member.id}`,
    nbf: issuedAt - 15,
    mty: "oauth",
    sfi: hex(identity.random(new Uint8Array(32))),
    roles: [],
    iss: origin,
    hsc: false,
    exp: issuedAt + Math.floor(lifeMs / 1000),
    iat: issuedAt,
    client_id: client.consumerKey,
    sfdc_app_id: client.appId,
    jti: tokenId,
    ...(grantId !== undefined && { grant_id: grantId }),
  };
  const tnk = `core/prod/${org.id}`;
  const typ = quirk(org, "typ_jwt") ? "JWT" : "at+jwt";
  const token = await new SignJWT(claims)
    .setProtectedHeader({ tnk, ver: "1.0", kid, tty: "sfdc-core-token", typ, alg: ALGORITHM })
    .sign(key);
  return { token, tokenId, lifeMs };
}

/** `{orgId15}!` and 96 characters. */
async function storeOpaqueToken(
  identity: Identity,
  { client, member, scopes, grantId }: Subject,
  lifeMs: number,
): Promise<AccessToken> {
  const token = `${client.orgId.slice(0, 15)}!${lettersOf(identity.random(new Uint8Array(96)))}`;
  const hash = hashOf(token);
  const issuedAt = issueTime(identity, client, member);
  await insertOpaqueToken(identity.db, {
    hash,
    orgId: client.orgId,
    grantId: grantId ?? null,
    appId: client.appId,
    consumerKey: client.consumerKey,
    memberId: member.id,
    scopes,
    issuedAt: new Date(issuedAt),
    expiresAt: new Date(issuedAt + lifeMs),
  });
  return { token, tokenId: hash.toString("hex"), lifeMs };
}

/** Now, or the next second: an app or user that lost a right within this one must not refuse the tokens made after. */
const issueTime = ({ now }: Identity, { policies }: Client, { notBefore }: Subject["member"]): number =>
  Math.max(now(), policies.notBefore * 1000, Math.ceil((notBefore?.getTime() ?? 0) / 1000) * 1000);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
