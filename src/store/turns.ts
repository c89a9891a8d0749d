// Turns in the store. Each function is one statement, and so one transaction: a turn costs three round trips.
//   S1. The user's message is stored by the claim, before any model is called; an event is stored before it is sent.
//   S2. The lease is a row with a fencing number: every later write names the fence, and does nothing once it is old.
//   S3. Steps are journaled as they happen: the intent before an action runs, its result in the same row after. What a
//       turn says is never stored before the steps it follows from: they share a write.
//   S4. Events of a session are numbered by a counter in its row: without a gap, and no number twice.
//   S5. No transaction stays open while a model or an action runs.
import { sql } from "kysely";
import { jsonb } from "./json.ts";
import type { Db } from "./schema.ts";
import type { SessionKey } from "./sessions.ts";
import { WAKE_CHANNEL } from "./wake.ts";

export interface Claim {
  readonly session: SessionKey;
  readonly turnId: string;
  /** SSE id of the turn's events. */
  readonly origin: string;
  /** The user's message as it came. */
  readonly request: unknown;
  /** What the request set beside its message, or nothing. */
  readonly given?: unknown;
  /** `Idempotency-Key` of the request, and the hash of what came with it. */
  readonly repeat?: { readonly key: string; readonly hash: string } | undefined;
  /** The server that takes the lease. */
  readonly owner: string;
  readonly idleMs: number;
  /** How many of the latest messages to bring along. */
  readonly historyLimit: number;
}

export interface Claimed {
  readonly agentId: string;
  readonly versionId: string;
  readonly streamsText: boolean;
  readonly state: unknown;
  readonly fence: number;
  readonly turns: number;
  /** Tokens that earlier turns of the session used. */
  readonly tokens: number;
  /** Number of the session's last event before the turn. */
  readonly eventsBefore: number;
  readonly history: readonly unknown[];
}

/**
 * Take the session for one turn and keep the user's message. `undefined` when the session is not there, not open, held by
 * another turn, or when the server does not count as alive (`servers.ts`). A turn whose server died still holds its
 * session: another server goes on with it first.
 */
export async function claimTurn(db: Db, claim: Claim): Promise<Claimed | undefined> {
  const { id, orgId, appId } = claim.session;
  const { rows } = await sql<Claimed>`
    with claimed as (
      update session set
        fence = fence + 1, turns = turns + 1, active_at = now(), lease_owner = ${claim.owner}
      where id = ${id} and org_id = ${orgId} and app_id = ${appId} and status = 'open' and lease_owner is null
        and active_at >= now() - ${claim.idleMs} * interval '1 millisecond'
        and exists (select from server where server.id = ${claim.owner} and server.lease_until > now())
      returning *
    ), opened as (
      insert into turn (
        id, org_id, session_id, number, fence, status, origin, request, given, events_before, repeat_key, request_hash,
        state_before
      )
      select ${claim.turnId}, org_id, id, turns, fence, 'running', ${claim.origin}, ${jsonb(claim.request)}::jsonb,
        ${claim.given === undefined ? null : jsonb(claim.given)}::jsonb, events,
        ${claim.repeat?.key ?? null}::text, ${claim.repeat?.hash ?? null}::text, case when preview then state end
      from claimed
    )
    select agent_id as "agentId", version_id as "versionId", streams_text as "streamsText", state, fence, turns, tokens,
      events as "eventsBefore", coalesce((
      select jsonb_agg(latest.message order by latest.seq) from (
        select seq, message from session_message where session_id = ${id} order by seq desc limit ${claim.historyLimit}
      ) latest
    ), '[]') as history
    from claimed
  `.execute(db);
  return rows[0];
}

