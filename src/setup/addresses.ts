// Where the page of a record is, below the address of Setup: for search, for what needs attention, and for links between pages.

/** The tabs of an app's page, the first of them shown at first. */
export const appTabs = ["policies", "settings"] as const;
export type AppTab = (typeof appTabs)[number];

/** Addresses by what they show. Each takes what its page is addressed by. */
export const addresses = {
  home: () => "/SetupOneHome/home",
  agents: () => "/EinsteinCopilot/home",
  agent: (id: string) => `/EinsteinCopilot/${encodeURIComponent(id)}/edit`,
  apps: () => "/ManageExternalClientApplication/home",
  app: (apiName: string, tab: AppTab = appTabs[0]) =>
    `/ManageExternalClientApplication/${encodeURIComponent(apiName)}/${tab}`,
  newApp: () => "/ManageExternalClientApplication/new",
  connect: () => "/ConnectClient/home",
  connectApp: (apiName: string) => `/ConnectClient/${encodeURIComponent(apiName)}`,
  user: (id: string) => `/ManageUsers/${encodeURIComponent(id)}`,
  users: () => "/ManageUsers/home",
  newUser: () => "/ManageUsers/new",
  permissionSets: () => "/PermSets/home",
  permissionSet: (apiName: string) => `/PermSets/${encodeURIComponent(apiName)}`,
  newPermissionSet: () => "/PermSets/new",
  myDomain: () => "/OrgDomain/home",
  security: () => "/SecuritySession/home",
  keys: () => "/SigningKeys/home",
  logins: () => "/LoginHistory/home",
  audit: () => "/SecurityEvents/home",
  preview: (agentId: string) => `/Preview/${encodeURIComponent(agentId)}`,
  session: (id: string) => `/EventLogs/${encodeURIComponent(id)}`,
  sessions: () => "/EventLogs/home",
  analytics: () => "/Analytics/home",
  models: () => "/Models/home",
} as const;
