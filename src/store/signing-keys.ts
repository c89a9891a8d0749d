// What is asked of the database about the keys that sign tokens.
import type { Db } from "./schema.ts";

export interface SigningKeyRow {
  readonly kid: string;
  readonly orgId: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** Sealed for the kid. */
  readonly privateSealed: string;
}

const keyColumns = ["kid", "org_id as orgId", "public_jwk as publicJwk", "private_sealed as privateSealed"] as const;

/** The key that signs for an org now. */
export function findSigningKey(db: Db, orgId: string, now: Date): Promise<SigningKeyRow | undefined> {
  return db
    .selectFrom("signing_key")
    .select(keyColumns)
    .where("org_id", "=", orgId)
    .where("signs_from", "<=", now)
    .where((eb) => eb.or([eb("retired_at", "is", null), eb("retired_at", ">", now)]))
    .orderBy("signs_from", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** The keys of every org that sign, that will, or that were retired after `since`; newest first. */
export function listSigningKeys(db: Db, since: Date): Promise<SigningKeyRow[]> {
  return db
    .selectFrom("signing_key")
    .select(keyColumns)
    .where((eb) => eb.or([eb("retired_at", "is", null), eb("retired_at", ">", since)]))
    .orderBy("created_at", "desc")
    .execute();
}

/** When a key signs, and until when. */
export interface SigningKeyTimes {
  readonly kid: string;
  readonly signsFrom: Date;
  readonly retiredAt: Date | null;
}

/** Every key an org has or had, the one that signs last first. */
export function listKeyTimes(db: Db, orgId: string): Promise<SigningKeyTimes[]> {
  return db
    .selectFrom("signing_key")
    .select(["kid", "signs_from as signsFrom", "retired_at as retiredAt"])
    .where("org_id", "=", orgId)
    .orderBy("signs_from", "desc")
    .execute();
}

/** Add a key that is published at once and signs from `signsFrom` on. */
export async function insertSigningKey(db: Db, key: SigningKeyRow, at: Date, signsFrom: Date): Promise<void> {
  await db
    .insertInto("signing_key")
    .values({
      kid: key.kid,
      org_id: key.orgId,
      public_jwk: JSON.stringify(key.publicJwk),
      private_sealed: key.privateSealed,
      created_at: at,
      signs_from: signsFrom,
    })
    .execute();
}

/** From `at` on, the keys an org has now sign no more. */
export async function retireSigningKeys(db: Db, orgId: string, at: Date): Promise<void> {
  await db
    .updateTable("signing_key")
    .set({ retired_at: at })
    .where("org_id", "=", orgId)
    .where((eb) => eb.or([eb("retired_at", "is", null), eb("retired_at", ">", at)]))
    .execute();
}

/** Take one key out of use as if it had been retired at `at`. False when the org has no such key. */
export async function retireSigningKey(db: Db, orgId: string, kid: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("signing_key")
    .set({ retired_at: at })
    .where("org_id", "=", orgId)
    .where("kid", "=", kid)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
