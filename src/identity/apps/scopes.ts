// The scopes an external client app may hold: API value, name in metadata files and label (oauth spec §1.3).

/** API value → name in metadata files (absent where none is documented) and label. */
export const scopes: Readonly<Record<string, { readonly metadata?: string; readonly label: string }>> = {
  id: { metadata: "Basic", label: "Access the identity URL service" },
  profile: { metadata: "Profile", label: "Access the identity URL service" },
  email: { metadata: "Email", label: "Access the identity URL service" },
  address: { metadata: "Address", label: "Access the identity URL service" },
  phone: { metadata: "Phone", label: "Access the identity URL service" },
  api: { metadata: "Api", label: "Manage user data via APIs" },
  web: { metadata: "Web", label: "Manage user data via Web browsers" },
  full: { metadata: "Full", label: "Full access" },
  refresh_token: { metadata: "RefreshToken", label: "Perform requests at any time" },
  offline_access: { metadata: "OfflineAccess", label: "Perform requests at any time" },
  openid: { metadata: "OpenID", label: "Access unique user identifiers" },
  chatbot_api: { metadata: "Chatbot", label: "Access chatbot services" },
  sfap_api: { metadata: "SFApiPlatform", label: "Access the Salesforce API Platform" },
  einstein_gpt_api: { metadata: "EinsteinGPT", label: "Access generative services" },
  mcp_api: { metadata: "MCP", label: "Access platform MCP services" },
  chatter_api: { metadata: "Chatter", label: "Access Connect REST API resources" },
  visualforce: { metadata: "CustomApplications", label: "Access Visualforce applications" },
  lightning: { metadata: "Lightning", label: "Access Lightning applications" },
  content: { metadata: "Content", label: "Access content resources" },
  custom_permissions: { metadata: "CustomPermissions", label: "Access custom permissions" },
  wave_api: { metadata: "Wave", label: "Access Analytics REST API resources" },
  eclair_api: { metadata: "Eclair", label: "Access Analytics charts geodata resources" },
  pardot_api: { metadata: "Pardot", label: "Manage Pardot services" },
  interaction_api: { metadata: "Interaction", label: "Access Interaction API resources" },
  scrt_api: { metadata: "SCRT", label: "Access real-time service resources" },
  cdp_api: { label: "Access all Data Cloud API resources" },
  cdp_ingest_api: { metadata: "CDPIngest", label: "Manage Data Cloud ingestion data" },
  cdp_profile_api: { metadata: "CDPProfile", label: "Manage Data Cloud profile data" },
  cdp_query_api: { metadata: "CDPQuery", label: "Run SQL queries on Data Cloud data" },
  cdp_segment_api: { metadata: "CDPSegment", label: "Manage Data Cloud segments" },
  cdp_identityresolution_api: { metadata: "CDPIdentityResolution", label: "Manage Data Cloud identity resolution" },
  cdp_calculated_insight_api: { metadata: "CDPCalculatedInsight", label: "Manage Data Cloud calculated insights" },
  data_cloud_user_claims: { label: "Access Data Cloud user claims" },
  pwdless_login_api: { metadata: "PwdlessLogin", label: "Access headless passwordless login" },
  forgot_password: { metadata: "ForgotPassword", label: "Access headless forgot-password" },
  user_registration_api: { metadata: "UserRegistration", label: "Access headless registration" },
};

/** The scopes that ask for a refresh token; they mean the same (oauth spec §1.3). */
export const REFRESH_SCOPES: readonly string[] = ["refresh_token", "offline_access"];

/** What is wrong with a scope as written, with the nearest one that exists; `undefined` when it is one. */
export function scopeProblem(written: string): string | undefined {
  if (Object.hasOwn(scopes, written)) return undefined;
  const near = nearest(written);
  return `"${written}" is not a scope${near ? `: did you mean ${near}?` : `. The scopes are ${Object.keys(scopes).join(", ")}`}`;
}

/** Compared by their letters alone, so that `Chatbot`, `SFApiPlatform` and `chatbotApi` find their scope, too. */
function nearest(written: string): string | undefined {
  const pairs = pairsOf(written);
  const [best] = Object.entries(scopes)
    .flatMap(([value, { metadata }]) => [value, metadata ?? value].map((name) => ({ value, name })))
    .map(({ value, name }) => ({ value, likeness: likeness(pairs, pairsOf(name)) }))
    .sort((a, b) => b.likeness - a.likeness);
  return best && best.likeness >= 0.5 ? best.value : undefined;
}

const pairsOf = (name: string): readonly string[] => {
  const letters = name.toLowerCase().replace(/[^a-z]/g, "");
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2));
};

/** Share of letter pairs two names have in common, from 0 to 1 (Dice's coefficient). */
const likeness = (a: readonly string[], b: readonly string[]): number =>
  (2 * a.filter((pair) => b.includes(pair)).length) / Math.max(1, a.length + b.length);
