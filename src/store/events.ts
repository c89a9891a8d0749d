// Reading what sessions have said: events after a number, and the request that an Idempotency-Key stands for.
import { sql } from "kysely";
import type { Db } from "./schema.ts";
import type { SessionKey } from "./sessions.ts";
import type { EventRow } from "./turns.ts";

/** An event on record. */
export interface NumberedEvent extends EventRow {
  /** Its number in the session: 1, 2, 3, without a gap. */
  readonly seq: number;
  readonly turnId: string;
  /** SSE id of its turn. */
  readonly origin: string;
}

/** A session as a follower sees it. */
export interface Followed {
  readonly events: readonly NumberedEvent[];
  /** The server that runs its turn, or null while none runs. */
  readonly owner: string | null;
}

/** At most `limit` events after number `after`, in order. `undefined` when the caller has no such session. */
export async function readOn(db: Db, key: SessionKey, after: number, limit: number): Promise<Followed | undefined> {
  const { rows } = await sql<Followed>`
    select lease_owner as owner, coalesce((
      select jsonb_agg(jsonb_build_object(
        'seq', next.seq, 'turnId', next.turn_id, 'origin', turn.origin, 'kind', next.kind, 'data', next.data
      ) order by next.seq)
      from (
        select * from session_event where session_id = session.id and seq > ${after} order by seq limit ${limit}
      ) next join turn on turn.id = next.turn_id
    ), '[]') as events
    from session where id = ${key.id} and org_id = ${key.orgId} and app_id = ${key.appId}
  `.execute(db);
  return rows[0];
}

/** Ask the server that runs the session's turn to wake the others at each event, for `ms` from now. */
export async function askToBeWoken(db: Db, key: SessionKey, ms: number): Promise<void> {
  await sql`
    update session set followed_until = now() + ${ms} * interval '1 millisecond'
    where id = ${key.id} and org_id = ${key.orgId} and app_id = ${key.appId}
  `.execute(db);
}

/** Number of the session's last event before the turn that has this SSE id, or `undefined` when no turn has it. */
export async function eventsBefore(db: Db, session: SessionKey, origin: string): Promise<number | undefined> {
  const { rows } = await sql<{ before: number }>`
    select events_before as before from turn
    where session_id = ${session.id} and org_id = ${session.orgId} and origin = ${origin} order by id limit 1
  `.execute(db);
  return rows[0]?.before;
}

/** A turn that was asked for before with the same `Idempotency-Key`. */
export interface Repeated {
  readonly turnId: string;
  readonly agentId: string;
  readonly requestHash: string;
  readonly eventsBefore: number;
}

/** The turn of a session that a key stands for. */
export async function findRepeated(db: Db, key: SessionKey, repeatKey: string): Promise<Repeated | undefined> {
  const { rows } = await sql<Repeated>`
    select turn.id as "turnId", session.agent_id as "agentId", request_hash as "requestHash",
      events_before as "eventsBefore"
    from turn join session on session.id = turn.session_id
    where session_id = ${key.id} and session.org_id = ${key.orgId} and app_id = ${key.appId} and repeat_key = ${repeatKey}
  `.execute(db);
  return rows[0];
}
