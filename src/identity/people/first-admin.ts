// The first admin of an org: made through a one-time link, as long as there is none.
import { mintId, prefixes } from "../../contract/ids.ts";
import { writeAudit } from "../../store/audit.ts";
import { deleteLinks } from "../../store/links.ts";
import { findAdmin, writePassword } from "../../store/logins.ts";
import { findMember, insertMember } from "../../store/members.ts";
import { inOrg, Undeclarable } from "../declare.ts";
import type { Identity, Org } from "../identity.ts";
import { settingsOf } from "../orgs/org-settings.ts";
import { type Link, makeLink } from "./links.ts";
import { isName, newMember, usernameProblem } from "./members.ts";
import { hashPassword, passwordProblem } from "./passwords.ts";

/** Whether nobody could administer this org by logging in. */
export const lacksAdmin = async ({ db }: Pick<Identity, "db">, orgId: string): Promise<boolean> =>
  (await findAdmin(db, orgId)) === undefined;

/**
 * A link for the operator of the server, and whom it logs in: the user of this username, else the oldest admin, else
 * nobody (`null`): it makes the first one. Throws `Undeclarable` when there is no such user, or not one who may log in.
 */
export async function operatorLink(
  identity: Identity,
  org: Org,
  username?: string,
): Promise<Link & { readonly memberId: string | null }> {
  const { db } = identity;
  if (username === undefined) {
    const memberId = (await findAdmin(db, org.id))?.id ?? null;
    const purpose = memberId === null ? "first_admin" : "open";
    return { memberId, ...(await makeLink(identity, org, { memberId, purpose })) };
  }
  const member = await findMember(db, org.id, username);
  if (!member?.active || member.kind !== "standard") {
    throw new Undeclarable([`${username} cannot log in to pages: name an active user of kind standard`]);
  }
  return { memberId: member.id, ...(await makeLink(identity, org, { memberId: member.id, purpose: "open" })) };
}

/**
 * Make the first admin, and end the other links that could have. Throws `Undeclarable` with every problem, also when
 * another was quicker. Gives the id of the user.
 */
export async function makeFirstAdmin(
  identity: Identity,
  org: Org,
  given: { readonly username: string; readonly name: string; readonly password: string },
  address: string,
): Promise<string> {
  const { username, name, password } = given;
  const problems = [
    usernameProblem(username),
    isName(name) ? undefined : "Give a name of at most 80 characters.",
    passwordProblem(password, username, settingsOf(org).login.passwordMinLength),
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
    return id;
  });
}
