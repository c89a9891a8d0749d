// Puts a backup into an empty database: read once to know that it is whole, then once more to keep it, all or none.
import { createHash, type Hash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { type BackupEnd, type BackupHead, type BackupTable, tablesOf } from "./backup.ts";
import { appliedMigrations, migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import type { Tables } from "./schema.ts";

/** Reads the lines of a backup from the first. Called twice. */
export type ReadLines = () => AsyncIterable<string>;

export interface Restored {
  readonly head: BackupHead;
  readonly tables: number;
  readonly rows: number;
}

/**
 * Check that a backup is whole and that this version can read it, without a database.
 * Throws a sentence that says what is wrong with it.
 */
export async function checkBackup(read: ReadLines): Promise<Restored> {
  const hash = createHash("sha256");
  let head: BackupHead | undefined;
  let end: BackupEnd | undefined;
  let [tables, rows] = [0, 0];
  for await (const line of read()) {
    if (end) throw new Error("The backup goes on after its end. It was altered: take another one");
    if (!head) head = headOf(line);
    else if (line.startsWith("[")) rows += 1;
    else if (line.startsWith('{"table"')) tables += 1;
    else end = endOf(line, rows, hash);
    hash.update(`${line}\n`);
  }
  if (!head || !end) throw new Error("The backup ends too soon: it was cut off. Copy it again, or take another one");
  return { head, tables, rows };
}

function headOf(line: string): BackupHead {
  const head = jsonOf<Partial<BackupHead>>(line);
  if (head?.backup === undefined) throw new Error("This is no backup of Dragoman. `dragoman backup <file>` writes one");
  const unknown = head.backup === 1 ? (head.migrations ?? []).filter((name) => !(name in migrations)) : ["its form"];
  if (unknown.length === 0) return head as BackupHead;
  throw new Error(
    `The backup is of a newer version of Dragoman (${head.version}): this one does not know ${unknown.join(", ")}. ` +
      "Restore it with that version or a newer one",
  );
}

function endOf(line: string, rows: number, hash: Hash): BackupEnd {
  const end = jsonOf<BackupEnd>(line);
  if (end?.rows === rows && end.sha256 === hash.copy().digest("hex")) return end;
  throw new Error(
    "The backup is not as it was written: its checksum does not fit. Copy it again, or take an older backup",
  );
}

function jsonOf<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}

/**
 * Restore a backup that `checkBackup` has passed. The database gets what was backed up, then the schema of this version.
 * Throws a sentence when the database holds rows.
 */
export async function restoreBackup(db: Kysely<Tables>, head: BackupHead, read: ReadLines): Promise<void> {
  await putBack(db, head, read, async (tx) => {
    if (head.migrations.includes(LEASES_BY_SERVER)) await leaveToBeGivenUp(tx);
  });
  const newer = await migrate(db);
  if (newer.includes(LEASES_BY_SERVER)) await leaveToBeGivenUp(db);
}

/**
 * Give an empty database the schema of a backup, and then its rows in one transaction. When that fails, it holds no row and
 * may be restored into again.
 * @param last what else is done in the transaction
 */
export async function putBack(
  db: Kysely<Tables>,
  head: BackupHead,
  read: ReadLines,
  last: (tx: Kysely<Tables>) => Promise<void> = async () => {},
): Promise<void> {
  await requireEmpty(db, head);
  await migrate(db, Object.fromEntries(Object.entries(migrations).filter(([name]) => head.migrations.includes(name))));
  await db.transaction().execute(async (tx) => {
    const known = await tablesOf(tx);
    let table: BackupTable | undefined;
    let rows: string[] = [];
    const put = async () => {
      if (table && rows.length > 0) await putRows(tx, table, rows);
      rows = [];
    };
    for await (const line of read()) {
      if (line.startsWith("[")) {
        rows.push(line);
        if (rows.length === BATCH) await put();
      } else {
        await put();
        if (line.startsWith('{"table"')) table = tableOf(line, known);
      }
    }
    await restartCounters(tx);
    await last(tx);
  });
}

/** Rows kept by one statement. */
const BATCH = 500;

/** Nothing is ever restored over data. */
async function requireEmpty(db: Kysely<Tables>, { migrations: wanted }: BackupHead): Promise<void> {
  const tables = await tablesOf(db);
  const applied = tables.length === 0 ? [] : await appliedMigrations(db).catch(() => ["tables of something else"]);
  const prepared = applied.length === 0 || applied.join() === wanted.join();
  const full = prepared ? await holdsRows(db, tables) : true;
  if (full || (tables.length > 0 && applied.length === 0)) {
    throw new Error(
      "The database is not empty, and a backup is never restored over data. Make an empty one and name it with " +
        "DATABASE_URL, or name a new data folder: --data <folder>",
    );
  }
}

async function holdsRows(db: Kysely<Tables>, tables: readonly BackupTable[]): Promise<boolean> {
  for (const { table } of tables) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) return true;
  }
  return false;
}

function tableOf(line: string, known: readonly BackupTable[]): BackupTable {
  const table = jsonOf<BackupTable>(line);
  const same = known.some((each) => JSON.stringify(each) === JSON.stringify(table));
  if (table && same) return table;
  throw new Error(`The backup has a table "${table?.table}" that its own schema does not have. Take another backup`);
}

async function putRows(db: Kysely<Tables>, { table, columns }: BackupTable, rows: readonly string[]): Promise<void> {
  const names = sql.join(columns.map(([name]) => sql.ref(name)));
  // The types are those of this database's own catalogue: `tableOf` has compared them.
  const values = sql.join(columns.map(([, type], index) => sql`(row ->> ${sql.lit(index)})::${sql.raw(type)}`));
  await sql`
    insert into ${sql.table(table)} (${names}) overriding system value
    select ${values} from jsonb_array_elements(${`[${rows.join(",")}]`}::jsonb) row
  `.execute(db);
}

/** Identity columns go on after the highest number that was put back. */
async function restartCounters(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES' and table_name not like 'kysely%'
  `.execute(db);
  for (const { table, column } of rows) {
    await sql`
      select setval(pg_get_serial_sequence(${table}, ${column}), (select max(${sql.ref(column)}) from ${sql.table(table)}))
    `.execute(db);
  }
}

/** The migration from which on a turn can be gone on with at all. */
const LEASES_BY_SERVER = "0005-durability";

/** More servers than may try a turn (`sessions/inherit.ts`). */
const TOO_MANY = 1_000;

/**
 * Turns that ran when the backup was taken are not gone on with. What they did afterwards is not in the backup, and a copy
 * that is restored beside the original would act in the world a second time. The next server ends them with an error.
 */
async function leaveToBeGivenUp(db: Kysely<Tables>): Promise<void> {
  await sql`update turn set attempts = ${TOO_MANY} where status = 'running'`.execute(db);
  await sql`update server set lease_until = now()`.execute(db);
}
