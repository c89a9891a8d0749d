// What a trace makes of the steps of a plan.
import { describe, expect, test } from "vitest";
import { readScript } from "../script/read.ts";
import { traceSteps } from "./trace-steps.ts";

const { agent } = readScript(`system:
    instructions: "You sort letters."
config:
    developer_name: "Post"
    agent_type: "AgentforceEmployeeAgent"
    description: "Sorts letters"
variables:
    weight: mutable number = 0
start_agent sorter:
    description: "Sorts"
    reasoning:
        instructions: |
            Sort.
        actions:
            to_parcels: @utils.transition to @subagent.parcels
                description: "Parcels"
subagent parcels:
    description: "Weighs parcels"
    reasoning:
        instructions: ->
            set @variables.weight = 3
            | Weigh {!@variables.weight}.
`);

const at = (type: string, start: number, end: number, fields: object = {}) => ({
  type,
  startExecutionTime: 1000 + start,
  endExecutionTime: 1000 + end,
  ...fields,
});
const set = (start: number) =>
  at("VariableUpdateStep", start, start, {
    variable_updates: [
      { variable_name: "weight", variable_past_value: 0, variable_new_value: 3, variable_change_reason: "set" },
    ],
  });
const asked = (start: number, calls: readonly object[] = []) =>
  at("LLMStep", start, start + 5, { model: "m", response_messages: [{ role: "assistant", text: "", calls }] });
const titles = (plan: readonly object[]) => traceSteps(plan, [], agent).map(({ title }) => title);

describe("the steps of a trace", () => {
  test("count time from the first of them", () => {
    const steps = traceSteps([at("UserInputStep", 0, 1, { message: "hi" }), asked(7)], [], agent);
    expect(steps.map(({ startMs, durationMs }) => [startMs, durationMs])).toEqual([
      [0, 1],
      [7, 5],
    ]);
  });

  test("show a block before what it did, and after what a tool of the model did in the same millisecond", () => {
    const block = at("BeforeReasoningIterationStep", 8, 9, { agent_name: "parcels" });
    expect(titles([at("NodeEntryStateStep", 7, 7, { agent_name: "parcels" }), set(8), block])).toEqual([
      "parcels",
      "instructions",
      "weight",
    ]);
    expect(titles([asked(2), set(8), block])).toEqual(["m", "weight", "instructions"]);
    expect(titles([asked(2), set(7), set(9), block])).toEqual(["m", "weight", "instructions", "weight"]);
  });

  test("say why a subagent was entered, and where in the script", () => {
    const [, , moved, entered] = traceSteps(
      [
        at("NodeEntryStateStep", 0, 0, { agent_name: "sorter" }),
        asked(1, [{ name: "to_parcels", arguments: {} }]),
        at("TransitionStep", 6, 6, {
          from_agent: "sorter",
          to_agent: "parcels",
          transition_type: "handoff",
          transition_mode: "tool",
        }),
        at("NodeEntryStateStep", 6, 6, { agent_name: "parcels" }),
      ],
      [],
      agent,
    );
    expect(moved).toMatchObject({ title: "sorter → parcels", line: 15 });
    expect(entered).toMatchObject({ title: "parcels", line: 17, why: "The model of sorter called to_parcels." });
  });

  test("stand without a script, whose version may be gone", () => {
    const [entered] = traceSteps([at("NodeEntryStateStep", 0, 0, { agent_name: "sorter" })], [], undefined);
    expect(entered).toMatchObject({ line: null, why: "The conversation stood here when the last turn ended." });
  });
});
