// An external client app as it is declared: what is wrong with it, what is odd about it, what it is as a record (oauth spec §1).
import ipaddr from "ipaddr.js";
import type { z } from "zod";
import type { AppRow } from "../../store/apps.ts";
import type { View } from "../declare.ts";
import { isApiName } from "./api-name.ts";
import { AppPolicies, AppSettings, jwtTimeouts, withoutEffect } from "./app-settings.ts";
import { unknownFormulas } from "./attributes.ts";
import { certificateEnd, certificateProblem, describeCertificate, pemOf } from "./certificates.ts";
import { credentialProblem } from "./credentials.ts";
import { callbackProblem } from "./redirects.ts";
import { scopeProblem } from "./scopes.ts";

export interface AppDeclaration {
  readonly apiName: string;
  readonly label: string;
  readonly contactEmail: string;
  readonly contactPhone?: string | undefined;
  readonly description?: string | undefined;
  /** Kept for the metadata files; an app is of this org either way. */
  readonly distributionState?: AppRow["distributionState"] | undefined;
  /** API values, such as `chatbot_api`. */
  readonly scopes: readonly string[];
  /** What is left out has the default of the original. */
  readonly settings: z.input<typeof AppSettings>;
  readonly policies: Omit<z.input<typeof AppPolicies>, "notBefore" | "jwtTimeoutMinutes"> & {
    readonly jwtTimeoutMinutes?: number;
  };
  /** Username that client credentials tokens act as. */
  readonly runAs?: string | undefined;
  /** What is not said stays as it is; a new app is enabled. */
  readonly enabled?: boolean | undefined;
  /** Given from outside, as a rule from the environment; minted when absent, and then kept. */
  readonly consumerKey?: string | undefined;
  readonly consumerSecret?: string | undefined;
  /** The metadata files it was imported from; what an app has is kept where a declaration says nothing of them. */
  readonly metadata?: AppRow["metadata"] | undefined;
  /** Who declares it. What a project file made, the project file may retire. */
  readonly madeBy: string;
}

/** Room for the callback URLs of an app, all together, in characters. */
const CALLBACKS_LIMIT = 2000;

/** What is wrong with a declaration by itself, before the database is asked; one sentence each. */
export function problemsOf(app: AppDeclaration): string[] {
  const { apiName, settings, policies } = app;
  const callbacks = settings.callbackUrls ?? [];
  const length = callbacks.reduce((sum, url) => sum + url.length, 0);
  const minutes: readonly number[] = jwtTimeouts;
  const certificate = settings.certificate && certificateProblem(pemOf(settings.certificate));
  const checks: readonly (readonly [ok: boolean, sentence: string])[] = [
    [
      isApiName(apiName),
      `"${apiName}" is not an API name: letters, digits and single underscores, beginning with a letter`,
    ],
    [app.label.trim() !== "", `The app ${apiName} needs a label`],
    [
      ![app.label, app.description, app.contactPhone].some((text) => text?.includes("\0")),
      `A text of the app ${apiName} has the character U+0000, which no database takes`,
    ],
    [/^\S+@\S+$/.test(app.contactEmail), `The app ${apiName} needs a contact e-mail address`],
    [app.scopes.length > 0, `The app ${apiName} needs at least one scope`],
    [
      length <= CALLBACKS_LIMIT,
      `The callback URLs of ${apiName} have ${length} characters together: ${CALLBACKS_LIMIT} are the limit`,
    ],
    [
      policies.jwtTimeoutMinutes === undefined || minutes.includes(policies.jwtTimeoutMinutes),
      `A token cannot live ${policies.jwtTimeoutMinutes} minutes. Allowed: ${jwtTimeouts.join(", ")}`,
    ],
    [!certificate, `The app ${apiName} ${certificate}`],
  ];
  return [
    ...checks.filter(([ok]) => !ok).map(([, sentence]) => sentence),
    ...shapeProblems(app),
    ...app.scopes.flatMap((scope) => scopeProblem(scope) ?? []),
    ...callbacks.flatMap((url) => callbackProblem(url) ?? []),
    ...(policies.trustedRanges ?? []).flatMap(rangeProblem),
    ...credentialProblem("consumer key", app.consumerKey, 8),
    ...credentialProblem("consumer secret", app.consumerSecret, 16),
  ];
}

/** Values out of their bounds, such as a refresh token that lives no hours; the token's life has a sentence of its own. */
function shapeProblems({ apiName, settings, policies }: AppDeclaration): string[] {
  const results = [AppSettings.safeParse(settings), AppPolicies.omit({ jwtTimeoutMinutes: true }).safeParse(policies)];
  return results.flatMap(({ error }) =>
    (error?.issues ?? []).map(
      ({ path, message }) => `The app ${apiName} cannot have this ${path.join(".")}: ${message}`,
    ),
  );
}

/** A trusted range is a CIDR block. */
function rangeProblem(range: string): string[] {
  if (ipaddr.isValidCIDR(range)) return [];
  const single = ipaddr.isValid(range) ? `: for one address write ${range}/${range.includes(":") ? 128 : 32}` : "";
  return [`"${range}" is not a range of addresses in CIDR form, such as 203.0.113.0/24${single}`];
}

