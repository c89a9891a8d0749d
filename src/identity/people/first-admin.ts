// The first admin of an org: made through a one-time link, as long as there is none.
import { mintId, prefixes } from "../../contract/ids.ts";
import { writeAudit } from "../../store/audit.ts";
import { deleteLinks } from "../../store/links.ts";
import { anAdminHasPassword, findAdmin, writePassword } from "../../store/logins.ts";
import { findMember, insertMember, type Judged } from "../../store/members.ts";
import { inOrg, Undeclarable } from "../declare.ts";
import type { Identity, Org } from "../identity.ts";
import { type Link, makeLink } from "./links.ts";
import { isName, usernameProblem } from "./member-declaration.ts";
import { newMember } from "./members.ts";
import { hashPassword, passwordProblem, placeOf } from "./passwords.ts";

/** Whether an org has an admin, who may have no password yet. */
export const hasAdmin = async ({ db }: Pick<Identity, "db">, orgId: string): Promise<boolean> =>
  (await findAdmin(db, orgId)) !== undefined;

/** A link that ends with somebody who can log in as admin: `admin` sets a password, or (`null`) the first one is made. */
export interface StartLink extends Link {
  readonly admin: { readonly id: string; readonly username: string } | null;
}

/**
 * A link for whoever starts the server, as long as no admin of the org has a password: one that was declared sets one,
 * and where there is none the first is made. `undefined`: somebody can log in.
 */
export async function startLink(identity: Identity, org: Org): Promise<StartLink | undefined> {
  if (await anAdminHasPassword(identity.db, org.id)) return undefined;
  const admin = (await findAdmin(identity.db, org.id)) ?? null;
  const memberId = admin?.id ?? null;
  return { admin, ...(await makeLink(identity, org, { memberId, purpose: admin ? "password" : "first_admin" })) };
}

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
