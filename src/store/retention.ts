// Ends what has gone quiet and forgets what has ended long ago. The audit is kept.
import { type Kysely, sql } from "kysely";
import { abandonLastTurn } from "./abandon.ts";
import type { Db, Tables } from "./schema.ts";

/**
 * Expire the open sessions without a message for longer than `idleMs`. One whose turn still holds a live lease
 * stays open. The fence moves on, so that a writer that slept through its lease cannot write any more.
 * Returns how many expired.
 */
export async function expireIdleSessions(db: Db, idleMs: number): Promise<number> {
  const { rows } = await sql<{ expired: number }>`
    with quiet as (
      update session set status = 'expired', ended_at = now(), fence = fence + 1, lease_owner = null, lease_until = null
      where status = 'open' and active_at < now() - ${idleMs} * interval '1 millisecond'
        and created_at < now() - ${idleMs} * interval '1 millisecond' -- implied; the index is by created_at
        and (lease_until is null or lease_until <= now())
      returning id, turns
    ), abandoned as (${abandonLastTurn("quiet")})
    select count(*)::integer as expired from quiet
  `.execute(db);
  return rows[0]!.expired;
}

/**
 * Free the open sessions whose turn nobody runs any more, and mark that turn abandoned. A session that is used again needs
 * no sweep; the others should not look busy until they expire. A server that only paused gets a minute to renew.
 */
export async function freeDeadSessions(db: Db): Promise<void> {
  await sql`
    with dead as (
      update session set fence = fence + 1, lease_owner = null, lease_until = null
      where status = 'open' and lease_until < now() - interval '1 minute'
      returning id, turns
    )
    ${abandonLastTurn("dead")}
  `.execute(db);
}

/** Days that attempts to log in are kept: half a year, as long as the original shows them. */
const LOGIN_HISTORY_DAYS = 180;

/** Delete login sessions and one-time links whose time is over, and attempts to log in of long ago. */
export async function forgetOldLogins(db: Db): Promise<void> {
  await sql`delete from login_session where expires_at < now()`.execute(db);
  await sql`delete from one_time_link where expires_at < now()`.execute(db);
  await sql`delete from login_history where at < now() - ${LOGIN_HISTORY_DAYS} * interval '1 day'`.execute(db);
}

/** Days after which nobody is told apart who uses a refresh token that was replaced: it is refused like an unknown one. */
const REPLACED_TOKEN_DAYS = 30;

/** Delete codes, tokens, grants and revocations whose time is over. A code is kept for a day, to know a replay by. */
export async function forgetOldTokens(db: Db): Promise<void> {
  await sql`delete from authorization_code where expires_at < now() - interval '1 day'`.execute(db);
  await sql`delete from opaque_token where expires_at < now() - interval '1 minute'`.execute(db);
  await sql`delete from refresh_token where replaced_at < now() - ${REPLACED_TOKEN_DAYS} * interval '1 day'`.execute(
    db,
  );
  await sql`delete from oauth_grant where expires_at < now()`.execute(db);
  await sql`delete from used_assertion where expires_at < now()`.execute(db);
  await sql`delete from revocation where expires_at < now()`.execute(db);
}

/**
 * Delete the sessions that ended or expired more than `olderThanDays` ago, with everything said and done in them,
 * `batch` sessions to a transaction. Several servers may do this at once: each takes sessions that no other has taken.
 * Returns how many sessions were forgotten.
 */
export async function forgetOldSessions(db: Db, olderThanDays: number, batch: number): Promise<number> {
  let forgotten = 0;
  while (true) {
    const count = await forgetBatch(db, olderThanDays, batch);
    forgotten += count;
    if (count < batch) return forgotten;
  }
}

async function forgetBatch(db: Db, olderThanDays: number, batch: number): Promise<number> {
  const { numAffectedRows } = await sql`
    with old as (
      select id from session
      where status <> 'open' and ended_at < now() - ${olderThanDays} * interval '1 day'
      order by ended_at
      limit ${batch}
      for update skip locked
    ),
    turns as (delete from turn using old where turn.session_id = old.id returning turn.id),
    steps as (delete from turn_step using turns where turn_step.turn_id = turns.id),
    events as (delete from session_event using old where session_event.session_id = old.id),
    messages as (delete from session_message using old where session_message.session_id = old.id),
    opinions as (delete from feedback using old where feedback.session_id = old.id)
    delete from session using old where session.id = old.id
  `.execute(db);
  return Number(numAffectedRows);
}

/** The tables that lose rows to `forgetOldSessions`. */
const sweptTables = ["session", "turn", "turn_step", "session_event", "session_message", "feedback"] as const;

/**
 * Make the room of deleted rows usable again. For the embedded database, after `forgetOldSessions`: it has no background
 * processes, and would otherwise grow for ever. A PostgreSQL server does this by itself (autovacuum).
 * Not to be called in a transaction. Some 100 ms for 5,000 sessions forgotten, in steps of at most half of that.
 */
export async function vacuum(db: Kysely<Tables>): Promise<void> {
  for (const table of sweptTables) await sql`vacuum (analyze) ${sql.table(table)}`.execute(db);
}