/** Something odd about an app that can be declared all the same. */
export interface AppNotice {
  readonly severity: "warning" | "info";
  readonly sentence: string;
}

const MONTH_MS = 30 * 24 * 3_600_000;

/** What an admin should know of an app that can be declared; `now` is in epoch milliseconds. */
export function noticesOf(app: AppDeclaration, now: number): AppNotice[] {
  const { apiName } = app;
  const settings = AppSettings.parse(app.settings);
  const policies = AppPolicies.parse(app.policies);
  const end = settings.certificate === undefined ? undefined : certificateEnd(pemOf(settings.certificate));
  const day = end === undefined ? "" : new Date(end).toISOString().slice(0, 10);
  const preAuthorized = policies.permittedUsers === "pre_authorized";
  const idle = withoutEffect(settings, policies);
  const attributes = [...settings.customAttributes, ...policies.orgCustomAttributes];
  const unknown = unknownFormulas({ settings, policies });
  const table: readonly (readonly [applies: boolean, AppNotice["severity"], string])[] = [
    [
      preAuthorized && policies.permissionSets.length === 0,
      "warning",
      `${apiName} is for pre-authorized users and names no permission set, so nobody may use it`,
    ],
    [
      !preAuthorized && policies.permissionSets.length > 0,
      "info",
      `The permission sets of ${apiName} mean nothing while its users may authorize themselves`,
    ],
    [
      settings.clientCredentials && !policies.clientCredentials,
      "info",
      `${apiName} has the client credentials flow in its settings, and its policies do not allow it`,
    ],
    [
      !settings.clientCredentials && policies.clientCredentials,
      "info",
      `The policies of ${apiName} allow the client credentials flow, and its settings do not have it`,
    ],
    [
      !settings.namedUserJwt && app.scopes.includes("sfap_api"),
      "info",
      `${apiName} gives opaque tokens, which the Agent API refuses: turn namedUserJwt on to use it there`,
    ],
    [
      attributes.length > 0 && !settings.idToken.attributes,
      "info",
      `The custom attributes of ${apiName} are in no token: turn idToken.attributes on to have them in ID tokens`,
    ],
    [
      unknown.length > 0,
      "warning",
      `${apiName} has custom attributes whose formulas are not understood here, and are in no token: ${unknown.join(", ")}`,
    ],
    [idle.length > 0, "info", `${apiName} has what is kept and has no effect here: ${idle.join(", ")}`],
    [
      end !== undefined && end <= now,
      "warning",
      `The certificate of ${apiName} ended on ${day}: its assertions are refused`,
    ],
    [
      end !== undefined && end > now && end <= now + MONTH_MS,
      "warning",
      `The certificate of ${apiName} ends on ${day}: upload the next one before`,
    ],
  ];
  return table.filter(([applies]) => applies).map(([, severity, sentence]) => ({ severity, sentence }));
}

/** What a declaration decides of an app's record, and its run-as user by id. */
export type DeclaredApp = Omit<AppRow, "id" | "orgId" | "apiName" | "madeBy" | "settings" | "policies" | "metadata"> & {
  readonly settings: AppSettings;
  readonly policies: AppPolicies;
};

/** The declaration as a record. Tokens issued before `notBefore` (epoch seconds) are refused. */
export const recordOf = (app: AppDeclaration, runAs: string | null, notBefore: number): DeclaredApp => ({
  label: app.label,
  contactEmail: app.contactEmail,
  contactPhone: app.contactPhone ?? null,
  description: app.description ?? null,
  distributionState: app.distributionState ?? "Local",
  enabled: app.enabled ?? true,
  scopes: app.scopes,
  settings: settingsOf(app),
  policies: AppPolicies.parse({ ...app.policies, notBefore }),
  runAs,
});

function settingsOf({ settings }: AppDeclaration): AppSettings {
  const { certificate, ...others } = AppSettings.parse(settings);
  return certificate === undefined ? others : { ...others, certificate: pemOf(certificate) };
}

/** The record as stored. */
export const storedApp = (row: AppRow): DeclaredApp => ({
  label: row.label,
  contactEmail: row.contactEmail,
  contactPhone: row.contactPhone,
  description: row.description,
  distributionState: row.distributionState,
  enabled: row.enabled,
  scopes: row.scopes,
  settings: AppSettings.parse(row.settings),
  policies: AppPolicies.parse(row.policies),
  runAs: row.runAs,
});

/** An app as people see it: every field by its name, the run-as user by username, the certificate in words. */
export function viewOf(app: DeclaredApp, runAs: string | undefined): View {
  const { settings, policies, ...same } = app;
  const { notBefore: _, ...shownPolicies } = policies;
  const { certificate, ...shownSettings } = settings;
  return {
    ...same,
    runAs: runAs ?? null,
    ...prefixed("settings", shownSettings),
    ...(certificate !== undefined && { "settings.certificate": describeCertificate(certificate) }),
    ...prefixed("policies", shownPolicies),
  };
}

const prefixed = (prefix: string, view: View): View =>
  Object.fromEntries(Object.entries(view).map(([name, value]) => [`${prefix}.${name}`, value]));
