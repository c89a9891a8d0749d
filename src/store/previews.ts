// Previews in the store: sessions in which a script is tried out, what stands in for the world in them, and their turns.
import { sql } from "kysely";
import { jsonb } from "./json.ts";
import type { Db } from "./schema.ts";

/** Stands where other sessions name the app that opened them. No app has this id, so no client reaches a preview. */
export const PREVIEW_APP = "preview";

export interface NewPreview {
  readonly id: string;
  readonly orgId: string;
  readonly agentId: string;
  readonly developerName: string;
  /** A committed version, or a name for the text that is none. */
  readonly versionId: string;
  readonly source: string;
  readonly mode: "live" | "simulate";
  readonly mocks: Readonly<Record<string, unknown>>;
  readonly madeBy: string;
  readonly state: unknown;
  /** The conversation so far, oldest first. */
  readonly messages: readonly unknown[];
  /** The preview it was taken from, and the number of the turn it stands before. */
  readonly parent?: { readonly id: string; readonly turn: number };
}

/** Open a preview: the session, its messages and what it runs, all or none. */
export async function openPreview(db: Db, preview: NewPreview): Promise<void> {
  const { id, orgId, parent } = preview;
  await sql`
    with opened as (
      insert into session (
        id, org_id, agent_id, version_id, app_id, member_id, external_key, streams_text, bypass_user, preview, state,
        turns, messages
      ) values (
        ${id}, ${orgId}, ${preview.agentId}, ${preview.versionId}, ${PREVIEW_APP}, ${preview.madeBy}, ${PREVIEW_APP},
        true, false, true, ${jsonb(preview.state)}::jsonb, ${(parent?.turn ?? 1) - 1}, ${preview.messages.length}
      ) returning id
    ), said as (
      insert into session_message (session_id, seq, org_id, message)
      select opened.id, position, ${orgId}, message
      from opened, jsonb_array_elements(${jsonb(preview.messages)}::jsonb) with ordinality as entry (message, position)
    )
    insert into preview (session_id, org_id, developer_name, source, mode, mocks, made_by, parent_id, parent_turn)
    select id, ${orgId}, ${preview.developerName}, ${preview.source}, ${preview.mode}, ${jsonb(preview.mocks)}::jsonb,
      ${preview.madeBy}, ${parent?.id ?? null}::uuid, ${parent?.turn ?? null}::integer
    from opened
  `.execute(db);
}

export interface PreviewRow {
  readonly sessionId: string;
  readonly orgId: string;
  readonly agentId: string;
  readonly versionId: string;
  readonly developerName: string;
  readonly source: string;
  readonly mode: "live" | "simulate";
  readonly mocks: Readonly<Record<string, unknown>>;
  readonly madeBy: string;
  readonly parentId: string | null;
  readonly parentTurn: number | null;
  /** What the session keeps now. */
  readonly state: unknown;
}

/** How the session of a preview stands. */
export interface PreviewStanding {
  readonly status: "open" | "ended" | "expired";
  readonly endReason: string | null;
  /** Milliseconds since its last message. */
  readonly quietMs: number;
  /** True once its agent was deleted. */
  readonly agentGone: boolean;
  /** The agent's first words. */
  readonly greeting: string;
}

/** A preview of an org. */
export async function findPreview(
  db: Db,
  orgId: string,
  sessionId: string,
): Promise<(PreviewRow & PreviewStanding) | undefined> {
  const { rows } = await sql<PreviewRow & PreviewStanding>`
    select session_id as "sessionId", preview.org_id as "orgId", agent_id as "agentId", version_id as "versionId",
      developer_name as "developerName", source, mode, mocks, made_by as "madeBy", parent_id as "parentId",
      parent_turn as "parentTurn", session.state, session.status, end_reason as "endReason",
      (1000 * extract(epoch from now() - active_at))::float8 as "quietMs",
      not exists (select from agent where agent.id = agent_id) as "agentGone",
      coalesce((
        select message ->> 'text' from session_message said where said.session_id = session.id and seq = 1
      ), '') as greeting
    from preview join session on session.id = session_id
    where session_id = ${sessionId} and preview.org_id = ${orgId}
  `.execute(db);
  return rows[0];
}

