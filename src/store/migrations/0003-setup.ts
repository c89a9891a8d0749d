// What Setup keeps: who edited a draft, previews, keys of model providers, and the indexes its lists read.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Sessions by time, newest first. Neither column ever changes, so the index costs a turn's updates nothing.
  `create index session_list on session (org_id, created_at desc, id desc)`,
];
