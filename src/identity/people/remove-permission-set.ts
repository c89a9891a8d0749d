// Deletes a permission set by hand: its holders' grants end, and an app that admits people by it must let go of it first.
import { listApps } from "../../store/apps.ts";
import { writeAudit } from "../../store/audit.ts";
import { deletePermissionSet, holdersOf, listPermissionSets } from "../../store/permission-sets.ts";
import type { Actor } from "../actor.ts";
import { AppPolicies } from "../apps/app-settings.ts";
import { inOrg, Undeclarable } from "../declare.ts";
import type { Identity } from "../identity.ts";
import { endGrantsOfHolders } from "./permission-sets.ts";

/** Delete the permission set of this API name. False: there is none. Throws `Undeclarable` where an app names it. */
export function removePermissionSet(identity: Identity, orgId: string, apiName: string, by: Actor): Promise<boolean> {
  return inOrg(identity, orgId, async (tx) => {
    const found = (await listPermissionSets(tx, orgId)).find((set) => set.apiName === apiName);
    if (!found) return false;
    const naming = (await listApps(tx, orgId)).filter(({ policies }) =>
      AppPolicies.parse(policies).permissionSets.includes(apiName),
    );
    if (naming.length > 0) {
      const apps = naming.map(({ label }) => label).join(", ");
      throw new Undeclarable([`${apiName} says who may use ${apps}: take it out of the policies there first`]);
    }
    const { label, scopes, agents } = found;
    const before = { apiName, label, scopes, agents, holders: await holdersOf(tx, found.id) };
    await endGrantsOfHolders(identity, tx, found.id);
    await deletePermissionSet(tx, found.id);
    await writeAudit(tx, { orgId, ...by, action: "permission_set.delete", subject: found.id, before });
    return true;
  });
}
