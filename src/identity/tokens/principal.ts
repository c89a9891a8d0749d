// From an access token to the user it speaks for, or to a refusal that says why (RFC 6750, oauth spec §3.4).
import type { Principal } from "../../contract/identity.ts";
import { refused } from "../../contract/problems.ts";
import type { Identity } from "../identity.ts";
import { scopesAllowed } from "../people/permits.ts";
import { sentenceOf, userOrProblem } from "./usable.ts";
import { verifyAccessToken } from "./verify.ts";

/**
 * Whom an access token speaks for, a JWT or an opaque one. The app and the user are looked up every time, so that a
 * change to either holds within a second, for tokens verified before too. Refuses with `token_invalid`.
 */
export async function principalOf(identity: Identity, token: string): Promise<Principal> {
  const claims = await verifyAccessToken(identity, token);
  const { orgId, memberId, clientId, origin, tokenId, grantId } = claims;
  const client = await identity.records.client(orgId, clientId);
  if (!client) {
    const why = "the consumer key it was issued to is gone. Read the app's present key and get a new token";
    throw refused("token_invalid", why);
  }
  const held = { kind: "access_token", since: claims.issuedAt * 1000 } as const;
  const member = await userOrProblem(identity, client, await identity.records.member(memberId), held);
  if ("reason" in member) throw refused("token_invalid", sentenceOf(member));
  return {
    orgId,
    origin,
    memberId,
    username: member.username,
    appId: client.appId,
    clientId,
    // One may have become a scope of permission sets since; a token of client credentials has no grant that would end.
    scopes: await scopesAllowed(identity, orgId, memberId, claims.scopes),
    tokenId,
    grantId,
    expiresAt: claims.expiresAt * 1000,
  };
}
