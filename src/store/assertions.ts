// What is asked of the database about assertions: whether one was seen before, so that none is taken twice (RFC 7523 §3, rule 7).
import type { Db } from "./schema.ts";

/** Remember an assertion until it is dead by itself. False when it was seen before: of two at once, one is the first. */
export async function rememberAssertion(db: Db, orgId: string, hash: Buffer, expiresAt: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("used_assertion")
    .values({ assertion_hash: hash, org_id: orgId, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column("assertion_hash").doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}
