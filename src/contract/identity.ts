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
  /** What the user allowed the app, and what ends with it; `undefined` for the client credentials flow. */
  readonly grantId: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export const TOKEN_PATH = "/services/oauth2/token";
export const KEYS_PATH = "/id/keys";
export const REVOKE_PATH = "/services/oauth2/revoke";
export const INTROSPECT_PATH = "/services/oauth2/introspect";

/**
 * A granted token (oauth spec §2.3): the nine documented keys, and what the grant gives besides. `token_format` is absent
 * when the token is opaque, `expires_in` unless the org speaks strictly: clients read the `exp` of the token.
 */
export const TokenResponse = z
  .strictObject({
    access_token: z.string().describe("A JWT signed RS256, or an opaque token"),
    refresh_token: z.string().optional().describe("Given once; a new one comes where the app rotates them"),
    signature: z.base64().describe("HMAC-SHA256 of `id` followed by `issued_at`, keyed with the consumer secret"),
    token_format: z.literal("jwt").optional(),
    scope: z.string().describe("Granted scopes, separated by spaces"),
    id_token: z.jwt().optional().describe("Who logged in, where `openid` was granted"),
    instance_url: z.url().describe("My Domain URL: the origin of this server"),
    id: z.url().describe("Identity URL of the user the token acts as"),
    token_type: z.literal("Bearer"),
    issued_at: z.string().regex(/^\d+$/).describe("Epoch milliseconds, as text"),
    api_instance_url: z.url().describe("Base URL of the Agent API"),
    expires_in: z.int().positive().optional().describe("Seconds that the token lives at least"),
  })
  .meta({ id: "TokenResponse" });
export type TokenResponse = z.infer<typeof TokenResponse>;

/** What a client is told about a token (RFC 7662 §2.2, oauth spec §2.11); of one that is no concern of its own, nothing. */
export const Introspection = z
  .discriminatedUnion("active", [
    z.strictObject({ active: z.literal(false) }),
    z.strictObject({
      active: z.literal(true),
      scope: z.string(),
      client_id: z.string(),
      username: z.string(),
      sub: z.url().describe("Identity URL of the user the token speaks for"),
      token_type: z.enum(["access_token", "refresh_token", "Bearer"]),
      exp: z.int().optional().describe("Epoch seconds; absent for a refresh token without an end"),
      iat: z.int(),
      nbf: z.int(),
      iss: z.url().optional(),
      aud: z.array(z.url()).optional(),
      jti: z.string().optional(),
    }),
  ])
  .meta({ id: "Introspection" });
export type Introspection = z.infer<typeof Introspection>;

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

const names = z.array(z.string());

const metadata = {
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url(),
  introspection_endpoint: z.url(),
  jwks_uri: z.url(),
  scopes_supported: names,
  grant_types_supported: names,
  response_types_supported: names,
  response_modes_supported: names,
  code_challenge_methods_supported: names,
  token_endpoint_auth_methods_supported: names,
  token_endpoint_auth_signing_alg_values_supported: names,
  revocation_endpoint_auth_methods_supported: names,
  introspection_endpoint_auth_methods_supported: names,
  introspection_endpoint_auth_signing_alg_values_supported: names,
  /** RFC 9207: the authorization response says who sent it. */
  authorization_response_iss_parameter_supported: z.literal(true),
};

/** Authorization server metadata (RFC 8414). */
export const AuthorizationServerMetadata = z.strictObject(metadata).meta({ id: "AuthorizationServerMetadata" });
export type AuthorizationServerMetadata = z.infer<typeof AuthorizationServerMetadata>;

/** OpenID provider metadata (OpenID Connect Discovery 1.0 §3). */
export const OpenIdConfiguration = z
  .strictObject({
    ...metadata,
    userinfo_endpoint: z.url(),
    subject_types_supported: names,
    id_token_signing_alg_values_supported: names,
    claims_supported: names,
  })
  .meta({ id: "OpenIdConfiguration" });
export type OpenIdConfiguration = z.infer<typeof OpenIdConfiguration>;

interface OAuthProblem {
  readonly status: number;
  readonly error: string;
  readonly description: (detail: string) => string;
}

const is400 = (error: string, text: string) => ({ status: 400, error, description: () => text });

/** Every way the OAuth endpoints refuse a client, with the recorded texts (oauth spec §2.15): clients compare them. */
export const oauthProblems = {
  client_id_invalid: is400("invalid_client_id", "client identifier invalid"),
  client_invalid: is400("invalid_client", "invalid client credentials"),
  /** Both as RFC 6749 §5.2 has them, for an org that speaks strictly. */
  client_unproven: { ...is400("invalid_client", "invalid client credentials"), status: 401 },
  grant_type_unsupported: is400("unsupported_grant_type", "grant type not supported"),
  no_run_as_user: is400("invalid_grant", "no client credentials user enabled"),
  flow_not_enabled: is400("invalid_grant", "client credentials flow not enabled"),
  foreign_domain: is400("invalid_grant", "request not supported on this domain"),
  user_inactive: is400("inactive_user", "user is inactive"),
  user_not_permitted: is400("invalid_app_access", "user is not admin approved to access this app"),
  user_not_approved: is400("invalid_grant", "user hasn't approved this consumer"),
  authentication_failed: is400("invalid_grant", "authentication failure"),
  code_invalid: is400("invalid_grant", "invalid authorization code"),
  code_expired: is400("invalid_grant", "expired authorization code"),
  verifier_invalid: is400("invalid_grant", "invalid code verifier"),
  redirect_uri_mismatch: is400("redirect_uri_mismatch", "redirect_uri must match configuration"),
  token_expired: is400("invalid_grant", "expired access/refresh token"),
  assertion_invalid: is400("invalid_grant", "invalid assertion"),
  audience_invalid: is400("invalid_grant", "audience is invalid"),
  scope_unsupported: is400("invalid_request", "scope parameter not supported"),
  scope_not_allowed: is400("invalid_scope", "the requested scope is not allowed"),
  token_invalid: is400("invalid_token", "invalid token"),
  token_type_unsupported: is400("unsupported_token_type", "this token type is not supported"),

  // From here on the sentences are ours, for mistakes of which no recording exists.
  not_post: is400("invalid_request", "must use HTTP POST"),
  flow_not_offered: {
    status: 400,
    error: "unsupported_grant_type",
    description: (flow) => `grant type not supported: this server does not offer the ${flow} flow yet`,
  },
  parameter_missing: {
    status: 400,
    error: "invalid_request",
    description: (name) => `missing required parameter: ${name}`,
  },
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
