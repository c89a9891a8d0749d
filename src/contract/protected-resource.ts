// Protected resource metadata on the wire: which server gives tokens for an API of ours (RFC 9728).
import { z } from "zod";

export const PROTECTED_RESOURCE_PATH = "/.well-known/oauth-protected-resource";

export const ProtectedResourceMetadata = z
  .strictObject({
    resource: z.url().describe("The resource this is about: the origin, and the path the request named"),
    authorization_servers: z.array(z.url()),
    jwks_uri: z.url(),
    scopes_supported: z.array(z.string()),
    bearer_methods_supported: z.array(z.enum(["header", "body", "query"])),
    resource_name: z.string(),
  })
  .meta({ id: "ProtectedResourceMetadata" });
export type ProtectedResourceMetadata = z.infer<typeof ProtectedResourceMetadata>;
