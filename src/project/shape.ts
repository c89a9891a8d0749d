// What dragoman.yaml may say.
import { z } from "zod";
import { Role } from "../contract/setup-records.ts";
import { AppPolicies, AppSettings } from "../identity/apps/app-settings.ts";
import { scopeProblem } from "../identity/apps/scopes.ts";
import { OrgSettings } from "../identity/orgs/org-settings.ts";
import { quirks } from "../identity/orgs/quirks.ts";

const Scope = z.string().refine((scope) => scopeProblem(scope) === undefined, {
  error: (issue) => scopeProblem(String(issue.input)),
});

export const User = z.strictObject({
  username: z.string(),
  name: z.string().min(1).optional(),
  kind: z.enum(["api_only", "standard"]).optional(),
  role: Role.optional(),
  active: z.boolean().optional(),
  /** `null` takes it away. */
  email: z.string().nullable().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  locale: z.string().optional(),
  timeZone: z.string().optional(),
  permissionSets: z.array(z.string()).optional(),
});

export type User = z.infer<typeof User>;

const PermissionSet = z.strictObject({
  name: z.string(),
  label: z.string().min(1).optional(),
  scopes: z.array(Scope).default([]),
  agents: z.array(z.string()).default([]),
});

/** Both sides of the flow at once, or each for itself. */
const ClientCredentials = z
  .union([z.boolean(), z.strictObject({ settings: z.boolean(), policies: z.boolean() })])
  .default(true)
  .transform((given) => (typeof given === "boolean" ? { settings: given, policies: given } : given));

const { clientCredentials: _inSettings, ...settingsShape } = AppSettings.shape;
const { clientCredentials: _inPolicies, notBefore: _moved, ...policiesShape } = AppPolicies.shape;

/** An external client app: its settings and policies side by side, with the defaults that the Agent API needs. */
export const App = z.strictObject({
  name: z.string(),
  label: z.string().optional(),
  description: z.string().optional(),
  contactEmail: z.string().optional(),
  contactPhone: z.string().optional(),
  distributionState: z.enum(["Local", "Packaged"]).optional(),
  enabled: z.boolean().default(true),
  scopes: z.array(Scope).default(["api", "refresh_token", "chatbot_api", "sfap_api"]),
  runAs: z.string().optional(),
  consumerKey: z.string().optional(),
  consumerSecret: z.string().optional(),
  ...settingsShape,
  ...policiesShape,
  clientCredentials: ClientCredentials,
  namedUserJwt: z.boolean().default(true),
  refreshToken: z.preprocess(
    (given) => (typeof given === "string" ? { kind: given } : given),
    AppPolicies.shape.refreshToken,
  ),
});
export type App = z.infer<typeof App>;

const QuirkSwitches = z.partialRecord(z.enum(Object.keys(quirks) as [string, ...string[]]), z.boolean());

const { login } = OrgSettings.shape;
const { lockoutFailures, lockoutMinutes, passwordMinLength, sessionHours } = login.unwrap().shape;

/** Without their defaults, as all of an org's settings here: what the file does not decide stays as it is. */
const OrgLogin = z.strictObject({
  lockoutFailures: lockoutFailures.unwrap().optional(),
  lockoutMinutes: lockoutMinutes.unwrap().optional(),
  passwordMinLength: passwordMinLength.unwrap().optional(),
  sessionHours: sessionHours.unwrap().optional(),
});

const org = {
  name: z.string().min(1).max(80),
  id: z
    .string()
    .regex(/^00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/, "expected 15 or 18 characters that begin with 00D")
    .optional(),
  quirks: QuirkSwitches.optional(),
  profile: OrgSettings.shape.profile.unwrap().optional(),
  sessionMinutes: OrgSettings.shape.sessionMinutes.unwrap().optional(),
  login: OrgLogin.optional(),
  secretInRest: OrgSettings.shape.secretInRest.unwrap().optional(),
  platformCli: OrgSettings.shape.platformCli.unwrap().optional(),
  limits: OrgSettings.shape.limits.unwrap().optional(),
};

/** Whom an org has. */
const records = {
  permissionSets: z.array(PermissionSet).optional(),
  users: z.array(User).optional(),
  apps: z.array(App).optional(),
};

/** The org that every host reaches which is no other org's. */
const Org = z.strictObject({ ...org, name: org.name.default("Dragoman") });

/** An org with a domain of its own. */
export const AnotherOrg = z.strictObject({
  ...org,
  myDomain: z.string(),
  /** Developer names of the agents it has; without the list, all of the project's. */
  agents: z.array(z.string()).optional(),
  ...records,
});

const positive = z.number().int().positive();

/** Settings of the server that belong to a project. Each is named as in `config.ts`, and the environment wins. */
const Settings = z.strictObject({
  model: z.string().min(1).optional(),
  modelFallback: z.array(z.string().min(1)).optional(),
  modelBaseUrl: z.url().optional(),
  turnTimeoutS: positive.max(3600).optional(),
  sessionIdleMin: positive.max(525_600).optional(),
  historyMessages: z.number().int().min(4).max(1000).optional(),
  retentionDays: positive.max(3650).optional(),
  actionTimeoutS: positive.max(3600).optional(),
  actionAllow: z.array(z.string().min(1)).optional(),
});

const HttpTarget = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: "expected an http or https URL" }),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("POST"),
  headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "expected a header name"), z.string()).default({}),
  timeoutS: positive.max(3600).optional(),
  idempotent: z.boolean().optional(),
});

const Target = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*:\/\/\S+$/, "expected an action's target, such as flow://Get_Order");

/** What a script writes after `model://`. */
const ModelName = z
  .string()
  .regex(/^(?!\w+:\/\/)\S+$/, "expected what a script writes after model://, such as sfdc_ai__DefaultGPT4Omni");

export const ProjectFile = z.strictObject({
  org: Org.prefault({}),
  ...records,
  orgs: z.array(AnotherOrg).default([]),
  settings: Settings.default({}),
  models: z.record(ModelName, z.string().min(1)).default({}),
  actions: z.record(Target, HttpTarget).default({}),
});
export type ProjectFile = z.infer<typeof ProjectFile>;
export type ProjectSettings = z.infer<typeof Settings>;
export type HttpTarget = z.infer<typeof HttpTarget>;
