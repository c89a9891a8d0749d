// How many model calls a turn costs, and what streams (agent-script spec §5.11, §5.13).
import assert from "node:assert/strict";
import { desk, type Line, stage, types } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { play } from "./on-stage.ts";

const agent = desk(`
    actions:
        Look:
            outputs:
                place: string
            target: "flow://Look"
    before_reasoning:
        run @actions.Look
        if @variables.code == "straight":
            transition to @subagent.other
    reasoning:
        instructions: ->
            run @actions.Look
            | Serve.
        actions:
            look: @actions.Look
            away: @utils.transition to @subagent.other
            hidden: @utils.end_session
                available when False
`);
const found = { Look: () => ({ place: "shelf" }) };
const calls = async (lines: readonly Line[]) => (await play(agent, lines, found)).outcome.modelCalls;

export const modelCallRules: readonly Rule[] = [
  rule(
    "agent-script §5.11",
    "a node that answers itself costs one call, and a node on the way to another one more",
    async () => {
      assert.equal(await calls(["Yes."]), 1);
      assert.equal(await calls([[["away"]], "Yes."]), 2);
    },
  ),
  rule("agent-script §5.11", "a start that a script's transition leaves costs no call", async () => {
    const on = stage(agent, found);
    on.state = { ...on.state, variables: { ...on.state.variables, code: "straight" } };
    assert.equal((await on.take("hi", ["Yes."])).outcome.modelCalls, 1);
  }),
  rule("agent-script §5.11", "each round of tool calls costs one call, however many tools it calls", async () => {
    assert.equal(await calls([[["look"]], "Yes."]), 2);
    assert.equal(await calls([[["look"], ["look"], ["look"]], "Yes."]), 2);
  }),
  rule("agent-script §5.11", "runs, gates and transitions of the script cost no call", async () => {
    const take = await play(agent, ["Yes."], found);
    assert.deepEqual([take.acts.length, take.outcome.modelCalls], [2, 1]);
  }),
  rule("agent-script §5.11", "only words that turn out to be the answer stay streamed", async () => {
    const take = await play(agent, [{ text: "One moment.", calls: [["look"]] }, "It is there."], found);
    const spoken = types(take.events).filter((type) => type !== "history");
    assert.deepEqual(spoken, ["delta", "delta", "void", "delta", "delta", "delta", "reply"]);
  }),
  rule("agent-script §5.11", "the chunks of an answer, joined, are the answer", async () => {
    const take = await play(agent, ["It is there, I think."], found);
    const chunks = take.events.flatMap((event) => (event.type === "delta" ? [event.text] : []));
    assert.deepEqual([chunks.join("")], take.said);
    assert.ok(chunks.length > 1);
  }),
  rule("agent-script §5.13", "the node that answered is the conversation's node", async () => {
    assert.equal((await play(agent, [[["away"]], "Yes."], found)).outcome.state.node, "other");
  }),
  rule("agent-script §5.13", "the tokens and the model of every call of a turn are counted together", async () => {
    const { outcome } = await play(agent, [[["look"]], "Yes."], found);
    assert.deepEqual([outcome.usage, outcome.model], [{ inputTokens: 20, outputTokens: 4 }, "stage:lines"]);
  }),
];
