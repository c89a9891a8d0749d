// The part of Setup's API about people beyond their records: who can log in, who is locked, and what permission sets give.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";
import { Changed, UserSummary } from "./setup-records.ts";

/** A user as an administrator sees one. */
export const Person = UserSummary.extend({
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  hasPassword: z.boolean(),
  lastLoginAt: z.iso.datetime().nullable(),
  lockedUntil: z.iso.datetime().nullable().describe("Null where the user is not locked now"),
});
export type Person = z.infer<typeof Person>;

/** What is said of a permission set. */
const Given = z.strictObject({
  label: z.string().trim().min(1, "Give it a label").max(80),
  scopes: z.array(z.string()).max(100),
  agents: z.array(z.string()).max(1_000),
});
const Seen = z.strictObject({ label: z.string(), scopes: z.array(z.string()), agents: z.array(z.string()) });

/** A permission set with those who hold it. */
export const PermissionSetDetail = z.object({
  id: z.string(),
  apiName: z.string(),
  label: z.string(),
  scopes: z.array(z.string()).describe("Scopes that are for its holders only"),
  agents: z.array(z.string()).describe("Developer names of the agents that its holders may talk to"),
  holders: z.array(z.string()).describe("Usernames"),
  madeBy: z.string(),
});
export type PermissionSetDetail = z.infer<typeof PermissionSetDetail>;

export const peopleEndpoints = {
  people: { method: "GET", path: "/people", right: "see", reply: z.object({ people: z.array(Person) }) },
  /** Make a user who is not there yet, in the words of dragoman.yaml. */
  makeUser: {
    method: "POST",
    path: "/users",
    right: "manage_users",
    body: z.strictObject({ username: z.string().min(1).max(80), fields: z.record(z.string(), z.unknown()) }),
    reply: Changed,
  },
  /** Forget the failed logins of a user and the lock they led to. */
  unlockUser: { method: "POST", path: "/users/:user/unlock", right: "manage_users", reply: Changed },
  permissionSets: {
    method: "GET",
    path: "/permission-sets",
    right: "see",
    reply: z.object({
      permissionSets: z.array(PermissionSetDetail),
      scopes: z.array(z.object({ scope: z.string(), label: z.string() })).describe("Every scope there is"),
    }),
  },
  /** Make a permission set, or replace what one gives. With `was`, only if it still gives what its author saw. */
  changePermissionSet: {
    method: "POST",
    path: "/permission-sets/:set",
    right: "manage_users",
    body: Given.extend({ was: Seen.nullable().optional().describe("Null: there was none of this name") }),
    reply: Changed,
  },
  /** What only this permission set names is for everyone afterwards. */
  deletePermissionSet: {
    method: "POST",
    path: "/permission-sets/:set/delete",
    right: "manage_users",
    reply: z.object({ apiName: z.string() }),
  },
} as const satisfies Endpoints;
