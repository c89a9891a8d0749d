// Users of an org: people, the API-only users that apps run as, and the users of agents.
import { mintId, prefixes } from "../../contract/ids.ts";
import { writeAudit } from "../../store/audit.ts";
import { keepSaid, lastSaid, sayOff } from "../../store/declarations.ts";
import {
  type ChangeableMember,
  findMember,
  findMemberById,
  insertMember,
  listMembers,
  type MemberRow,
  updateMember,
} from "../../store/members.ts";
import type { Db } from "../../store/schema.ts";
import type { Actor } from "../actor.ts";
import { changed, type Declared, differenceOf, inOrg, nextSecond, Undeclarable, type View } from "../declare.ts";
import type { Identity } from "../identity.ts";
import { keptOf, weigh } from "../standing.ts";
import { endGrants } from "../tokens/end-grants.ts";
import { endLoginSessions } from "./login-sessions.ts";
import { type MemberDeclaration, memberProblems } from "./member-declaration.ts";
import { heldBy, hold } from "./permission-sets.ts";
import { refuseToShutOut } from "./shutting-out.ts";

/** Make sure an org has this user. Throws `Undeclarable` with every problem found; then nothing was changed. */
export async function declareMember(
  identity: Identity,
  orgId: string,
  { madeBy, permissionSets, ...wanted }: MemberDeclaration,
  by: Actor = { actor: madeBy },
): Promise<Declared> {
  const problems = memberProblems(wanted);
  if (problems.length > 0) throw new Undeclarable(problems);
  return inOrg(identity, orgId, async (tx): Promise<Declared> => {
    const found = await findMember(tx, orgId, wanted.username);
    const says = { active: true, ...given(wanted), ...(permissionSets && { permissionSets }) };
    if (found)
      return by.repeats ? sayAgain(identity, tx, found, says, by) : changeMember(identity, tx, found, says, by);
    const id = mintId(prefixes.user, identity.random);
    const member: MemberRow = { ...newMember, ...given(wanted), id, orgId, madeBy };
    await insertMember(tx, member, new Date(identity.now()));
    await hold(identity, tx, { orgId, memberId: id }, permissionSets ?? []);
    const after = viewOf(member, permissionSets ?? []);
    await writeAudit(tx, { orgId, ...by, action: "user.make", subject: id, after });
    if (by.repeats) await keepSaid(tx, orgId, id, says);
    return { id, change: "made", what: [] };
  });
}

/** What a new user is where nothing else is said. */
export const newMember = {
  role: "api",
  email: null,
  firstName: null,
  lastName: null,
  locale: "en_US",
  timeZone: "UTC",
  active: true,
  notBefore: null,
} as const;

type Wanted = Omit<MemberDeclaration, "madeBy" | "permissionSets">;

/** Only what was given: a field that is there without a value says nothing. */
const given = (wanted: Wanted) =>
  Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as Pick<
    Wanted,
    "username" | "name" | "kind"
  > &
    Partial<Pick<MemberRow, "role" | "locale" | "timeZone">>;

/** A user as people see it. A password is no field of it. */
const viewOf = (member: ChangeableMember, permissionSets: readonly string[]): View => ({
  username: member.username,
  name: member.name,
  kind: member.kind,
  role: member.role,
  email: member.email,
  firstName: member.firstName,
  lastName: member.lastName,
  locale: member.locale,
  timeZone: member.timeZone,
  active: member.active,
  permissionSets,
});

/** What is to change of a user; `permissionSets` are exactly those held from then on. */
type MemberChange = Partial<ChangeableMember> & { readonly permissionSets?: readonly string[] };

