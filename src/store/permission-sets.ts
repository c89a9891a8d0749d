// What is asked of the database about permission sets: which there are, and which users hold them.
import type { Db } from "./schema.ts";

export interface PermissionSetRow {
  readonly id: string;
  readonly orgId: string;
  readonly apiName: string;
  readonly label: string;
  /** Scopes for its holders only. */
  readonly scopes: readonly string[];
  /** Developer names of the agents its holders may talk to. */
  readonly agents: readonly string[];
  readonly madeBy: string;
}

const columns = [
  "id",
  "org_id as orgId",
  "api_name as apiName",
  "label",
  "scopes",
  "agents",
  "made_by as madeBy",
] as const;

/** Every permission set of an org, by API name. */
export function listPermissionSets(db: Db, orgId: string): Promise<PermissionSetRow[]> {
  return db.selectFrom("permission_set").select(columns).where("org_id", "=", orgId).orderBy("api_name").execute();
}

/** Add a permission set. */
export async function insertPermissionSet(db: Db, set: PermissionSetRow, at: Date): Promise<void> {
  const { id, orgId, apiName, madeBy } = set;
  await db
    .insertInto("permission_set")
    .values({ id, org_id: orgId, api_name: apiName, made_by: madeBy, created_at: at, ...changeable(set) })
    .execute();
}

/** Replace label, scopes and agents of a permission set. */
export async function updatePermissionSet(db: Db, set: PermissionSetRow): Promise<void> {
  await db.updateTable("permission_set").set(changeable(set)).where("id", "=", set.id).execute();
}

const changeable = ({ label, scopes, agents }: PermissionSetRow) => ({
  label,
  scopes: JSON.stringify(scopes),
  agents: JSON.stringify(agents),
});

/** Delete a permission set; its holders hold it no longer. */
export async function deletePermissionSet(db: Db, id: string): Promise<void> {
  await db.deleteFrom("permission_set").where("id", "=", id).execute();
}

/** Ids of the permission sets a user holds. */
export async function permissionSetsOf(db: Db, memberId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("permission_set_member")
    .select("permission_set_id")
    .where("member_id", "=", memberId)
    .execute();
  return rows.map(({ permission_set_id }) => permission_set_id);
}

/** Which user of an org holds which permission set. */
export function listHoldings(db: Db, orgId: string): Promise<{ memberId: string; permissionSetId: string }[]> {
  return db
    .selectFrom("permission_set_member")
    .select(["member_id as memberId", "permission_set_id as permissionSetId"])
    .where("org_id", "=", orgId)
    .execute();
}

/** Ids of the users who hold a permission set. */
export async function holdersOf(db: Db, permissionSetId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("permission_set_member")
    .select("member_id")
    .where("permission_set_id", "=", permissionSetId)
    .execute();
  return rows.map(({ member_id }) => member_id);
}

/** Take a permission set from everyone who holds it. */
export async function deleteHoldings(db: Db, permissionSetId: string): Promise<void> {
  await db.deleteFrom("permission_set_member").where("permission_set_id", "=", permissionSetId).execute();
}

/** Let a user hold these permission sets and no others. */
export async function replaceHoldings(
  db: Db,
  orgId: string,
  memberId: string,
  setIds: readonly string[],
): Promise<void> {
  await db.deleteFrom("permission_set_member").where("member_id", "=", memberId).execute();
  if (setIds.length === 0) return;
  const rows = setIds.map((id) => ({ permission_set_id: id, member_id: memberId, org_id: orgId }));
  await db.insertInto("permission_set_member").values(rows).execute();
}
