// Identity on the wire: who a bearer token speaks for, and the shapes and refusals of the OAuth endpoints.
import { z } from "zod";

/** Whom a verified access token speaks for. */
export interface Principal {
  readonly orgId: string;
  /** My Domain URL of the org, the base of the links it is given. */
  readonly origin: string;
  /** Id of the user the token acts as. */
  readonly memberId: string;
  readonly username: string;
  readonly appId: string;
  /** The consumer key the token was issued to. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly tokenId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export const TOKEN_PATH = "/services/oauth2/token";
export const KEYS_PATH = "/id/keys";

/**
 * A granted token (oauth spec §2.3): the nine documented keys and no other. No `expires_in`: clients read the `exp`
 * of the token. `token_format` is absent when the token is opaque.
 */
export const TokenResponse = z
  .strictObject({
    access_token: z.string().describe("A JWT signed RS256, or an opaque token"),
    signature: z.base64().describe("HMAC-SHA256 of `id` followed by `issued_at`, keyed with the consumer secret"),
    token_format: z.literal("jwt").optional(),
    scope: z.string().describe("Granted scopes, separated by spaces"),
    instance_url: z.url().describe("My Domain URL: the origin of this server"),
    id: z.url().describe("Identity URL of the user the token acts as"),
    token_type: z.literal("Bearer"),
    issued_at: z.string().regex(/^\d+$/).describe("Epoch milliseconds, as text"),
    api_instance_url: z.url().describe("Base URL of the Agent API"),
  })
  .meta({ id: "TokenResponse" });
export type TokenResponse = z.infer<typeof TokenResponse>;

/** A refusal of an OAuth endpoint (RFC 6749 §5.2). */
export const OAuthError = z
  .strictObject({ error: z.string(), error_description: z.string() })
  .meta({ id: "OAuthError" });
export type OAuthError = z.infer<typeof OAuthError>;

/** The public keys that access tokens are verified with (RFC 7517); historic keys of rotated pairs included. */
export const KeySet = z
  .strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal("RSA"),
        n: z.string(),
        e: z.string(),
        alg: z.literal("RS256"),
        use: z.literal("sig"),
        kid: z.string(),
      }),
    ),
  })
  .meta({ id: "KeySet" });
export type KeySet = z.infer<typeof KeySet>;

const metadata = {
  issuer: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  scopes_supported: z.array(z.string()),
  grant_types_supported: z.array(z.string()),
  response_types_supported: z.array(z.string()),
  token_endpoint_auth_methods_supported: z.array(z.string()),
};

/** Authorization server metadata (RFC 8414). */
export const AuthorizationServerMetadata = z.strictObject(metadata).meta({ id: "AuthorizationServerMetadata" });
export type AuthorizationServerMetadata = z.infer<typeof AuthorizationServerMetadata>;

/** OpenID provider metadata (OpenID Connect Discovery 1.0 §3). */
export const OpenIdConfiguration = z
  .strictObject({
    ...metadata,
    subject_types_supported: z.array(z.string()),
    id_token_signing_alg_values_supported: z.array(z.string()),
  })
  .meta({ id: "OpenIdConfiguration" });
export type OpenIdConfiguration = z.infer<typeof OpenIdConfiguration>;

interface OAuthProblem {
  readonly status: number;
  readonly error: string;
  readonly description: (detail: string) => string;
}

/**
 * Every way the token endpoint refuses, with the recorded texts (oauth spec §2.15): clients compare them. Only the
 * last four sentences are ours, for mistakes of which no recording exists.
 */
export const oauthProblems = {
  client_id_invalid: { status: 400, error: "invalid_client_id", description: () => "client identifier invalid" },
  client_invalid: { status: 400, error: "invalid_client", description: () => "invalid client credentials" },
  grant_type_unsupported: {
    status: 400,
    error: "unsupported_grant_type",
    description: () => "grant type not supported",
  },
  no_run_as_user: {
    status: 400,
    error: "invalid_grant",
    description: () => "no client credentials user enabled",
  },
  flow_not_enabled: {
    status: 400,
    error: "invalid_grant",
    description: () => "client credentials flow not enabled",
  },
  foreign_domain: {
    status: 400,
    error: "invalid_grant",
    description: () => "request not supported on this domain",
  },
  scope_unsupported: {
    status: 400,
    error: "invalid_request",
    description: () => "scope parameter not supported",
  },
  not_post: { status: 400, error: "invalid_request", description: () => "must use HTTP POST" },
  request_malformed: { status: 400, error: "invalid_request", description: (why) => why },
  /** 429 where the recordings are silent on the status: HTTP clients back off on it without reading the body. */
  too_many_failures: {
    status: 429,
    error: "rate_limit_exceeded",
    description: (seconds) => `too many failed attempts, try again in ${seconds} s`,
  },
  server_error: {
    status: 500,
    error: "server_error",
    description: (requestId) => `an unexpected error occurred, look for request ${requestId} in the server's log`,
  },
} as const satisfies Record<string, OAuthProblem>;

export type OAuthProblemCode = keyof typeof oauthProblems;
