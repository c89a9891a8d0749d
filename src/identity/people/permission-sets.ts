// Permission sets as records: declared, retired, and held by users. What they permit is in `permits.ts`.
import { mintId, prefixes } from "../../contract/ids.ts";
import { writeAudit } from "../../store/audit.ts";
import { keepSaid, lastSaid } from "../../store/declarations.ts";
import {
  deleteHoldings,
  deletePermissionSet,
  holdersOf,
  insertPermissionSet,
  listHoldings,
  listPermissionSets,
  permissionSetsOf,
  replaceHoldings,
  updatePermissionSet,
} from "../../store/permission-sets.ts";
import type { Db } from "../../store/schema.ts";
import type { Actor } from "../actor.ts";
import { isApiName } from "../apps/api-name.ts";
import { scopeProblem } from "../apps/scopes.ts";
import { changed, type Declared, didYouMean, differenceOf, inOrg, Undeclarable, type View } from "../declare.ts";
import type { Identity } from "../identity.ts";
import { keptOf, weigh } from "../standing.ts";
import { endGrants } from "../tokens/end-grants.ts";

export interface PermissionSetDeclaration {
  readonly apiName: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly agents: readonly string[];
  /** Who declares it. What a project file made, the project file may retire. */
  readonly madeBy: string;
}

/** Make sure an org has this permission set. Throws `Undeclarable`. */
export async function declarePermissionSet(
  identity: Identity,
  orgId: string,
  { madeBy, ...wanted }: PermissionSetDeclaration,
  by: Actor = { actor: madeBy },
): Promise<Declared> {
  const problems = [
    ...(isApiName(wanted.apiName)
      ? []
      : [`"${wanted.apiName}" is not the name of a permission set: letters, digits and single underscores`]),
    ...wanted.scopes.flatMap((scope) => scopeProblem(scope) ?? []),
  ];
  if (problems.length > 0) throw new Undeclarable(problems);
  return inOrg(identity, orgId, async (tx): Promise<Declared> => {
    const found = (await listPermissionSets(tx, orgId)).find(({ apiName }) => apiName === wanted.apiName);
    if (!found) {
      const id = mintId(prefixes.permissionSet, identity.random);
      await insertPermissionSet(tx, { ...wanted, id, orgId, madeBy }, new Date(identity.now()));
      await writeAudit(tx, { orgId, ...by, action: "permission_set.make", subject: id, after: viewOf(wanted) });
      if (by.repeats) await keepSaid(tx, orgId, id, wanted);
      return { id, change: "made", what: [] };
    }
    const stands = by.repeats
      ? weigh(await lastSaid(tx, found.id), { ...wanted }, { ...found })
      : { ...found, ...wanted };
    if (by.repeats) await keepSaid(tx, orgId, found.id, wanted);
    const { before, after, what } = differenceOf(viewOf(found), viewOf(stands));
    if (what.length > 0) {
      await updatePermissionSet(tx, stands);
      await writeAudit(tx, { orgId, ...by, action: "permission_set.change", subject: found.id, before, after });
      if (found.scopes.some((scope) => !stands.scopes.includes(scope)))
        await endGrantsOfHolders(identity, tx, found.id);
    }
    return changed(found.id, what, keptOf(viewOf(wanted), viewOf(stands)));
  });
}

const viewOf = ({ apiName, label, scopes, agents }: Omit<PermissionSetDeclaration, "madeBy">): View => ({
  apiName,
  label,
  scopes,
  agents,
});

/** End the grants of everybody who holds a permission set: what it gave goes with it. */
export async function endGrantsOfHolders(identity: Identity, tx: Db, permissionSetId: string): Promise<void> {
  for (const memberId of await holdersOf(tx, permissionSetId)) {
    await endGrants(identity, tx, { memberId }, "a permission set changed");
  }
}

/** A permission set that is out of use, and what stays closed with it: scopes and agents that it names. */
export interface Retired {
  readonly apiName: string;
  readonly closed: readonly string[];
}

/**
 * Take the permission sets that `madeBy` made and no longer names from their holders, whose grants end. One that names
 * something stays, without holders: what only it named would be for everyone if it went. One that names nothing is deleted.
 */
export function retirePermissionSets(
  identity: Identity,
  orgId: string,
  named: readonly string[],
  madeBy: string,
): Promise<Retired[]> {
  return inOrg(identity, orgId, async (tx) => {
    const unnamed = (await listPermissionSets(tx, orgId)).filter(
      (set) => set.madeBy === madeBy && !named.includes(set.apiName),
    );
    const gone: Retired[] = [];
    for (const { id, ...set } of unnamed) {
      const closed = [...set.scopes, ...set.agents];
      if (closed.length > 0 && (await lastSaid(tx, id))?.retired === true) continue;
      const before = { ...viewOf(set), holders: await holdersOf(tx, id) };
      await endGrantsOfHolders(identity, tx, id);
      await deleteHoldings(tx, id);
      if (closed.length === 0) await deletePermissionSet(tx, id);
      else await keepSaid(tx, orgId, id, { retired: true });
      const entry = { action: "permission_set.retire", subject: id, before, after: { ...viewOf(set), holders: [] } };
      await writeAudit(tx, { orgId, actor: madeBy, ...entry });
      gone.push({ apiName: set.apiName, closed });
    }
    return gone;
  });
}

/** The API names of the permission sets that the users of an org hold, by the id of the user. */
export async function holders(db: Db, orgId: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const sets = new Map((await listPermissionSets(db, orgId)).map(({ id, apiName }) => [id, apiName]));
  const held = new Map<string, string[]>();
  for (const { memberId, permissionSetId } of await listHoldings(db, orgId)) {
    held.set(memberId, [...(held.get(memberId) ?? []), sets.get(permissionSetId) ?? ""].sort());
  }
  return held;
}

/** The API names of the permission sets a user holds, in order. */
export async function heldBy(tx: Db, orgId: string, memberId: string): Promise<string[]> {
  const held = await permissionSetsOf(tx, memberId);
  return (await listPermissionSets(tx, orgId)).filter(({ id }) => held.includes(id)).map(({ apiName }) => apiName);
}

/**
 * Let a user hold exactly the permission sets of these API names; the user's grants end when one was taken away.
 * Throws `Undeclarable` for a name that is none.
 */
export async function hold(
  identity: Identity,
  tx: Db,
  { orgId, memberId }: { readonly orgId: string; readonly memberId: string },
  names: readonly string[],
): Promise<void> {
  const sets = await listPermissionSets(tx, orgId);
  const problems = permissionSetProblems(names, sets);
  if (problems.length > 0) throw new Undeclarable(problems);
  const wanted = sets.filter(({ apiName }) => names.includes(apiName)).map(({ id }) => id);
  const held = await permissionSetsOf(tx, memberId);
  await replaceHoldings(tx, orgId, memberId, wanted);
  if (held.some((id) => !wanted.includes(id)))
    await endGrants(identity, tx, { memberId }, "a permission set was taken away");
}

/** A sentence for each name that is no permission set of the org. */
export function permissionSetProblems(
  names: readonly string[],
  sets: readonly { readonly apiName: string }[],
): string[] {
  const known = sets.map(({ apiName }) => apiName);
  return names
    .filter((name) => !known.includes(name))
    .map(
      (name) =>
        `"${name}" is not a permission set of the org: ${known.length === 0 ? "there is none yet; name it below permissionSets: in dragoman.yaml" : didYouMean(name, known)}`,
    );
}
