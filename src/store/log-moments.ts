// What happened in one session, as its event log tells it: turns with their requests, events and steps, and feedback.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

export interface LoggedTurn {
  readonly id: string;
  readonly number: number;
  readonly status: "running" | "done" | "failed" | "abandoned";
  /** The user's message as it came. */
  readonly request: unknown;
  readonly plan: readonly unknown[] | null;
  readonly failure: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** What the client heard, but for pieces of words and signs of progress: envelopes as they went out. */
  readonly said: readonly { readonly at: string; readonly data: string }[];
  readonly feedback: readonly LoggedFeedback[];
}

export interface LoggedFeedback {
  /** ISO moment. */
  readonly at: string;
  readonly rating: "GOOD" | "BAD";
  readonly text: string | null;
}

/** Turns of a session in order: those after the number `after`, at most `limit`. */
export async function turnsOf(
  db: Db,
  orgId: string,
  sessionId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<LoggedTurn[]> {
  const { rows } = await sql<LoggedTurn>`
    with page as (
      select * from turn where session_id = ${sessionId}::uuid and org_id = ${orgId} and number > ${after}
      order by number limit ${limit}
    ), said as (
      select turn_id, jsonb_agg(jsonb_build_object('at', at, 'data', data) order by seq) as said from session_event
      where session_id = ${sessionId}::uuid and turn_id in (select id from page)
        and kind not in ('TEXT_CHUNK', 'PROGRESS_INDICATOR', 'VALIDATION_FAILURE_CHUNK', 'END_OF_TURN')
      group by turn_id
    ), given as (
      select turn_id, jsonb_agg(jsonb_build_object('at', at, 'rating', rating, 'text', text) order by at) as given
      from feedback where session_id = ${sessionId}::uuid group by turn_id
    )
    select id, number, status, request, plan, failure, started_at as "startedAt", finished_at as "finishedAt",
      coalesce(said.said, '[]') as said, coalesce(given.given, '[]') as feedback
    from page left join said on said.turn_id = page.id left join given on given.turn_id = page.id
    order by number
  `.execute(db);
  return rows;
}

/** The first words of a session, which the agent says before any turn. */
export async function greetingOf(db: Db, orgId: string, sessionId: string): Promise<unknown> {
  const { rows } = await sql<{ readonly message: unknown }>`
    select message from session_message
    where session_id = ${sessionId}::uuid and org_id = ${orgId} and seq = 1 and turn_id is null
  `.execute(db);
  return rows[0]?.message;
}

/** Something that began: a session, or a turn of one. */
export interface Begun {
  readonly kind: "session" | "turn";
  /** Id of the session or of the turn. */
  readonly id: string;
  readonly at: Date;
  readonly sessionId: string;
  readonly agentId: string;
  readonly agentLabel: string | null;
  readonly versionId: string;
  /** Whom the session acts as. */
  readonly memberId: string;
  readonly preview: boolean;
  readonly turn: number | null;
  readonly request: unknown;
}

/** What began in an org at or after a moment, oldest first, at most `limit` of each kind. */
export async function begunSince(
  db: Db,
  orgId: string,
  since: Date,
  which: { readonly agent: string | undefined; readonly previews: "none" | "only" | "too"; readonly limit: number },
): Promise<Begun[]> {
  const { agent = null, previews, limit } = which;
  const wanted = sql`(${agent}::text is null or session.agent_id = ${agent})
    and (${previews} = 'too' or session.preview = (${previews} = 'only'))`;
  const common = sql`session.id as "sessionId", session.agent_id as "agentId",
    (select label from agent where agent.id = session.agent_id) as "agentLabel",
    session.version_id as "versionId", session.member_id as "memberId", session.preview`;
  const { rows } = await sql<Begun>`
    (select 'session' as kind, session.id, created_at as at, ${common}, null::integer as turn, null::jsonb as request
      from session where org_id = ${orgId} and created_at >= ${since} and ${wanted}
      order by created_at limit ${limit})
    union all
    (select 'turn', turn.id, turn.started_at, ${common}, turn.number, turn.request
      from turn join session on session.id = turn.session_id
      where turn.org_id = ${orgId} and turn.started_at >= ${since} and ${wanted}
      order by turn.started_at limit ${limit})
    order by at
  `.execute(db);
  return rows;
}

/** The time by the database's clock, which all moments here are of. */
export async function nowOf(db: Db): Promise<Date> {
  const { rows } = await sql<{ readonly now: Date }>`select clock_timestamp() as now`.execute(db);
  return rows[0]!.now;
}
