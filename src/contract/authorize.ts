// The authorization endpoint on the wire: its paths, and every way it refuses (oauth spec §2.5, §2.15; RFC 6749 §4.1.2.1).

export const AUTHORIZE_PATH = "/services/oauth2/authorize";
/** Where the endpoint's own pages send what the user chose. */
export const APPROVE_PATH = "/services/oauth2/approve";

interface AuthorizeProblem {
  readonly error: string;
  readonly description: (detail: string) => string;
}

const fixed = (error: string, description: string): AuthorizeProblem => ({ error, description: () => description });
const invalid = (description: AuthorizeProblem["description"]): AuthorizeProblem => ({
  error: "invalid_request",
  description,
});

/**
 * Each refusal by its exact reason, which the log names. The client gets the two words: as a plain body while no redirect
 * URI is trusted, which is the first group, and at its redirect URI from then on.
 */
export const authorizeProblems = {
  host_foreign: fixed("invalid_request", "request not supported on this domain"),
  too_large: invalid((limit) => `the request is longer than ${limit} characters`),
  malformed: invalid(() => "a parameter is not valid percent-encoded UTF-8"),
  repeated: invalid((name) => `parameter sent more than once: ${name}`),
  client_missing: fixed("invalid_client_id", "client identifier invalid"),
  client_unknown: fixed("invalid_client_id", "client identifier invalid"),
  app_disabled: fixed("invalid_client_id", "client identifier invalid"),
  redirect_missing: fixed("redirect_uri_missing", "redirect_uri must be sent"),
  redirect_mismatch: fixed("redirect_uri_mismatch", "redirect_uri must match configuration"),

  response_type: fixed("unsupported_response_type", "response type not supported"),
  response_mode: invalid(() => "response_mode not supported"),
  request_object: fixed("request_not_supported", "request objects are not supported"),
  request_uri: fixed("request_uri_not_supported", "request objects are not supported"),
  prompt_unknown: invalid(() => "prompt not supported"),
  prompt_none_with_more: invalid(() => "prompt none cannot be combined"),
  max_age_malformed: invalid(() => "max_age must be a number of seconds"),
  nonce_malformed: invalid(() => "nonce must be at most 512 characters of visible text"),
  scope_not_allowed: fixed("invalid_scope", "the requested scope is not allowed"),
  challenge_missing: invalid(() => "missing required code challenge"),
  challenge_method: invalid(() => "code_challenge_method must be S256"),
  challenge_malformed: invalid(() => "invalid code challenge"),
  address_refused: fixed("access_denied", "ip restricted"),
  login_required: fixed("login_required", "the user is not logged in"),
  selection_required: fixed("account_selection_required", "the user must choose an account"),
  consent_required: fixed("consent_required", "the user has not approved this consumer"),
  immediate_unsuccessful: fixed(
    "immediate_unsuccessful",
    "the user is not logged in or has not approved this consumer",
  ),
  not_admitted: fixed("invalid_app_access", "user is not admin approved to access this app"),
  /** The same for an org that speaks the RFC's words. */
  not_admitted_strict: fixed("access_denied", "user is not admin approved to access this app"),
  denied: fixed("access_denied", "end-user denied authorization"),
} as const satisfies Record<string, AuthorizeProblem>;

export type AuthorizeProblemCode = keyof typeof authorizeProblems;
