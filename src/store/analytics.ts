// Figures of sessions, turns and feedback over time: one query for each family of charts, each over a range of time.
import { type RawBuilder, sql } from "kysely";
import type { Db } from "./schema.ts";
import { ONE_OFF } from "./statements.ts";

/** Which span, cut how, and of whose sessions. Previews are left out. */
export interface Range {
  readonly from: Date;
  readonly to: Date;
  readonly bucket: "hour" | "day";
  /** IANA name; the spans begin at its full hours and midnights. */
  readonly zone: string;
  readonly agent?: string | undefined;
  readonly version?: string | undefined;
}

/** Whether a query failed because the database does not know the zone of its range (SQLSTATE 22023). */
export const isUnknownZone = (error: unknown): boolean => (error as { readonly code?: unknown }).code === "22023";

/** Planned with its values in sight: a plan for any range would suit none. */
const oneOff = sql.raw(ONE_OFF);

/** The start of the span that a moment is in, in the reader's zone: what is sorted and grouped by. */
const spanOf = (moment: RawBuilder<unknown>, { bucket, zone }: Range) =>
  sql`date_trunc(${sql.lit(bucket)}, ${moment} at time zone ${zone})`;

/** The same as text, of the few rows that are left. Texts sort far slower than times do. */
const label = sql`to_char(at, 'YYYY-MM-DD"T"HH24:MI') as at`;

const whose = (orgId: string, { agent, version }: Range) => sql`session.org_id = ${orgId} and not session.preview
  ${agent === undefined ? sql`` : sql`and session.agent_id = ${agent}`}
  ${version === undefined ? sql`` : sql`and session.version_id = ${version}`}`;

const within = (moment: RawBuilder<unknown>, { from, to }: Range) => sql`${moment} >= ${from} and ${moment} < ${to}`;

/** Every span of the range, in order, those in which nothing happened too. */
export async function spansOf(db: Db, range: Range): Promise<readonly string[]> {
  const { from, to, bucket, zone } = range;
  const { rows } = await sql<{ readonly at: string }>`
    select ${label} from generate_series(
      date_trunc(${sql.lit(bucket)}, ${from}::timestamptz at time zone ${zone}),
      (${to}::timestamptz - interval '1 microsecond') at time zone ${zone},
      ${sql.lit(`1 ${bucket}`)}::interval
    ) at
  `.execute(db);
  return rows.map(({ at }) => at);
}

/** Of each row, `at` is `null` in the one that sums up the whole range. */
interface Spanned {
  readonly at: string | null;
}

/** Which version a row is of; both are there while the sessions are, though the agent may have been deleted. */
interface OfVersion {
  readonly agentId: string;
  readonly versionId: string;
}

export interface SessionFigures extends Spanned {
  readonly sessions: number;
  readonly escalated: number;
  readonly dropped: number;
}

/** Figures of one reading of the rows: by span with the whole range, and by version. */
export interface Counted<Figures> {
  readonly spans: readonly (Figures & Spanned)[];
  readonly versions: readonly (Figures & OfVersion)[];
}

/** What a row of several grouping sets is of. */
type Of<Figures> = Figures & Spanned & OfVersion & { readonly kind: "span" | "version" | "range" };

const countedOf = <Figures>(rows: readonly Of<Figures>[]): Counted<Figures> => ({
  spans: rows.filter(({ kind }) => kind !== "version"),
  versions: rows.filter(({ kind }) => kind === "version"),
});

export async function sessionFigures(db: Db, orgId: string, range: Range): Promise<Counted<SessionFigures>> {
  const { rows } = await sql<Of<SessionFigures>>`
    ${oneOff} with gone as (
      select distinct session_id from session_event where org_id = ${orgId} and kind = 'ESCALATE'
    ), begun as (
      select ${spanOf(sql`session.created_at`, range)} as at, status, gone.session_id, agent_id, version_id
      from session left join gone on gone.session_id = session.id
      where ${whose(orgId, range)} and ${within(sql`session.created_at`, range)}
    )
    select ${label}, agent_id as "agentId", version_id as "versionId",
      case grouping(begun.at, agent_id) when 1 then 'span' when 2 then 'version' else 'range' end as kind,
      count(*)::integer as sessions, count(session_id)::integer as escalated,
      count(*) filter (where status = 'expired')::integer as dropped
    from begun group by grouping sets ((begun.at), (agent_id, version_id), ())
  `.execute(db);
  return countedOf(rows);
}

