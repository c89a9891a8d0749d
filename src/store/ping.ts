// Whether the database answers.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

/** Resolves when the database answers, rejects when it does not. */
export async function ping(db: Db): Promise<void> {
  // With a parameter, since only such statements are given up when a server hangs (`statements.ts`).
  await sql`select ${1}::integer`.execute(db);
}
