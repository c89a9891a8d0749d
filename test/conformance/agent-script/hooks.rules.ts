// Entering and leaving a node: before_reasoning and after_reasoning (agent-script spec §5.4, steps 1, 2 and 4).
import assert from "node:assert/strict";
import { told } from "../../support/scripts.ts";
import { desk, stepsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { lookAction, looked, returning } from "./desks.ts";
import { focus, left, play } from "./on-stage.ts";

const entered = (take: Parameters<typeof stepsOf>[0]) =>
  stepsOf(take, "NodeEntryStateStep").map(({ agent_name }) => agent_name);

export const hookRules: readonly Rule[] = [
  rule(
    "agent-script §5.4 (1)",
    "entering a node is a step of the trace, with the variables as they are then",
    async () => {
      const take = await play(returning, [[["note", { name: "Ada" }]], "Yes."]);
      assert.deepEqual(
        stepsOf(take, "NodeEntryStateStep").map(({ agent_name, state_variables }) => [agent_name, state_variables]),
        [["desk", { name: "you", count: 0, code: null, items: [] }]],
      );
    },
  ),
  rule(
    "agent-script §5.4 (2)",
    "before_reasoning runs once for an entry, however many model calls follow",
    async () => {
      const take = await play(returning, [[["note", { name: "Ada" }]], [["note", { name: "Eve" }]], "Yes."]);
      assert.deepEqual(focus(take), Array(3).fill("Entered 1 times."));
    },
  ),
  rule("agent-script §5.4 (2)", "a node entered again in the same turn runs its before_reasoning again", async () => {
    const take = await play(returning, [[["away"]], "Yes."]);
    assert.deepEqual(focus(take), ["Entered 1 times.", "Entered 2 times."]);
  }),
  rule(
    "agent-script §5.4 (2)",
    "a transition in before_reasoning goes there at once: no statement, model call or after_reasoning of the node follows",
    async () => {
      const agent = desk(`
    before_reasoning:
        if @variables.count == 0:
            transition to @subagent.other
        set @variables.code = "before"
    reasoning:
        instructions: ->
            | Never.
    after_reasoning:
        set @variables.code = "after"
`);
      const take = await play(agent, ["Yes."]);
      assert.deepEqual(focus(take), ["You are the other desk."]);
      assert.equal(left(take, "code"), null);
    },
  ),
  rule("agent-script §5.4 (4)", "after_reasoning runs once, when the node has answered", async () => {
    const agent = desk(`${lookAction}
    reasoning:
        instructions: ->
            | Count {!@variables.count}.
        actions:
            look: @actions.Look
    after_reasoning:
        set @variables.count = @variables.count + 1
`);
    const take = await play(agent, [[["look"]], "Yes."], looked);
    assert.deepEqual(focus(take), ["Count 0.", "Count 0."]);
    assert.equal(left(take, "count"), 1);
  }),
  rule("agent-script §5.4 (4)", "after_reasoning does not run in a node that was left by a transition", async () => {
    const agent = desk(`
    reasoning:
        instructions: ->
            | Serve.
        actions:
            leave: @utils.transition to @subagent.other
    after_reasoning:
        set @variables.count = @variables.count + 1
`);
    assert.equal(left(await play(agent, [[["leave"]], "Yes."]), "count"), 0);
  }),
  rule(
    "agent-script §5.4 (4)",
    "a transition in after_reasoning makes a second message in the same turn, and the first one stays",
    async () => {
      const agent = desk(`
    reasoning:
        instructions: ->
            | Serve.
    after_reasoning:
        transition to @subagent.other
`);
      const take = await play(agent, ["First.", "Second."]);
      assert.deepEqual(take.said, ["First.", "Second."]);
      assert.deepEqual(entered(take), ["desk", "other"]);
      assert.deepEqual(
        take.history.map((message) => ("text" in message ? message.text : "")),
        ["hi", "First.", "Second."],
      );
    },
  ),
  rule("agent-script §5.4 (4)", "actions run in both hooks, and their outputs can be kept", async () => {
    const agent = desk(`${lookAction}
    before_reasoning:
        run @actions.Look
            set @variables.code = @outputs.place
    reasoning:
        instructions: ->
            | At the {!@variables.code}.
    after_reasoning:
        run @actions.Look
            set @variables.name = @outputs.place
`);
    const take = await play(agent, ["Yes."], looked);
    assert.deepEqual(focus(take), ["At the shelf."]);
    assert.equal(left(take, "name"), "shelf");
    assert.equal(take.acts.length, 2);
  }),
  rule("agent-script §5.4", "text in before_reasoning or after_reasoning is an error of the script", async () => {
    const source = `config:\n    developer_name: "x"\nstart_agent x:\n    description: "x"\n    before_reasoning:\n        | text\n`;
    assert.ok(told(source).includes("error template-in-deterministic-procedure"));
  }),
];
