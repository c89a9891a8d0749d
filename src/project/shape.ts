// What dragoman.yaml may say: its shape, and what it means where it says nothing.
import { z } from "zod";
import type { AppDeclaration } from "../identity/app-declaration.ts";
import { jwtTimeouts } from "../identity/client.ts";
import type { MemberDeclaration } from "../identity/members.ts";
import { scopeProblem } from "../identity/scopes.ts";

const Org = z.strictObject({
  name: z.string().min(1).max(80).default("Dragoman"),
  id: z
    .string()
    .regex(/^00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/, "expected 15 or 18 characters that begin with 00D")
    .optional(),
});

const Scope = z.string().refine((scope) => scopeProblem(scope) === undefined, {
  error: (issue) => scopeProblem(String(issue.input)),
});

const User = z.strictObject({
  username: z.string(),
  name: z.string().min(1).optional(),
  kind: z.enum(["api_only", "standard"]).default("api_only"),
});

const App = z.strictObject({
  name: z.string(),
  label: z.string().optional(),
  contactEmail: z.string().optional(),
  scopes: z.array(Scope).default(["api", "refresh_token", "chatbot_api", "sfap_api"]),
  runAs: z.string().optional(),
  consumerKey: z.string().optional(),
  consumerSecret: z.string().optional(),
  jwtTimeoutMinutes: z.literal(jwtTimeouts).default(30),
  clientCredentials: z.boolean().default(true),
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
  users: z.array(User).optional(),
  apps: z.array(App).optional(),
  settings: Settings.default({}),
  models: z.record(ModelName, z.string().min(1)).default({}),
  actions: z.record(Target, HttpTarget).default({}),
});
export type ProjectFile = z.infer<typeof ProjectFile>;
export type ProjectSettings = z.infer<typeof Settings>;
export type HttpTarget = z.infer<typeof HttpTarget>;

/** Who made what a project declares, in the database and in the audit trail. */
export const madeBy = "project";

/** What a project declares, with nothing left open. */
export interface Declarations {
  readonly org: { readonly name: string; readonly id?: string };
  readonly users: readonly MemberDeclaration[];
  readonly apps: readonly (AppDeclaration & { readonly runAs: string })[];
  readonly settings: ProjectSettings;
  /** Models that scripts ask for: the name after `model://`, and the `provider:name` that answers. */
  readonly models: Readonly<Record<string, string>>;
  readonly actions: Readonly<Record<string, HttpTarget>>;
}

/** Fill in what the file leaves out: one API-only user, one app for the Agent API that runs as the first user. */
export function complete(file: ProjectFile): Declarations {
  const domain = `${slug(file.org.name)}.example`;
  const users = file.users ?? [{ username: `api.user@${domain}`, name: "API User", kind: "api_only" as const }];
  const apps = file.apps ?? [App.parse({ name: "Agent_API_Client" })];
  return {
    org: { name: file.org.name, ...(file.org.id !== undefined && { id: file.org.id }) },
    users: users.map((user) => ({ ...user, name: user.name ?? user.username, madeBy })),
    apps: apps.map(({ name, label, contactEmail, runAs, clientCredentials, jwtTimeoutMinutes, ...app }) => ({
      ...app,
      apiName: name,
      label: label ?? name.replaceAll("_", " "),
      contactEmail: contactEmail ?? `admin@${domain}`,
      runAs: runAs ?? users[0]?.username ?? "",
      settings: { clientCredentials, namedUserJwt: true },
      policies: { clientCredentials, jwtTimeoutMinutes },
      enabled: true,
      madeBy,
    })),
    settings: file.settings,
    models: file.models,
    actions: file.actions,
  };
}

const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "") || "org";
