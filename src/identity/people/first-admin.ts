// The first admin of an org: made through a one-time link, as long as there is none.
import { mintId, prefixes } from "../../contract/ids.ts";
import { writeAudit } from "../../store/audit.ts";
import { deleteLinks } from "../../store/links.ts";
import { findAdmin, writePassword } from "../../store/logins.ts";
import { findMember, insertMember, type Judged } from "../../store/members.ts";
import { inOrg, Undeclarable } from "../declare.ts";
import type { Identity, Org } from "../identity.ts";
import { isName, usernameProblem } from "./member-declaration.ts";
import { newMember } from "./members.ts";
import { hashPassword, passwordProblem, placeOf } from "./passwords.ts";

/**
 * Make the first admin, and end the other links that could have. Throws `Undeclarable` with every problem, also when
 * another was quicker. Gives the user.
 */
export async function makeFirstAdmin(
  identity: Identity,
  org: Org,
  given: { readonly username: string; readonly name: string; readonly password: string },
  address: string,
): Promise<Judged> {
  const { username, name, password } = given;
  const problems = [
    usernameProblem(username),
    isName(name) ? undefined : "Give a name of at most 80 characters.",
    passwordProblem(password, placeOf(org, username)),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Undeclarable(problems);
  const hash = await identity.hashing(() => hashPassword(password, identity.random));
  return inOrg(identity, org.id, async (tx) => {
    if (await findAdmin(tx, org.id)) throw new Undeclarable(["The org has an admin already: log in as that user."]);
    if (await findMember(tx, org.id, username)) throw new Undeclarable([`There is a user ${username} already.`]);
    const id = mintId(prefixes.user, identity.random);
    const at = new Date(identity.now());
    const record = { username, name: name.trim(), kind: "standard", role: "admin" } as const;
    await insertMember(tx, { ...newMember, ...record, id, orgId: org.id, madeBy: id }, at);
    await writePassword(tx, id, hash, at);
    await deleteLinks(tx, org.id, "first_admin");
    await writeAudit(tx, { orgId: org.id, actor: id, address, action: "user.make", subject: id, after: record });
    return { id, notBefore: at };
  });
}
