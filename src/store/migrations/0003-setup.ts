// What Setup keeps: who edited a draft, previews, keys of model providers, and the indexes its lists read.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Sessions by time, newest first. Neither column ever changes, so the index costs a turn's updates nothing.
  `create index session_list on session (org_id, created_at desc, id desc)`,
  // The latest session of each agent, and the sessions of one: columns that never change, too.
  `create index session_of_agent on session (org_id, agent_id, created_at desc, id desc)`,
  `alter table agent_version
    add column message text,
    add column created_by text,
    add column changed_at timestamptz,
    add column changed_by text,
    add column committed_by text`,
  `alter table agent add column offered_hash text`,
  `update agent set offered_hash = (
    select source_hash from agent_version
    where agent_id = agent.id and state = 'committed'
    order by number desc limit 1
  )`,
];
