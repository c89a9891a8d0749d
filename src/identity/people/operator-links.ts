// The one-time links that the operator of a server gets: to whoever administers an org, or will.
import { anAdminHasPassword, findAdmin } from "../../store/logins.ts";
import { findMember } from "../../store/members.ts";
import { Undeclarable } from "../declare.ts";
import type { Identity, Org } from "../identity.ts";
import { type Link, makeLink } from "./links.ts";

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
