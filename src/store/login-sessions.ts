// What is asked of the database about login sessions of people.
import type { Db } from "./schema.ts";

export interface LoginSessionRow {
  /** SHA-256 of the id in the cookie. */
  readonly idHash: Buffer;
  readonly orgId: string;
  readonly memberId: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly verifiedAt: Date;
}

/** Add a session, with where it began. */
export async function insertLoginSession(
  db: Db,
  { idHash, orgId, memberId, createdAt, seenAt, expiresAt, verifiedAt }: LoginSessionRow,
  { address, userAgent }: { readonly address: string; readonly userAgent: string },
): Promise<void> {
  await db
    .insertInto("login_session")
    .values({
      id_hash: idHash,
      org_id: orgId,
      member_id: memberId,
      created_at: createdAt,
      seen_at: seenAt,
      expires_at: expiresAt,
      verified_at: verifiedAt,
      address,
      user_agent: userAgent,
    })
    .execute();
}

/** The session with this id in this org. */
export function findLoginSession(db: Db, orgId: string, idHash: Buffer): Promise<LoginSessionRow | undefined> {
  return db
    .selectFrom("login_session")
    .select(["id_hash as idHash", "org_id as orgId", "member_id as memberId", "created_at as createdAt"])
    .select(["seen_at as seenAt", "expires_at as expiresAt", "verified_at as verifiedAt"])
    .where("id_hash", "=", idHash)
    .where("org_id", "=", orgId)
    .executeTakeFirst();
}

/** Move the idle end of a session on. */
export async function noteSeen(db: Db, idHash: Buffer, at: Date): Promise<void> {
  await db.updateTable("login_session").set({ seen_at: at }).where("id_hash", "=", idHash).execute();
}

/** The user has just proved who they are. */
export async function noteProof(db: Db, idHash: Buffer, at: Date): Promise<void> {
  await db.updateTable("login_session").set({ verified_at: at }).where("id_hash", "=", idHash).execute();
}

/** End one session. */
export async function deleteLoginSession(db: Db, idHash: Buffer): Promise<void> {
  await db.deleteFrom("login_session").where("id_hash", "=", idHash).execute();
}

/** End every session of a user. */
export async function deleteLoginSessionsOf(db: Db, memberId: string): Promise<void> {
  await db.deleteFrom("login_session").where("member_id", "=", memberId).execute();
}
