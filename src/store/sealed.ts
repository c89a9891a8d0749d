// What the database holds sealed: which columns, and one statement that seals a value anew unless somebody else did.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

/** Every column with a sealed secret, with the column whose value it is sealed for. */
const columns = [
  { table: "consumer", record: "id", sealed: "secret_sealed" },
  { table: "signing_key", record: "kid", sealed: "private_sealed" },
  { table: "model_key", record: "name", sealed: "sealed" },
] as const;

/** A sealed secret and the record it belongs to. */
export interface Sealed {
  readonly column: number;
  readonly recordId: string;
  readonly sealed: string;
}

/** At most `limit` secrets that were sealed with another key than the one with this id. */
export async function listSealedElsewhere(db: Db, keyId: string, limit: number): Promise<Sealed[]> {
  const found: Sealed[] = [];
  for (const [column, { table, record, sealed }] of columns.entries()) {
    const { rows } = await sql<Omit<Sealed, "column">>`
      select ${sql.ref(record)} as "recordId", ${sql.ref(sealed)} as sealed from ${sql.table(table)}
      where ${sql.ref(sealed)} not like ${`v1.${keyId}.%`} limit ${limit}`.execute(db);
    found.push(...rows.map((row) => ({ ...row, column })));
  }
  return found;
}

/** Put one sealed text in the place of another. False: it is no longer the one that is there. */
export async function replaceSealed(
  db: Db,
  { column, recordId, sealed: former }: Sealed,
  sealed: string,
): Promise<boolean> {
  const of = columns[column];
  if (!of) return false;
  const { numAffectedRows } = await sql`
    update ${sql.table(of.table)} set ${sql.ref(of.sealed)} = ${sealed}
    where ${sql.ref(of.record)} = ${recordId} and ${sql.ref(of.sealed)} = ${former}`.execute(db);
  return numAffectedRows === 1n;
}

/** How many secrets each key has sealed, by key id. */
export async function countSealed(db: Db): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { table, sealed } of columns) {
    const { rows } = await sql<{ key: string; count: number }>`
      select split_part(${sql.ref(sealed)}, '.', 2) as key, count(*)::int as count
      from ${sql.table(table)} group by 1`.execute(db);
    for (const { key, count } of rows) counts[key] = (counts[key] ?? 0) + count;
  }
  return counts;
}
