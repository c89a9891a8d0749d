// How a session is told: each thing once, and what was said apart from what is always shown.
import { expect, test } from "vitest";
import { MASKED, type SessionLine } from "../contract/setup-logs.ts";
import type { LoggedTurn } from "../store/log-moments.ts";
import { momentsOf } from "./log-moments.ts";

const session: SessionLine = {
  ...{ id: "s", startedAt: "2026-05-01T00:00:00.000Z", endedAt: null, connection: "Agent API", externalKey: "k" },
  ...{ agent: { id: "a", label: "Desk", version: 1 }, app: { id: "x", label: "App" }, user: { id: "u", name: "User" } },
  ...{ turns: 1, durationMs: 0, status: "open", endReason: null, dropped: false, failedTurns: 0, failedActions: 0 },
  ...{ escalated: false, preview: false },
};

const start = Date.parse("2026-05-01T00:00:01.000Z");
const step = (type: string, fields: object) => ({
  ...{ type, startExecutionTime: start, endExecutionTime: start + 3 },
  ...fields,
});

/** The errors of one turn, told. */
const errorsOf = (of: Partial<LoggedTurn>, masked = false) => {
  const turn: LoggedTurn = {
    ...{ id: "t", number: 1, status: "done", request: { type: "Text", text: "Hello" }, plan: null, failure: null },
    ...{ startedAt: new Date(start), finishedAt: new Date(start + 9), said: [], feedback: [] },
    ...of,
  };
  const told = momentsOf({ session, greeting: undefined, turns: [turn], whole: true, masked });
  return told.filter(({ kind }) => kind === "error").map(({ title, text }) => [title, text]);
};

const call = (...errors: string[]) => step("FunctionStep", { function: { name: "Pay", errors } });

test("why an action failed is said once, and is masked where the server did not say it", () => {
  const plan = [call("Pay is not set up."), call("No money on 4711."), call()];
  expect(errorsOf({ plan })).toEqual([
    ["Action Pay is not set up.", null],
    ["Action Pay failed.", "No money on 4711."],
  ]);
  expect(errorsOf({ plan }, true)).toEqual([
    ["Action Pay is not set up.", null],
    ["Action Pay failed.", MASKED],
  ]);
});

test("a model that fails is told with its reason, and the answer that could not be given without it", () => {
  const why = "the model refused the key";
  const plan = [
    step("NodeEntryStateStep", { agent_name: "desk" }),
    step("LLMStep", { errors: [why] }),
    step("PlannerResponseStep", { responseType: "Failure", message: "Sorry.", errors: [why] }),
  ];
  expect(errorsOf({ plan })).toEqual([
    ["Model call in desk", why],
    ["The agent had no answer", null],
  ]);
});

test("a turn that did not come to its own end says why", () => {
  expect(errorsOf({ status: "failed", failure: "timeout" })).toEqual([
    ["The turn took longer than a turn may take, and was stopped", null],
  ]);
  expect(errorsOf({ status: "abandoned", failure: "the server stopped during the turn" })).toEqual([
    ["Turn abandoned: the server stopped during the turn", null],
  ]);
});
