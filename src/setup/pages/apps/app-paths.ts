// Where the pages of external client apps lie, below the address of Setup's pages.

export const APPS_HOME = "/ManageExternalClientApplication/home";
export const NEW_APP = "/ManageExternalClientApplication/new";

export const appTabs = ["policies", "settings"] as const;
export type AppTab = (typeof appTabs)[number];

/** The page of an app, by its API name. */
export const appPage = (apiName: string, tab: AppTab): string => `/ManageExternalClientApplication/${apiName}/${tab}`;

/** The page that connects a client of this app. */
export const connectPage = (apiName: string): string => `/ConnectClient/${apiName}`;
