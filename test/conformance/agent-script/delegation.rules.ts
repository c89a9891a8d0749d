// Asking another node or another agent, and going on with the answer (agent-script spec §5.8).
import assert from "node:assert/strict";
import type { ConnectedCall, ConnectedResult } from "../../../src/reasoning/events.ts";
import { desk, isPaired, type Line, results, stage, stepsOf, toolsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { heard, left, play, route, service } from "./on-stage.ts";

const asking = desk(
  `
    reasoning:
        instructions: ->
            | You plan.
        actions:
            ask: @subagent.expert
                description: "Ask the expert"
            ask_deep: @subagent.depth_one
                description: "Go down"
            partner: @connected_subagent.Partner
                description: "Ask the partner"
                with code=@variables.name
`,
  `
connected_subagent Partner:
    target: "agentforce://Partner_Agent"
    description: "Another agent"
    loading_text: "Asking the partner"
    inputs:
        code: string = "own"
        tier: string = "gold"
    after_response:
        set @variables.count = @variables.count + 1
        if @variables.count > 1:
            transition to @subagent.other
subagent expert:
    description: "Knows"
    actions:
        Measure:
            outputs:
                size: number
            target: "flow://Measure"
        Erase:
            require_user_confirmation: True
            outputs:
                x: string
            target: "flow://Erase"
    reasoning:
        instructions: ->
            | You know.
        actions:
            measure: @actions.Measure
                set @variables.count = @outputs.size
            erase: @actions.Erase
            pass_on: @utils.transition to @subagent.colleague
            back: @utils.transition to @subagent.desk
            ask_caller: @subagent.desk
            bye: @utils.end_session
subagent colleague:
    description: "Knows more"
    reasoning:
        instructions: ->
            | You know more.
${["one", "two", "three", "four", "five", "six"]
  .map(
    (name, at, all) => `subagent depth_${name}:
    description: "Depth"
    reasoning:
        instructions: ->
            | Depth ${at + 1}.
        actions:
            down: @subagent.${all[at + 1] ? `depth_${all[at + 1]}` : "expert"}
`,
  )
  .join("")}`,
);
const ask: Line = [["ask"]];
const measured = { Measure: () => ({ size: 5 }), Erase: () => ({ x: "gone" }) };

/** A turn in which the partner agent is asked, and what it was asked. */
async function partnered(lines: readonly Line[], answer: ConnectedResult, count = 0) {
  const calls: ConnectedCall[] = [];
  const connected = async (call: ConnectedCall) => {
    calls.push(call);
    return answer;
  };
  const on = stage(asking, measured, {}, { connected });
  on.state = { ...on.state, variables: { ...on.state.variables, count } };
  return { calls, take: await on.take("hi", lines) };
}

export const delegationRules: readonly Rule[] = [
  rule("agent-script §5.8", "a node that is asked answers its caller, and the caller answers the user", async () => {
    const take = await play(asking, [ask, "Five.", "It is five."]);
    assert.deepEqual([take.said, take.outcome.state.node], [["It is five."], "desk"]);
    assert.deepEqual(results(take), [{ answer: "Five." }]);
    assert.deepEqual(
      stepsOf(take, "LLMStep").map(({ agent_name }) => agent_name),
      ["desk", "expert", "desk"],
    );
  }),
  rule("agent-script §5.8", "the words of a node that is asked reach neither the user nor the history", async () => {
    const take = await play(asking, [ask, { text: "Hm.", calls: [["measure"]] }, "Five.", "It is five."], measured);
    const others = take.events.filter(({ type }) => type !== "step" && type !== "history");
    assert.doesNotMatch(JSON.stringify(others), /Hm\.|Five\./);
    assert.deepEqual(
      take.history.map(({ role }) => role),
      ["user", "assistant", "tool", "assistant"],
    );
  }),
  rule("agent-script §5.8", "a node that is asked may use its tools, and works on the same variables", async () => {
    const take = await play(asking, [ask, [["measure"]], "Five.", "It is five."], measured);
    assert.deepEqual([take.acts, left(take, "count")], [[["Measure", {}]], 5]);
  }),
  rule("agent-script §5.8", "a node that is asked sees the conversation and what it is asked for", async () => {
    const take = await play(asking, [ask, "Five.", "It is five."]);
    const messages = take.requests[1]?.messages ?? [];
    assert.deepEqual(messages[0], { role: "user", text: "hi" });
    assert.match(JSON.stringify(messages.at(-1)), /Ask the expert/);
    assert.ok(isPaired(messages));
  }),
  rule(
    "agent-script §5.8",
    "a chain of transitions is followed to its end, and its answer returns to the caller",
    async () => {
      const take = await play(asking, [ask, [["pass_on"]], "More.", "Thanks to both."]);
      assert.deepEqual(results(take), [{ answer: "More." }]);
      assert.deepEqual([take.said, take.outcome.state.node], [["Thanks to both."], "desk"]);
    },
  ),
  rule("agent-script §5.8", "a transition back to the caller is the return to it", async () => {
    const take = await play(asking, [ask, [["back"]], "I go on."]);
    assert.deepEqual([take.said, results(take)], [["I go on."], [{ status: '"expert" has nothing to say.' }]]);
  }),
  rule("agent-script §5.8", "a question of a node that is asked is the result its caller reads", async () => {
    const take = await play(asking, [ask, "Which one?", "Which one do you mean?"]);
    assert.deepEqual(results(take), [{ answer: "Which one?" }]);
    assert.equal(take.outcome.state.resume, undefined);
  }),
  rule(
    "agent-script §5.8",
    "an escalation that a node decides when asked is a handover of the conversation",
    async () => {
      const tools = "        actions:\n            ask: @subagent.desk_chief\n";
      const chief = `
subagent desk_chief:
    description: "Decides"
    reasoning:
        instructions: ->
            | Decide.
        actions:
            human: @utils.escalate
`;
      const body = `    reasoning:\n        instructions: ->\n            | Serve.\n${tools}${chief}`;
      const take = await play(service(route, body), [ask, [["human"]]]);
      assert.deepEqual([heard(take, "escalate").length, take.outcome.state.status], [1, "escalated"]);
      assert.ok(isPaired(take.history));
    },
  ),
  rule("agent-script §5.8", "an end that a node decides when asked is the end of the conversation", async () => {
    const take = await play(asking, [ask, [["bye"]]]);
    assert.deepEqual([take.outcome.state.status, heard(take, "ended").length], ["ended", 1]);
  }),
  rule("agent-script §5.8", "an approval that a node needs when asked is put to the user, and runs there", async () => {
    const on = stage(asking, measured);
    const asked = await on.take("erase it", [ask, [["erase"]]]);
    assert.equal(heard(asked, "confirm").length, 1);
    assert.deepEqual([asked.acts, isPaired(on.history)], [[], true]);
    const done = await on.take({ kind: "approve" }, ["Gone."]);
    assert.deepEqual([done.acts, done.said, isPaired(on.history)], [[["Erase", {}]], ["Gone."], true]);
  }),
  rule("agent-script §5.8", "a node at work cannot be asked again: its caller reads an error", async () => {
    const take = await play(asking, [ask, [["ask_caller"]], "Alone then.", "It is five."]);
    assert.deepEqual(take.said, ["It is five."]);
    assert.match(JSON.stringify(take.requests[2]?.messages.at(-1)), /at work on this already/);
  }),
  rule("agent-script §5.8", "five nodes may ask one another, and the sixth is refused", async () => {
    const down: Line = [["down"]];
    const take = await play(asking, [
      [["ask_deep"]],
      down,
      down,
      down,
      down,
      down,
      "Deep.",
      "Up.",
      "Up.",
      "Up.",
      "Up.",
      "Done.",
    ]);
    assert.deepEqual(
      stepsOf(take, "NodeEntryStateStep").map(({ agent_name }) => agent_name),
      ["desk", "depth_one", "depth_two", "depth_three", "depth_four", "depth_five"],
    );
    assert.match(JSON.stringify(take.requests[6]?.messages.at(-1)), /More than 5 nodes/);
    assert.deepEqual(take.said, ["Done."]);
  }),
  rule("agent-script §5.8", "a node that fails when asked is an error its caller reads", async () => {
    const broken = desk(
      `
    reasoning:
        instructions: ->
            | x
        actions:
            ask: @subagent.broken
`,
      `
subagent broken:
    description: "Breaks"
    reasoning:
        instructions: ->
            set @variables.count = @variables.code - 1
            | y
`,
    );
    const take = await play(broken, [ask, "Without it."]);
    assert.deepEqual([take.said, results(take)], [["Without it."], [{ error: '"broken" could not answer.' }]]);
  }),
  rule(
    "agent-script §5.8",
    "a connected agent is asked by its address, with the user's words, the history and its inputs",
    async () => {
      const { calls, take } = await partnered([[["partner"]], "Nine."], { ok: true, text: "Nine points." });
      assert.equal(calls.length, 1);
      const { target, utterance, history, inputs } = calls[0]!;
      assert.deepEqual(
        [target, utterance, inputs],
        ["agentforce://Partner_Agent", "hi", { code: "you", tier: "gold" }],
      );
      assert.deepEqual(history[0], { role: "user", text: "hi" });
      assert.deepEqual(results(take), [{ answer: "Nine points." }]);
    },
  ),
  rule("agent-script §5.8", "its loading text is shown while a connected agent works", async () => {
    const { take } = await partnered([[["partner"]], "Nine."], { ok: true, text: "Nine points." });
    assert.deepEqual(take.said, ["Asking the partner", "Nine."]);
  }),
  rule("agent-script §5.8", "after_response runs when a connected agent has answered, and may transition", async () => {
    const once = await partnered([[["partner"]], "Nine."], { ok: true, text: "Nine." });
    assert.deepEqual([left(once.take, "count"), once.take.outcome.state.node], [1, "desk"]);
    const twice = await partnered([[["partner"]], "Moved."], { ok: true, text: "Nine." }, 1);
    assert.equal(twice.take.outcome.state.node, "other");
  }),
  rule(
    "agent-script §5.8",
    "a connected agent that fails, or cannot be reached, is an error result without after_response",
    async () => {
      const { take } = await partnered([[["partner"]], "Sorry."], { ok: false, message: "It is closed." });
      assert.deepEqual([results(take), left(take, "count")], [[{ error: "It is closed." }], 0]);
      const alone = await play(asking, [[["partner"]], "Sorry."]);
      assert.match(JSON.stringify(results(alone)), /cannot be reached/);
    },
  ),
  rule(
    "agent-script §5.8",
    "a form of a node that is asked is filled through its caller, and the next turn begins at the start",
    async () => {
      const agent = desk(
        `
    reasoning:
        instructions: ->
            | Plan.
        actions:
            ask: @subagent.form
`,
        `
subagent form:
    description: "Form"
    reasoning:
        instructions: ->
            collect @variables.code
                message: "Which code?"
`,
      );
      const on = stage(agent);
      const first = await on.take("hi", [ask, "Which code?", "What is your code?"]);
      assert.deepEqual([first.said, first.outcome.state.resume], [["What is your code?"], undefined]);
      const second = await on.take("77", [ask, [["capture_form_fields", { code: "77" }]], "Got it.", "Thanks."]);
      assert.deepEqual([second.said, left(second, "code")], [["Thanks."], "77"]);
    },
  ),
  rule("agent-script §5.8", "a node that is asked offers its own tools, gated like any others", async () => {
    const take = await play(asking, [ask, "Five.", "It is five."]);
    assert.deepEqual(toolsOf(take.requests[1]), ["measure", "erase", "pass_on", "back", "ask_caller", "bye"]);
  }),
];
