// From an access token to the user it speaks for, or to a refusal that says why (RFC 6750, oauth spec §3.4).
import type { Principal } from "../../contract/identity.ts";
import { refused } from "../../contract/problems.ts";
import type { Identity } from "../identity.ts";
import { orgAt, originOf } from "../orgs/domains.ts";
import { permittedBy, scopesAllowed } from "../people/permission-sets.ts";
import { isOpaque, verifyAccessToken } from "./verify.ts";

/**
 * Whom the bearer token of a request to the Agent API speaks for. An opaque token is refused there, and so is any at the
 * domain of another org, which is not its audience (RFC 9068 §4).
 * Refuses with `token_missing` or `token_invalid`.
 */
export async function authenticate(
  identity: Identity,
  authorization: string | undefined,
  host: string | undefined,
): Promise<Principal> {
  const token = bearerToken(authorization);
  if (isOpaque(token)) {
    throw invalid(
      "it is opaque, and the Agent API takes JWTs only. Set namedUserJwt: true in the settings of the external client app " +
        '("Issue JSON Web Token (JWT)-based access tokens for named users") and get a new token',
    );
  }
  const principal = await principalOf(identity, token);
  const here = await orgAt(identity, host);
  if (here && here.id !== principal.orgId) {
    throw invalid(`it is meant for ${principal.origin}, and this is ${originOf(identity, here)}. Send it there`);
  }
  return principal;
}

/**
 * Whom an access token speaks for, a JWT or an opaque one. The app and the user are looked up every time, so that a
 * change to either holds within a second, for tokens verified before too. Refuses with `token_invalid`.
 */
export async function principalOf(identity: Identity, token: string): Promise<Principal> {
  const claims = await verifyAccessToken(identity, token);
  const client = await identity.records.client(claims.orgId, claims.clientId);
  if (!client) {
    throw invalid("the consumer key it was issued to is gone. Read the app's present key and get a new token");
  }
  if (!client.enabled) throw invalid("the external client app it was issued to is disabled. Enable the app");
  if (claims.issuedAt < client.policies.notBefore) {
    throw invalid("the external client app has lost a right since it was issued. Get a new token");
  }
  const member = await identity.records.member(claims.memberId);
  if (!member || member.orgId !== claims.orgId) throw invalid("the user it speaks for is gone. Get a new token");
  if (!member.active) throw invalid(`the user it speaks for, ${member.username}, is inactive. Activate the user`);
  if (member.notBefore && claims.issuedAt * 1000 < member.notBefore.getTime()) {
    throw invalid(`the user it speaks for, ${member.username}, has changed since it was issued. Get a new token`);
  }
  if ((await permittedBy(identity, client, member.id)) === "refused") {
    throw invalid(`the user it speaks for, ${member.username}, may not use the app any more. Approve the user`);
  }
  return {
    orgId: claims.orgId,
    origin: claims.origin,
    memberId: member.id,
    username: member.username,
    appId: client.appId,
    clientId: claims.clientId,
    // One may have become a scope of permission sets since; a token of client credentials has no grant that would end.
    scopes: await scopesAllowed(identity, claims.orgId, member.id, claims.scopes),
    tokenId: claims.tokenId,
    grantId: claims.grantId,
    expiresAt: claims.expiresAt * 1000,
  };
}

const invalid = (why: string) => refused("token_invalid", why);

/** The token of an Authorization header (RFC 6750 §2.1). Refuses with `token_missing` or `token_invalid`. */
export function bearerToken(authorization: string | undefined): string {
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
