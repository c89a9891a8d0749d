// A backup: every row of every table as lines of text, read in one snapshot, in the same form from either database.
//   B1. One repeatable-read transaction: a backup is the database at one moment, however long the reading takes.
//   B2. A value is PostgreSQL's own text for it, so that what is restored is what was kept, to the last digit.
//   B3. The last line counts the rows and has the hash of all lines before it: a file that was cut or altered is known.
//
// Lines: the head; for each table `{"table", "columns": [[name, type]…]}` and its rows, each an array of texts and nulls;
// the end `{"rows", "sha256"}`. JSON, UTF-8. The files of a data folder (`dumpDataDir`) would be quicker to copy, but fit one
// release of the embedded database only, and no server.
import { createHash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import { appliedMigrations } from "./migrate.ts";
import type { Tables } from "./schema.ts";

/** The first line. */
export interface BackupHead {
  /** Version of this form. */
  readonly backup: 1;
  readonly at: string;
  /** Version of the server that wrote it. */
  readonly version: string;
  /** Names the key that seals the secrets in it (`identity/keys/vault.ts`). */
  readonly keyId: string;
  /** The schema: names of the migrations that made it. */
  readonly migrations: readonly string[];
}

/** The line before the rows of a table. */
export interface BackupTable {
  readonly table: string;
  readonly columns: readonly (readonly [name: string, type: string])[];
}

/** The last line. */
export interface BackupEnd {
  readonly rows: number;
  readonly sha256: string;
}

/** Some lines of a backup: its pieces, joined, are the backup. */
export interface BackupPiece {
  readonly text: string;
  /** Rows in this piece. */
  readonly rows: number;
}

/** Rows read in one go. Small enough that a page of the largest rows fits in memory. */
const PAGE = 500;

/**
 * Read a backup. The embedded database has one connection: until the last piece is taken, whoever else asks it waits.
 * Rejects with what the database says; what was read until then has no end and is refused by `restore.ts`.
 */
export async function* readBackup(
  db: Kysely<Tables>,
  about: Pick<BackupHead, "version" | "keyId">,
): AsyncGenerator<BackupPiece> {
  const tx = await db.startTransaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute();
  try {
    const hash = createHash("sha256");
    let total = 0;
    const piece = (lines: readonly string[], rows = 0): BackupPiece => {
      const text = lines.map((line) => `${line}\n`).join("");
      hash.update(text);
      total += rows;
      return { text, rows };
    };
    // The texts of values follow these settings, which a database may have changed for itself.
    await sql`set local datestyle to iso`.execute(tx);
    await sql`set local bytea_output to hex`.execute(tx);
    const migrations = await appliedMigrations(tx);
    const head: BackupHead = { backup: 1, at: new Date().toISOString(), ...about, migrations };
    yield piece([JSON.stringify(head)]);
    for (const table of await tablesOf(tx)) {
      yield piece([JSON.stringify(table)]);
      for await (const rows of pagesOf(tx, table)) yield piece(rows, rows.length);
    }
    const end: BackupEnd = { rows: total, sha256: hash.digest("hex") };
    yield { text: `${JSON.stringify(end)}\n`, rows: 0 };
  } finally {
    await tx.rollback().execute();
  }
}

/** Pages of a table's rows, each row the JSON of its values' texts. */
async function* pagesOf(tx: Transaction<Tables>, { table, columns }: BackupTable): AsyncGenerator<string[]> {
  const texts = sql.join(columns.map(([name]) => sql`${sql.ref(name)}::text`));
  await sql`declare backup_rows no scroll cursor for
    select array_to_json(array[${texts}])::text as row from ${sql.table(table)}`.execute(tx);
  while (true) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(PAGE)} from backup_rows`.execute(tx);
    if (rows.length > 0) yield rows.map(({ row }) => row);
    if (rows.length < PAGE) break;
  }
  await sql`close backup_rows`.execute(tx);
}

/**
 * The tables of this schema and the columns that hold something of their own, in an order in which rows can be put back: a
 * table comes after those it refers to. Those of the migrator are left out: migrations are run again.
 */
export async function tablesOf(db: Kysely<Tables>): Promise<BackupTable[]> {
  const { rows } = await sql<BackupTable & { readonly needs: readonly string[] }>`
    select relname as table,
      (select json_agg(json_build_array(attname, format_type(atttypid, atttypmod)) order by attnum)
        from pg_attribute where attrelid = class.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
      coalesce((select json_agg(needed.relname)
        from pg_constraint join pg_class needed on needed.oid = confrelid
        where conrelid = class.oid and contype = 'f' and confrelid <> class.oid), '[]') as needs
    from pg_class class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname not like 'kysely%'
    order by relname
  `.execute(db);
  const sorted: BackupTable[] = [];
  const waiting = [...rows];
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ needs }) => needs.every((name) => sorted.some(({ table }) => table === name)));
    if (next === -1) throw new Error(`The tables ${waiting.map(({ table }) => table).join(", ")} refer to each other`);
    const { table, columns } = waiting.splice(next, 1)[0]!;
    sorted.push({ table, columns });
  }
  return sorted;
}
