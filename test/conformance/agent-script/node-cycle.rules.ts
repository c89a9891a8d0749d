// One round of a node: instructions, gates, model, and what its reply leads to (agent-script spec §5.4, steps 3 and 5).
import assert from "node:assert/strict";
import { desk, results, stepsOf, toolsOf, types } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { lookAction, looked, returning } from "./desks.ts";
import { focus, heard, left, play } from "./on-stage.ts";

export const nodeCycleRules: readonly Rule[] = [
  rule(
    "agent-script §5.4 (3a)",
    "instructions run from the top, and their texts are joined by line breaks",
    async () => {
      const agent = desk(`${lookAction}
    reasoning:
        instructions: ->
            | One.
            set @variables.name = "Ada"
            run @actions.Look
                set @variables.code = @outputs.place
            if @variables.code == "shelf":
                | {!@variables.name}: {!@variables.code}
            else:
                | Never.
            | Last.
`);
      assert.deepEqual(focus(await play(agent, ["Yes."], looked)), ["One.\nAda: shelf\nLast."]);
    },
  ),
  rule(
    "agent-script §5.4 (3a)",
    "a transition in the instructions drops the text so far and goes at once",
    async () => {
      const agent = desk(`
    reasoning:
        instructions: ->
            | Dropped.
            if @variables.count == 0:
                transition to @subagent.other
            set @variables.code = "reached"
`);
      const take = await play(agent, ["Yes."]);
      assert.deepEqual(focus(take), ["You are the other desk."]);
      assert.equal(left(take, "code"), null);
    },
  ),
  rule("agent-script §5.4 (3a)", "instructions run anew before every model call, side effects included", async () => {
    const agent = desk(`${lookAction}
    reasoning:
        instructions: ->
            set @variables.count = @variables.count + 1
            run @actions.Look
            | Pass {!@variables.count}.
        actions:
            look: @actions.Look
`);
    const take = await play(agent, [[["look"]], "Yes."], looked);
    assert.deepEqual(focus(take), ["Pass 1.", "Pass 2."]);
    assert.equal(take.acts.length, 3);
  }),
  rule("agent-script §5.4 (3a)", "the result of a run in the script joins no history and no prompt", async () => {
    const agent = desk(`${lookAction}
    reasoning:
        instructions: ->
            run @actions.Look
            | Look.
`);
    const take = await play(agent, ["Yes."], looked);
    assert.deepEqual(
      take.history.map(({ role }) => role),
      ["user", "assistant"],
    );
    assert.doesNotMatch(JSON.stringify(take.requests[0]?.messages), /shelf/);
  }),
  rule(
    "agent-script §5.4 (3b)",
    "gates are read before every model call, with the variables as they are then",
    async () => {
      const agent = desk(`
    reasoning:
        instructions: ->
            | Serve.
        actions:
            note: @utils.setVariables
                with code=...
            secret: @utils.transition to @subagent.other
                available when @variables.code is not None
`);
      const take = await play(agent, [[["note", { code: "7" }]], "Yes."]);
      assert.deepEqual(take.requests.map(toolsOf), [["note"], ["note", "secret"]]);
    },
  ),
  rule("agent-script §5.4 (3b)", "a gate may call len, compare and combine, and any true value opens it", async () => {
    const agent = desk(`
    reasoning:
        instructions: ->
            | Serve.
        actions:
            text: @utils.transition to @subagent.other
                available when @variables.name
            zero: @utils.transition to @subagent.other
                available when @variables.count
            empty: @utils.transition to @subagent.other
                available when len(@variables.items) > 0 or @variables.count > 1
            both: @utils.transition to @subagent.other
                available when not @variables.count and len(@variables.items) == 0
`);
    assert.deepEqual(toolsOf((await play(agent, ["Yes."])).requests[0]), ["text", "both"]);
  }),
  rule(
    "agent-script §5.4 (3d)",
    "words beside a tool call stay in the history and are no message to the user",
    async () => {
      const take = await play(returning, [{ text: "One moment.", calls: [["note", { name: "Ada" }]] }, "Yes."]);
      assert.deepEqual(take.said, ["Yes."]);
      assert.deepEqual(take.history[1], {
        role: "assistant",
        text: "One moment.",
        calls: [{ id: "1.1.1", name: "note", arguments: { name: "Ada" } }],
      });
    },
  ),
  rule("agent-script §5.4 (3d)", "a reply without a call is the answer, and ends the visit", async () => {
    const take = await play(returning, ["Yes."]);
    assert.equal(take.requests.length, 1);
    assert.deepEqual(types(take.events).slice(-2), ["reply", "history"]);
  }),
  rule(
    "agent-script §5.4 (3e)",
    "after calls the model is asked again, with their results as its last messages",
    async () => {
      const agent = desk(`${lookAction}
    reasoning:
        instructions: ->
            | Serve.
        actions:
            look: @actions.Look
`);
      const take = await play(agent, [[["look"], ["look"]], "Yes."], looked);
      assert.deepEqual(
        take.requests[1]?.messages.map(({ role }) => role),
        ["user", "assistant", "tool", "tool"],
      );
      assert.deepEqual(results(take), [{ place: "shelf" }, { place: "shelf" }]);
    },
  ),
  rule(
    "agent-script §5.4 (5)",
    "unless the host says so, no second model call checks what the agent said",
    async () => {
      const take = await play(returning, ["Yes."]);
      assert.equal(take.outcome.modelCalls, 1);
      assert.deepEqual(heard(take, "void"), []);
      assert.deepEqual(stepsOf(take, "ReasoningStep"), []);
    },
  ),
];
