// What the server publishes about its tokens: the public keys, and where and how a token is to be had (oauth spec §2.13).
import { AUTHORIZE_PATH } from "../../contract/authorize.ts";
import {
  AuthorizationServerMetadata,
  INTROSPECT_PATH,
  KEYS_PATH,
  KeySet,
  OpenIdConfiguration,
  REVOKE_PATH,
  TOKEN_PATH,
} from "../../contract/identity.ts";
import { USERINFO_PATH } from "../../contract/userinfo.ts";
import { scopes } from "../apps/scopes.ts";
import { grants } from "../exchange/token.ts";
import type { Identity, Org } from "../identity.ts";
import { ALGORITHM } from "../keys/keys.ts";
import { originOf } from "../orgs/domains.ts";
import { ID_TOKEN_CLAIMS } from "../tokens/id-tokens.ts";
import { USERINFO_CLAIMS } from "./userinfo.ts";

/** The keys of the org. */
export async function keySet(identity: Identity, org: Org): Promise<KeySet> {
  const keys = (await identity.records.publicKeys()).filter(({ orgId }) => orgId === org.id);
  return KeySet.parse({ keys: keys.map(({ jwk }) => jwk) });
}

/** How a client may prove who it is (oauth spec §2.2); "none" is a public client. */
const CLIENT_PROOFS = ["client_secret_post", "client_secret_basic", "private_key_jwt"];

/** RFC 8414. */
export function authorizationServerMetadata(identity: Identity, org: Org): AuthorizationServerMetadata {
  const origin = originOf(identity, org);
  return AuthorizationServerMetadata.parse({
    issuer: origin,
    authorization_endpoint: `${origin}${AUTHORIZE_PATH}`,
    token_endpoint: `${origin}${TOKEN_PATH}`,
    revocation_endpoint: `${origin}${REVOKE_PATH}`,
    introspection_endpoint: `${origin}${INTROSPECT_PATH}`,
    jwks_uri: `${origin}${KEYS_PATH}`,
    scopes_supported: Object.keys(scopes),
    grant_types_supported: [...grants.keys()],
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: [...CLIENT_PROOFS, "none"],
    token_endpoint_auth_signing_alg_values_supported: [ALGORITHM],
    revocation_endpoint_auth_methods_supported: ["none"],
    introspection_endpoint_auth_methods_supported: CLIENT_PROOFS,
    introspection_endpoint_auth_signing_alg_values_supported: [ALGORITHM],
    authorization_response_iss_parameter_supported: true,
  });
}

/** The same with what OpenID Connect Discovery 1.0 §3 requires besides; third parties find the keys through it (§3.2). */
export function openIdConfiguration(identity: Identity, org: Org): OpenIdConfiguration {
  return OpenIdConfiguration.parse({
    ...authorizationServerMetadata(identity, org),
    userinfo_endpoint: `${originOf(identity, org)}${USERINFO_PATH}`,
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [ALGORITHM],
    claims_supported: [...new Set([...ID_TOKEN_CLAIMS, ...USERINFO_CLAIMS])],
  });
}
