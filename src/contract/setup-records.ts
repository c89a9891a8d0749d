// The part of the operator's API about records: external client apps, users, keys and the audit trail of one org.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";

/** How much something matters: an `error` stops what was asked, the others stop nothing. */
export const Severity = z.enum(["error", "warning", "info"]);

/** What a user may do in Setup. */
export const Role = z.enum(["admin", "builder", "viewer", "api"]);

/** An external client app, without its secret. */
export const AppSummary = z.object({
  id: z.string(),
  apiName: z.string(),
  label: z.string(),
  enabled: z.boolean(),
  consumerKey: z.string(),
  scopes: z.array(z.string()),
  runAs: z.string().nullable(),
  madeBy: z.string(),
});
export type AppSummary = z.infer<typeof AppSummary>;

/** Key and secret of an app, in clear. */
export const AppCredentials = z.object({ apiName: z.string(), consumerKey: z.string(), consumerSecret: z.string() });
export type AppCredentials = z.infer<typeof AppCredentials>;

/** Something an operator should know that stops nothing. */
const Notice = z.object({ severity: Severity, sentence: z.string() });
export type Notice = z.infer<typeof Notice>;

/** The pair in the staged slot of an app. */
const StagedPair = z.object({
  id: z.string(),
  consumerKey: z.string(),
  status: z.enum(["staged", "rotated"]),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type StagedPair = z.infer<typeof StagedPair>;

/** Values by the names of the fields. */
const Values = z.record(z.string(), z.unknown());

/** An app with everything that is decided about it. */
export const AppDetail = AppSummary.extend({
  /** Every field in the words of dragoman.yaml. */
  fields: Values,
  staged: z.array(StagedPair),
  notices: z.array(Notice),
});
export type AppDetail = z.infer<typeof AppDetail>;

/** What a change did, in words. */
export const Changed = z.object({
  id: z.string(),
  change: z.enum(["made", "changed", "unchanged"]),
  what: z.array(z.string()),
  notices: z.array(Notice),
});
export type Changed = z.infer<typeof Changed>;

/** Whether a path is that of a metadata file of external client apps, of a type that is known here or not. */
export const isMetadataPath = (path: string): boolean =>
  /(?:^|\/)(?:externalClientApps|extlClntApp\w+)\/[^/]+-meta\.xml$/.test(path);

/** A metadata file, by its path below a source folder. */
const File = z.object({ path: z.string(), text: z.string() });

/** A user; the password is nobody's to see. */
export const UserSummary = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  kind: z.enum(["api_only", "standard", "agent"]),
  role: Role,
  email: z.string().nullable(),
  locale: z.string(),
  timeZone: z.string(),
  active: z.boolean(),
  permissionSets: z.array(z.string()),
  madeBy: z.string(),
});
export type UserSummary = z.infer<typeof UserSummary>;

/** A link that logs its holder in, once. */
export const OpenedLink = z.object({ url: z.url(), expiresAt: z.iso.datetime() });
export type OpenedLink = z.infer<typeof OpenedLink>;

/** The keys that sign tokens, and those that seal secrets. */
export const KeyReport = z.object({
  signing: z.array(
    z.object({
      kid: z.string(),
      signsFrom: z.iso.datetime(),
      retiredAt: z.iso.datetime().nullable(),
      signs: z.boolean().describe("Whether tokens are signed with it now"),
    }),
  ),
  secretKey: z.string().describe("Id of the key that seals secrets"),
  sealed: z
    .record(z.string(), z.number().int())
    .describe("How many secrets each key has sealed, those of every org: nothing for whoever may not manage keys"),
});
export type KeyReport = z.infer<typeof KeyReport>;

/** An attempt to log in. */
export const LoginLine = z.object({
  at: z.iso.datetime(),
  username: z.string().describe("As it was given"),
  kind: z.string().describe("`password`, `link`, or a grant type"),
  outcome: z.string().describe("`ok`, or why not"),
  app: z.string().nullable().describe("API name of the app it was for"),
  address: z.string(),
  userAgent: z.string(),
});
export type LoginLine = z.infer<typeof LoginLine>;

/** How many attempts are shown. */
export const LOGINS_SHOWN = 200;

