// What is asked about figures: sessions, turns, feedback and tokens over time, joined span by span.
import { refused } from "../contract/problems.ts";
import { type Analytics, type analyticsEndpoints, BUCKETS, type Figures } from "../contract/setup-analytics.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import {
  feedbackFigures,
  type ModelTokens,
  modelTokens,
  type Range,
  sessionFigures,
  spansOf,
  turnFigures,
  versionFigures,
} from "../store/analytics.ts";
import type { Db } from "../store/schema.ts";

/** What a million tokens cost, by the name of the model, with or without its provider. */
export type Prices = Readonly<Record<string, { readonly input: number; readonly output: number }>>;

export interface AnalyticsPorts {
  readonly db: Db;
  readonly prices: Prices;
}

const DAY_MS = 86_400_000;

/** What answers the row about figures. */
export function operateAnalytics({ db, prices }: AnalyticsPorts): Handlers<typeof analyticsEndpoints> {
  return {
    analytics: ({ orgId }, { query: { from, to, ...rest } }) => {
      const range = { ...rest, zone: zoneOf(rest.zone), from: new Date(from), to: new Date(to) };
      requireReadable(range);
      return figuresOf(db, orgId, range, prices);
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
 * A zone by the name that the database knows, too: it lacks some aliases, and reads an offset with the opposite sign.
 * @throws Refused `bad_request` where it is unknown
 */
function zoneOf(name: string): string {
  try {
    if (/^[a-z]/i.test(name)) return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // What is unknown is refused as an offset is.
  }
  throw refused("bad_request", `${JSON.stringify(name)} is not the name of a time zone, such as Europe/Berlin`);
}

const nothing: Figures = {
  sessions: 0,
  escalated: 0,
  dropped: 0,
  turns: 0,
  failed: 0,
  p50Ms: null,
  p95Ms: null,
  good: 0,
  bad: 0,
  inputTokens: 0,
  outputTokens: 0,
  cost: null,
};

async function figuresOf(db: Db, orgId: string, range: Range, prices: Prices): Promise<Analytics> {
  const [spans, sessions, turns, feedback, tokens, versions] = await Promise.all([
    spansOf(db, range),
    sessionFigures(db, orgId, range),
    turnFigures(db, orgId, range),
    feedbackFigures(db, orgId, range),
    modelTokens(db, orgId, range),
    versionFigures(db, orgId, range),
  ]);
  /** Figures by the start of their span; those of the whole range have none. */
  const found = new Map<string | null, Partial<Figures>>();
  for (const { at, ...some } of [...sessions, ...turns, ...feedback]) found.set(at, { ...found.get(at), ...some });
  const figuresAt = (at: string | null, spent: readonly ModelTokens[]): Figures => ({
    ...nothing,
    ...found.get(at),
    cost: costOf(spent, prices),
  });
  const spentAt = Map.groupBy(tokens, ({ at }) => at);
  // Models that count no tokens cost nothing: those that run here.
  const charged = tokens.filter(({ inputTokens, outputTokens }) => inputTokens + outputTokens > 0);
  const models = new Set(charged.map(({ model }) => model));
  return {
    points: spans.map((at) => ({ at, ...figuresAt(at, spentAt.get(at) ?? []) })),
    totals: figuresAt(null, tokens),
    versions: versions.map(({ agentId, agentLabel, ...rest }) => ({
      agent: { id: agentId, label: agentLabel ?? agentId },
      ...rest,
    })),
    unpriced: [...models].filter((model) => !priceOf(model, prices)).sort(),
  };
}

/** What tokens cost, of the models that have a price; `null` where none has. */
export function costOf(spent: readonly Omit<ModelTokens, "at">[], prices: Prices): number | null {
  const priced = spent.flatMap(({ model, inputTokens, outputTokens }) => {
    const price = priceOf(model, prices);
    return price ? [(inputTokens * price.input + outputTokens * price.output) / 1_000_000] : [];
  });
  return priced.length === 0 ? null : priced.reduce((sum, each) => sum + each, 0);
}

/** The price of a model as it names itself, which may leave its provider out. */
const priceOf = (model: string, prices: Prices) =>
  Object.entries(prices).find(([name]) => name === model || name.endsWith(`:${model}`))?.[1];
