// Why a token request was refused: exact inside, plain outside, joined by one exhaustive switch.
import { type OAuthProblemCode, oauthProblems } from "../../contract/identity.ts";
import type { Habits } from "../orgs/quirks.ts";

/** The exact reason, for the log. A client sees only what `onTheWire` makes of it. Holds no secret. */
export type TokenRefusal =
  | { readonly reason: "host_foreign"; readonly host: string | undefined; readonly ours: string; readonly cure: string }
  | { readonly reason: "method_not_post"; readonly method: string }
  | { readonly reason: "form_malformed"; readonly why: string }
  | { readonly reason: "parameter_repeated"; readonly name: string }
  | { readonly reason: "parameter_missing"; readonly name: string }
  | { readonly reason: "scope_sent" }
  | { readonly reason: "scope_beyond"; readonly scope: string }
  | { readonly reason: "grant_missing"; readonly contentType: string | undefined }
  | { readonly reason: "grant_unknown"; readonly grant: string }
  | { readonly reason: "flow_not_offered"; readonly flow: string }
  | { readonly reason: "authorization_malformed" }
  | { readonly reason: "credentials_twice" }
  | { readonly reason: "client_missing" }
  | { readonly reason: "client_unknown"; readonly consumerKey: string }
  | { readonly reason: "secret_missing"; readonly consumerKey: string }
  | { readonly reason: "secret_wrong"; readonly consumerKey: string }
  | { readonly reason: "client_assertion_unfit"; readonly why: string }
  | { readonly reason: "failing_too_often"; readonly address: string; readonly waitMs: number }
  | { readonly reason: "app_disabled"; readonly appId: string }
  | { readonly reason: "app_changed"; readonly appId: string }
  | { readonly reason: "flow_off_in_settings"; readonly appId: string }
  | { readonly reason: "flow_off_in_policies"; readonly appId: string }
  | { readonly reason: "run_as_unfit"; readonly appId: string; readonly why: string }
  | { readonly reason: "address_untrusted"; readonly appId: string; readonly why: string }
  | { readonly reason: "member_unfit"; readonly why: string }
  | { readonly reason: "member_changed"; readonly username: string }
  | { readonly reason: "member_not_permitted"; readonly username: string; readonly appId: string }
  | { readonly reason: "member_not_approved"; readonly username: string; readonly appId: string }
  | { readonly reason: "code_unknown" }
  | { readonly reason: "code_expired"; readonly grantId: string }
  | { readonly reason: "code_replayed"; readonly grantId: string }
  | { readonly reason: "code_of_another_client"; readonly grantId: string; readonly appId: string }
  | { readonly reason: "redirect_uri_differs"; readonly grantId: string }
  | { readonly reason: "verifier_unfit"; readonly why: string }
  | { readonly reason: "refresh_token_unknown" }
  | { readonly reason: "refresh_token_over"; readonly grantId: string; readonly why: string }
  | { readonly reason: "refresh_token_reused"; readonly grantId: string }
  | { readonly reason: "certificate_missing"; readonly appId: string }
  | { readonly reason: "assertion_unfit"; readonly why: string }
  | { readonly reason: "audience_foreign"; readonly audience: string }
  | { readonly reason: "token_unknown"; readonly why: string }
  | { readonly reason: "token_of_no_kind" }
  | { readonly reason: "server_fault"; readonly requestId: string };

/** Thrown by a step; caught once, where the reply is made. */
export class TokenRefused extends Error {
  readonly refusal: TokenRefusal;

  constructor(refusal: TokenRefusal) {
    super(refusal.reason);
    this.name = "TokenRefused";
    this.refusal = refusal;
  }
}

/** What a step throws to refuse a request. */
export const refuse = (refusal: TokenRefusal): TokenRefused => new TokenRefused(refusal);

interface WireRefusal {
  readonly status: number;
  readonly body: { readonly error: string; readonly error_description: string };
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What the client is told, in the way the org speaks. A disabled app answers as an unknown one and every fault of the
 * run-as user answers alike: the recorded texts are all a client knows (oauth spec §2.15), and an outsider should not
 * learn which check failed.
 */
export function onTheWire(
  refusal: TokenRefusal,
  habits?: Pick<Habits, "client_errors_400" | "vendor_error_codes">,
): WireRefusal {
  const unproven = (code: OAuthProblemCode) =>
    habits?.client_errors_400 === false
      ? problem("client_unproven", "", { "WWW-Authenticate": 'Basic realm="dragoman", charset="UTF-8"' })
      : problem(code);
  const ownCode = (code: OAuthProblemCode) => {
    const refused = problem(code);
    return habits?.vendor_error_codes === false
      ? { ...refused, body: { ...refused.body, error: "invalid_grant" } }
      : refused;
  };
  switch (refusal.reason) {
    case "host_foreign":
      return problem("foreign_domain");
    case "method_not_post":
      return problem("not_post", "", { Allow: "POST" });
    case "form_malformed":
      return problem("request_malformed", refusal.why);
    case "parameter_repeated":
      return problem("request_malformed", `parameter sent more than once: ${refusal.name}`);
    case "credentials_twice":
      return problem("request_malformed", "client credentials sent twice, and they differ");
    case "parameter_missing":
      return problem("parameter_missing", refusal.name);
    case "scope_sent":
      return problem("scope_unsupported");
    case "scope_beyond":
      return problem("scope_not_allowed");
    case "grant_missing":
    case "grant_unknown":
    case "certificate_missing":
      return problem("grant_type_unsupported");
    case "flow_not_offered":
      return problem("flow_not_offered", refusal.flow);
    case "client_missing":
    case "client_unknown":
    case "app_disabled":
      return unproven("client_id_invalid");
    case "authorization_malformed":
    case "secret_missing":
    case "secret_wrong":
    case "client_assertion_unfit":
      return unproven("client_invalid");
    case "failing_too_often": {
      const seconds = String(Math.ceil(refusal.waitMs / 1000));
      return problem("too_many_failures", seconds, { "Retry-After": seconds });
    }
    case "flow_off_in_settings":
      return problem("flow_not_enabled");
    case "flow_off_in_policies":
    case "run_as_unfit":
      return problem("no_run_as_user");
    case "address_untrusted":
      return problem("authentication_failed");
    case "member_unfit":
      return ownCode("user_inactive");
    case "member_not_permitted":
      return ownCode("user_not_permitted");
    case "member_not_approved":
      return problem("user_not_approved");
    case "code_unknown":
    case "code_of_another_client":
      return problem("code_invalid");
    case "code_expired":
    case "code_replayed":
      return problem("code_expired");
    case "redirect_uri_differs":
      return ownCode("redirect_uri_mismatch");
    case "verifier_unfit":
      return problem("verifier_invalid");
    case "app_changed":
    case "member_changed":
    case "refresh_token_unknown":
    case "refresh_token_over":
    case "refresh_token_reused":
      return problem("token_expired");
    case "assertion_unfit":
      return problem("assertion_invalid");
    case "audience_foreign":
      return problem("audience_invalid");
    case "token_unknown":
      return problem("token_invalid");
    case "token_of_no_kind":
      return problem("token_type_unsupported");
    case "server_fault":
      return problem("server_error", refusal.requestId);
  }
}

function problem(code: OAuthProblemCode, detail = "", headers: Readonly<Record<string, string>> = {}): WireRefusal {
  const { status, error, description } = oauthProblems[code];
  return { status, body: { error, error_description: description(detail) }, headers };
}
