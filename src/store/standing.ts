// What is asked of the database about how users stand: who has a password, who is locked, who was here when.
import type { Db } from "./schema.ts";

export interface MemberStanding {
  readonly id: string;
  readonly hasPassword: boolean;
  readonly lastLoginAt: Date | null;
  readonly lockedUntil: Date | null;
}

/** How every user of an org stands. */
export function listStandings(db: Db, orgId: string): Promise<MemberStanding[]> {
  return db
    .selectFrom("member")
    .select((eb) => [
      "id",
      eb("password_hash", "is not", null).$castTo<boolean>().as("hasPassword"),
      "last_login_at as lastLoginAt",
      "locked_until as lockedUntil",
    ])
    .where("org_id", "=", orgId)
    .execute();
}

/** Forget a user's failed logins and the lock they led to. False where there was neither. */
export async function forgetFailures(db: Db, memberId: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("member")
    .set({ failed_logins: 0, locked_until: null })
    .where("id", "=", memberId)
    .where((eb) => eb.or([eb("failed_logins", ">", 0), eb("locked_until", "is not", null)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** How many active admins of an org can log in. */
export async function countAdmins(db: Db, orgId: string): Promise<number> {
  const { count } = await db
    .selectFrom("member")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("org_id", "=", orgId)
    .where("role", "=", "admin")
    .where("kind", "=", "standard")
    .where("active", "=", true)
    .executeTakeFirstOrThrow();
  return Number(count);
}
