// What an external client app is: its settings, which its developer decides, and its policies, which the org's admin
// decides (oauth spec §1.2, §1.4). Stored as JSON; every field has a default, the original's where it is
// known, so records of older versions read well.
import { z } from "zod";
import { Limits } from "../../contract/limits.ts";

/** Of a page: nothing else may stand behind a link or an image. */
const PageUrl = z.url({ protocol: /^https?$/, error: "expected an http or https URL" });

/** What an app adds to what is told of a user: a name, and a formula in the original's language. */
const CustomAttributes = z.array(z.strictObject({ key: z.string().min(1).max(128), formula: z.string().max(128) }));

/** The developer's side: which flows the app has, how its clients prove themselves, how its tokens look. */
export const AppSettings = z.object({
  logoUrl: PageUrl.optional(),
  iconUrl: PageUrl.optional(),
  infoUrl: PageUrl.optional(),
  /** Compared whole with the `redirect_uri` of a request. */
  callbackUrls: z.array(z.string()).default([]),
  clientCredentials: z.boolean().default(false),
  /** Stored, and refused as not offered. */
  codeCredentials: z.boolean().default(false),
  codeCredentialsByPost: z.boolean().default(false),
  deviceFlow: z.boolean().default(false),
  tokenExchange: z.boolean().default(false),
  secretForTokenExchange: z.boolean().default(true),
  /** PEM. Its presence enables the JWT bearer flow, and `private_key_jwt`. */
  certificate: z.string().optional(),
  /** Whether the code flow takes a secret. */
  secretForWebServer: z.boolean().default(true),
  secretForRefresh: z.boolean().default(true),
  pkceRequired: z.boolean().default(true),
  refreshRotation: z.boolean().default(false),
  introspectAll: z.boolean().default(false),
  firstParty: z.boolean().default(false),
  singleLogoutUrl: PageUrl.optional(),
  customAttributes: CustomAttributes.default([]),
  /** Access tokens are JWTs. Off, they are opaque and the Agent API refuses them. */
  namedUserJwt: z.boolean().default(false),
  idToken: z
    .object({
      minutes: z.int().min(1).max(720).default(2),
      audiences: z.array(z.string()).default([]),
      standardClaims: z.boolean().default(true),
      /** Whether ID tokens have `custom_attributes`. */
      attributes: z.boolean().default(false),
    })
    .prefault({}),
});
export type AppSettings = z.infer<typeof AppSettings>;

/** Minutes an access token may live. */
export const jwtTimeouts = [1, 5, 10, 15, 30, 60, 90, 120, 240, 480, 720] as const;

/** A hundred years at most: further on there are no dates to write. */
const hours = z.int().positive().max(876_000);

/** The admin's side: what is allowed in this org, to whom, from where and for how long. */
export const AppPolicies = z.object({
  clientCredentials: z.boolean().default(false),
  guestCodeCredentials: z.boolean().default(false),
  tokenExchangeAllowed: z.boolean().default(false),
  permittedUsers: z.enum(["self_authorized", "pre_authorized"]).default("self_authorized"),
  /** API names of the permission sets whose users are pre-authorized. */
  permissionSets: z.array(z.string()).default([]),
  /** Of the original's profiles, which this server does not have. */
  profiles: z.array(z.string()).default([]),
  /** `enforce`: only from `trustedRanges`, when there are any. */
  ipRelaxation: z.enum(["enforce", "bypass", "bypass_second_factor", "enforce_relax_refresh"]).default("enforce"),
  /** CIDR blocks. */
  trustedRanges: z.array(z.string()).default([]),
  refreshToken: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("infinite") }),
      z.object({ kind: z.literal("zero") }),
      z.object({ kind: z.literal("lifetime"), hours }),
      z.object({ kind: z.literal("inactivity"), hours }),
    ])
    .default({ kind: "infinite" }),
  jwtTimeoutMinutes: z.literal(jwtTimeouts).default(30),
  /** True: a JWT lives as long as a login session of the org, whatever `jwtTimeoutMinutes` says. */
  jwtTimeoutFromSession: z.boolean().default(false),
  guestJwtTimeoutMinutes: z.literal(jwtTimeouts).default(30),
  guestJwtTimeoutFromSession: z.boolean().default(false),
  /** Minutes an opaque token lives. */
  sessionTimeoutMinutes: z.int().positive().default(120),
  /** `high`: the user proves who they are anew before an authorization. */
  sessionLevel: z.enum(["low", "standard", "high"]).default("low"),
  /** What happens to a session of a lower level: here it is always raised. */
  sessionLevelAction: z.enum(["raise", "block"]).default("raise"),
  customScopes: z.array(z.string()).default([]),
  /** In place of those that the developer gave. */
  orgCustomAttributes: CustomAttributes.default([]),
  orgSingleLogoutUrl: PageUrl.optional(),
  apexHandler: z.string().optional(),
  apexHandlerRunsAs: z.string().optional(),
  startPage: z.enum(["none", "oauth", "custom"]).default("none"),
  startUrl: z.string().optional(),
  /** What the app may ask of this server; the original has no such policy. */
  limits: Limits.default({}),
  /** Epoch seconds; a token issued earlier is refused. Moves when the app loses a right (oauth spec §3.5). */
  notBefore: z.int().default(0),
});
export type AppPolicies = z.infer<typeof AppPolicies>;

/** Settings and policies that are kept, shown and exported, and that nothing here acts upon. */
const kept = {
  settings: ["codeCredentialsByPost", "secretForTokenExchange", "firstParty", "singleLogoutUrl"],
  policies: [
    "guestCodeCredentials",
    "tokenExchangeAllowed",
    "profiles",
    "guestJwtTimeoutMinutes",
    "guestJwtTimeoutFromSession",
    "sessionLevelAction",
    "customScopes",
    "orgSingleLogoutUrl",
    "apexHandler",
    "apexHandlerRunsAs",
    "startPage",
    "startUrl",
  ],
} as const satisfies {
  readonly settings: readonly (keyof AppSettings)[];
  readonly policies: readonly (keyof AppPolicies)[];
};

/** Names of what an app has decided and this server does not act upon. */
export function withoutEffect(settings: AppSettings, policies: AppPolicies): string[] {
  const decided = <T extends object>(names: readonly (keyof T & string)[], values: T, standard: T) =>
    names.filter((name) => JSON.stringify(values[name]) !== JSON.stringify(standard[name]));
  return [
    ...decided(kept.settings, settings, AppSettings.parse({})),
    ...decided(kept.policies, policies, AppPolicies.parse({})),
  ];
}
