// Plans of turns in the store, for clients and for traces.
import { type RawBuilder, sql } from "kysely";
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
    select turn.id as "turnId", turn.plan as steps, ${historyBefore(historyLimit)} as history
    from turn join session on session.id = turn.session_id
    where turn.id = ${turnId} and turn.plan is not null
      and session.id = ${session.id} and session.org_id = ${session.orgId} and session.app_id = ${session.appId}
  `.execute(db);
  return rows[0];
}

/** A finished turn, for its trace. */
export interface TurnRecord extends PlanRow {
  readonly number: number;
  readonly status: "running" | "done" | "failed" | "abandoned";
  readonly failure: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly model: string | null;
  readonly modelCalls: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly agentId: string;
  readonly versionId: string;
  /** Text of the script that ran, where the session is a preview. */
  readonly source: string | null;
}

/** A turn of a session of an org, whichever app opened the session. `undefined` when there is none of that id. */
export async function findTurn(
  db: Db,
  { orgId, sessionId, turnId }: { readonly orgId: string; readonly sessionId: string; readonly turnId: string },
  historyLimit: number,
): Promise<TurnRecord | undefined> {
  const { rows } = await sql<TurnRecord>`
    select turn.id as "turnId", coalesce(turn.plan, '[]') as steps, ${historyBefore(historyLimit)} as history,
      turn.number, turn.status, turn.failure, turn.started_at as "startedAt", turn.finished_at as "finishedAt",
      turn.model, turn.model_calls as "modelCalls", turn.input_tokens as "inputTokens",
      turn.output_tokens as "outputTokens", session.agent_id as "agentId", session.version_id as "versionId",
      preview.source
    from turn join session on session.id = turn.session_id left join preview on preview.session_id = session.id
    where turn.id = ${turnId} and session.id = ${sessionId} and session.org_id = ${orgId}
  `.execute(db);
  return rows[0];
}

/** The latest messages before `turn` in `session`, oldest first. */
const historyBefore = (limit: number): RawBuilder<unknown> => sql`
  coalesce((
    select jsonb_agg(latest.message order by latest.seq) from (
      select said.seq, said.message from session_message said
      left join turn earlier on earlier.id = said.turn_id
      where said.session_id = session.id and (said.turn_id is null or earlier.number < turn.number)
      order by said.seq desc limit ${limit}
    ) latest
  ), '[]')`;
