// An app that is declared again: what its declaration asks for, and what of that is new since its file was read last.
import type { Said } from "../../store/declarations.ts";
import type { View } from "../declare.ts";
import { type AppDeclaration, type DeclaredApp, recordOf } from "./app-declaration.ts";
import { AppPolicies, AppSettings } from "./app-settings.ts";

/**
 * The record that a declaration asks for in place of the one that stands. Metadata files cannot say trusted ranges and
 * limits, and must not take them away in silence. What the file of a set that is not there would say stands, as it does when only the
 * developer's side is deployed (oauth spec §1): an app without its general policies is not enabled by the others.
 */
export function askedOf(app: AppDeclaration, runAs: string | null, stands: DeclaredApp): DeclaredApp {
  const { notBefore, trustedRanges, limits } = stands.policies;
  const silent = (side: object) => app.metadata !== undefined && Object.keys(side).length === 0;
  const settings = silent(app.settings) ? stands.settings : app.settings;
  const enabled = app.enabled ?? stands.enabled;
  return silent(app.policies)
    ? recordOf({ ...app, enabled, settings, policies: stands.policies }, stands.runAs, notBefore)
    : recordOf({ ...app, enabled, settings, policies: { trustedRanges, limits, ...app.policies } }, runAs, notBefore);
}

const settingNames = Object.keys(AppSettings.shape) as readonly (keyof AppSettings)[];
/** All but the moment before which tokens are refused: no declaration says it. */
const policyNames = (Object.keys(AppPolicies.shape) as readonly (keyof AppPolicies)[]).filter(
  (name) => name !== "notBefore",
);

/** Every field of an app by itself, also the settings that it does not have. */
export const apart = ({ settings, policies, ...own }: DeclaredApp): View => ({
  ...own,
  ...Object.fromEntries(settingNames.map((name) => [`settings.${name}`, settings[name]])),
  ...Object.fromEntries(policyNames.map((name) => [`policies.${name}`, policies[name]])),
});

/** The fields put together again; what they do not have is as it `stands`. */
export function joined(fields: View, stands: DeclaredApp): DeclaredApp {
  const under = (prefix: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, fields[`${prefix}.${name}`]]));
  const own = Object.keys(stands).filter((name) => name !== "settings" && name !== "policies");
  return {
    ...stands,
    ...Object.fromEntries(own.map((name) => [name, fields[name]])),
    settings: AppSettings.parse(under("settings", settingNames)),
    policies: AppPolicies.parse({ ...stands.policies, ...under("policies", policyNames) }),
  };
}

/** What is remembered of a declaration, without its secret; `inForce` is the consumer key that the app has after it. */
export const saidOf = (app: AppDeclaration, asked: DeclaredApp, inForce: string): Said => ({
  ...apart(asked),
  consumerKey: app.consumerKey,
  inForce,
});

/** Whether the pair in force was rotated by hand since the file gave its own, which it still gives. */
export const wasRotated = (app: AppDeclaration, said: Said | undefined, inForce: string): boolean =>
  said?.inForce !== undefined && said.inForce !== inForce && said.consumerKey === app.consumerKey;
