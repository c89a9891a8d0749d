// What is asked of the database about models: the sealed keys of providers, and the default model that was chosen.
import type { Db } from "./schema.ts";

export interface ModelKeyRow {
  /** The environment variable it stands for. */
  readonly name: string;
  readonly sealed: string;
  readonly endsWith: string;
  readonly changedBy: string;
  readonly changedAt: Date;
}

/** Every key, by name. They are of the server, whichever org asks. */
export function listModelKeys(db: Db): Promise<ModelKeyRow[]> {
  return db
    .selectFrom("model_key")
    .select(["name", "sealed", "ends_with as endsWith", "changed_by as changedBy", "changed_at as changedAt"])
    .orderBy("name")
    .execute();
}

/** Put a key in, or in the place of the one that is there. */
export async function putModelKey(db: Db, orgId: string, key: ModelKeyRow): Promise<void> {
  const { sealed, endsWith: ends_with, changedBy: changed_by, changedAt: changed_at } = key;
  const values = { sealed, ends_with, changed_by, changed_at };
  await db
    .insertInto("model_key")
    .values({ name: key.name, org_id: orgId, ...values })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(values))
    .execute();
}

/** Take a key away. False: there was none. */
export async function deleteModelKey(db: Db, name: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom("model_key").where("name", "=", name).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** The default model that was chosen, as `provider:name`. */
export async function findModelChoice(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom("model_choice").select("setting").limit(1).executeTakeFirst();
  return row?.setting;
}

/** Keep a choice; `null` takes it back. */
export async function putModelChoice(db: Db, orgId: string, setting: string | null): Promise<void> {
  if (setting === null) {
    await db.deleteFrom("model_choice").execute();
    return;
  }
  await db
    .insertInto("model_choice")
    .values({ org_id: orgId, setting })
    .onConflict((conflict) => conflict.column("org_id").doUpdateSet({ setting }))
    .execute();
}
