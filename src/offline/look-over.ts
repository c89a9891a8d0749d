// Looks a database over without changing it: its schema, the keys that sealed its secrets, and whether its rows agree.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { openVault } from "../identity/keys/vault.ts";
import { checkKept, type Found } from "../store/checks.ts";
import { appliedMigrations } from "../store/migrate.ts";
import { migrations } from "../store/migrations/index.ts";
import { countSealed } from "../store/sealed.ts";
import { type Place, random, withStore } from "./open.ts";

/** What was found. */
export interface Overlooked {
  /** The database, in words. */
  readonly describe: string;
  /** Migrations that a start of this version will apply. All of them: the database is empty. */
  readonly pending: readonly string[];
  /** Migrations of a newer version. */
  readonly unknown: readonly string[];
  /** How many secrets were sealed with a key that is not here, by key id. Absent while migrations are pending. */
  readonly lost?: Readonly<Record<string, number>>;
  /** How many rows each check found; all should be 0. Absent while migrations are pending, and when it was not asked for. */
  readonly found?: Found;
}

/**
 * Throws a sentence when the database cannot be opened, or a server uses its folder.
 * @param rows also check every session and turn on record
 * @param folder a data folder with a copy of the embedded database, to look at in its place
 */
export async function lookOver(
  place: Place,
  { rows, folder }: { readonly rows: boolean; readonly folder?: string | undefined },
): Promise<Overlooked> {
  return withStore({ ...place, data: folder ?? place.data }, async ({ db, describe }) => {
    const applied = await appliedMigrations(db).catch((error: { readonly code?: unknown }): string[] => {
      if (error.code === UNDEFINED_TABLE) return [];
      throw error;
    });
    const pending = Object.keys(migrations).filter((name) => !applied.includes(name));
    const unknown = applied.filter((name) => !Object.hasOwn(migrations, name));
    if (pending.length + unknown.length > 0) return { describe, pending, unknown };
    const known = await keysOf(place);
    const sealed = Object.entries(await countSealed(db));
    const ask = { query: async (text: string) => ({ rowCount: (await sql.raw(text).execute(db)).rows.length }) };
    return {
      describe,
      pending,
      unknown,
      lost: Object.fromEntries(sealed.filter(([key]) => !known.has(key))),
      ...(rows && { found: await checkKept(ask) }),
    };
  });
}

/** Names of the secret keys that are here. */
async function keysOf({ data, secretKey, secretKeyPrevious }: Place): Promise<ReadonlySet<string>> {
  const own = secretKey ?? (await readFile(join(data, "secret.key"), "utf8").catch(() => undefined));
  const texts = [...(own === undefined ? [] : [own]), ...secretKeyPrevious];
  return new Set(
    await Promise.all(texts.map(async (text) => (await openVault({ secretKey: text, data }, random)).keyId)),
  );
}

/** SQLSTATE of a table that is not there: nothing was ever migrated. */
const UNDEFINED_TABLE = "42P01";
