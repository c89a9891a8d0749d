// What is asked of the database about authorization codes. A code is stored as its SHA-256 only.
import type { Db } from "./schema.ts";

export interface CodeRow {
  readonly hash: Buffer;
  readonly orgId: string;
  readonly grantId: string;
  readonly appId: string;
  readonly consumerKey: string;
  readonly memberId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** SHA-256 of the verifier, base64url (RFC 7636 §4.2). */
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
  /** When the user proved who they are. */
  readonly authTime: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/** Add a code that was given at `at`. */
export async function insertCode(db: Db, code: Omit<CodeRow, "usedAt">, at: Date): Promise<void> {
  await db
    .insertInto("authorization_code")
    .values({
      code_hash: code.hash,
      org_id: code.orgId,
      grant_id: code.grantId,
      app_id: code.appId,
      consumer_key: code.consumerKey,
      member_id: code.memberId,
      redirect_uri: code.redirectUri,
      scopes: JSON.stringify(code.scopes),
      code_challenge: code.codeChallenge,
      nonce: code.nonce,
      auth_time: code.authTime,
      issued_at: at,
      expires_at: code.expiresAt,
    })
    .execute();
}

/** The code with this hash; until the transaction ends, nobody else redeems it. */
export function lockCode(tx: Db, orgId: string, hash: Buffer): Promise<CodeRow | undefined> {
  return tx
    .selectFrom("authorization_code")
    .select([
      "code_hash as hash",
      "org_id as orgId",
      "grant_id as grantId",
      "app_id as appId",
      "consumer_key as consumerKey",
      "member_id as memberId",
      "redirect_uri as redirectUri",
      "scopes",
      "code_challenge as codeChallenge",
      "nonce",
      "auth_time as authTime",
      "expires_at as expiresAt",
      "used_at as usedAt",
    ])
    .where("code_hash", "=", hash)
    .where("org_id", "=", orgId)
    .forUpdate()
    .executeTakeFirst();
}

/** From now on the code is used up; kept for a while, so that a replay is recognised. */
export async function spendCode(tx: Db, hash: Buffer, at: Date): Promise<void> {
  await tx.updateTable("authorization_code").set({ used_at: at }).where("code_hash", "=", hash).execute();
}
