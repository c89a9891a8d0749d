// What is asked of the database about one-time links.
import type { Selectable } from "kysely";
import type { Db, Tables } from "./schema.ts";

type LinkTable = Selectable<Tables["one_time_link"]>;

export interface LinkRow {
  readonly orgId: string;
  /** `null` in a link of the first admin. */
  readonly memberId: string | null;
  readonly purpose: LinkTable["purpose"];
  readonly goesTo: string | null;
}

/** Add a link. Its token is known by its hash only. */
export async function insertLink(
  db: Db,
  tokenHash: Buffer,
  { orgId, memberId, purpose, goesTo }: LinkRow,
  { issuedAt, expiresAt }: { readonly issuedAt: Date; readonly expiresAt: Date },
): Promise<void> {
  await db
    .insertInto("one_time_link")
    .values({
      token_hash: tokenHash,
      org_id: orgId,
      member_id: memberId,
      purpose,
      goes_to: goesTo,
      issued_at: issuedAt,
      expires_at: expiresAt,
      used_at: null,
    })
    .execute();
}

/** A link of this org that can still be used. */
export function findLink(db: Db, orgId: string, tokenHash: Buffer, at: Date): Promise<LinkRow | undefined> {
  return db
    .selectFrom("one_time_link")
    .select(["org_id as orgId", "member_id as memberId", "purpose", "goes_to as goesTo"])
    .where("token_hash", "=", tokenHash)
    .where("org_id", "=", orgId)
    .where("used_at", "is", null)
    .where("expires_at", ">", at)
    .executeTakeFirst();
}

/** Use a link up. Of requests that come at once, one gets it. */
export function useLink(db: Db, orgId: string, tokenHash: Buffer, at: Date): Promise<LinkRow | undefined> {
  return db
    .updateTable("one_time_link")
    .set({ used_at: at })
    .where("token_hash", "=", tokenHash)
    .where("org_id", "=", orgId)
    .where("used_at", "is", null)
    .where("expires_at", ">", at)
    .returning(["org_id as orgId", "member_id as memberId", "purpose", "goes_to as goesTo"])
    .executeTakeFirst();
}

/** Delete the links of one purpose in an org, whether they were used or not. */
export async function deleteLinks(db: Db, orgId: string, purpose: LinkRow["purpose"]): Promise<void> {
  await db.deleteFrom("one_time_link").where("org_id", "=", orgId).where("purpose", "=", purpose).execute();
}

/** End every link of a user. */
export async function deleteLinksOf(db: Db, memberId: string): Promise<void> {
  await db.deleteFrom("one_time_link").where("member_id", "=", memberId).execute();
}
