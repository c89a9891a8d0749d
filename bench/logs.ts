// Event logs of 100,000 sessions on PostgreSQL: a page of the list, and a page of each filter, the charts, beside a bare query.
import pg from "pg";
import type { LogFilter } from "../src/contract/setup-logs.ts";
import { operateAnalytics } from "../src/operations/analytics.ts";
import { pageOf } from "../src/operations/log-lines.ts";
import { migrate } from "../src/store/migrate.ts";
import { openStore } from "../src/store/open.ts";
import { type Bench, type Figure, median, percentile } from "./measure.ts";
import { withPostgres } from "./postgres.ts";

const SESSIONS = 100_000;
const ORG = "00Dbench";
const TIMES = 20;
/** What the list may take, in milliseconds. */
const GOAL = 200;
/** What all charts of Analytics together may take, over everything there is. */
const CHARTS_GOAL = 4_000;

/**
 * A year of sessions of ten agents, one of them rare, with three turns each: one turn in a thousand failed, one session
 * in two hundred was escalated, and plans are as large as those of a short turn.
 */
const fill = [
  `insert into session (id, org_id, agent_id, version_id, app_id, member_id, external_key, streams_text, bypass_user, state,
      status, end_reason, turns, events, messages, created_at, active_at, ended_at)
    select gen_random_uuid(), '${ORG}', case when n % 5000 = 0 then '0Xxrare' else '0Xx' || n % 9 end, '0X9one',
      '0xI' || n % 3, '005' || n % 500, 'key-' || n, true, false, jsonb_build_object('text', repeat('state ', 60)),
      case n % 4 when 0 then 'expired' else 'ended' end,
      case when n % 4 = 0 then null when n % 997 = 1 then 'Transfer' else 'UserRequest' end, 3, 9, 7,
      now() - n * interval '5 minutes', now() - n * interval '5 minutes' + interval '3 minutes', now() - n * interval '5 minutes' + interval '4 minutes'
    from generate_series(1, ${SESSIONS}) n`,
  `insert into turn (id, org_id, session_id, number, fence, status, origin, request, plan, model, model_calls, input_tokens,
      output_tokens, failure, started_at, finished_at)
    select gen_random_uuid(), '${ORG}', id, number, number, case when random() < 0.001 then 'failed' else 'done' end, '1-REQ',
      '{"type":"Text","text":"Where is my parcel?"}', jsonb_build_array(jsonb_build_object('type', 'LLMStep', 'prompt', repeat('plan ', 150))),
      'gpt-5.4-mini', 2, 900, 120, null, created_at + number * interval '30 seconds', created_at + number * interval '30 seconds' + random() * interval '4 seconds'
    from session, generate_series(1, 3) number`,
  `update turn set failure = 'timeout' where status = 'failed'`,
  `insert into session_event (session_id, seq, org_id, turn_id, kind, data)
    select id, seq, '${ORG}', gen_random_uuid(), case when seq = 9 and random() < 0.005 then 'ESCALATE' else 'INFORM' end, '{}'
    from session, generate_series(1, 9) seq`,
  "vacuum analyze",
];

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** What a reader may ask for: the filter, and how many pages were turned before. */
const asked: Readonly<Record<string, { readonly filter: LogFilter; readonly pages?: number }>> = {
  "the first page": { filter: {} },
  "page 40": { filter: {}, pages: 39 },
  "one agent": { filter: { agent: "0Xx3" } },
  "an agent of twenty sessions": { filter: { agent: "0Xxrare" } },
  "one app": { filter: { app: "0xI1" } },
  "one user": { filter: { user: "00577" } },
  failed: { filter: { status: "failed" } },
  escalated: { filter: { status: "escalated" } },
  "open, of which there are none": { filter: { status: "open" } },
  "a rare reason": { filter: { reason: "Transfer" } },
  "a week long ago": { filter: { from: ago(200), to: ago(193) } },
  "an external session key": { filter: { key: "key-70000" } },
  "a key nobody has": { filter: { key: "nobody" } },
  "failed, of one agent and app": { filter: { status: "failed", agent: "0Xx3", app: "0xI1" } },
  "an app nobody has": { filter: { app: "0xInobody" } },
};

/** Ranges of Analytics. */
const ranges = {
  "figures of a week by the hour": { bucket: "hour", days: 7 },
  "figures of a month by the day": { bucket: "day", days: 30 },
  "figures of a year by the day": { bucket: "day", days: 366 },
} as const;
const caller = { orgId: ORG, by: { actor: "operator" }, may: () => true };

async function timed(work: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times;
}

async function measure(url: string, progress: (step: string) => void): Promise<Figure[]> {
  const store = await openStore({ data: "", databaseUrl: url, pool: 4, onNotice: () => {} });
  await migrate(store.db);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  progress(`${SESSIONS} sessions`);
  for (const statement of fill) await client.query(statement);
  const floor = await timed(() =>
    client.query("select * from session where org_id = $1 order by created_at desc, id desc limit 51", [ORG]),
  );
  const figures: Figure[] = [{ name: "floor: one bare query of a page", value: median(floor), unit: "ms" }];
  for (const [name, { filter, pages = 0 }] of Object.entries(asked)) {
    progress(name);
    let after: string | null = null;
    for (let page = 0; page < pages; page++)
      ({ next: after } = await pageOf(store.db, ORG, { ...filter, ...(after && { after }) }));
    const times = await timed(() => pageOf(store.db, ORG, { ...filter, ...(after && { after }) }));
    figures.push({ name: `${name}: p95 with its count`, value: percentile(times, 0.95), unit: "ms", atMost: GOAL });
  }
  const { analytics } = operateAnalytics({ db: store.db, prices: {} });
  for (const [name, { bucket, days }] of Object.entries(ranges)) {
    progress(name);
    const query = { from: ago(days), to: new Date().toISOString(), bucket, zone: "Europe/Berlin" };
    const signal = AbortSignal.timeout(600_000);
    const times = await timed(() => analytics(caller, { params: {}, query, body: undefined, signal }));
    figures.push({
      name: `${name}: p95 of all charts`,
      value: percentile(times, 0.95),
      unit: "ms",
      atMost: CHARTS_GOAL,
    });
  }
  await client.end();
  await store.close();
  return figures;
}

export const logs: Bench = {
  name: "logs",
  about: `pages of the event logs of ${SESSIONS} sessions on PostgreSQL; the floor is one bare query of a page`,
  run: (progress) => withPostgres((url) => measure(url, progress)),
};
