// Plans of finished turns in the store.
import { sql } from "kysely";
import type { Db } from "./schema.ts";
import type { SessionKey } from "./sessions.ts";

export interface PlanRow {
  readonly turnId: string;
  readonly steps: readonly unknown[];
  /** The latest messages of the conversation before the turn, oldest first. */
  readonly history: readonly unknown[];
}

/**
 * What a turn did, whatever became of its session. `undefined` when the caller has no such session, the session has no
 * such turn, or the turn left no plan because it still runs or was abandoned.
 */
export async function findPlan(
  db: Db,
  session: SessionKey,
  turnId: string,
  historyLimit: number,
): Promise<PlanRow | undefined> {
  const { rows } = await sql<PlanRow>`
    select turn.id as "turnId", turn.plan as steps, coalesce((
      select jsonb_agg(latest.message order by latest.seq) from (
        select said.seq, said.message from session_message said
        left join turn earlier on earlier.id = said.turn_id
        where said.session_id = session.id and (said.turn_id is null or earlier.number < turn.number)
        order by said.seq desc limit ${historyLimit}
      ) latest
    ), '[]') as history
    from turn join session on session.id = turn.session_id
    where turn.id = ${turnId} and turn.plan is not null
      and session.id = ${session.id} and session.org_id = ${session.orgId} and session.app_id = ${session.appId}
  `.execute(db);
  return rows[0];
}
