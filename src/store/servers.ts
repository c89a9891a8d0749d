// Which servers are alive, and the turns of those that are not. A lease is two rows: the session names the server that
// runs its turn, and that server's own row says until when it counts as alive. So a heartbeat is one write, however many
// turns run, and claiming or finishing a turn touches no index.
import { sql } from "kysely";
import type { Db } from "./schema.ts";
import type { SessionKey } from "./sessions.ts";
import type { Claimed } from "./turns.ts";

/**
 * Say that a server is alive for `leaseMs` more.
 * @param oldestTurn no turn that it holds, or will claim before it says this again, has a smaller id
 */
export async function sayAlive(db: Db, server: string, leaseMs: number, oldestTurn: string): Promise<void> {
  await sql`
    insert into server (id, lease_until, oldest_turn)
    values (${server}, now() + ${leaseMs} * interval '1 millisecond', ${oldestTurn}::uuid)
    on conflict (id) do update set lease_until = excluded.lease_until, oldest_turn = excluded.oldest_turn
  `.execute(db);
}

/** Say that a server is gone: others go on with what it held at once. */
export async function sayGone(db: Db, server: string): Promise<void> {
  await sql`update server set lease_until = now() where id = ${server}`.execute(db);
}

/** Every server but one is gone: the embedded database has one at a time. */
export async function sayOthersGone(db: Db, server: string): Promise<void> {
  await sql`update server set lease_until = now() where id <> ${server} and lease_until > now()`.execute(db);
}

/** A turn whose server is gone, as another server goes on with it. */
export interface Inherited extends Claimed {
  readonly session: SessionKey;
  readonly turnId: string;
  readonly preview: boolean;
  readonly request: unknown;
  readonly given: unknown;
  readonly origin: string;
  /** How many servers have run it, this one included. */
  readonly attempts: number;
}

/**
 * Take over turns of servers that are gone, and of this one those in `orphans`, the oldest first. Each is taken by one
 * server only, and its fence moves on, so that a server that was only frozen writes nothing any more.
 *
 * What this server took over before is taken again: it asks only once it runs none of that, and the answer of the call
 * that took a turn may have been lost.
 * @param orphans ids of turns that this server holds and does not run: it lost them when the database was away
 * @param limit how many at most
 */
export async function inheritTurns(
  db: Db,
  server: string,
  orphans: readonly string[],
  limit: number,
  historyLimit: number,
): Promise<Inherited[]> {
  const { rows } = await sql<Inherited>`
    with found as (
      select turn.id, session.id as session_id
      from server gone
      join turn on turn.id >= gone.oldest_turn and turn.status = 'running'
      join session on session.id = turn.session_id and session.lease_owner = gone.id and session.fence = turn.fence
      where (
          gone.lease_until <= now()
          or gone.id = ${server} and (turn.id = any(${orphans}::uuid[]) or turn.attempts > 1)
        )
        and session.status = 'open'
      order by turn.id limit ${limit}
      for update of session skip locked
    ), mine as (
      update server set oldest_turn = least(oldest_turn, (select id from found order by id limit 1))
      where id = ${server} and lease_until > now() returning id
    ), taken as (
      update session set fence = session.fence + 1, lease_owner = mine.id
      from found, mine where session.id = found.session_id
      returning session.*
    ), resumed as (
      update turn set fence = taken.fence, attempts = turn.attempts + 1
      from found join taken on taken.id = found.session_id
      where turn.id = found.id
      returning turn.*
    )
    select
      jsonb_build_object('id', taken.id, 'orgId', taken.org_id, 'appId', taken.app_id) as session,
      resumed.id as "turnId", taken.preview, resumed.request, resumed.given, resumed.origin, resumed.attempts,
      taken.agent_id as "agentId", taken.version_id as "versionId", taken.streams_text as "streamsText", taken.state,
      taken.fence, taken.turns, taken.tokens, resumed.events_before as "eventsBefore", coalesce((
        select jsonb_agg(latest.message order by latest.seq) from (
          select seq, message from session_message where session_id = taken.id order by seq desc limit ${historyLimit}
        ) latest
      ), '[]') as history
    from resumed join taken on taken.id = resumed.session_id
  `.execute(db);
  return rows;
}

/** Which of these turns a server holds, and nobody has ended. */
export async function turnsHeld(db: Db, server: string, turns: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select turn.id from turn
    join session on session.id = turn.session_id and session.lease_owner = ${server} and session.fence = turn.fence
    where turn.id = any(${turns}::uuid[]) and turn.status = 'running'
  `.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** How long the row of a server that is gone is kept: a claim that raced with its end is still found by it. */
const KEPT_MS = 60_000;

/** Forget the servers that are gone and hold nothing. */
export async function forgetServers(db: Db): Promise<void> {
  await sql`
    delete from server gone where lease_until < now() - ${KEPT_MS} * interval '1 millisecond' and not exists (
      select from turn join session on session.id = turn.session_id
      where turn.id >= gone.oldest_turn and turn.status = 'running' and session.lease_owner = gone.id
    )
  `.execute(db);
}
