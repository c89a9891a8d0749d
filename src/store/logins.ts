// What is asked of the database about a user's password: the hash, the failures, and the lock they lead to.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

/**
 * Count an attempt to log in before it is looked at, so that guesses sent at once cannot all be first. The attempt that
 * reaches `limit` locks the user until `lockUntil`; a lock that is over starts the count anew.
 * False when the user is locked: then the attempt is not to be looked at.
 */
export async function takeAttempt(
  db: Db,
  memberId: string,
  { at, limit, lockUntil }: { readonly at: Date; readonly limit: number; readonly lockUntil: Date },
): Promise<boolean> {
  const failures = sql<number>`case when locked_until is null then failed_logins + 1 else 1 end`;
  const { numUpdatedRows } = await db
    .updateTable("member")
    .set({
      failed_logins: failures,
      locked_until: sql<Date>`case when ${failures} >= ${limit}::integer then ${lockUntil}::timestamptz end`,
    })
    .where("id", "=", memberId)
    .where((eb) => eb.or([eb("locked_until", "is", null), eb("locked_until", "<=", at)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Forget the failures of a user who logged in. */
export async function noteLogin(db: Db, memberId: string, at: Date): Promise<void> {
  await db
    .updateTable("member")
    .set({ failed_logins: 0, locked_until: null, last_login_at: at })
    .where("id", "=", memberId)
    .execute();
}

/** The hash of a user's password; `null` when there is none. */
export async function readPassword(db: Db, memberId: string): Promise<string | null> {
  const row = await db.selectFrom("member").select("password_hash").where("id", "=", memberId).executeTakeFirst();
  return row?.password_hash ?? null;
}

/** Replace a user's password, and lift a lock that guesses at the former one led to. What was issued before is over. */
export async function writePassword(db: Db, memberId: string, hash: string, at: Date): Promise<void> {
  await db
    .updateTable("member")
    .set({ password_hash: hash, failed_logins: 0, locked_until: null, not_before: at, updated_at: at })
    .where("id", "=", memberId)
    .execute();
}

/** The oldest active admin of an org. */
export function findAdmin(
  db: Db,
  orgId: string,
): Promise<{ readonly id: string; readonly username: string } | undefined> {
  return adminsOf(db, orgId).orderBy("created_at").orderBy("id").limit(1).executeTakeFirst();
}

/** Whether an active admin of an org can log in by a password. */
export async function anAdminHasPassword(db: Db, orgId: string): Promise<boolean> {
  const found = await adminsOf(db, orgId).where("password_hash", "is not", null).limit(1).executeTakeFirst();
  return found !== undefined;
}

const adminsOf = (db: Db, orgId: string) =>
  db
    .selectFrom("member")
    .select(["id", "username"])
    .where("org_id", "=", orgId)
    .where("role", "=", "admin")
    .where("kind", "=", "standard")
    .where("active", "=", true);
