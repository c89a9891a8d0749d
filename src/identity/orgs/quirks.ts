// The habits of the original that differ from the RFCs: each has a name, a sentence and a switch.
import type { OrgRow } from "../../store/orgs.ts";
import { settingsOf } from "./org-settings.ts";

interface Quirk {
  /** What clients of the original rely on. */
  readonly sentence: string;
  /** What happens where it is off, with the paragraph that asks for it. */
  readonly strict: string;
}

/** An org of profile `compat` has all of them, one of profile `strict` none; `quirks` of its settings decides single ones. */
export const quirks = {
  scope_refused: {
    sentence: "A token request with a `scope` is refused: the scopes are those of the app.",
    strict: "`scope` narrows what the token may do (RFC 6749 §3.3, §6).",
  },
  query_parameters: {
    sentence: "Parameters of the token, revocation and introspection endpoints may stand in the query.",
    strict: "Only the body is read: addresses end up in logs (RFC 6749 §2.3.1, RFC 9700 §4.3).",
  },
  client_errors_400: {
    sentence: "An unknown client is 400 `invalid_client_id`, an unproven one 400 `invalid_client`.",
    strict: "Both are 401 `invalid_client` (RFC 6749 §5.2).",
  },
  vendor_error_codes: {
    sentence: "A grant may be refused with `inactive_user`, `invalid_app_access` or `redirect_uri_mismatch`.",
    strict: "These are `invalid_grant` (RFC 6749 §5.2).",
  },
  no_expires_in: {
    sentence: "A token reply does not say how long the token lives: the token does.",
    strict: "`expires_in` is sent (RFC 6749 §5.1).",
  },
  typ_jwt: {
    sentence: "The header of an access token has `typ` `JWT`.",
    strict: "`at+jwt`, which nothing else has (RFC 9068 §2.1).",
  },
  long_verifier: {
    sentence: "A PKCE verifier may have 256 characters: clients of the original send 171.",
    strict: "43 to 128 (RFC 7636 §4.1).",
  },
  kept_public_refresh_tokens: {
    sentence: "The refresh token of a client without a secret is replaced only where its app rotates them.",
    strict: "It is replaced with every use (RFC 9700 §4.14.2).",
  },
  assertion_milliseconds: {
    sentence: "`exp` of an assertion may be in milliseconds, as the sf CLI sends it.",
    strict: "Seconds (RFC 7519 §2).",
  },
  assertion_any_age: {
    sentence: "An assertion may say that it lives long; it is taken once all the same.",
    strict: "It lives five minutes at most, counted from now and from its `iat` (RFC 7523 §3).",
  },
  vendor_audiences: {
    sentence:
      "`https://login.salesforce.com`, `https://test.salesforce.com` and any address of the org are audiences of an assertion.",
    strict: "The issuer and the token endpoint are (RFC 7523 §3).",
  },
  unknown_token_400: {
    sentence: "Revoking a token that does not exist is 400.",
    strict: "It is 200: the token is gone, which is what was asked (RFC 7009 §2.2).",
  },
  revoke_by_get: {
    sentence: "`GET /services/oauth2/revoke?token=…` revokes too, with `callback` as JSONP.",
    strict: "Only POST does (RFC 7009 §2.1).",
  },
  refusals_in_words: {
    sentence: "Userinfo and its kin refuse with 403 and one word, such as `Bad_OAuth_Token`.",
    strict: "Userinfo refuses with 401 or 403 and a `WWW-Authenticate` header (RFC 6750 §3).",
  },
  token_in_address: {
    sentence: "The identity URL takes its token from `oauth_token` in the query, as jsforce sends it.",
    strict: "Only from the Authorization header: addresses end up in logs and histories (RFC 9700 §4.3.2).",
  },
  one_identity_scope: {
    sentence: "`profile`, `email`, `address` and `phone` each open all that is told about a user, as `id` does.",
    strict: "Each opens its own claims (OpenID Connect Core 1.0 §5.4).",
  },
  updated_at_text: {
    sentence: "`updated_at` of userinfo is a date and time in words.",
    strict: "It is a number of seconds (OpenID Connect Core 1.0 §5.1).",
  },
  plain_introspection: {
    sentence: "Introspection has the nine recorded fields, and `token_type` says `access_token`.",
    strict: "`token_type` is `Bearer`, and `iss`, `aud` and `jti` come besides (RFC 7662 §2.2).",
  },
  implied_s256: {
    sentence: "A code challenge without `code_challenge_method` is S256.",
    strict: "Without a method it is `plain`, which is refused (RFC 7636 §4.3, RFC 9700 §2.1.1).",
  },
  optional_challenge: {
    sentence: "An authorization needs a code challenge only where the app requires PKCE.",
    strict: "Every authorization needs one (RFC 9700 §2.1.1).",
  },
  fixed_loopback_port: {
    sentence: "A callback on localhost is compared with its port.",
    strict: "A callback on a loopback address may have any port (RFC 8252 §7.3).",
  },
  remembered_native_apps: {
    sentence: "What a user has allowed an app without a secret on the user's own device is not asked for again.",
    strict: "It is asked for each time: another app of the device may pose as it (RFC 8252 §8.6).",
  },
  app_access_error: {
    sentence: "A user who may not use an app is sent back with `invalid_app_access`.",
    strict: "With `access_denied` (RFC 6749 §4.1.2.1).",
  },
  frontdoor_at_once: {
    sentence: "A link of `singleaccess` logs in at once where the browser says that no page led to it.",
    strict: "It shows whom it logs in, and waits for a click (login CSRF, RFC 6819 §4.4.1.8).",
  },
} as const satisfies Record<string, Quirk>;

export type QuirkName = keyof typeof quirks;

/** Which habits an org has. */
export type Habits = Readonly<Record<QuirkName, boolean>>;

/** The habits of an org, each decided. */
export function habitsOf(org: Pick<OrgRow, "settings">): Habits {
  const { profile, quirks: switched } = settingsOf(org);
  const names = Object.keys(quirks) as QuirkName[];
  return Object.fromEntries(names.map((name) => [name, switched[name] ?? profile === "compat"])) as Habits;
}

/** Whether an org has one habit. */
export const quirk = (org: Pick<OrgRow, "settings">, name: QuirkName): boolean => habitsOf(org)[name];
