// What happens around a call: progress, what the model sees of the result, and what follows (agent-script spec §5.6).
import assert from "node:assert/strict";
import { limits } from "../../../src/reasoning/limits.ts";
import { desk, type Line, results, shown, stage, toolsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { broken, call, finder, found, withTools } from "./desks.ts";
import { left, play } from "./on-stage.ts";

export const toolCallRules: readonly Rule[] = [
  rule(
    "agent-script §5.6 (5)",
    "a progress indicator is shown before its action runs, and only when it is asked for",
    async () => {
      const indicated = (fields: string) =>
        desk(`
    actions:
        Work:
${fields}
            outputs:
                x: string
            target: "flow://Work"
    reasoning:
        instructions: ->
            | Serve.
        actions:
            work: @actions.Work
`);
      const said = async (fields: string) =>
        (await play(indicated(fields), [call("work"), "Done."], { Work: () => ({}) })).said;
      const message = '            progress_indicator_message: "Working"';
      assert.deepEqual(await said(`            include_in_progress_indicator: True\n${message}`), ["Working", "Done."]);
      assert.deepEqual(await said(message), ["Done."]);
    },
  ),
  rule(
    "agent-script §5.6 (6)",
    "the model sees the declared outputs of an action without those hidden by filter_from_agent or is_used_by_planner",
    async () => {
      const on = stage(finder, found);
      const take = await on.take("hi", [call("find", { thing: "key" }), "Yes."]);
      assert.deepEqual(results(take), [{ place: "shelf", grade: "good" }]);
      assert.doesNotMatch(shown(on.requests) + JSON.stringify(on.history), /Z9|Y8|X7/);
    },
  ),
  rule("agent-script §5.6 (6)", "a hidden output can still be kept in a variable", async () => {
    const agent = withTools("            find: @actions.Find\n                set @variables.code = @outputs.secret\n");
    const take = await play(agent, [call("find", { thing: "key" }), "Yes."], found);
    assert.equal(left(take, "code"), "Z9");
    assert.doesNotMatch(JSON.stringify([take.requests.map(({ messages }) => messages), take.history]), /Z9/);
  }),
  rule(
    "agent-script §5.6 (7)",
    "the statements of a tool run after its action, in the order of the source",
    async () => {
      const agent = withTools(`
            find: @actions.Find
                set @variables.name = @outputs.place
                run @actions.Find
                    with thing=@variables.name
                    set @variables.name = "nested"
                if @variables.name == "nested":
                    set @variables.code = "last"
`);
      const take = await play(agent, [call("find", { thing: "key" }), "Yes."], found);
      assert.deepEqual(
        take.acts.map(([, { thing }]) => thing),
        ["key", "shelf"],
      );
      assert.deepEqual([left(take, "name"), left(take, "code")], ["nested", "last"]);
    },
  ),
  rule(
    "agent-script §5.6 (7)",
    "in a run after an action, `with` sees the outer outputs and `set` the inner",
    async () => {
      const agent = withTools(`
            find: @actions.Find
                run @actions.Find
                    with thing=@outputs.place
                    set @variables.code = @outputs.place
                set @variables.name = @outputs.place
`);
      let times = 0;
      const take = await play(agent, [call("find", { thing: "key" }), "Yes."], {
        Find: () => ({ place: `place ${++times}` }),
      });
      assert.deepEqual(
        take.acts.map(([, { thing }]) => thing),
        ["key", "place 1"],
      );
      assert.deepEqual([left(take, "code"), left(take, "name")], ["place 2", "place 1"]);
    },
  ),
  rule(
    "agent-script §5.6 (7)",
    "a transition after an action stops the rest of its statements and none of another tool's",
    async () => {
      const agent = withTools(`
            find: @actions.Find
                if @outputs.grade == "good":
                    transition to @subagent.other
                set @variables.code = "never"
            store: @utils.setVariables
                with count=...
`);
      const take = await play(
        agent,
        [
          [
            ["find", { thing: "key" }],
            ["store", { count: 4 }],
          ],
          "Yes.",
        ],
        found,
      );
      assert.deepEqual([left(take, "code"), left(take, "count"), take.outcome.state.node], [null, 4, "other"]);
    },
  ),
  rule(
    "agent-script §5.6 (7)",
    "of two transitions in one reply the last one wins, whichever kind of tool they come from",
    async () => {
      const agent = withTools(`
            find: @actions.Find
                transition to @subagent.desk
            away: @utils.transition to @subagent.other
`);
      const to = async (calls: Line) => (await play(agent, [calls, "Yes."], found)).outcome.state.node;
      assert.equal(await to([["find", { thing: "key" }], ["away"]]), "other");
      assert.equal(await to([["away"], ["find", { thing: "key" }]]), "desk");
    },
  ),
  rule(
    "agent-script §5.6 (8)",
    "after a failure none of the tool's statements run, and the model reads the error",
    async () => {
      const agent = withTools('            find: @actions.Find\n                set @variables.code = "set"\n');
      const take = await play(agent, [call("find", { thing: "key" }), "Sorry."], broken);
      assert.equal(left(take, "code"), null);
      assert.deepEqual(results(take), [{ error: "Find failed." }]);
      assert.deepEqual(take.said, ["Sorry."]);
    },
  ),
  rule(
    "agent-script §5.6 (8)",
    "a tool that failed three times in a row is withheld for the rest of the turn",
    async () => {
      const again = Array<Line>(limits.failuresPerTool).fill(call("find", { thing: "key" }));
      const take = await play(finder, [...again, "Sorry."], broken);
      assert.equal(limits.failuresPerTool, 3);
      assert.equal(toolsOf(take.requests[2])?.includes("find"), true);
      assert.equal(toolsOf(take.requests[3])?.includes("find"), false);
    },
  ),
  rule("agent-script §5.6 (8)", "a success in between starts the count of failures again", async () => {
    let times = 0;
    const Find = () => (++times === 3 ? { place: "shelf" } : broken.Find());
    const take = await play(finder, [...Array<Line>(5).fill(call("find", { thing: "key" })), "Yes."], { Find });
    assert.equal(toolsOf(take.requests[5])?.includes("find"), true);
  }),
  rule("agent-script §5.6", "the calls of a reply run one after the other, in its order", async () => {
    const take = await play(finder, [[["bound"], ["find", { thing: "key" }], ["bound"]], "Yes."], found);
    assert.deepEqual(
      take.acts.map(([, { thing }]) => thing),
      ["you", "key", "you"],
    );
    assert.deepEqual(take.keys, ["S:1:1", "S:1:2", "S:1:3"]);
  }),
  rule("agent-script §5.6", "a call whose gate an earlier call of the same reply shut does nothing", async () => {
    const agent = withTools(`
            once: @actions.Find
                available when @variables.count == 0
                with thing="key"
                set @variables.count = 1
`);
    const take = await play(agent, [[["once"], ["once"]], "Yes."], found);
    assert.equal(take.acts.length, 1);
    assert.deepEqual(results(take)[1], { error: '"once" is not available now.' });
  }),
  rule("agent-script §5.6", "setVariables sets what the model gave, says it back, and the node goes on", async () => {
    const take = await play(finder, [call("store", { count: "5", items: ["a"] }), "Yes."]);
    assert.deepEqual(results(take), [{ count: 5, items: ["a"] }]);
    assert.deepEqual([left(take, "count"), left(take, "items"), take.requests.length], [5, ["a"], 2]);
  }),
  rule("agent-script §5.6", "setVariables sets nothing when one of its values does not fit", async () => {
    const take = await play(finder, [call("store", { count: 5, items: "no list" }), "Yes."]);
    assert.deepEqual(results(take), [{ error: '"items" must be a list of string.' }]);
    assert.equal(left(take, "count"), 0);
    const fixed = withTools(`
            store: @utils.setVariables
                with count=4
                with items=@variables.name
                with code=...
`);
    const bad = await play(fixed, [call("store", { code: "x" }), "Yes."]);
    assert.deepEqual([left(bad, "count"), left(bad, "code")], [0, null]);
  }),
  rule("agent-script §5.6", "a transition by tool waits until every call of its reply has run", async () => {
    const take = await play(finder, [[["away"], ["bound"]], "Yes."], found);
    assert.equal(take.acts.length, 1);
    assert.deepEqual(results(take)[0], { next: "other" });
    assert.equal(take.outcome.state.node, "other");
  }),
];
