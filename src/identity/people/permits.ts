// What permission sets permit a user: which apps, which scopes, and which agents.
//   What no permission set names is for everyone. A scope that one names is for its holders. Once one names an agent,
//   agents are for those whose permission sets name them: an agent that was forgotten is closed, not open.
import type { PermissionSetRow } from "../../store/permission-sets.ts";
import type { Client } from "../apps/client.ts";
import type { Identity } from "../identity.ts";

/** The permission sets a user holds, from memory: this stands in the way of every token. */
async function held(
  { records }: Pick<Identity, "records">,
  orgId: string,
  memberId: string,
): Promise<{
  readonly all: readonly PermissionSetRow[];
  readonly theirs: readonly PermissionSetRow[];
}> {
  const all = await records.permissionSets(orgId);
  if (all.length === 0) return { all, theirs: [] };
  const ids = await records.holdings(memberId);
  return { all, theirs: all.filter(({ id }) => ids.includes(id)) };
}

/** Whether a user may use an app (oauth spec §1.4, Permitted Users). */
export async function permittedBy(
  identity: Pick<Identity, "records">,
  { orgId, policies }: Pick<Client, "orgId" | "policies">,
  memberId: string,
): Promise<"pre_authorized" | "may_self_authorize" | "refused"> {
  if (policies.permittedUsers === "self_authorized") return "may_self_authorize";
  const { theirs } = await held(identity, orgId, memberId);
  return theirs.some(({ apiName }) => policies.permissionSets.includes(apiName)) ? "pre_authorized" : "refused";
}

/** Those of `scopes` that a user may be given, in their order. */
export async function scopesAllowed(
  identity: Pick<Identity, "records">,
  orgId: string,
  memberId: string,
  scopes: readonly string[],
): Promise<readonly string[]> {
  const { all, theirs } = await held(identity, orgId, memberId);
  const names = (sets: readonly PermissionSetRow[], scope: string) => sets.some((set) => set.scopes.includes(scope));
  return all.length === 0 ? scopes : scopes.filter((scope) => !names(all, scope) || names(theirs, scope));
}

/** Whether a user may start a session with an agent. */
export async function mayUseAgent(
  identity: Pick<Identity, "records">,
  orgId: string,
  memberId: string,
  developerName: string,
): Promise<boolean> {
  const { all, theirs } = await held(identity, orgId, memberId);
  return all.every(({ agents }) => agents.length === 0) || theirs.some(({ agents }) => agents.includes(developerName));
}
