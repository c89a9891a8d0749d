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

export interface SessionFigures extends Spanned {
  readonly sessions: number;
  readonly escalated: number;
  readonly dropped: number;
}

export async function sessionFigures(db: Db, orgId: string, range: Range): Promise<readonly SessionFigures[]> {
  const { rows } = await sql<SessionFigures>`
    ${oneOff} with gone as (
      select distinct session_id from session_event where org_id = ${orgId} and kind = 'ESCALATE'
    ), begun as (
      select ${spanOf(sql`session.created_at`, range)} as at, status, gone.session_id
      from session left join gone on gone.session_id = session.id
      where ${whose(orgId, range)} and ${within(sql`session.created_at`, range)}
    )
    select ${label}, count(*)::integer as sessions, count(session_id)::integer as escalated,
      count(*) filter (where status = 'expired')::integer as dropped
    from begun group by grouping sets ((begun.at), ())
  `.execute(db);
  return rows;
}

export interface TurnFigures extends Spanned {
  readonly turns: number;
  readonly failed: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What is counted of turns; those still running have no length. */
const turnColumns = sql`count(*)::integer as turns, count(failure)::integer as failed,
  percentile_cont(0.5) within group (order by ms) as "p50Ms", percentile_cont(0.95) within group (order by ms) as "p95Ms",
  coalesce(sum(input_tokens), 0)::bigint as "inputTokens", coalesce(sum(output_tokens), 0)::bigint as "outputTokens"`;

const turnsWithin = (orgId: string, range: Range) => sql`
  select ${spanOf(sql`turn.started_at`, range)} as at, turn.failure, turn.model, turn.input_tokens, turn.output_tokens,
    session.agent_id, session.version_id,
    case when turn.status = 'done' then (extract(epoch from finished_at - started_at) * 1000)::float8 end as ms
  from turn join session on session.id = turn.session_id
  where turn.org_id = ${orgId} and ${within(sql`turn.started_at`, range)} and ${whose(orgId, range)}`;

export async function turnFigures(db: Db, orgId: string, range: Range): Promise<readonly TurnFigures[]> {
  const { rows } = await sql<TurnFigures>`
    ${oneOff} with taken as (${turnsWithin(orgId, range)})
    select ${label}, ${turnColumns} from taken group by grouping sets ((taken.at), ())
  `.execute(db);
  return rows;
}

export interface ModelTokens {
  readonly at: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Tokens by span and by the model that answered last in a turn. */
export async function modelTokens(db: Db, orgId: string, range: Range): Promise<readonly ModelTokens[]> {
  const { rows } = await sql<ModelTokens>`
    ${oneOff} with taken as (${turnsWithin(orgId, range)})
    select ${label}, model, coalesce(sum(input_tokens), 0)::bigint as "inputTokens",
      coalesce(sum(output_tokens), 0)::bigint as "outputTokens"
    from taken where model is not null group by taken.at, model
  `.execute(db);
  return rows;
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

export interface VersionFigures extends Omit<TurnFigures, "at"> {
  readonly agentId: string;
  readonly agentLabel: string | null;
  readonly versionId: string;
  readonly version: number | null;
  readonly sessions: number;
}

/** Versions shown: those with the most turns. */
const MOST_VERSIONS = 100;

/** The same figures by version, for the range as a whole. */
export async function versionFigures(db: Db, orgId: string, range: Range): Promise<readonly VersionFigures[]> {
  const { rows } = await sql<VersionFigures>`
    ${oneOff} with begun as (
      select agent_id, version_id, count(*)::integer as sessions from session
      where ${whose(orgId, range)} and ${within(sql`session.created_at`, range)}
      group by agent_id, version_id
    ), taken as (${turnsWithin(orgId, range)}), counted as (
      select agent_id, version_id, ${turnColumns} from taken group by agent_id, version_id
    )
    select coalesce(begun.agent_id, counted.agent_id) as "agentId", agent.label as "agentLabel",
      coalesce(begun.version_id, counted.version_id) as "versionId", agent_version.number as version,
      coalesce(sessions, 0) as sessions, coalesce(turns, 0) as turns, coalesce(failed, 0) as failed, "p50Ms", "p95Ms",
      coalesce("inputTokens", 0) as "inputTokens", coalesce("outputTokens", 0) as "outputTokens"
    from begun full join counted using (agent_id, version_id)
    left join agent on agent.id = coalesce(begun.agent_id, counted.agent_id)
    left join agent_version on agent_version.id = coalesce(begun.version_id, counted.version_id)
    order by turns desc nulls last limit ${MOST_VERSIONS}
  `.execute(db);
  return rows;
}
