// What is asked of the database about opaque access tokens. A token is stored as its SHA-256 only.
import type { Db } from "./schema.ts";

export interface OpaqueTokenRow {
  readonly hash: Buffer;
  readonly orgId: string;
  /** `null` for a token of the client credentials flow. */
  readonly grantId: string | null;
  readonly appId: string;
  readonly consumerKey: string;
  readonly memberId: string;
  readonly scopes: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Add a token. */
export async function insertOpaqueToken(db: Db, token: OpaqueTokenRow): Promise<void> {
  await db
    .insertInto("opaque_token")
    .values({
      token_hash: token.hash,
      org_id: token.orgId,
      grant_id: token.grantId,
      app_id: token.appId,
      consumer_key: token.consumerKey,
      member_id: token.memberId,
      scopes: JSON.stringify(token.scopes),
      issued_at: token.issuedAt,
      expires_at: token.expiresAt,
    })
    .execute();
}

/** The token with this hash, of any org; also one whose time is over, until it is swept. */
export function findOpaqueToken(db: Db, hash: Buffer): Promise<OpaqueTokenRow | undefined> {
  return db
    .selectFrom("opaque_token")
    .select([
      "token_hash as hash",
      "org_id as orgId",
      "grant_id as grantId",
      "app_id as appId",
      "consumer_key as consumerKey",
      "member_id as memberId",
      "scopes",
      "issued_at as issuedAt",
      "expires_at as expiresAt",
    ])
    .where("token_hash", "=", hash)
    .executeTakeFirst();
}
