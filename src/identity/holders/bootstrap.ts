// Bootstrap: a client whose session is any access token gets a JWT for the Agent API (oauth spec §2.1).
import type { NamedUserToken } from "../../contract/userinfo.ts";
import type { Identity } from "../identity.ts";
import { originOf } from "../orgs/domains.ts";
import { mintUserJwt } from "../tokens/access-tokens.ts";
import { requireScopes } from "../tokens/authenticate.ts";
import type { Bearer } from "../tokens/bearer.ts";

const NEEDED = ["chatbot_api", "sfap_api", "web"];

/**
 * A JWT with the scopes and under the grant of the token presented. It does not outlive that token: whoever holds a
 * token could otherwise go on for ever. It has that token's name: they are one right in two forms, and revoking either
 * ends both. Refuses with `scope_missing`.
 */
export async function bootstrap(identity: Identity, { org, principal }: Bearer): Promise<NamedUserToken> {
  requireScopes(principal, NEEDED);
  const { scopes, grantId, tokenId, expiresAt } = principal;
  const client = await identity.records.client(org.id, principal.clientId);
  const member = await identity.records.member(principal.memberId);
  if (!client || !member) throw new Error("the app or the user of a token in force is gone");
  const subject = { client, member, scopes, grantId, tokenId };
  const issuedAt = identity.now();
  return {
    access_token: await mintUserJwt(identity, org, subject, expiresAt - issuedAt),
    token_format: "jwt",
    scope: scopes.join(" "),
    token_type: "Bearer",
    issued_at: String(issuedAt),
    api_instance_url: originOf(identity, org),
  };
}
