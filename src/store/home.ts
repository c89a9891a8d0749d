// What is asked of the database for Setup's home page: whose turns failed lately, and whether anybody has talked yet.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

export interface FailingAgent {
  readonly id: string;
  readonly label: string;
  readonly failures: number;
}

/** So many of the latest sessions are looked at: the home page must not wait for more. */
const SESSIONS_LOOKED_AT = 5_000;

/** Agents with turns that failed in sessions begun since then, the worst first. */
export async function failingAgents(db: Db, orgId: string, since: Date): Promise<FailingAgent[]> {
  const { rows } = await sql<FailingAgent>`
    with lately as (
      select id, agent_id from session
      where org_id = ${orgId} and created_at > ${since}
      order by created_at desc, id desc limit ${SESSIONS_LOOKED_AT}
    )
    select agent.id, agent.label, count(*)::integer as failures
    from lately
    join turn on turn.session_id = lately.id and turn.org_id = ${orgId} and turn.failure is not null
    join agent on agent.id = lately.agent_id
    group by agent.id, agent.label
    order by failures desc, agent.label
  `.execute(db);
  return rows;
}

/** What happened in an org at least once: a client got a token by itself, and a session began that was no preview. */
export async function firstsOf(
  db: Db,
  orgId: string,
): Promise<{ readonly connected: boolean; readonly talked: boolean }> {
  const { rows } = await sql<{ connected: boolean; talked: boolean }>`
    select
      exists (
        select 1 from login_history
        where org_id = ${orgId} and app_id is not null and outcome = 'ok'
      ) as connected,
      exists (select 1 from session where org_id = ${orgId} and not preview) as talked
  `.execute(db);
  return rows[0]!;
}
