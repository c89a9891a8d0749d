// Sessions as event logs list them: newest first, by keyset, never by offset, so that the last page costs what the first does.
import { type RawBuilder, sql } from "kysely";
import type { Db } from "./schema.ts";
import { ONE_OFF } from "./statements.ts";

/** Which sessions of an org; what is absent does not matter. */
export interface LogFilter {
  readonly agent?: string | undefined;
  readonly app?: string | undefined;
  readonly user?: string | undefined;
  readonly status?: "open" | "ended" | "expired" | "failed" | "action_failed" | "escalated" | undefined;
  readonly reason?: string | undefined;
  /** Started at or after, and before: ISO moments. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly key?: string | undefined;
  /** A UUID. */
  readonly session?: string | undefined;
  /** Previews alone, or too; absent: without them. */
  readonly preview?: "only" | "too" | undefined;
}

export interface LoggedSession {
  readonly id: string;
  /** When it began, to the microsecond: where the next page begins. */
  readonly began: string;
  readonly createdAt: Date;
  readonly activeAt: Date;
  readonly endedAt: Date | null;
  readonly agentId: string;
  readonly agentLabel: string | null;
  readonly versionId: string;
  readonly version: number | null;
  readonly appId: string;
  readonly appLabel: string | null;
  readonly memberId: string;
  readonly memberName: string | null;
  readonly externalKey: string;
  readonly turns: number;
  readonly status: "open" | "ended" | "expired";
  readonly endReason: string | null;
  readonly failedTurns: number;
  /** Calls of actions that failed, in turns that were answered or not. */
  readonly failedActions: number;
  readonly escalated: boolean;
  readonly preview: boolean;
}

/** The last session of a page. */
export interface LogCursor {
  readonly began: string;
  readonly id: string;
}

/** Filters are combined as they come, so that each text may be a new one; it is planned with its values in sight. */
const oneOff = sql.raw(ONE_OFF);

const failed = sql`exists (
  select from turn where turn.org_id = session.org_id and turn.session_id = session.id and turn.failure is not null)`;
const actionFailed = sql`exists (
  select from turn
  where turn.org_id = session.org_id and turn.session_id = session.id and turn.failed_actions is not null)`;
const escalated = sql`exists (
  select from session_event said
  where said.org_id = session.org_id and said.session_id = session.id and said.kind = 'ESCALATE')`;

/** What a session may be besides its own status. */
const marks: Partial<Readonly<Record<string, RawBuilder<unknown>>>> = {
  failed,
  action_failed: actionFailed,
  escalated,
};

/** Each part of a filter as a condition. */
const conditions: { readonly [Part in keyof Required<LogFilter>]: (given: string) => RawBuilder<unknown> } = {
  agent: (id) => sql`session.agent_id = ${id}`,
  app: (id) => sql`session.app_id = ${id}`,
  user: (id) => sql`session.member_id = ${id}`,
  status: (status) => marks[status] ?? sql`session.status = ${status}`,
  reason: (reason) => sql`session.end_reason = ${reason}`,
  from: (moment) => sql`session.created_at >= ${new Date(moment)}`,
  to: (moment) => sql`session.created_at < ${new Date(moment)}`,
  key: (key) => sql`session.external_key = ${key}`,
  session: (id) => sql`session.id = ${id}::uuid`,
  preview: (which) => (which === "only" ? sql`session.preview` : sql`true`),
};

/** What a session of the org has to be, to be listed. */
function where(orgId: string, filter: LogFilter): RawBuilder<unknown> {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined) as [keyof LogFilter, string][];
  const parts = given.map(([part, value]) => conditions[part](value));
  const all = [sql`session.org_id = ${orgId}`, ...parts, ...(filter.preview ? [] : [sql`not session.preview`])];
  return sql.join(all, sql` and `);
}

/** Sessions of an org, newest first: at most `limit` of those after the cursor. */
export async function listSessions(
  db: Db,
  orgId: string,
  filter: LogFilter,
  { after, limit }: { readonly after?: LogCursor | undefined; readonly limit: number },
): Promise<LoggedSession[]> {
  const later = after
    ? sql`and (session.created_at, session.id) < (${after.began}::timestamptz, ${after.id}::uuid)`
    : sql``;
  const { rows } = await sql<LoggedSession>`
    ${oneOff} with page as (
      select id from session where ${where(orgId, filter)} ${later}
      order by created_at desc, id desc limit ${limit}
    )
    select session.id, to_char(session.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as began,
      session.created_at as "createdAt", session.active_at as "activeAt", session.ended_at as "endedAt",
      session.agent_id as "agentId", agent.label as "agentLabel",
      session.version_id as "versionId", agent_version.number as version,
      session.app_id as "appId", client_app.label as "appLabel",
      session.member_id as "memberId", member.name as "memberName",
      session.external_key as "externalKey", session.turns, session.status, session.end_reason as "endReason",
      (select count(*)::integer from turn
        where turn.org_id = session.org_id and turn.session_id = session.id and failure is not null) as "failedTurns",
      (select coalesce(sum(cardinality(failed_actions)), 0)::integer from turn
        where turn.org_id = session.org_id and turn.session_id = session.id and failed_actions is not null) as "failedActions",
      ${escalated} as escalated, session.preview
    from page join session using (id)
    left join agent on agent.id = session.agent_id
    left join agent_version on agent_version.id = session.version_id
    left join client_app on client_app.id = session.app_id
    left join member on member.id = session.member_id
    order by session.created_at desc, session.id desc
  `.execute(db);
  return rows;
}

/** How many sessions a filter finds; counting stops at `limit` and one more. */
export async function countSessions(db: Db, orgId: string, filter: LogFilter, limit: number): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`
    ${oneOff} select count(*)::integer as count from (
      select from session where ${where(orgId, filter)} limit ${limit + 1}
    ) found
  `.execute(db);
  return rows[0]!.count;
}

/** When the oldest session of an org began; `undefined` when there is none. */
export async function oldestSession(db: Db, orgId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ readonly at: Date }>`
    select created_at as at from session where org_id = ${orgId} order by created_at, id limit 1
  `.execute(db);
  return rows[0]?.at;
}
