// Ends what has gone quiet and forgets what has ended long ago. The audit is kept.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Db, Tables } from "./schema.ts";

/**
 * Expire the open sessions without a message for longer than `idleMs`. One that a turn holds stays open. Returns how many
 * expired.
 */
export async function expireIdleSessions(db: Db, idleMs: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update session set status = 'expired', ended_at = now(), fence = fence + 1
    where status = 'open' and active_at < now() - ${idleMs} * interval '1 millisecond'
      and created_at < now() - ${idleMs} * interval '1 millisecond' -- implied; the index is by created_at
      and lease_owner is null
  `.execute(db);
  return Number(numAffectedRows);
}

/**
 * Which rows of logins and tokens have outlived their use. Attempts to log in are kept for half a year, as long as the
 * original shows them; a code for a day, to know a replay by; a replaced refresh token for thirty days, after which it is
 * refused like an unknown one.
 */
const outlived = {
  login_session: "expires_at < now()",
  one_time_link: "expires_at < now()",
  login_history: "at < now() - interval '180 days'",
  authorization_code: "expires_at < now() - interval '1 day'",
  opaque_token: "expires_at < now() - interval '1 minute'",
  refresh_token: "replaced_at < now() - interval '30 days'",
  oauth_grant: "expires_at < now()",
  used_assertion: "expires_at < now()",
  revocation: "expires_at < now()",
} as const;

/** Delete logins, codes, tokens, grants and revocations whose time is over. Returns how many rows went. */
export async function forgetOutlived(db: Db): Promise<number> {
  let forgotten = 0;
  for (const [table, condition] of Object.entries(outlived)) {
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${sql.raw(condition)}`.execute(db);
    forgotten += Number(numAffectedRows);
  }
  return forgotten;
}

/**
 * Delete the sessions that ended or expired more than `olderThanDays` ago, with everything said and done in them,
 * `batch` sessions to a transaction. Several servers may do this at once: each takes sessions that no other has taken.
 * Returns how many sessions were forgotten.
 */
export async function forgetOldSessions(db: Db, olderThanDays: number, batch: number): Promise<number> {
  let forgotten = 0;
  while (true) {
    const count = await forget(
      db,
      sql`status <> 'open' and ended_at < now() - ${olderThanDays} * interval '1 day' order by ended_at limit ${batch} for update skip locked`,
    );
    forgotten += count;
    if (count < batch) return forgotten;
  }
}

/** Delete one session of an org with everything said and done in it, open or not. False when there is none. */
export async function forgetSession(db: Db, orgId: string, sessionId: string): Promise<boolean> {
  return (await forget(db, sql`id = ${sessionId}::uuid and org_id = ${orgId} for update`)) > 0;
}

/** Delete at most `batch` of the sessions that a user of an org acted in, open or not. Returns how many went. */
export function forgetSessionsOf(db: Db, orgId: string, memberId: string, batch: number): Promise<number> {
  return forget(db, sql`org_id = ${orgId} and member_id = ${memberId} limit ${batch} for update`);
}

/** Delete the sessions that the rest of a `select` finds, and all that hangs on them. A turn that runs has lost its session. */
async function forget(db: Db, which: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`
    with old as (
      select id from session where ${which}
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

/** The tables that lose rows to `forgetOldSessions`, and those that lose them to `forgetOutlived`. */
const sweptTables = {
  sessions: ["session", "turn", "turn_step", "session_event", "session_message", "feedback"],
  tokens: Object.keys(outlived),
} as const;

/**
 * Make the room of deleted rows usable again. For the embedded database, after rows were forgotten: it has no background
 * processes, and would otherwise grow for ever. A PostgreSQL server does this by itself (autovacuum).
 * Not to be called in a transaction. Some 100 ms for 5,000 sessions forgotten, in steps of at most half of that.
 */
export async function vacuum(db: Kysely<Tables>, swept: keyof typeof sweptTables): Promise<void> {
  for (const table of sweptTables[swept]) await sql`vacuum (analyze) ${sql.table(table)}`.execute(db);
}
