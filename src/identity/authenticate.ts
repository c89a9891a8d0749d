// From an Authorization header to the user it speaks for, or to a refusal that says why (RFC 6750, oauth spec §3.4).
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";
import type { Identity } from "./identity.ts";
import { verifyToken } from "./verify.ts";

/**
 * Whom the bearer token of a request speaks for. The app and the user are looked up every time, so that a change to
 * either holds within a second, for tokens verified before too.
 * Refuses with `token_missing` or `token_invalid`.
 */
export async function authenticate(identity: Identity, authorization: string | undefined): Promise<Principal> {
  const claims = await verifyToken(identity, bearerToken(authorization));
  const client = await identity.records.client(claims.clientId);
  if (!client || client.orgId !== claims.orgId) {
    throw invalid("the consumer key it was issued to is gone. Read the app's present key and get a new token");
  }
  if (!client.enabled) throw invalid("the external client app it was issued to is disabled. Enable the app");
  if (claims.issuedAt < client.policies.notBefore) {
    throw invalid("the external client app has lost a right since it was issued. Get a new token");
  }
  const member = await identity.records.member(claims.memberId);
  if (!member || member.orgId !== claims.orgId) throw invalid("the user it speaks for is gone. Get a new token");
  if (!member.active) throw invalid(`the user it speaks for, ${member.username}, is inactive. Activate the user`);
  return {
    orgId: claims.orgId,
    origin: claims.origin,
    memberId: member.id,
    username: member.username,
    appId: client.appId,
    clientId: claims.clientId,
    scopes: claims.scopes,
    tokenId: claims.tokenId,
    expiresAt: claims.expiresAt * 1000,
  };
}

const invalid = (why: string) => refused("token_invalid", why);

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization.trim() === "") throw refused("token_missing");
  const [scheme, token, ...more] = authorization.trim().split(/\s+/);
  if (scheme!.toLowerCase() !== "bearer" || !token || more.length > 0) {
    throw invalid("the Authorization header is not of the form 'Bearer <access_token>'");
  }
  return token;
}

/** Refuses with `scope_missing` unless the token holds every one of `scopes`. */
export function requireScopes(principal: Pick<Principal, "scopes">, scopes: readonly string[]): void {
  const missing = scopes.filter((scope) => !principal.scopes.includes(scope));
  if (missing.length > 0) throw refused("scope_missing", missing.join(" "), principal.scopes.join(" "));
}
