// What lets another server go on with a turn: who is alive, and what the turn needs to be run again from its journal.
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // One row for each server, renewed by its heartbeat: a lease is a session's row that names a server whose row is alive.
  // Renewing it costs one write whatever number of turns run.
  `create table server (
    id text primary key,
    lease_until timestamptz not null,
    oldest_turn uuid not null
  )`,
  // Turns that a former version left running name servers of which no row tells. They count as dead from the start.
  `insert into server (id, lease_until, oldest_turn)
    select distinct lease_owner, now(), '00000000-0000-0000-0000-000000000000'::uuid
    from session where lease_owner is not null and status = 'open'`,
  `alter table session
    drop column lease_until,
    add column followed_until timestamptz,
    add column stop_fence bigint`,
  `alter table turn
    add column given jsonb,
    add column attempts integer not null default 1,
    add column events_before bigint not null default 0,
    add column repeat_key text,
    add column request_hash text`,
  `create unique index turn_repeat on turn (session_id, repeat_key) where repeat_key is not null`,
];
