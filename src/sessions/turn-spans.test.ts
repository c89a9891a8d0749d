// The span of a turn: which ends of a turn are told as errors.
import { expect, test } from "vitest";
import { createTracer, type FinishedSpan } from "../telemetry/spans.ts";
import type { TurnReport } from "./sessions.ts";
import { openTurnSpans } from "./turn-spans.ts";

const report = (outcome: TurnReport["outcome"]): TurnReport => ({
  ...{ sessionId: "s", turnId: "t", traceId: "0".repeat(32), inherited: false, preview: false, outcome },
  ...{ durationMs: 1, firstEventMs: 1, modelCalls: 1, inputTokens: 1, outputTokens: 1, model: "m", failure: undefined },
});

/** What the span of a turn that ended so says went wrong. */
function errorOf(outcome: TurnReport["outcome"]): string | undefined {
  const told: FinishedSpan[] = [];
  const tracer = createTracer((span) => told.push(span), { now: () => 0, random: (bytes) => bytes });
  openTurnSpans(tracer, "00000000-0000-4000-8000-000000000001", {}, undefined).end(report(outcome), {
    id: "a",
    name: "A",
  });
  expect(told).toHaveLength(1);
  return told[0]?.error;
}

test("a turn that failed, took too long or was lost is an error of its span; one that did what it was asked is none", () => {
  for (const outcome of ["failed", "timeout", "lost"] as const) expect(errorOf(outcome)).toBe(outcome);
  for (const outcome of ["done", "stopped", "handed_over"] as const) expect(errorOf(outcome)).toBeUndefined();
});
