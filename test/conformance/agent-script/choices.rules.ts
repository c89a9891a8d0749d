// Where the vendor's sources disagree with one another, what this runtime does: one rule for each row of
// agent-script spec §5.12.
import assert from "node:assert/strict";
import { readScript } from "../../../src/script/read.ts";
import { type Additions, baseScript } from "../../fixtures/scripts/base.ts";
import { agentOf, told, toldOf } from "../../support/scripts.ts";
import { desk, type Line, script, stage, stepsOf, toolsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { focus, heard, left, parametersOf, play } from "./on-stage.ts";

const acting = { Act: ({ p }: Readonly<Record<string, unknown>>) => ({ r: String(p), n: 1 }) };
const withOther = (additions: Additions) =>
  agentOf(`${baseScript(additions)}    reasoning:\n        instructions: ->\n            | Other.\n`);
const base = (additions: Additions, lines: readonly Line[] = ["Yes."]) => play(withOther(additions), lines, acting);
const act: Line = [["act", { p: "y" }]];

const hooked = desk(`
    before_reasoning:
        set @variables.count = @variables.count + 1
    reasoning:
        instructions: ->
            | Before {!@variables.count}, after {!@variables.code}.
        actions:
            note: @utils.setVariables
                with name=...
    after_reasoning:
        set @variables.code = "ran"
`);

export const choiceRules: readonly Rule[] = [
  rule(
    "agent-script §5.12, row 1",
    "a turn begins at the start agent by default, and elsewhere only where a script asks for it",
    async () => {
      const stays = "additional_parameter__reset_to_initial_node: False";
      assert.deepEqual(
        [agentOf(baseScript({})).resetToStart, agentOf(baseScript({ config: stays })).resetToStart],
        [true, false],
      );
    },
  ),
  rule("agent-script §5.12, row 2", "setVariables does not end the turn", async () => {
    const take = await play(hooked, [[["note", { name: "Ada" }]], "Hello Ada."]);
    assert.deepEqual([take.said, take.requests.length], [["Hello Ada."], 2]);
  }),
  rule("agent-script §5.12, row 3", "else if works, and the author is told that old servers lack it", async () => {
    const instructions = "if @variables.a == 1:\n    | one\nelse if @variables.a == 0:\n    | zero\nelse:\n    | other";
    assert.match(focus(await base({ instructions }))[0] ?? "", /\nzero$/);
    assert.deepEqual(
      toldOf({ instructions }).filter((problem) => !problem.startsWith("info")),
      [],
    );
  }),
  rule(
    "agent-script §5.12, row 4",
    "an if inside an if is an error unless it is allowed, and then it runs",
    async () => {
      const source = baseScript({ instructions: "if @variables.a == 0:\n    if not @variables.b:\n        | both" });
      assert.ok(told(source).includes("error unsupported-nested-if"));
      const { agent } = readScript(source, { allowNestedIf: true });
      assert.ok(agent);
      assert.match(focus(await play(agent, ["Yes."]))[0] ?? "", /\nboth$/);
    },
  ),
  rule("agent-script §5.12, row 5", "before_reasoning runs for each entry of a node, not for each step", async () => {
    const take = await play(hooked, [[["note", { name: "Ada" }]], "Hello."]);
    assert.deepEqual(focus(take), ["Before 1, after .", "Before 1, after ."]);
  }),
  rule("agent-script §5.12, row 6", "after_reasoning runs after the model has answered, never before", async () => {
    const take = await play(hooked, ["Hello."]);
    assert.deepEqual([focus(take), left(take, "code")], [["Before 1, after ."], "ran"]);
    const order = take.events.flatMap((event) => (event.type === "step" ? [event.step.type] : []));
    assert.ok(order.indexOf("AfterReasoningStep") > order.indexOf("LLMStep"));
  }),
  rule(
    "agent-script §5.12, row 7",
    "a bare transition in a tool's body works, with a warning that Agentforce drops it",
    async () => {
      const tools = "act_and_go: @actions.Act\n    with p=...\n    transition to @subagent.other";
      const take = await base({ tools }, [[["act_and_go", { p: "y" }]], "Other."]);
      assert.equal(take.outcome.state.node, "other");
      assert.ok(toldOf({ tools }).some((problem) => problem.startsWith("warning")));
    },
  ),
  rule(
    "agent-script §5.12, row 8",
    "statements under a run work, with a warning that Agentforce drops them",
    async () => {
      const instructions =
        'run @actions.Act\n    with p="y"\n    if @outputs.r == "y":\n        set @variables.s = "seen"\n| s={!@variables.s}';
      assert.match(focus(await base({ instructions }))[0] ?? "", /s=seen$/);
      assert.ok(toldOf({ instructions }).includes("warning agentforce-compiler-ignores"));
    },
  ),
  rule("agent-script §5.12, row 9", "a transition discards the prompt that was being made", async () => {
    const take = await base({ instructions: "| draft\ntransition to @subagent.other" });
    assert.deepEqual(focus(take), ["Other."]);
    assert.doesNotMatch(JSON.stringify(take.requests), /draft/);
  }),
  rule("agent-script §5.12, row 10", "{!…} in quotes is replaced, with a note that Agentforce does not", async () => {
    const instructions = 'set @variables.s = "n={!@variables.a}"\n| {!@variables.s}';
    assert.match(focus(await base({ instructions }))[0] ?? "", /n=0$/);
    assert.deepEqual(toldOf({ instructions }), ["info quoted-interpolation"]);
  }),
  rule("agent-script §5.12, row 11", "an optional input without a binding is not offered to the model", async () => {
    const take = await base({ tools: "plain: @actions.Act" });
    assert.deepEqual(Object.keys(parametersOf(take, "plain")?.properties ?? {}), ["p"]);
  }),
  rule("agent-script §5.12, row 12", "a tool goes by its alias, not by its label", async () => {
    const take = await base({ tools: 'alias: @actions.Act\n    label: "A Label"' });
    assert.deepEqual(toolsOf(take.requests[0]), ["act", "go", "alias"]);
  }),
  rule(
    "agent-script §5.12, row 13",
    "require_user_confirmation asks the user, where Agentforce does nothing",
    async () => {
      const on = stage(agentOf(script("03_parcel_desk")));
      on.state = { ...on.state, variables: { ...on.state.variables, parcel_id: "PX-1", status: "late", late_days: 9 } };
      const take = await on.take("refund", [[["refund", { reason: "ruined" }]]]);
      assert.deepEqual([heard(take, "confirm").length, take.acts], [1, []]);
    },
  ),
  rule("agent-script §5.12, row 14", "a set on a linked variable is an error", async () => {
    const source = baseScript({
      variables: "who: linked string\n    source: @MessagingSession.Id",
      instructions: 'set @variables.who = "x"',
    });
    assert.ok(told(source).includes("error set-immutable-target"));
    assert.equal(readScript(source).agent, undefined);
  }),
  rule("agent-script §5.12, row 15", "what follows an action belongs to the tool, not to the action", async () => {
    const tools =
      'first: @actions.Act\n    with p=...\n    set @variables.s = "first"\nsecond: @actions.Act\n    with p=...\n    set @variables.a = 5';
    const take = await base({ tools }, [[["first", { p: "y" }]], "Yes."]);
    assert.deepEqual([left(take, "s"), left(take, "a")], ["first", 0]);
    assert.equal(left(await base({ tools }, [act, "Yes."]), "s"), "");
    assert.equal(stepsOf(take, "FunctionStep").length, 1);
  }),
];