/** An entry of the audit trail. */
export const AuditLine = z.object({
  number: z.number().int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  address: z.string().nullable(),
  detail: Values,
  before: Values.nullable(),
  after: Values.nullable(),
});
export type AuditLine = z.infer<typeof AuditLine>;

/** Entries of the audit trail come in pages of this size. */
export const AUDIT_PAGE = 500;

const change = z.strictObject({ fields: Values });

export const recordEndpoints = {
  orgs: {
    method: "GET",
    path: "/orgs",
    right: "operate",
    reply: z.object({
      orgs: z.array(
        z.object({ id: z.string(), name: z.string(), myDomain: z.string().nullable(), origin: z.string() }),
      ),
    }),
  },
  app: { method: "GET", path: "/apps/:app", right: "see", reply: AppDetail },
  /** Make an app, or change the fields given; in the words of dragoman.yaml. */
  changeApp: { method: "POST", path: "/apps/:app", right: "manage_apps", body: change, reply: Changed },
  enableApp: {
    method: "POST",
    path: "/apps/:app/enabled",
    right: "manage_apps",
    body: z.strictObject({ enabled: z.boolean() }),
    reply: Changed,
  },
  rotateApp: {
    method: "POST",
    path: "/apps/:app/rotation",
    right: "manage_apps",
    body: z.strictObject({ step: z.enum(["stage", "rotate", "delete"]) }),
    reply: z.object({ consumerKey: z.string(), staged: z.array(StagedPair) }),
  },
  stagedCredentials: {
    method: "POST",
    path: "/apps/:app/rotation/credentials",
    right: "see_secrets",
    proof: true,
    reply: AppCredentials,
  },
  importApps: {
    method: "POST",
    path: "/metadata",
    right: "manage_apps",
    body: z.strictObject({ files: z.array(File).max(10_000) }),
    reply: z.object({
      changes: z.array(z.object({ app: z.string(), change: z.string(), what: z.array(z.string()) })),
      problems: z.array(z.object({ file: z.string(), severity: Severity, message: z.string() })),
    }),
  },
  exportApp: {
    method: "GET",
    path: "/apps/:app/metadata",
    right: "see",
    reply: z.object({ files: z.array(File), notices: z.array(z.string()) }),
  },
  users: { method: "GET", path: "/users", right: "see", reply: z.object({ users: z.array(UserSummary) }) },
  /** Make a user, or change the fields given; in the words of dragoman.yaml. */
  changeUser: { method: "POST", path: "/users/:user", right: "manage_users", body: change, reply: Changed },
  activateUser: {
    method: "POST",
    path: "/users/:user/active",
    right: "manage_users",
    body: z.strictObject({ active: z.boolean() }),
    reply: Changed,
  },
  /** A link with which the user sets a password. */
  passwordLink: {
    method: "POST",
    path: "/users/:user/password-link",
    right: "manage_users",
    proof: true,
    reply: OpenedLink,
  },
  /** The latest attempts to log in, with a password, a link or a grant type; the newest first. */
  logins: { method: "GET", path: "/logins", right: "see_audit", reply: z.object({ logins: z.array(LoginLine) }) },
  keys: { method: "GET", path: "/keys", right: "see", reply: KeyReport },
  rotateKey: {
    method: "POST",
    path: "/keys/rotate",
    right: "manage_keys",
    body: z.strictObject({ now: z.boolean() }),
    reply: z.object({ kid: z.string(), signsFrom: z.iso.datetime() }),
  },
  withdrawKey: {
    method: "POST",
    path: "/keys/withdraw",
    right: "manage_keys",
    proof: true,
    body: z.strictObject({ kid: z.string() }),
    reply: KeyReport,
  },
  resealSecrets: {
    method: "POST",
    path: "/keys/reseal",
    right: "operate",
    reply: z.object({ keyId: z.string(), resealed: z.number().int() }),
  },
  /** A page of the trail: entries after a number, none older than a moment. */
  audit: {
    method: "POST",
    path: "/audit",
    right: "see_audit",
    body: z.strictObject({ after: z.number().int().min(0), since: z.iso.datetime().optional() }),
    reply: z.object({ entries: z.array(AuditLine) }),
  },
} as const satisfies Endpoints;
