// Other agents: asked by a tool, or handed the conversation.
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { results, stage, types } from "../../test/support/stage.ts";
import type { ConnectedCall, ConnectedResult } from "./events.ts";

const source = `
system:
    instructions: "You work at a desk."
    messages:
        welcome: "Welcome."
        error: "The desk is closed."
config:
    developer_name: "desk"
    agent_type: "AgentforceEmployeeAgent"
variables:
    account: mutable string = "A-1"
    asked: mutable number = 0
connected_subagent Loyalty:
    target: "agentforce://Loyalty_Agent"
    description: "Knows about points"
    loading_text: "Asking the loyalty desk"
    inputs:
        account: string = @variables.account
        tier: string = "gold"
    after_response:
        set @variables.asked = @variables.asked + 1
start_agent desk:
    description: "The desk"
    reasoning:
        instructions: ->
            | Asked {!@variables.asked} times.
        actions:
            ask: @connected_subagent.Loyalty
                with tier="silver"
`;
const agent = agentOf(source);

function loyalty(result: ConnectedResult) {
  const calls: ConnectedCall[] = [];
  const connected = async (call: ConnectedCall) => {
    calls.push(call);
    return result;
  };
  return { calls, on: stage(agent, {}, {}, { connected }) };
}

describe("asking another agent", () => {
  test("it hears the conversation and its inputs, and its answer is the result", async () => {
    const { calls, on } = loyalty({ ok: true, text: "900 points." });
    const take = await on.take("my points?", [[["ask"]], "You have 900 points."]);
    expect(calls).toEqual([
      {
        target: "agentforce://Loyalty_Agent",
        utterance: "my points?",
        history: [{ role: "user", text: "my points?" }],
        inputs: { account: "A-1", tier: "silver" },
        idempotencyKey: "S:1:1",
        signal: expect.any(AbortSignal),
      },
    ]);
    expect(results(take)).toEqual([{ answer: "900 points." }]);
    expect(take.said).toEqual(["Asking the loyalty desk", "You have 900 points."]);
    expect(take.requests[1]?.instructions).toBe("Asked 1 times.");
  });

  test("an agent that cannot answer is an error the model reads, and nothing runs after it", async () => {
    const { on } = loyalty({ ok: false, message: "Loyalty is closed." });
    const take = await on.take("my points?", [[["ask"]], "Closed."]);
    expect(results(take)).toEqual([{ error: "Loyalty is closed." }]);
    expect(take.outcome.state.variables.asked).toBe(0);
  });

  test("so is one that a host without other agents cannot reach", async () => {
    const take = await stage(agent).take("my points?", [[["ask"]], "I cannot reach them."]);
    expect(results(take)).toEqual([{ error: '"Loyalty" cannot be reached from here.' }]);
  });

  test("a transition to it hands over: its answer is the turn's", async () => {
    const handing = agentOf(
      source.replace(
        'ask: @connected_subagent.Loyalty\n                with tier="silver"',
        "ask: @utils.transition to @connected_subagent.Loyalty",
      ),
    );
    const on = stage(handing, {}, {}, { connected: async () => ({ ok: true, text: "900 points." }) });
    const take = await on.take("my points?", [[["ask"]]]);
    expect(take.said).toEqual(["Asking the loyalty desk", "900 points."]);
    expect(types(take.events).at(-1)).toBe("history");
    expect(take.requests).toHaveLength(1);
  });
});
