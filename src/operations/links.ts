// One-time links for whoever operates the server: as somebody, or for an org in which no admin can log in.
import { refused } from "../contract/problems.ts";
import type { OpenedLink } from "../contract/setup-records.ts";
import { type Actor, operator } from "../identity/actor.ts";
import { Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { hasAdmin, operatorLink, startLink } from "../identity/people/operator-links.ts";
import { writeAudit } from "../store/audit.ts";
import { listOrgs } from "../store/orgs.ts";

/** A one-time link: as the user of this username, else as the oldest admin, else to make the first one. */
export async function openLink(
  identity: Identity,
  orgId: string,
  username: string | undefined,
  by: Actor,
): Promise<OpenedLink> {
  const owner = (await identity.records.org(orgId))!;
  const { url, expiresAt, memberId } = await operatorLink(identity, owner, username).catch((error) => {
    throw error instanceof Undeclarable ? refused("bad_request", error.message) : error;
  });
  await writeAudit(identity.db, { orgId, ...by, action: "user.open_link", subject: memberId ?? orgId });
  return { url, expiresAt: expiresAt.toISOString() };
}

/** A secret, for the operator's eyes: who follows it is admin then. */
export interface AdminLink extends OpenedLink {
  readonly org: string;
  /** The admin that was declared and has no password yet; `null`: it makes the first one. */
  readonly username: string | null;
}

/** Links for whoever starts the server, of the orgs in which no admin can log in by a password. `ownOrgId` is the project's. */
export async function adminLinks(identity: Identity, ownOrgId: string): Promise<AdminLink[]> {
  const links: AdminLink[] = [];
  for (const { id: orgId, name } of await listOrgs(identity.db)) {
    const owner = (await identity.records.org(orgId))!;
    // Of the other orgs only those whose admin was declared: many are looked after from elsewhere.
    if (orgId !== ownOrgId && !(await hasAdmin(identity, orgId))) continue;
    const link = await startLink(identity, owner);
    if (!link) continue;
    const subject = link.admin?.id ?? orgId;
    await writeAudit(identity.db, { orgId, ...operator, action: "user.open_link", subject });
    const { url, expiresAt, admin } = link;
    links.push({ org: name, username: admin?.username ?? null, url, expiresAt: expiresAt.toISOString() });
  }
  return links;
}
