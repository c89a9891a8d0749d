// Keeps an administrator from shutting out themselves, or the org from losing its last one, by a slip at a page.
import type { MemberRow } from "../../store/members.ts";
import type { Db } from "../../store/schema.ts";
import { countAdmins } from "../../store/standing.ts";
import type { Actor } from "../actor.ts";
import { Undeclarable } from "../declare.ts";

type Standing = Pick<MemberRow, "active" | "kind" | "role">;

const isAdmin = ({ active, kind, role }: Standing) => active && kind === "standard" && role === "admin";

/** Those who can make an admin again at any time: a link of the operator does, and a file is applied for good. */
const others: readonly string[] = ["operator", "project", "server"];

/**
 * Throws `Undeclarable` where a person changes their own role, kind or activity, or takes the last admin of the org. Asked
 * in the transaction of the change, in which no other change of the org runs.
 */
export async function refuseToShutOut(tx: Db, found: MemberRow, wanted: Standing, by: Actor): Promise<void> {
  if (others.includes(by.actor)) return;
  const { id, orgId, username } = found;
  if (id === by.actor && (!wanted.active || wanted.role !== found.role || wanted.kind !== found.kind)) {
    throw new Undeclarable([
      "You cannot change your own role or kind, or deactivate yourself: ask another administrator to do it",
    ]);
  }
  if (isAdmin(found) && !isAdmin(wanted) && (await countAdmins(tx, orgId)) <= 1) {
    throw new Undeclarable([`${username} is the last administrator of the org: make somebody else one first`]);
  }
}
