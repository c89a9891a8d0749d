// What the APIs of an org say about the tokens they take (RFC 9728, oauth spec §2.13).
import { BASE_PATH } from "../../contract/agent-api.ts";
import { DATA_PATH } from "../../contract/data-api.ts";
import { KEYS_PATH } from "../../contract/identity.ts";
import { ProtectedResourceMetadata } from "../../contract/protected-resource.ts";
import type { Identity, Org } from "../identity.ts";
import { originOf } from "../orgs/domains.ts";

/** The APIs by path; the first is the org as a whole. */
const resources: Readonly<Record<string, { readonly name: string; readonly scopes: readonly string[] }>> = {
  "": { name: "Org", scopes: ["api", "chatbot_api", "sfap_api", "web", "refresh_token"] },
  [BASE_PATH]: { name: "Agent API", scopes: ["chatbot_api", "sfap_api"] },
  [DATA_PATH]: { name: "Data API", scopes: ["api"] },
};

/** The paths below the well-known one that are answered. */
export const resourcePaths: readonly string[] = Object.keys(resources);

/** The metadata of the API at a path of `resourcePaths`. Its `resource` is the address the client asked about (§3.3). */
export function protectedResource(identity: Identity, org: Org, path: string): ProtectedResourceMetadata {
  const origin = originOf(identity, org);
  const { name, scopes } = resources[path]!;
  return ProtectedResourceMetadata.parse({
    resource: `${origin}${path}`,
    authorization_servers: [origin],
    jwks_uri: `${origin}${KEYS_PATH}`,
    scopes_supported: scopes,
    bearer_methods_supported: ["header"],
    resource_name: name,
  });
}
