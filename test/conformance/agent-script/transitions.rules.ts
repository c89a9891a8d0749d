// Going from node to node, and never for ever (agent-script spec §5.7).
import assert from "node:assert/strict";
import { limits } from "../../../src/reasoning/limits.ts";
import { agentOf } from "../../support/scripts.ts";
import { desk, type Line, script, stage, stepsOf, toolsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { focus, left, play } from "./on-stage.ts";

const walking = desk(
  `
    reasoning:
        instructions: ->
            | Draft of the desk.
        actions:
            note: @utils.setVariables
                with code=...
            away: @utils.transition to @subagent.far
            hand: @utils.transition to @connected_subagent.Desk_Two
`,
  `
connected_subagent Desk_Two:
    target: "agentforce://Desk_Two"
    description: "Another agent"
subagent far:
    description: "Far away"
    before_reasoning:
        set @variables.count = @variables.count + 1
    reasoning:
        instructions: ->
            | Far with {!@variables.code}, {!@variables.count}.
        actions:
            back: @utils.transition to @subagent.desk
`,
);
const router = agentOf(script("06_intake_collect"));
const many = (line: Line, times: number) => Array<Line>(times).fill(line);

export const transitionRules: readonly Rule[] = [
  rule(
    "agent-script §5.7",
    "a transition is one way: the target answers, beginning with its before_reasoning",
    async () => {
      const take = await play(walking, [[["away"]], "Here."]);
      assert.deepEqual([take.said, left(take, "count"), take.outcome.state.node], [["Here."], 1, "far"]);
    },
  ),
  rule("agent-script §5.7", "the source's instructions are gone, its conversation and its variables stay", async () => {
    const take = await play(walking, [[["note", { code: "7" }]], [["away"]], "Here."]);
    const last = take.requests.at(-1);
    assert.equal(last?.instructions, "Far with 7, 1.");
    assert.doesNotMatch(JSON.stringify([last?.system, last?.messages]), /Draft of the desk/);
    assert.equal(last?.messages.length, 5);
  }),
  rule(
    "agent-script §5.7",
    "a transition to a connected agent hands the conversation over: its answer is the answer",
    async () => {
      const connected = async () => ({ ok: true, text: "Desk two here." }) as const;
      const take = await stage(walking, {}, {}, { connected }).take("hi", [[["hand"]]]);
      assert.deepEqual([take.said, take.requests.length], [["Desk two here."], 1]);
    },
  ),
  rule("agent-script §5.7", "a router offers its transitions and nothing else", async () => {
    const [first] = (await play(router, ["Hello."])).requests;
    assert.deepEqual(toolsOf(first), ["go_intake", "go_smalltalk"]);
    assert.deepEqual(new Set(first?.tools.map(({ purpose }) => purpose)), new Set(["transition"]));
    const mixed = { ...router.nodes.router!, tools: [...router.nodes.router!.tools, ...walking.nodes.desk!.tools] };
    const [stray] = (await play({ ...router, nodes: { ...router.nodes, router: mixed } }, ["Hello."])).requests;
    assert.deepEqual(toolsOf(stray), ["go_intake", "go_smalltalk", "away", "hand"]);
  }),
  rule(
    "agent-script §5.7",
    "a router classifies in one call, and its text is the reply when it answers itself",
    async () => {
      const routed = await play(router, [[["go_smalltalk"]], "Hello."]);
      assert.equal(stepsOf(routed, "LLMStep").filter(({ agent_name }) => agent_name === "router").length, 1);
      assert.deepEqual((await play(router, ["What happened?"])).said, ["What happened?"]);
    },
  ),
  rule(
    "agent-script §5.7",
    "a visit ends after 10 rounds of model and tools, and the model has the last word without tools",
    async () => {
      const take = await play(walking, [...many([["note", { code: "7" }]], 10), "Enough."]);
      assert.deepEqual([limits.iterationsPerVisit, take.requests.length, take.said], [10, 11, ["Enough."]]);
      assert.deepEqual(toolsOf(take.requests.at(-1)), []);
    },
  ),
  rule("agent-script §5.7", "a turn ends after 20 transitions", async () => {
    const lines = Array.from({ length: 21 }, (_, at): Line => [[at % 2 === 0 ? "away" : "back"]]);
    const take = await play(walking, [...lines, "Enough."]);
    assert.deepEqual(
      [limits.transitionsPerTurn, stepsOf(take, "TransitionStep").length, take.said],
      [20, 20, ["Enough."]],
    );
  }),
  rule("agent-script §5.7", "a turn ends after 30 tool calls", async () => {
    const reply: Line = Array.from({ length: 31 }, (_, at) => ["note", { code: String(at) }] as const);
    const take = await play(walking, [reply, "Enough."]);
    assert.deepEqual(
      [limits.toolCallsPerTurn, stepsOf(take, "VariableUpdateStep").length, take.said],
      [30, 30, ["Enough."]],
    );
  }),
  rule(
    "agent-script §5.7",
    "nodes that lead to one another without a model call and without a change are stopped",
    async () => {
      const agent = desk(
        `
    before_reasoning:
        transition to @subagent.loop
    reasoning:
        instructions: ->
            | x
`,
        `
subagent loop:
    description: "Loop"
    before_reasoning:
        transition to @subagent.desk
    reasoning:
        instructions: ->
            | y
`,
      );
      const take = await play(agent, ["Enough."]);
      assert.ok(stepsOf(take, "TransitionStep").length <= 3);
      assert.deepEqual(take.said, ["Enough."]);
    },
  ),
  rule("agent-script §5.7", "a loop that changes a variable each time may go on until it leads out", async () => {
    const agent = desk(
      `
    before_reasoning:
        if @variables.count < 5:
            transition to @subagent.loop
    reasoning:
        instructions: ->
            | Out at {!@variables.count}.
`,
      `
subagent loop:
    description: "Loop"
    before_reasoning:
        set @variables.count = @variables.count + 1
        transition to @subagent.desk
    reasoning:
        instructions: ->
            | y
`,
    );
    assert.deepEqual(focus(await play(agent, ["Out."])), ["Out at 5."]);
  }),
  rule("agent-script §5.7", "at a limit, a model that does not answer leaves the error message", async () => {
    const take = await play(walking, many([["note", { code: "7" }]], 11));
    assert.deepEqual(take.said, ["The desk is closed."]);
  }),
];
