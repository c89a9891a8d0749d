// What is asked of the database about refresh tokens. A token is stored as its SHA-256 only.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

export interface NewRefreshToken {
  readonly hash: Buffer;
  readonly orgId: string;
  readonly grantId: string;
  readonly appId: string;
  readonly memberId: string;
}

/** Add a token under its grant. */
export async function insertRefreshToken(db: Db, token: NewRefreshToken, at: Date): Promise<void> {
  await db
    .insertInto("refresh_token")
    .values({
      token_hash: token.hash,
      org_id: token.orgId,
      grant_id: token.grantId,
      app_id: token.appId,
      member_id: token.memberId,
      issued_at: at,
      used_at: at,
    })
    .execute();
}

/** A refresh token with what its grant says. */
export interface RefreshTokenRow extends NewRefreshToken {
  readonly scopes: readonly string[];
  readonly issuedAt: Date;
  readonly usedAt: Date;
  /** When a newer token took its place. */
  readonly replacedAt: Date | null;
  readonly grantedAt: Date;
  readonly endedAt: Date | null;
}

/** The refresh token with this hash. `lock`: until the transaction ends, nobody else uses it or ends its grant. */
export async function findRefreshToken(
  db: Db,
  orgId: string,
  hash: Buffer,
  lock?: "lock",
): Promise<RefreshTokenRow | undefined> {
  const { rows } = await sql<RefreshTokenRow>`
    select token_hash as hash, token.org_id as "orgId", grant_id as "grantId", token.app_id as "appId",
      token.member_id as "memberId", given.scopes, issued_at as "issuedAt", token.used_at as "usedAt",
      replaced_at as "replacedAt", given.created_at as "grantedAt", given.ended_at as "endedAt"
    from refresh_token token join oauth_grant given on given.id = token.grant_id
    where token.token_hash = ${hash} and token.org_id = ${orgId}
    ${lock ? sql`for update` : sql``}
  `.execute(db);
  return rows[0];
}

/** Note a use: policies may count from it. */
export async function touchRefreshToken(tx: Db, hash: Buffer, at: Date): Promise<void> {
  await tx.updateTable("refresh_token").set({ used_at: at }).where("token_hash", "=", hash).execute();
}

/** A newer token takes the place of this one, which is kept: whoever shows it again has stolen one of the two. */
export async function replaceRefreshToken(tx: Db, hash: Buffer, at: Date): Promise<void> {
  await tx.updateTable("refresh_token").set({ used_at: at, replaced_at: at }).where("token_hash", "=", hash).execute();
}
