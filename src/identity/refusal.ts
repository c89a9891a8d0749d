// Why a token request was refused: exact inside, plain outside, joined by one exhaustive switch.
import { type OAuthProblemCode, oauthProblems } from "../contract/identity.ts";

/** The exact reason, for the log. A client sees only what `onTheWire` makes of it. Holds no secret. */
export type TokenRefusal =
  | { readonly reason: "host_foreign"; readonly host: string | undefined; readonly ours: string; readonly cure: string }
  | { readonly reason: "method_not_post"; readonly method: string }
  | { readonly reason: "form_malformed"; readonly why: string }
  | { readonly reason: "parameter_repeated"; readonly name: string }
  | { readonly reason: "scope_sent" }
  | { readonly reason: "grant_missing"; readonly contentType: string | undefined }
  | { readonly reason: "grant_unknown"; readonly grant: string }
  | { readonly reason: "authorization_malformed" }
  | { readonly reason: "credentials_twice" }
  | { readonly reason: "client_missing" }
  | { readonly reason: "client_unknown"; readonly consumerKey: string }
  | { readonly reason: "secret_missing"; readonly consumerKey: string }
  | { readonly reason: "secret_wrong"; readonly consumerKey: string }
  | { readonly reason: "failing_too_often"; readonly address: string; readonly waitMs: number }
  | { readonly reason: "app_disabled"; readonly appId: string }
  | { readonly reason: "flow_off_in_settings"; readonly appId: string }
  | { readonly reason: "flow_off_in_policies"; readonly appId: string }
  | { readonly reason: "run_as_unfit"; readonly appId: string; readonly why: string }
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

export const refuse = (refusal: TokenRefusal): TokenRefused => new TokenRefused(refusal);

interface WireRefusal {
  readonly status: number;
  readonly body: { readonly error: string; readonly error_description: string };
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What the client is told. A disabled app answers as an unknown one and every fault of the run-as user answers alike:
 * the recorded texts are all a client knows (oauth spec §2.15), and an outsider should not learn which check failed.
 */
export function onTheWire(refusal: TokenRefusal): WireRefusal {
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
    case "scope_sent":
      return problem("scope_unsupported");
    case "grant_missing":
    case "grant_unknown":
      return problem("grant_type_unsupported");
    case "client_missing":
    case "client_unknown":
    case "app_disabled":
      return problem("client_id_invalid");
    case "authorization_malformed":
    case "secret_missing":
    case "secret_wrong":
      return problem("client_invalid");
    case "failing_too_often": {
      const seconds = String(Math.ceil(refusal.waitMs / 1000));
      return problem("too_many_failures", seconds, { "Retry-After": seconds });
    }
    case "flow_off_in_settings":
      return problem("flow_not_enabled");
    case "flow_off_in_policies":
    case "run_as_unfit":
      return problem("no_run_as_user");
    case "server_fault":
      return problem("server_error", refusal.requestId);
  }
}

function problem(code: OAuthProblemCode, detail = "", headers: Readonly<Record<string, string>> = {}): WireRefusal {
  const { status, error, description } = oauthProblems[code];
  return { status, body: { error, error_description: description(detail) }, headers };
}
