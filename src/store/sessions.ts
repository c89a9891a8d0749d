// Sessions in the store: opened, looked at, ended, and the feedback they are given.
import { sql } from "kysely";
import { jsonb } from "./json.ts";
import type { Db } from "./schema.ts";

export interface NewSession {
  readonly id: string;
  readonly orgId: string;
  readonly agentId: string;
  readonly versionId: string;
  readonly appId: string;
  readonly memberId: string;
  readonly externalKey: string;
  readonly timeZone: string | null;
  readonly streamsText: boolean;
  readonly bypassUser: boolean;
  readonly state: unknown;
  /** The greeting, as the first message of the conversation. */
  readonly greeting: unknown;
}

/** Open a session with its greeting, both or neither. */
export async function openSession(db: Db, session: NewSession): Promise<void> {
  await sql`
    with opened as (
      insert into session (
        id, org_id, agent_id, version_id, app_id, member_id, external_key, time_zone, streams_text, bypass_user, state, messages
      ) values (
        ${session.id}, ${session.orgId}, ${session.agentId}, ${session.versionId}, ${session.appId}, ${session.memberId},
        ${session.externalKey}, ${session.timeZone}, ${session.streamsText}, ${session.bypassUser},
        ${jsonb(session.state)}::jsonb, 1
      ) returning id, org_id
    )
    insert into session_message (session_id, seq, org_id, message)
    select id, 1, org_id, ${jsonb(session.greeting)}::jsonb from opened
  `.execute(db);
}

/** Which session a caller means: sessions are visible to the app that opened them, in its org, and to no other. */
export interface SessionKey {
  readonly id: string;
  readonly orgId: string;
  readonly appId: string;
}

export interface SessionRow {
  readonly agentId: string;
  readonly versionId: string;
  readonly status: "open" | "ended" | "expired";
  /** True while a turn holds the session. */
  readonly locked: boolean;
  /** True when the session was quiet for longer than sessions are kept open. */
  readonly idle: boolean;
}

/** The session as it stands, or `undefined` when the caller has none of that id. */
export async function findSession(db: Db, key: SessionKey, idleMs: number): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    select agent_id as "agentId", version_id as "versionId", status,
      lease_owner is not null as locked,
      active_at < now() - ${idleMs} * interval '1 millisecond' as idle
    from session
    where id = ${key.id} and org_id = ${key.orgId} and app_id = ${key.appId}
  `.execute(db);
  return rows[0];
}

/** End a session that no turn holds. Gives its agent, or `undefined` when there was nothing to end. */
export async function closeSession(
  db: Db,
  key: SessionKey,
  reason: string,
  idleMs: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ agentId: string }>`
      update session set status = 'ended', end_reason = ${reason}, ended_at = now(), fence = fence + 1
      where id = ${key.id} and org_id = ${key.orgId} and app_id = ${key.appId}
        and status = 'open' and lease_owner is null
        and active_at >= now() - ${idleMs} * interval '1 millisecond'
      returning agent_id as "agentId"
  `.execute(db);
  return rows[0]?.agentId;
}

export interface NewFeedback {
  readonly id: string;
  readonly session: SessionKey;
  /** The turn the feedback is about: its id is the `feedbackId` of its messages. */
  readonly turnId: string;
  readonly rating: "GOOD" | "BAD";
  readonly text: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
}

/** Keep feedback on a turn of the session. False when the session has no such turn. */
export async function addFeedback(db: Db, given: NewFeedback): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    insert into feedback (id, org_id, session_id, turn_id, rating, text, details)
    select ${given.id}, org_id, session_id, id, ${given.rating}, ${given.text},
      ${given.details && jsonb(given.details)}::jsonb
    from turn
    where id = ${given.turnId} and session_id = ${given.session.id} and org_id = ${given.session.orgId}
    returning id
  `.execute(db);
  return rows.length === 1;
}
