// What each role may do in Setup, as a table. A role is of a person; what an app may do is decided by its scopes.
import { Right } from "../../contract/setup-endpoint.ts";
import type { MemberRow } from "../../store/members.ts";

export type Role = MemberRow["role"];

const rightsOfRole: Readonly<Record<Role, readonly Right[]>> = {
  admin: Right.options.filter((right) => right !== "operate"),
  builder: ["see", "build_agents", "activate_agents"],
  viewer: ["see"],
  api: [],
};

/** Whether a user of this role may do this. */
export const may = (role: Role, right: Right): boolean => rightsOfRole[role].includes(right);

/** Everything a user of this role may do. */
export const rightsOf = (role: Role): readonly Right[] => rightsOfRole[role];

/** A role in words, for pages. */
export const roleNames: Readonly<Record<Role, string>> = {
  admin: "Administrator",
  builder: "Builder",
  viewer: "Viewer",
  api: "API user",
};
