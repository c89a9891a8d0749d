// What is asked of the database about the scopes that users have allowed apps.
import type { Db } from "./schema.ts";

/** Scopes the user has allowed the app; none when it was never asked. */
export async function findApproval(db: Db, appId: string, memberId: string): Promise<readonly string[]> {
  const row = await db
    .selectFrom("approval")
    .select("scopes")
    .where("app_id", "=", appId)
    .where("member_id", "=", memberId)
    .executeTakeFirst();
  return row?.scopes ?? [];
}

/** Remember the scopes a user has allowed an app, in place of those allowed before. */
export async function saveApproval(
  db: Db,
  approval: { readonly appId: string; readonly memberId: string; readonly orgId: string },
  scopes: readonly string[],
  at: Date,
): Promise<void> {
  const { appId: app_id, memberId: member_id, orgId: org_id } = approval;
  const allowed = { scopes: JSON.stringify(scopes), at };
  await db
    .insertInto("approval")
    .values({ app_id, member_id, org_id, ...allowed })
    .onConflict((conflict) => conflict.columns(["app_id", "member_id"]).doUpdateSet(allowed))
    .execute();
}
