// What the server publishes about its tokens: the public keys, and where and how a token is to be had (oauth spec §2.13).
import {
  AuthorizationServerMetadata,
  KEYS_PATH,
  KeySet,
  OpenIdConfiguration,
  TOKEN_PATH,
} from "../contract/identity.ts";
import { originOf } from "./domains.ts";
import type { Identity, Org } from "./identity.ts";
import { ALGORITHM } from "./keys.ts";
import { scopes } from "./scopes.ts";
import { grants } from "./token.ts";

/** The keys of the org. */
export async function keySet(identity: Identity, org: Org): Promise<KeySet> {
  const keys = (await identity.records.publicKeys()).filter(({ orgId }) => orgId === org.id);
  return KeySet.parse({ keys: keys.map(({ jwk }) => jwk) });
}

/** RFC 8414. Lists what this version has: no response type, since no grant goes through a browser yet. */
export function authorizationServerMetadata(identity: Identity, org: Org): AuthorizationServerMetadata {
  const origin = originOf(identity, org);
  return AuthorizationServerMetadata.parse({
    issuer: origin,
    token_endpoint: `${origin}${TOKEN_PATH}`,
    jwks_uri: `${origin}${KEYS_PATH}`,
    scopes_supported: Object.keys(scopes),
    grant_types_supported: [...grants.keys()],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
  });
}

/** The same with what OpenID Connect Discovery 1.0 §3 requires besides; third parties find the keys through it (§3.2). */
export function openIdConfiguration(identity: Identity, org: Org): OpenIdConfiguration {
  return OpenIdConfiguration.parse({
    ...authorizationServerMetadata(identity, org),
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [ALGORITHM],
  });
}
