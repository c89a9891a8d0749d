// The part of Setup's API about figures: what the agents of an org did over time, by hour or by day.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";

/** The widths of a bar, and how many days a range of them may span. */
export const BUCKETS = { hour: { days: 14 }, day: { days: 366 } } as const;
export const Bucket = z.enum(["hour", "day"]);
export type Bucket = z.infer<typeof Bucket>;

/** Figures of a span of time. Of a span without a turn, there are no latencies. */
export const Figures = z.object({
  sessions: z.number().int(),
  escalated: z.number().int(),
  dropped: z.number().int(),
  turns: z.number().int(),
  failed: z.number().int(),
  failedActions: z.number().int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  good: z.number().int(),
  bad: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** In the currency of the price list; `null` where no model that answered has a price. */
  cost: z.number().nullable(),
});
export type Figures = z.infer<typeof Figures>;
export type FigureName = keyof Figures;

/** What each figure is, in one sentence. `docs/analytics.md` says the same. */
export const formulas: Readonly<Record<FigureName, string>> = {
  sessions: "Sessions that began in the span, without Setup's own previews.",
  escalated: "Sessions begun in the span in which the agent handed over to a person at least once, whenever it did.",
  dropped: "Sessions begun in the span that expired because nobody wrote any more.",
  turns: "Messages of users that agents began to answer in the span.",
  failed:
    "Turns begun in the span that came to no answer, broke, took too long, or were abandoned because their server stopped.",
  failedActions:
    "Calls of actions that failed in the turns begun in the span, also where the user was answered all the same.",
  p50Ms: "Half of the finished turns begun in the span took no longer, from the message stored to the answer stored.",
  p95Ms: "19 of 20 finished turns begun in the span took no longer, from the message stored to the answer stored.",
  good: "Feedback with the rating GOOD that came in the span.",
  bad: "Feedback with the rating BAD that came in the span.",
  inputTokens: "Tokens that models were given in the turns begun in the span, as the models counted them.",
  outputTokens: "Tokens that models wrote in the turns begun in the span, as the models counted them.",
  cost: "Tokens in and out of each model times its prices in DRAGOMAN_MODEL_PRICES; models without a price count nothing.",
};

export const Analytics = z.object({
  points: z.array(
    Figures.extend({ at: z.string().describe("Start of the span in the reader's zone: 2026-05-01T13:00") }),
  ),
  totals: Figures,
  versions: z.array(
    z.object({
      agent: z.object({ id: z.string(), label: z.string() }),
      versionId: z.string(),
      version: z.number().int().nullable(),
      sessions: z.number().int(),
      turns: z.number().int(),
      failed: z.number().int(),
      failedActions: z.number().int(),
      p50Ms: z.number().nullable(),
      p95Ms: z.number().nullable(),
      inputTokens: z.number().int(),
      outputTokens: z.number().int(),
    }),
  ),
  /** The actions that failed in the range, the most often first. */
  actions: z.array(
    z.object({
      agent: z.object({ id: z.string(), label: z.string() }),
      action: z.string(),
      failed: z.number().int().describe("Calls of it that failed"),
      turns: z.number().int().describe("Turns in which one did"),
      lastAt: z.iso.datetime().describe("Start of the last such turn"),
      lastSession: z.string().describe("The session of that turn"),
    }),
  ),
  /** Models that answered and have no price. */
  unpriced: z.array(z.string()),
});
export type Analytics = z.infer<typeof Analytics>;

export const analyticsEndpoints = {
  analytics: {
    method: "GET",
    path: "/analytics",
    right: "see",
    query: z.strictObject({
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      bucket: Bucket,
      zone: z.string().max(60).describe("IANA name of the reader's time zone"),
      agent: z.string().max(80).optional().describe("Id of an agent"),
      version: z.string().max(80).optional().describe("Id of a version"),
    }),
    reply: Analytics,
  },
} as const satisfies Endpoints;
