// What a project declares, with nothing left open: what dragoman.yaml means where it says nothing.
import type { z } from "zod";
import type { Actor } from "../identity/actor.ts";
import type { AppDeclaration } from "../identity/apps/app-declaration.ts";
import { AppPolicies, AppSettings } from "../identity/apps/app-settings.ts";
import { OrgSettings } from "../identity/orgs/org-settings.ts";
import type { MemberDeclaration } from "../identity/people/member-declaration.ts";
import type { PermissionSetDeclaration } from "../identity/people/permission-sets.ts";
import { type AnotherOrg, App, type HttpTarget, type ProjectFile, type ProjectSettings, User } from "./shape.ts";

/** Who made what a project declares, in the database and in the audit trail. */
export const madeBy = "project";

/** Who applies it, at every start and every edit. */
export const project: Actor = { actor: madeBy, repeats: true };

/** An org as a project declares it, with nothing left open. */
export interface OrgRecords {
  readonly org: {
    readonly name: string;
    readonly id?: string | undefined;
    readonly myDomain?: string | undefined;
    /** The settings decided; the others keep their values. */
    readonly settings: z.input<typeof OrgSettings>;
  };
  /** Developer names of its agents; `undefined`: all of the project's. */
  readonly agents?: readonly string[] | undefined;
  readonly permissionSets: readonly PermissionSetDeclaration[];
  readonly users: readonly MemberDeclaration[];
  readonly apps: readonly ProjectApp[];
}

/** An app, and the file it is declared in where that is not dragoman.yaml. */
export type ProjectApp = AppDeclaration & { readonly file?: string };

/** What a project declares. */
export interface Declarations extends OrgRecords {
  /** The orgs with a domain of their own. */
  readonly orgs: readonly OrgRecords[];
  readonly settings: ProjectSettings;
  /** Models that scripts ask for: the name after `model://`, and the `provider:name` that answers. */
  readonly models: Readonly<Record<string, string>>;
  readonly actions: Readonly<Record<string, HttpTarget>>;
}

/** What the project's metadata files say. */
export interface Metadata {
  readonly found: boolean;
  readonly apps: readonly ProjectApp[];
}

export const noMetadata: Metadata = { found: false, apps: [] };

/**
 * Fill in what the file leaves out: one API-only user, and one app for the Agent API that runs as the first user, unless
 * the project has metadata files of apps. Those belong to the first org.
 */
export function complete(file: ProjectFile, metadata: Metadata = noMetadata): Declarations {
  const { settings, models, actions, orgs } = file;
  const apps = file.apps ?? (metadata.found ? [] : [App.parse({ name: "Agent_API_Client" })]);
  const username = `api.user@${domainOf(file.org.name)}`;
  const users = file.users ?? [User.parse({ username, name: "API User" })];
  const first = recordsOf({ ...file, ...file.org, users, apps });
  return {
    ...first,
    apps: [...first.apps, ...metadata.apps],
    orgs: orgs.map(recordsOf),
    settings,
    models,
    actions,
  };
}

type Records = Omit<z.infer<typeof AnotherOrg>, "myDomain"> & { readonly myDomain?: string };

function recordsOf(given: Records): OrgRecords {
  const { name, id, myDomain, agents, users = [], apps = [], permissionSets = [] } = given;
  return {
    org: { name, id, myDomain, settings: orgSettingsOf(given) },
    agents,
    permissionSets: permissionSets.map((set) => ({
      apiName: set.name,
      label: set.label ?? set.name.replaceAll("_", " "),
      scopes: set.scopes,
      agents: set.agents,
      madeBy,
    })),
    // A user who may do something in Setup today, and no longer says so in the file, may do nothing tomorrow.
    users: users.map((user) => ({ ...userOf(user), permissionSets: user.permissionSets ?? [], madeBy })),
    apps: apps.map((app) => declarationOf(app, { contactEmail: contactOf(name), runAs: users[0]?.username }, madeBy)),
  };
}

/** A user with what the words leave out: one with a role in Setup logs in to pages, another is for apps to run as. */
export function userOf(user: User) {
  const kind = user.kind ?? (user.role === undefined || user.role === "api" ? "api_only" : "standard");
  const role = user.role ?? (kind === "standard" ? "viewer" : "api");
  return { ...user, name: user.name ?? user.username, kind, role };
}

/** The address of whoever answers for an app that names nobody. */
export const contactOf = (orgName: string): string => `admin@${domainOf(orgName)}`;

const orgSettingsOf = (given: Readonly<Record<string, unknown>>): z.input<typeof OrgSettings> =>
  Object.fromEntries(
    Object.keys(OrgSettings.shape).flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );

/** An app in the brief words as a declaration. `otherwise`: what stands in for what it leaves out. */
export function declarationOf(
  app: App,
  otherwise: { readonly contactEmail: string; readonly runAs: string | undefined },
  by: string,
): AppDeclaration {
  const { clientCredentials } = app;
  return {
    apiName: app.name,
    label: app.label ?? app.name.replaceAll("_", " "),
    contactEmail: app.contactEmail ?? otherwise.contactEmail,
    contactPhone: app.contactPhone,
    description: app.description,
    distributionState: app.distributionState,
    scopes: app.scopes,
    runAs: app.runAs ?? (clientCredentials.policies ? otherwise.runAs : undefined),
    consumerKey: app.consumerKey,
    consumerSecret: app.consumerSecret,
    settings: AppSettings.parse({ ...app, clientCredentials: clientCredentials.settings }),
    policies: AppPolicies.parse({ ...app, clientCredentials: clientCredentials.policies }),
    enabled: app.enabled,
    madeBy: by,
  };
}

const domainOf = (name: string) => `${slug(name)}.example`;

const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "") || "org";