/** Apply what a file says anew of a user, and remember what it says. */
async function sayAgain(
  identity: Identity,
  tx: Db,
  found: MemberRow,
  says: MemberChange & View,
  by: Actor,
): Promise<Declared> {
  const { id, orgId } = found;
  const stands = { ...found, permissionSets: await heldBy(tx, orgId, id) };
  const wanted = weigh(await lastSaid(tx, id), says, stands);
  await keepSaid(tx, orgId, id, says);
  const asked = { ...stands, ...says };
  const kept = keptOf(viewOf(asked, asked.permissionSets), viewOf(wanted, wanted.permissionSets));
  return { ...(await changeMember(identity, tx, found, wanted, by)), ...(kept.length > 0 && { kept }) };
}

async function changeMember(
  identity: Identity,
  tx: Db,
  found: MemberRow,
  { permissionSets, ...change }: MemberChange,
  by: Actor,
): Promise<Declared> {
  const { id, orgId } = found;
  const held = await heldBy(tx, orgId, id);
  if (permissionSets) await hold(identity, tx, { orgId, memberId: id }, permissionSets);
  const wanted = { ...found, ...change };
  const { before, after, what } = differenceOf(
    viewOf(found, held),
    viewOf(wanted, permissionSets ? await heldBy(tx, orgId, id) : held),
  );
  if (what.length === 0) return changed(id, what);
  await refuseToShutOut(tx, found, wanted, by);
  const loses = (found.active && !wanted.active) || found.kind !== wanted.kind;
  const notBefore = loses ? new Date(nextSecond(identity.now()) * 1000) : found.notBefore;
  const at = new Date(identity.now());
  await updateMember(tx, id, { ...wanted, notBefore }, at);
  await writeAudit(tx, { orgId, ...by, action: "user.change", subject: id, before, after });
  if (loses) {
    await endLoginSessions(tx, id);
    await endGrants(
      identity,
      tx,
      { memberId: id },
      wanted.active ? "the user's kind changed" : "the user was deactivated",
    );
  }
  return changed(id, what);
}

/**
 * Activate or deactivate a user, by username or id. Whoever is deactivated is logged out, and what was issued to them
 * ends. `undefined`: there is no such user.
 */
export function setMemberActive(
  identity: Identity,
  orgId: string,
  user: string,
  active: boolean,
  by: Actor,
): Promise<Declared | undefined> {
  return inOrg(identity, orgId, async (tx) => {
    const found = await findUser(tx, orgId, user);
    return found && changeMember(identity, tx, found, { active }, by);
  });
}

/** Activate a user whom a file deactivated by naming them no longer. Whom somebody else shut out stays so, and `kept` says it. */
export function bringBack(identity: Identity, orgId: string, found: MemberRow, by: Actor): Promise<Declared> {
  return inOrg(identity, orgId, async (tx) => {
    const said = await lastSaid(tx, found.id);
    if (said?.active !== false) return changed(found.id, [], ["active stays false (the file needs this user)"]);
    await keepSaid(tx, orgId, found.id, { ...said, active: true });
    return changeMember(identity, tx, found, { active: true }, by);
  });
}

/** A user of the org by username or id. */
export async function findUser(db: Db, orgId: string, user: string): Promise<MemberRow | undefined> {
  const found = (await findMember(db, orgId, user)) ?? (await findMemberById(db, user));
  return found?.orgId === orgId ? found : undefined;
}

/**
 * Deactivate the active users that `madeBy` made and no longer names, once: whom somebody lets in again stays in.
 * Returns their usernames.
 */
export function retireMembers(
  identity: Identity,
  orgId: string,
  named: readonly string[],
  madeBy: string,
): Promise<string[]> {
  const keep = new Set(named.map((username) => username.toLowerCase()));
  return inOrg(identity, orgId, async (tx) => {
    const unnamed = (await listMembers(tx, orgId)).filter(
      (member) => member.active && member.madeBy === madeBy && !keep.has(member.username.toLowerCase()),
    );
    const gone: string[] = [];
    for (const member of unnamed) {
      if (!(await sayOff(tx, orgId, member.id, "active"))) continue;
      await changeMember(identity, tx, member, { active: false }, { actor: madeBy });
      gone.push(member.username);
    }
    return gone;
  });
}
