// The limits of a turn, and how it ends at them.
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { desk, isPaired, results, stage } from "../../test/support/stage.ts";
import { limits } from "./limits.ts";

describe("limits", () => {
  const looping = desk(`
    reasoning:
        instructions: ->
            set @variables.count = @variables.count + 1
            | Loop.
        actions:
            note: @utils.setVariables
                with name=...
`);
  const note = [["note", { name: "x" }]] as const;

  test("a node that never answers gets one last call without tools", async () => {
    const take = await stage(looping).take("hi", [
      ...Array(limits.iterationsPerVisit).fill(note),
      "That is all I know.",
    ]);
    expect(take.said).toEqual(["That is all I know."]);
    expect(take.requests).toHaveLength(limits.iterationsPerVisit + 1);
    expect(take.requests.at(-1)?.tools).toEqual([]);
  });

  test("too many calls in one reply: the rest is not run, and each has its result", async () => {
    const take = await stage(looping).take("hi", [Array(limits.toolCallsPerTurn + 2).fill(note[0]), "Enough."]);
    expect(take.said).toEqual(["Enough."]);
    expect(results(take).filter((result) => "error" in (result as object))).toHaveLength(2);
    expect(isPaired(take.history)).toBe(true);
  });

  test("nodes that send each other the turn without asking a model are stopped", async () => {
    const agent = agentOf(`
config:
    developer_name: "circle"
    agent_type: "AgentforceEmployeeAgent"
start_agent a:
    description: "A"
    before_reasoning:
        transition to @subagent.b
subagent b:
    description: "B"
    before_reasoning:
        transition to @subagent.a
`);
    const take = await stage(agent).take("hi", ["I cannot find my way."]);
    expect(take.said).toEqual(["I cannot find my way."]);
    const lost = await stage(agent).take("hi", []);
    expect(lost.events.some(({ type }) => type === "failure")).toBe(true);
  });
});
