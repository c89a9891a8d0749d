// What is asked of the database about grants: what one user allowed one app at one time.
import { type Selectable, sql } from "kysely";
import type { Db, Tables } from "./schema.ts";

type GrantTable = Selectable<Tables["oauth_grant"]>;

export interface GrantRow {
  readonly id: string;
  readonly orgId: string;
  readonly appId: string;
  readonly memberId: string;
  readonly kind: GrantTable["kind"];
  readonly scopes: readonly string[];
}

/** `until`: when everything under it will be dead by itself. */
export async function insertGrant(db: Db, grant: GrantRow, at: Date, until: Date | null): Promise<void> {
  await db
    .insertInto("oauth_grant")
    .values({
      id: grant.id,
      org_id: grant.orgId,
      app_id: grant.appId,
      member_id: grant.memberId,
      kind: grant.kind,
      scopes: JSON.stringify(grant.scopes),
      created_at: at,
      used_at: at,
      expires_at: until,
    })
    .execute();
}

/** A grant of this kind that has not ended. */
export function findOpenGrant(
  db: Db,
  { appId, memberId, kind }: Pick<GrantRow, "appId" | "memberId" | "kind">,
): Promise<{ readonly id: string } | undefined> {
  return db
    .selectFrom("oauth_grant")
    .select("id")
    .where("app_id", "=", appId)
    .where("member_id", "=", memberId)
    .where("kind", "=", kind)
    .where("ended_at", "is", null)
    .limit(1)
    .executeTakeFirst();
}

/** Note that tokens are given under a grant now, and when they will be dead. False when it has ended meanwhile. */
export async function useGrant(db: Db, id: string, at: Date, until: Date | null): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("oauth_grant")
    .set({ used_at: at, expires_at: until })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Which grants end: one, those of an app, those of a user, or those of a user for an app. */
export type GrantsToEnd =
  | { readonly grantId: string }
  | { readonly appId: string; readonly memberId?: string }
  | { readonly memberId: string };

export interface Ending {
  readonly reason: string;
  readonly at: Date;
  /** Grants unused since have no living access token, and need no revocation. */
  readonly usedSince: Date;
  /** When the last access token of these grants will be dead. */
  readonly until: Date;
  /** How long the grants are kept to be looked at. */
  readonly keptUntil: Date;
}

/** End grants, with every code and token under them. Returns how many ended. */
export async function endGrants(db: Db, which: GrantsToEnd, ending: Ending): Promise<number> {
  const { reason, at, usedSince, until, keptUntil } = ending;
  const conditions = [
    "grantId" in which ? sql`id = ${which.grantId}` : undefined,
    "appId" in which ? sql`app_id = ${which.appId}` : undefined,
    "memberId" in which && which.memberId !== undefined ? sql`member_id = ${which.memberId}` : undefined,
  ].filter((condition) => condition !== undefined);
  const { rows } = await sql<{ ended: number }>`
    with ended as (
      update oauth_grant set ended_at = ${at}, end_reason = ${reason}, expires_at = ${keptUntil}
      where ended_at is null and ${sql.join(conditions, sql` and `)}
      returning id, org_id, used_at
    ), listed as (
      insert into revocation (org_id, kind, id, at, expires_at)
      select org_id, 'grant', id::text, ${at}::timestamptz, ${until}::timestamptz from ended where used_at > ${usedSince}
    )
    select count(*)::integer as ended from ended
  `.execute(db);
  return rows[0]!.ended;
}
