// What each role may do in Setup, as a table. A role is of a person; what an app may do is decided by its scopes.
import type { MemberRow } from "../../store/members.ts";

export type Role = MemberRow["role"];

/** What there is to do. `see` is to read everything but secrets. */
export type Right =
  | "see"
  | "see_secrets"
  | "see_audit"
  | "build_agents"
  | "activate_agents"
  | "manage_apps"
  | "manage_users"
  | "manage_org"
  | "manage_keys";

const rights: Readonly<Record<Role, readonly Right[]>> = {
  admin: [
    "see",
    "see_secrets",
    "see_audit",
    "build_agents",
    "activate_agents",
    "manage_apps",
    "manage_users",
    "manage_org",
    "manage_keys",
  ],
  builder: ["see", "build_agents", "activate_agents"],
  viewer: ["see"],
  api: [],
};

/** Whether a user of this role may do this. */
export const may = (role: Role, right: Right): boolean => rights[role].includes(right);

/** A role in words, for pages. */
export const roleNames: Readonly<Record<Role, string>> = {
  admin: "Administrator",
  builder: "Builder",
  viewer: "Viewer",
  api: "API user",
};
