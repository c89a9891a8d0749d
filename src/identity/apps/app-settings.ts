// What an external client app is: its settings, which its developer decides, and its policies, which the org's admin
// decides (oauth spec §1.2, §1.4). Stored as JSON; every field has the default of the original, so records of older versions read well.
import { z } from "zod";

/** The developer's side: which flows the app has, how its clients prove themselves, how its tokens look. */
export const AppSettings = z.object({
  /** Compared whole with the `redirect_uri` of a request. */
  callbackUrls: z.array(z.string()).default([]),
  clientCredentials: z.boolean().default(false),
  /** Stored, and refused as not offered. */
  codeCredentials: z.boolean().default(false),
  deviceFlow: z.boolean().default(false),
  tokenExchange: z.boolean().default(false),
  /** PEM. Its presence enables the JWT bearer flow, and `private_key_jwt`. */
  certificate: z.string().optional(),
  /** Whether the code flow takes a secret. */
  secretForWebServer: z.boolean().default(true),
  secretForRefresh: z.boolean().default(true),
  pkceRequired: z.boolean().default(true),
  refreshRotation: z.boolean().default(false),
  introspectAll: z.boolean().default(false),
  /** Access tokens are JWTs. Off, they are opaque and the Agent API refuses them. */
  namedUserJwt: z.boolean().default(false),
  idToken: z
    .object({
      minutes: z.int().min(1).max(720).default(2),
      audiences: z.array(z.string()).default([]),
      standardClaims: z.boolean().default(true),
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
  permittedUsers: z.enum(["self_authorized", "pre_authorized"]).default("self_authorized"),
  /** API names of the permission sets whose users are pre-authorized. */
  permissionSets: z.array(z.string()).default([]),
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
  /** Minutes an opaque token lives. */
  sessionTimeoutMinutes: z.int().positive().default(120),
  /** `high`: the user proves who they are anew before an authorization. */
  sessionLevel: z.enum(["low", "standard", "high"]).default("low"),
  /** Epoch seconds; a token issued earlier is refused. Moves when the app loses a right (oauth spec §3.5). */
  notBefore: z.int().default(0),
});
export type AppPolicies = z.infer<typeof AppPolicies>;
