// What a trace withholds where a script does not ask for full logs.
import { expect, test } from "vitest";
import { MASKED } from "../contract/setup-logs.ts";
import type { Trace } from "../contract/setup-trace.ts";
import { masked } from "./trace.ts";

const SECRET = "my number is 4711";

test("no text, value or error of a masked trace is told; times, names and tokens are", () => {
  const step = { title: "Pay", type: "FunctionStep", subagent: "desk", startMs: 1, durationMs: 2, line: 3 };
  const reply = { text: SECRET, calls: [{ name: "pay", arguments: { a: SECRET } }] };
  const seen = [{ role: "user" as const, text: SECRET }];
  const model = { model: "m", inputTokens: 7, outputTokens: 8, prompt: SECRET, messages: seen, tools: [], reply };
  const values = { before: { a: SECRET }, after: { a: SECRET } };
  const trace: Trace = {
    ...{ sessionId: "s", turnId: "t", number: 1, agentId: "a", preview: false, status: "failed", failure: "broken" },
    ...{ startedAt: "2026-05-01T00:00:00Z", durationMs: 3, model: "m", modelCalls: 1, inputTokens: 7, outputTokens: 8 },
    ...values,
    steps: [
      {
        ...{ ...step, kind: "action", errors: [`The other agent said: ${SECRET}`], text: SECRET },
        ...{ model, action: { input: { a: SECRET }, output: { a: SECRET } } },
        changes: [{ name: "a", before: SECRET, after: SECRET, by: "set" }],
      },
    ],
    masked: false,
  };
  const told = masked(trace);
  expect(JSON.stringify(told)).not.toContain("4711");
  expect(told).toMatchObject({ masked: true, inputTokens: 7, steps: [{ ...step, errors: [expect.any(String)] }] });
});

test("a masked trace tells why an action failed where the server says it, and nothing that only begins alike", () => {
  const step = { kind: "action", type: "FunctionStep", subagent: "desk", startMs: 1, durationMs: 2, line: 3 } as const;
  const own = "Pay is not set up.";
  const trace: Trace = {
    ...{ sessionId: "s", turnId: "t", number: 1, agentId: "a", preview: false, status: "done", failure: null },
    ...{ startedAt: "2026-05-01T00:00:00Z", durationMs: 3, model: "m", modelCalls: 1, inputTokens: 7, outputTokens: 8 },
    steps: [{ ...step, title: "Pay", errors: [own, `${own} ${SECRET}`, `Pay ${SECRET} failed.`] }],
    ...{ before: {}, after: {}, masked: false },
  };
  expect(masked(trace).steps[0]!.errors).toEqual([own, MASKED, MASKED]);
});
