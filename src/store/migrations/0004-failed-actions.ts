// Which actions of a turn failed, so that sessions are found by it and figures count it without reading plans.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table turn add column failed_actions text[]`,
  // Turns from before have it in their plans.
  `update turn set failed_actions = (
    select array_agg(step -> 'function' ->> 'name' order by position)
    from jsonb_array_elements(plan) with ordinality as entry (step, position)
    where jsonb_path_exists(step, '$.function.errors[*]')
  ) where jsonb_path_exists(plan, '$[*].function.errors[*]')`,
  // A turn without such an action leaves the column null, so that only one with them pays for this.
  `create index turn_action_failed on turn (org_id, session_id) where failed_actions is not null`,
];
