// Whether the database answers, and takes what is written.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

/** Resolves when the database answers and can be written to, rejects when it does not or cannot. */
export async function ping(db: Db): Promise<void> {
  // With a parameter, since only such statements are given up when a server hangs (`statements.ts`).
  const { rows } = await sql<{ readOnly: boolean }>`
    select ${1}::integer, current_setting('transaction_read_only')::boolean as "readOnly"
  `.execute(db);
  if (rows[0]?.readOnly) throw new Error("the database can only be read");
}
