// What cures a problem of a connection: a page to go to, or a change of the app.
import type { Fix } from "../../contract/setup-connect.ts";
import type { ListedApp } from "../../identity/apps/apps.ts";

interface Of {
  readonly app: ListedApp;
}

/** A page to go to, below the address of Setup's pages. */
export const visit = (label: string, path: string, right: Fix["right"] = "see"): Fix => ({
  label,
  right,
  call: "visit",
  path,
});

/** A page of the app, with its form open. */
export const edit = ({ app }: Of, tab: "policies" | "settings", label: string) =>
  visit(label, `ManageExternalClientApplication/${app.apiName}/${tab}?edit=true`, "manage_apps");

/** Other fields of the app. */
export const change = ({ app }: Of, label: string, fields: Readonly<Record<string, unknown>>): Fix => ({
  ...{ label, right: "manage_apps", call: "changeApp" },
  params: { app: app.apiName },
  body: { fields: { ...fields } },
});

/** Where the app's key and secret are. */
export const settingsOf = (app: ListedApp) => `ManageExternalClientApplication/${app.apiName}/settings`;