/** Whether the session has a turn whose events carry this SSE id. */
export async function hasTurnOf(db: Db, session: SessionKey, origin: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from turn where session_id = ${session.id} and org_id = ${session.orgId} and origin = ${origin} limit 1
  `.execute(db);
  return rows.length > 0;
}

/** Which turn writes: nothing is written once the session has moved on to a newer fence. */
export interface Writer {
  readonly sessionId: string;
  readonly orgId: string;
  readonly turnId: string;
  readonly fence: number;
}

/** Wakes the servers that follow the session (`wake.ts`), when there are any: a NOTIFY costs every commit that makes one. */
const wakeFollowers = sql`case when followed then pg_notify(${WAKE_CHANNEL}, id::text) end`;

/** An event as it will go out. */
export interface EventRow {
  readonly kind: string;
  readonly data: string;
}

/** A step of the journal (S3). */
export interface JournalRow {
  readonly step: number;
  readonly kind: "model" | "action";
  readonly state: "intent" | "done";
  readonly idempotencyKey: string | null;
  readonly input: unknown;
  readonly output: unknown;
}

/**
 * Keep what a turn said and did, all or none; an intent becomes done when it is written again. Events are numbered by a
 * counter in the session's row, so that an heir of the session goes on where this writer stopped, and the row's lock makes
 * the two wait for each other. False when the writer has lost the session.
 */
export async function writeTurn(
  db: Db,
  writer: Writer,
  events: readonly EventRow[],
  steps: readonly JournalRow[],
): Promise<boolean> {
  const { rows } = await sql`
    with mine as (
      update session set events = events + ${events.length}::integer
      where id = ${writer.sessionId} and fence = ${writer.fence}
      returning id, events - ${events.length}::integer as before, followed_until > now() as followed
    ), ${steps.length === 0 ? sql`` : sql`done as (${writeSteps(writer, steps)}),`} said as (
      insert into session_event (session_id, seq, org_id, turn_id, kind, data)
      select mine.id, mine.before + position, ${writer.orgId}, ${writer.turnId}, kind, data
      from mine, unnest(${events.map((event) => event.kind)}::text[], ${events.map((event) => event.data)}::text[])
        with ordinality as event (kind, data, position)
    )
    select ${wakeFollowers} from mine
  `.execute(db);
  return rows.length === 1;
}

const writeSteps = (writer: Writer, steps: readonly JournalRow[]) => sql`
  insert into turn_step (turn_id, step, org_id, kind, state, idempotency_key, input, output)
  select ${writer.turnId}, step, ${writer.orgId}, kind, state, idempotency_key, input, output
  from jsonb_to_recordset(${jsonb(
    steps.map((row) => ({
      step: row.step,
      kind: row.kind,
      state: row.state,
      idempotency_key: row.idempotencyKey,
      input: row.input ?? null,
      output: row.output ?? null,
    })),
  )}::jsonb) as row (step integer, kind text, state text, idempotency_key text, input jsonb, output jsonb), mine
  where true
  on conflict (turn_id, step) do update set state = excluded.state, output = excluded.output, at = now()
`;

export interface Finish {
  readonly status: "done" | "failed" | "abandoned";
  readonly state: unknown;
  /** Set when the turn ended the session. */
  readonly endReason: string | null;
  readonly events: readonly EventRow[];
  readonly messages: readonly unknown[];
  readonly plan: readonly unknown[];
  readonly model: string | null;
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly failure: string | null;
  /** Actions that failed, one name for each call; null where none did, so that only turns with some are indexed. */
  readonly failedActions: readonly string[] | null;
}

/** End a turn: state, last events, new messages and figures, all or none, and the session is free. False when it was lost. */
export async function finishTurn(db: Db, writer: Writer, finish: Finish): Promise<boolean> {
  const { rows } = await sql`
    with freed as (
      update session set
        state = ${jsonb(finish.state)}::jsonb, active_at = now(), lease_owner = null,
        events = events + ${finish.events.length}::integer, messages = messages + ${finish.messages.length}::integer,
        tokens = tokens + ${finish.inputTokens + finish.outputTokens}::integer,
        status = case when ${finish.endReason}::text is null then status else 'ended' end,
        end_reason = ${finish.endReason}::text,
        ended_at = case when ${finish.endReason}::text is null then null else now() end
      where id = ${writer.sessionId} and fence = ${writer.fence} and status = 'open'
      returning id, events - ${finish.events.length}::integer as events,
        messages - ${finish.messages.length}::integer as messages, followed_until > now() as followed
    ), said as (
      insert into session_event (session_id, seq, org_id, turn_id, kind, data)
      select freed.id, freed.events + position, ${writer.orgId}, ${writer.turnId}, kind, data
      from freed, unnest(${finish.events.map((event) => event.kind)}::text[], ${finish.events.map((event) => event.data)}::text[])
        with ordinality as event (kind, data, position)
    ), remembered as (
      insert into session_message (session_id, seq, org_id, turn_id, message)
      select freed.id, freed.messages + position, ${writer.orgId}, ${writer.turnId}, message
      from freed, jsonb_array_elements(${jsonb(finish.messages)}::jsonb) with ordinality as entry (message, position)
    ), closed as (
      update turn set
        status = ${finish.status}, plan = ${jsonb(finish.plan)}::jsonb, model = ${finish.model},
        model_calls = ${finish.modelCalls}, input_tokens = ${finish.inputTokens}, output_tokens = ${finish.outputTokens},
        failure = ${finish.failure}, failed_actions = ${finish.failedActions}::text[], finished_at = now()
      from freed where turn.id = ${writer.turnId}
    )
    select ${wakeFollowers} from freed
  `.execute(db);
  return rows.length === 1;
}

/** The steps on record of a turn, in order. */
export async function stepsOf(db: Db, turnId: string): Promise<JournalRow[]> {
  const { rows } = await sql<JournalRow>`
    select step, kind, state, idempotency_key as "idempotencyKey", input, output
    from turn_step where turn_id = ${turnId} order by step
  `.execute(db);
  return rows;
}
