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

/** The newest key of an org that still signs. */
export function findSigningKey(db: Db, orgId: string): Promise<SigningKeyRow | undefined> {
  return db
    .selectFrom("signing_key")
    .select(keyColumns)
    .where("org_id", "=", orgId)
    .where("retired_at", "is", null)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** The keys of every org that still sign, or that were retired after `since`; newest first. */
export function listSigningKeys(db: Db, since: Date): Promise<SigningKeyRow[]> {
  return db
    .selectFrom("signing_key")
    .select(keyColumns)
    .where((eb) => eb.or([eb("retired_at", "is", null), eb("retired_at", ">", since)]))
    .orderBy("created_at", "desc")
    .execute();
}

export async function insertSigningKey(db: Db, key: SigningKeyRow, at: Date): Promise<void> {
  await db
    .insertInto("signing_key")
    .values({
      kid: key.kid,
      org_id: key.orgId,
      public_jwk: JSON.stringify(key.publicJwk),
      private_sealed: key.privateSealed,
      created_at: at,
    })
    .execute();
}
