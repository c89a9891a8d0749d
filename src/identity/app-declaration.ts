// An external client app as it is declared: what is wrong with it, and what it changes (oauth spec §1).

import type { z } from "zod";
import type { AppRow } from "../store/apps.ts";
import { AppPolicies, AppSettings, jwtTimeouts } from "./app-settings.ts";
import { credentialProblem } from "./credentials.ts";
import { difference } from "./declare.ts";
import { scopeProblem } from "./scopes.ts";

export interface AppDeclaration {
  readonly apiName: string;
  readonly label: string;
  readonly contactEmail: string;
  /** API values, such as `chatbot_api`. */
  readonly scopes: readonly string[];
  /** What is left out has the default of the original. */
  readonly settings: z.input<typeof AppSettings>;
  readonly policies: Omit<z.input<typeof AppPolicies>, "notBefore" | "jwtTimeoutMinutes"> & {
    readonly jwtTimeoutMinutes?: number;
  };
  /** Username that client credentials tokens act as. */
  readonly runAs?: string | undefined;
  readonly enabled: boolean;
  /** Given from outside, as a rule from the environment; minted when absent, and then kept. */
  readonly consumerKey?: string | undefined;
  readonly consumerSecret?: string | undefined;
  /** Who declares it. What a project file made, the project file may retire. */
  readonly madeBy: string;
}

/** What is wrong with a declaration by itself, before the database is asked; one sentence each. */
export function problemsOf(app: AppDeclaration): string[] {
  const minutes: readonly number[] = jwtTimeouts;
  const checks: readonly (readonly [ok: boolean, sentence: string])[] = [
    [
      /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(app.apiName) && app.apiName.length <= 80,
      `"${app.apiName}" is not an API name: letters, digits and single underscores, beginning with a letter`,
    ],
    [app.label.trim() !== "", `The app ${app.apiName} needs a label`],
    [/^\S+@\S+$/.test(app.contactEmail), `The app ${app.apiName} needs a contact e-mail address`],
    [app.scopes.length > 0, `The app ${app.apiName} needs at least one scope`],
    [
      app.policies.jwtTimeoutMinutes === undefined || minutes.includes(app.policies.jwtTimeoutMinutes),
      `A token cannot live ${app.policies.jwtTimeoutMinutes} minutes. Allowed: ${jwtTimeouts.join(", ")}`,
    ],
  ];
  return [
    ...checks.filter(([ok]) => !ok).map(([, sentence]) => sentence),
    ...app.scopes.flatMap((scope) => scopeProblem(scope) ?? []),
    ...credentialProblem("consumer key", app.consumerKey, 8),
    ...credentialProblem("consumer secret", app.consumerSecret, 16),
  ];
}

/** What a declaration decides of an app's record, and its run-as user by id. */
export type DeclaredApp = Pick<AppRow, "label" | "contactEmail" | "enabled" | "scopes" | "runAs"> & {
  readonly settings: AppSettings;
  readonly policies: AppPolicies;
};

/** The declaration as a record. Tokens issued before `notBefore` (epoch seconds) are refused. */
export const recordOf = (app: AppDeclaration, runAs: string | null, notBefore: number): DeclaredApp => ({
  label: app.label,
  contactEmail: app.contactEmail,
  enabled: app.enabled,
  scopes: app.scopes,
  settings: AppSettings.parse(app.settings),
  policies: AppPolicies.parse({ ...app.policies, notBefore }),
  runAs,
});

/** The record as stored. */
export const storedApp = (row: AppRow): DeclaredApp => ({
  ...row,
  settings: AppSettings.parse(row.settings),
  policies: AppPolicies.parse(row.policies),
});

/** What differs between two states of an app, in words. The run-as user is not here: its id says nothing to a reader. */
export const differences = (before: DeclaredApp, after: DeclaredApp): string[] => [
  ...difference("label", before.label, after.label),
  ...difference("contact e-mail", before.contactEmail, after.contactEmail),
  ...difference("scopes", before.scopes, after.scopes),
  ...difference("flow in the settings", before.settings.clientCredentials, after.settings.clientCredentials),
  ...difference("JWT access tokens", before.settings.namedUserJwt, after.settings.namedUserJwt),
  ...difference("flow in the policies", before.policies.clientCredentials, after.policies.clientCredentials),
  ...difference("token life in minutes", before.policies.jwtTimeoutMinutes, after.policies.jwtTimeoutMinutes),
  ...difference("enabled", before.enabled, after.enabled),
];

/** Whether tokens issued so far must end: they speak for a user, a flow or a scope that the app no longer has. */
export const losesRight = (before: DeclaredApp, after: DeclaredApp): boolean =>
  (before.enabled && !after.enabled) ||
  (before.settings.clientCredentials && !after.settings.clientCredentials) ||
  (before.policies.clientCredentials && !after.policies.clientCredentials) ||
  before.runAs !== after.runAs ||
  before.scopes.some((scope) => !after.scopes.includes(scope));
