// The setting of a password, which ends what rested on the former one.
import { writeAudit } from "../../store/audit.ts";
import { writePassword } from "../../store/logins.ts";
import { findMemberById, type Judged } from "../../store/members.ts";
import type { Actor } from "../actor.ts";
import { inOrg, Undeclarable } from "../declare.ts";
import type { Identity, Org } from "../identity.ts";
import { endGrants } from "../tokens/end-grants.ts";
import { endLoginSessions } from "./login-sessions.ts";
import { hashPassword, passwordProblem, placeOf } from "./passwords.ts";

/**
 * Give a user a password. Every login session of the user ends, and every grant: what a thief got with the former
 * password goes with it. Gives the user as they are then. Throws `Undeclarable` with what is wrong with it.
 * `before` is done when nothing is wrong, and may throw: then the password stays.
 */
export async function setPassword(
  identity: Identity,
  org: Org,
  { memberId, password }: { readonly memberId: string; readonly password: string },
  by: Actor,
  before: () => Promise<void> = async () => {},
): Promise<Judged> {
  const { db, now, random, hashing } = identity;
  const member = await findMemberById(db, memberId);
  if (!member || member.orgId !== org.id) throw new Undeclarable(["There is no such user in the org"]);
  const problem = passwordProblem(password, placeOf(org, member.username));
  if (problem !== undefined) throw new Undeclarable([problem]);
  const hash = await hashing(() => hashPassword(password, random));
  await before();
  return inOrg(identity, org.id, async (tx) => {
    const at = new Date(now());
    await writePassword(tx, memberId, hash, at);
    await endLoginSessions(tx, memberId);
    await endGrants(identity, tx, { memberId }, "the user's password changed");
    await writeAudit(tx, { orgId: org.id, ...by, action: "user.password", subject: memberId });
    return { id: memberId, notBefore: at };
  });
}