/** The preview that somebody began last at an agent, and neither ended nor left quiet for longer than `idleMs`. */
export async function latestPreview(
  db: Db,
  { orgId, agentId, madeBy }: Pick<PreviewRow, "orgId" | "agentId" | "madeBy">,
  idleMs: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from session
    where org_id = ${orgId} and member_id = ${madeBy} and agent_id = ${agentId} and preview and status = 'open'
      and active_at >= now() - ${idleMs} * interval '1 millisecond'
    order by created_at desc, id desc limit 1
  `.execute(db);
  return rows[0]?.id;
}

/** End what somebody left open beyond their newest `keep` previews, the oldest too, save those in which a turn runs. */
export async function endOldPreviews(
  db: Db,
  { orgId, madeBy }: Pick<PreviewRow, "orgId" | "madeBy">,
  keep: number,
): Promise<void> {
  await sql`
    update session set status = 'ended', end_reason = 'Other', ended_at = now(), fence = fence + 1
    where lease_owner is null and id in (
      select id from session
      where org_id = ${orgId} and member_id = ${madeBy} and preview and status = 'open'
      order by created_at desc, id desc offset ${keep}
    )
  `.execute(db);
}

/** Let actions give back something else from now on. */
export async function rewriteMocks(db: Db, sessionId: string, mocks: PreviewRow["mocks"]): Promise<void> {
  await sql`update preview set mocks = ${jsonb(mocks)}::jsonb where session_id = ${sessionId}`.execute(db);
}

/** Where a preview stood before one of its turns. */
export interface ForkPoint {
  readonly number: number;
  readonly state: unknown;
  readonly messages: readonly unknown[];
}

export async function findForkPoint(
  db: Db,
  orgId: string,
  sessionId: string,
  turnId: string,
): Promise<ForkPoint | undefined> {
  const { rows } = await sql<ForkPoint>`
    select turn.number, turn.state_before as state, coalesce((
      select jsonb_agg(said.message order by said.seq) from session_message said
      left join turn earlier on earlier.id = said.turn_id
      where said.session_id = turn.session_id and (said.turn_id is null or earlier.number < turn.number)
    ), '[]') as messages
    from turn
    where turn.id = ${turnId} and turn.session_id = ${sessionId} and turn.org_id = ${orgId}
      and turn.state_before is not null
  `.execute(db);
  return rows[0];
}

/** A turn of a preview as it can be played again. */
export interface PreviewTurn {
  readonly id: string;
  readonly sessionId: string;
  readonly number: number;
  readonly status: "running" | "done" | "failed" | "abandoned";
  /** Why it did not come to its own end. */
  readonly failure: string | null;
  /** The message as it came. */
  readonly request: unknown;
  readonly stateBefore: unknown;
  readonly plan: readonly unknown[] | null;
  /** What actions were asked and gave back, in order: the `input` and `output` of the journal. */
  readonly deeds: readonly { readonly input: unknown; readonly output: unknown }[];
  /** Envelopes of the events, as they went out. */
  readonly events: readonly string[];
}

/** The turns of a session of an org, oldest first. */
export async function previewTurns(db: Db, orgId: string, sessionId: string): Promise<readonly PreviewTurn[]> {
  const { rows } = await sql<PreviewTurn>`
    select id, session_id as "sessionId", number, status, failure, request, state_before as "stateBefore", plan,
      coalesce((
        select jsonb_agg(jsonb_build_object('input', input, 'output', output) order by step)
        from turn_step where turn_step.turn_id = turn.id and kind = 'action' and state = 'done'
      ), '[]') as deeds,
      coalesce((
        select jsonb_agg(data order by seq) from session_event
        where session_event.session_id = turn.session_id and session_event.turn_id = turn.id
      ), '[]') as events
    from turn where session_id = ${sessionId} and org_id = ${orgId} order by number
  `.execute(db);
  return rows;
}
