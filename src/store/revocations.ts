// What is asked of the database about revocations: ids of the access tokens and grants that ended before their time.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

export interface NewRevocation {
  readonly orgId: string;
  /** The `jti` of a JWT, or the hash of an opaque token in hex. */
  readonly tokenId: string;
  /** When the token is dead anyway. */
  readonly expiresAt: Date;
}

/** Put one access token on the list. Grants get there with `endGrants`. */
export async function insertRevocation(db: Db, { orgId, tokenId, expiresAt }: NewRevocation, at: Date): Promise<void> {
  await db
    .insertInto("revocation")
    .values({ org_id: orgId, kind: "token", id: tokenId, at, expires_at: expiresAt })
    .execute();
}

export interface RevocationRow {
  readonly id: string;
  readonly expiresAt: Date;
}

/** What a reader has not seen yet, and the place from which it reads next time. */
export interface Unread {
  readonly rows: readonly RevocationRow[];
  readonly next: string;
}

/**
 * The revocations from a place on; the first place is "0". The next place is the oldest transaction that still runs,
 * so a row that is committed late is read late, and none is missed; a few may be read twice.
 */
export async function readRevocations(db: Db, from: string, now: Date): Promise<Unread> {
  const { rows } = await sql<{ next: string; id: string | null; expiresAt: Date }>`
    select horizon.next::text as next, revocation.id, revocation.expires_at as "expiresAt"
    from (select pg_snapshot_xmin(pg_current_snapshot()) as next) horizon
    left join revocation on revocation.transaction >= ${from}::text::xid8 and revocation.expires_at > ${now}
  `.execute(db);
  return {
    rows: rows.flatMap(({ id, expiresAt }) => (id === null ? [] : { id, expiresAt })),
    next: rows[0]!.next,
  };
}
