// Brings a database to the schema of this version, forward only, however many servers start at once.
import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations } from "./migrations/index.ts";
import type { Tables } from "./schema.ts";

/**
 * Apply the migrations that the database does not have yet, all in one transaction under an advisory lock.
 * Returns the names of those applied. Throws when the database knows a migration that this version does not, or when
 * a migration fails, in which case nothing of it remains.
 */
export async function migrate(db: Kysely<Tables>, known = migrations): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...known }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return (results ?? []).map((result) => result.migrationName);
  const failed = results?.find((result) => result.status === "Error")?.migrationName;
  const unknown = failed ? [] : (await appliedMigrations(db).catch(() => [])).filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(newerDatabase(unknown), { cause: error });
  const what = failed ? `The migration "${failed}" failed` : "The database could not be migrated";
  throw new Error(`${what}, and nothing was changed: ${(error as Error).message}`, { cause: error });
}

/** Names of the migrations that a migrated database has, in order. */
export async function appliedMigrations(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .orderBy("name")
    .execute();
  return rows.map((row) => row.name);
}

function newerDatabase(unknown: readonly string[]): string {
  return (
    `This database was used by a newer version of Dragoman: it has the migration "${unknown.join('", "')}", ` +
    "which this version does not know. Start that version or a newer one, or restore a backup made before the upgrade."
  );
}
