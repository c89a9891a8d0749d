// Makes ID tokens: who logged in, said to the client (OpenID Connect Core 1.0 §2, oauth spec §2.3).
import { createHash } from "node:crypto";
import { SignJWT } from "jose";
import type { MemberRow } from "../../store/members.ts";
import { attributesOf } from "../apps/attributes.ts";
import type { Client } from "../apps/client.ts";
import type { Identity, Org } from "../identity.ts";
import { ALGORITHM } from "../keys/keys.ts";
import { originOf } from "../orgs/domains.ts";

export interface IdTokenSubject {
  readonly client: Client;
  readonly member: MemberRow;
  /** The access token it comes with. */
  readonly accessToken: string;
  /** As the authorization request sent it. */
  readonly nonce?: string | undefined;
  /** When the user proved who they are; epoch milliseconds. */
  readonly authTime?: number | undefined;
}

/** An ID token, valid for the minutes that the app says, for the client and the audiences it adds. */
export async function makeIdToken(identity: Identity, org: Org, subject: IdTokenSubject): Promise<string> {
  const { client, member, accessToken, nonce, authTime } = subject;
  const { kid, key } = await identity.records.signingKey(org.id);
  const { minutes, audiences } = client.settings.idToken;
  const issuedAt = Math.floor(identity.now() / 1000);
  const origin = originOf(identity, org);
  const claims = {
    at_hash: halfHash(accessToken),
    sub: identityUrl(identity, org, member.id),
    aud: audiences.length === 0 ? client.consumerKey : [client.consumerKey, ...audiences],
    ...(audiences.length > 0 && { azp: client.consumerKey }),
    iss: origin,
    exp: issuedAt + minutes * 60,
    iat: issuedAt,
    ...(authTime !== undefined && { auth_time: Math.floor(authTime / 1000) }),
    ...(nonce !== undefined && { nonce }),
    ...(client.settings.idToken.standardClaims && standardClaims(member, org)),
    ...(client.settings.idToken.attributes && { custom_attributes: attributesOf(client, { member, org }) }),
  };
  return new SignJWT(claims).setProtectedHeader({ kid, typ: "JWT", alg: ALGORITHM }).sign(key);
}

/** The URL that names a user: `id` of a token reply, `sub` of an ID token and of userinfo. */
export const identityUrl = (identity: Identity, org: Org, memberId: string): string =>
  `${originOf(identity, org)}/id/${org.id}/${memberId}`;

/** The left half of the SHA-256 of the access token (OpenID Connect Core 1.0 §3.1.3.6). */
const halfHash = (token: string): string =>
  createHash("sha256").update(token).digest().subarray(0, 16).toString("base64url");

/** What an ID token may say of a user. */
// biome-ignore format: a list of words reads better in lines than one below the other
export const ID_TOKEN_CLAIMS = [
  "sub", "auth_time", "user_id", "organization_id", "preferred_username", "name", "given_name", "family_name", "email",
  "locale", "zoneinfo",
];

/** OpenID Connect Core 1.0 §5.1, as far as a record has them. */
const standardClaims = (member: MemberRow, org: Org) => ({
  user_id: member.id,
  organization_id: org.id,
  preferred_username: member.username,
  name: member.name,
  ...(member.firstName !== null && { given_name: member.firstName }),
  ...(member.lastName !== null && { family_name: member.lastName }),
  ...(member.email !== null && { email: member.email }),
  locale: member.locale,
  zoneinfo: member.timeZone,
});
