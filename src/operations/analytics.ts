// What is asked about figures: sessions, turns, feedback and tokens over time, joined span by span.
import { refused } from "../contract/problems.ts";
import { type Analytics, type analyticsEndpoints, BUCKETS, type Figures } from "../contract/setup-analytics.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import { type Prices, priceOf, costOf as priceOfTokens } from "../models/prices.ts";
import {
  actionFailures,
  type Counted,
  feedbackFigures,
  isUnknownZone,
  type ModelTokens,
  namesOf,
  type Range,
  type SessionFigures,
  sessionFigures,
  spansOf,
  type TurnFigures,
  turnFigures,
} from "../store/analytics.ts";
import type { Db } from "../store/schema.ts";

export interface AnalyticsPorts {
  readonly db: Db;
  readonly prices: Prices;
}

const DAY_MS = 86_400_000;
/** Versions shown: those with the most turns. */
const MOST_VERSIONS = 100;

/** What answers the row about figures. */
export function operateAnalytics({ db, prices }: AnalyticsPorts): Handlers<typeof analyticsEndpoints> {
  return {
    analytics: ({ orgId }, { query: { from, to, ...rest } }) => {
      const range = { ...rest, zone: zoneOf(rest.zone), from: new Date(from), to: new Date(to) };
      requireReadable(range);
      return figuresOf(db, orgId, range, prices).catch((error: unknown) => {
        throw isUnknownZone(error) ? unknownZone(rest.zone) : error;
      });
    },
  };
}

/** @throws Refused `bad_request` where a range is empty or too long for its spans */
function requireReadable({ from, to, bucket }: Range): void {
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  if (days <= 0) throw refused("bad_request", "The range ends before it begins: choose a later end");
  const most = BUCKETS[bucket].days;
  if (days > most)
    throw refused("bad_request", `By the ${bucket}, a range spans at most ${most} days: choose a shorter one`);
}

/**
 * A zone by the name that the database is likely to know, too: it lacks some aliases, and reads an offset with the
 * opposite sign.
 * @throws Refused `bad_request` where it is unknown
 */
function zoneOf(name: string): string {
  try {
    if (/^[a-z]/i.test(name)) return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // What is unknown is refused as an offset is.
  }
  throw unknownZone(name);
}

const unknownZone = (name: string) =>
  refused("bad_request", `${JSON.stringify(name)} is not the name of a time zone, such as Europe/Berlin`);

const nothing: Figures = {
  sessions: 0,
  escalated: 0,
  dropped: 0,
  turns: 0,
  failed: 0,
  failedActions: 0,
  p50Ms: null,
  p95Ms: null,
  good: 0,
  bad: 0,
  inputTokens: 0,
  outputTokens: 0,
  cost: null,
};

/** The figures among the fields of a row. */
const figuresIn = (row: Partial<Figures>): Partial<Figures> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => Object.hasOwn(nothing, name)));

async function figuresOf(db: Db, orgId: string, range: Range, prices: Prices): Promise<Analytics> {
  const [spans, sessions, turns, feedback, actions] = await Promise.all([
    spansOf(db, range),
    sessionFigures(db, orgId, range),
    turnFigures(db, orgId, range),
    feedbackFigures(db, orgId, range),
    actionFailures(db, orgId, range),
  ]);
  /** Figures by the start of their span; those of the whole range have none. */
  const found = new Map<string | null, Partial<Figures>>();
  for (const row of [...sessions.spans, ...turns.spans, ...feedback])
    found.set(row.at, { ...found.get(row.at), ...figuresIn(row) });
  const figuresAt = (at: string | null, spent: readonly ModelTokens[]): Figures => ({
    ...nothing,
    ...found.get(at),
    cost: costOf(spent, prices),
  });
  const tokens = turns.models;
  const spentAt = Map.groupBy(tokens, ({ at }) => at);
  // Models that count no tokens cost nothing: those that run here.
  const charged = tokens.filter(({ inputTokens, outputTokens }) => inputTokens + outputTokens > 0);
  const models = new Set(charged.map(({ model }) => model));
  return {
    points: spans.map((at) => ({ at, ...figuresAt(at, spentAt.get(at) ?? []) })),
    totals: figuresAt(null, tokens),
    versions: await versionsOf(db, sessions.versions, turns.versions),
    actions: actions.map(({ agentId, agentLabel, lastAt, ...rest }) => ({
      agent: { id: agentId, label: agentLabel ?? agentId },
      ...rest,
      lastAt: lastAt.toISOString(),
    })),
    unpriced: [...models].filter((model) => !priceOf(model, prices)).sort(),
  };
}

/** The figures of each version, those with the most turns first. An agent that was deleted is named by its id. */
async function versionsOf(
  db: Db,
  begun: Counted<SessionFigures>["versions"],
  taken: Counted<TurnFigures>["versions"],
): Promise<Analytics["versions"]> {
  const found = new Map<string, Analytics["versions"][number]>();
  const names = await namesOf(db, [...begun, ...taken]);
  for (const { agentId, versionId, ...row } of [...begun, ...taken]) {
    const agent = { id: agentId, label: names.agents.get(agentId) ?? agentId };
    const version = names.versions.get(versionId) ?? null;
    const key = `${agentId} ${versionId}`;
    found.set(key, { ...nothing, ...found.get(key), ...figuresIn(row), agent, versionId, version });
  }
  return [...found.values()].sort((a, b) => b.turns - a.turns).slice(0, MOST_VERSIONS);
}

/** What tokens cost, of the models that have a price; `null` where none has. */
export function costOf(spent: readonly Omit<ModelTokens, "at">[], prices: Prices): number | null {
  const priced = spent.filter(({ model }) => priceOf(model, prices));
  return priced.length === 0 ? null : priced.reduce((sum, each) => sum + priceOfTokens(each.model, each, prices), 0);
}
