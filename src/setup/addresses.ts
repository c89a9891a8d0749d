// Where the page of a record is, below the address of Setup: for search, for what needs attention, and for links between pages.

/** Addresses by what they show. Each takes what its page is addressed by. */
export const addresses = {
  home: () => "/SetupOneHome/home",
  agents: () => "/EinsteinCopilot/home",
  agent: (id: string) => `/EinsteinCopilot/${encodeURIComponent(id)}/edit`,
  apps: () => "/ManageExternalClientApplication/home",
  app: (apiName: string) => `/ManageExternalClientApplication/${encodeURIComponent(apiName)}/policies`,
  connect: () => "/ConnectClient/home",
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
  session: (id: string) => `/EventLogs/${encodeURIComponent(id)}`,
  sessions: () => "/EventLogs/home",
  models: () => "/Models/home",
} as const;
