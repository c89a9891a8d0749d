// Users of an org: people, the API-only users that apps run as, and the users of agents.
import { mintId, prefixes } from "../contract/ids.ts";
import { writeAudit } from "../store/audit.ts";
import { findMember, insertMember, listMembers, type MemberRow, updateMember } from "../store/members.ts";
import { changed, type Declared, difference, inOrg, Undeclarable } from "./declare.ts";
import type { Identity } from "./identity.ts";

export interface MemberDeclaration {
  /** Has the form of an e-mail address, as usernames of the original do; compared without regard to case. */
  readonly username: string;
  readonly name: string;
  readonly kind: MemberRow["kind"];
  /** Who declares it. What a project file made, the project file may retire. */
  readonly madeBy: string;
}

/**
 * Make sure an org has this active user. Throws `Undeclarable`.
 */
export async function declareMember(
  identity: Identity,
  orgId: string,
  { madeBy, ...member }: MemberDeclaration,
): Promise<Declared> {
  if (!/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(member.username) || member.username.length > 80) {
    throw new Undeclarable([
      `"${member.username}" is not a username: it has the form of an e-mail address, such as bot.runner@example.org`,
    ]);
  }
  return inOrg(identity, orgId, async (tx) => {
    const found = await findMember(tx, orgId, member.username);
    if (!found) {
      const id = mintId(prefixes.user, identity.random);
      await insertMember(tx, { id, orgId, ...member, active: true, madeBy }, new Date(identity.now()));
      await writeAudit(tx, { orgId, actor: madeBy, action: "user.make", subject: id, detail: { ...member } });
      return { id, change: "made", what: [] };
    }
    const what = [
      ...difference("username", found.username, member.username),
      ...difference("name", found.name, member.name),
      ...difference("kind", found.kind, member.kind),
      ...difference("active", found.active, true),
    ];
    if (what.length > 0) {
      await updateMember(tx, found.id, { ...member, active: true });
      await writeAudit(tx, { orgId, actor: madeBy, action: "user.change", subject: found.id, detail: { what } });
    }
    return changed(found.id, what);
  });
}

/** Deactivate the active users that `madeBy` made and no longer names. Returns their usernames. */
export function retireMembers(
  identity: Identity,
  orgId: string,
  named: readonly string[],
  madeBy: string,
): Promise<string[]> {
  const keep = new Set(named.map((username) => username.toLowerCase()));
  return inOrg(identity, orgId, async (tx) => {
    const gone = (await listMembers(tx, orgId)).filter(
      (member) => member.active && member.madeBy === madeBy && !keep.has(member.username.toLowerCase()),
    );
    for (const { id, username } of gone) {
      await updateMember(tx, id, { active: false });
      await writeAudit(tx, { orgId, actor: madeBy, action: "user.retire", subject: id, detail: { username } });
    }
    return gone.map(({ username }) => username);
  });
}