export interface TurnFigures extends Spanned {
  readonly turns: number;
  readonly failed: number;
  readonly failedActions: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Tokens of a span, by the model that answered last in a turn. */
export interface ModelTokens {
  readonly at: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * What is counted of turns; those still running have no length. All of it in one reading: turns are wide rows, and to
 * read them costs more than to group them four times (of 300,000, all charts took 2.4 s where three readings took 2.7 s).
 */
export async function turnFigures(
  db: Db,
  orgId: string,
  range: Range,
): Promise<Counted<TurnFigures> & { readonly models: readonly ModelTokens[] }> {
  type Row = Of<TurnFigures> | (ModelTokens & { readonly kind: "model" });
  const { rows } = await sql<Row>`
    ${oneOff} with taken as (
      select ${spanOf(sql`turn.started_at`, range)} as at, turn.failure, turn.failed_actions, turn.model,
        turn.input_tokens, turn.output_tokens, session.agent_id, session.version_id,
        case when turn.status = 'done' then (extract(epoch from finished_at - started_at) * 1000)::float8 end as ms
      from turn join session on session.id = turn.session_id
      where turn.org_id = ${orgId} and ${within(sql`turn.started_at`, range)} and ${whose(orgId, range)}
    )
    select ${label}, model, agent_id as "agentId", version_id as "versionId",
      case grouping(taken.at, model, agent_id)
        when 1 then 'model' when 3 then 'span' when 6 then 'version' else 'range' end as kind,
      count(*)::integer as turns, count(failure)::integer as failed,
      coalesce(sum(cardinality(failed_actions)), 0)::integer as "failedActions",
      percentile_cont(0.5) within group (order by ms) as "p50Ms",
      percentile_cont(0.95) within group (order by ms) as "p95Ms",
      coalesce(sum(input_tokens), 0)::bigint as "inputTokens", coalesce(sum(output_tokens), 0)::bigint as "outputTokens"
    from taken group by grouping sets ((taken.at, model), (taken.at), (agent_id, version_id), ())
  `.execute(db);
  return {
    ...countedOf(rows.filter((row) => row.kind !== "model")),
    // Turns that no model answered are a group, too.
    models: rows.filter((row) => row.kind === "model").filter(({ model }) => model !== null),
  };
}

export interface FeedbackFigures extends Spanned {
  readonly good: number;
  readonly bad: number;
}

export async function feedbackFigures(db: Db, orgId: string, range: Range): Promise<readonly FeedbackFigures[]> {
  const { rows } = await sql<FeedbackFigures>`
    ${oneOff} with given as (
      select ${spanOf(sql`feedback.at`, range)} as at, rating
      from feedback join session on session.id = feedback.session_id
      where feedback.org_id = ${orgId} and ${within(sql`feedback.at`, range)} and ${whose(orgId, range)}
    )
    select ${label}, count(*) filter (where rating = 'GOOD')::integer as good,
      count(*) filter (where rating = 'BAD')::integer as bad
    from given group by grouping sets ((given.at), ())
  `.execute(db);
  return rows;
}

/** What versions and their agents are called now; those that were deleted are left out. */
export async function namesOf(
  db: Db,
  of: readonly OfVersion[],
): Promise<{ readonly agents: ReadonlyMap<string, string>; readonly versions: ReadonlyMap<string, number> }> {
  const { rows } = await sql<{ readonly id: string; readonly label: string | null; readonly number: number | null }>`
    select id, label, null::integer as number from agent where id = any(${of.map(({ agentId }) => agentId)}::text[])
    union all
    select id, null, number from agent_version where id = any(${of.map(({ versionId }) => versionId)}::text[])
  `.execute(db);
  return {
    agents: new Map(rows.flatMap(({ id, label }) => (label === null ? [] : [[id, label] as const]))),
    versions: new Map(rows.flatMap(({ id, number }) => (number === null ? [] : [[id, number] as const]))),
  };
}

export interface ActionFailures {
  readonly agentId: string;
  /** `null` where the agent was deleted. */
  readonly agentLabel: string | null;
  readonly action: string;
  /** Calls that failed, and the turns that had one. */
  readonly failed: number;
  readonly turns: number;
  /** The start of the last of these turns, and its session. */
  readonly lastAt: Date;
  readonly lastSession: string;
}

/** Actions shown: those that failed most. */
const MOST_ACTIONS = 100;

/** The actions that failed in the range, by agent, the most often first. */
export async function actionFailures(db: Db, orgId: string, range: Range): Promise<readonly ActionFailures[]> {
  const { rows } = await sql<ActionFailures>`
    ${oneOff} with called as (
      select session.agent_id, action, turn.id, turn.started_at, turn.session_id
      from turn join session on session.id = turn.session_id, unnest(turn.failed_actions) as action
      where turn.org_id = ${orgId} and turn.failed_actions is not null
        and ${within(sql`turn.started_at`, range)} and ${whose(orgId, range)}
    )
    select agent_id as "agentId", (select label from agent where agent.id = called.agent_id) as "agentLabel", action,
      count(*)::integer as failed, count(distinct called.id)::integer as turns, max(started_at) as "lastAt",
      (array_agg(session_id order by started_at desc))[1] as "lastSession"
    from called group by agent_id, action
    order by failed desc, "lastAt" desc limit ${MOST_ACTIONS}
  `.execute(db);
  return rows;
}
