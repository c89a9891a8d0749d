// What the server publishes about its tokens: the public keys, and where and how a token is to be had (oauth spec §2.13).
import {
  AuthorizationServerMetadata,
  KEYS_PATH,
  KeySet,
  OpenIdConfiguration,
  TOKEN_PATH,
} from "../contract/identity.ts";
import type { Identity } from "./identity.ts";
import { ALGORITHM } from "./keys.ts";
import { scopes } from "./scopes.ts";
import { grants } from "./token.ts";

export async function keySet(identity: Identity): Promise<KeySet> {
  return KeySet.parse({ keys: (await identity.records.publicKeys()).map(({ jwk }) => jwk) });
}

/** RFC 8414. Lists what this version has: no response type, since no grant goes through a browser yet. */
export function authorizationServerMetadata({ origin }: Identity): AuthorizationServerMetadata {
  return AuthorizationServerMetadata.parse({
    issuer: origin(),
    token_endpoint: `${origin()}${TOKEN_PATH}`,
    jwks_uri: `${origin()}${KEYS_PATH}`,
    scopes_supported: Object.keys(scopes),
    grant_types_supported: [...grants.keys()],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
  });
}

/** The same with what OpenID Connect Discovery 1.0 §3 requires besides; third parties find the keys through it (§3.2). */
export function openIdConfiguration(identity: Identity): OpenIdConfiguration {
  return OpenIdConfiguration.parse({
    ...authorizationServerMetadata(identity),
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [ALGORITHM],
  });
}
