// Calls that end a visit in another way than a transition: an approval, a handover, a farewell, a rich answer
// (agent-script spec §5.6).
import assert from "node:assert/strict";
import { desk, isPaired, type Line, results, stage, toolsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { focus, heard, left, play, route, service } from "./on-stage.ts";

const cautious = desk(`
    actions:
        Send:
            require_user_confirmation: True
            inputs:
                to: string
                    is_required: True
                text: string
                    is_required: True
            outputs:
                id: string
            target: "flow://Send"
    before_reasoning:
        set @variables.count = @variables.count + 1
    reasoning:
        instructions: ->
            | Serve.
        actions:
            send: @actions.Send
                with to=@variables.name
                set @variables.code = @outputs.id
            rename: @utils.setVariables
                with name=...
`);
const sent = { Send: () => ({ id: "M-1" }) };
const proposal: Line = [["send", { text: "Hello" }]];

/** A conversation whose agent has proposed to send something. */
async function proposed() {
  const on = stage(cautious, sent);
  const take = await on.take("send it", [proposal]);
  return { on, take };
}

const ending = "            human: @utils.escalate\n            bye: @utils.end_session\n";
const bodyOf = (tools: string) => `
    reasoning:
        instructions: ->
            | Serve.
        actions:
            note: @utils.setVariables
                with note=...
            go: @utils.transition to @subagent.back
${tools}
`;
const staffed = service(route, bodyOf(ending));

const cards = service(
  `
    reasoning:
        instructions: "Prefer {!@response_actions.pick}."
        response_actions:
            pick: @response_formats.choices
    response_formats:
        choices:
            description: "Use to offer options"
            target: "apex://Choices"
            inputs:
                message: string
                    is_required: True
                options:
                    type: list
                        value: string
                        min_items: 2
`,
  `${bodyOf("")}
    after_reasoning:
        set @variables.note = "after"
`,
);
const made = { choices: () => ({ card: "made" }) };
const pick: Line = [["pick", { message: "Which?", options: ["a", "b"] }]];

export const outcomeRules: readonly Rule[] = [
  rule(
    "agent-script §5.6 (4)",
    "an action with require_user_confirmation is put to the user with its inputs, and does not run",
    async () => {
      const { take, on } = await proposed();
      const [confirm] = heard(take, "confirm");
      assert.deepEqual(confirm, { ...confirm, action: "Send", values: { to: "you", text: "Hello" } });
      assert.deepEqual(take.acts, []);
      assert.ok(isPaired(on.history));
    },
  ),
  rule(
    "agent-script §5.6 (4)",
    "an approval runs it with the inputs the user saw, in the node that proposed it, without entering it again",
    async () => {
      const { on } = await proposed();
      const done = await on.take({ kind: "approve" }, ["Sent."]);
      assert.deepEqual(done.acts, [["Send", { to: "you", text: "Hello" }]]);
      assert.deepEqual([left(done, "code"), left(done, "count")], ["M-1", 1]);
    },
  ),
  rule(
    "agent-script §5.6 (4)",
    "an approval may change what the model filled in, and nothing the script fixed",
    async () => {
      const edited = async (values: Readonly<Record<string, string>>) => {
        const { on } = await proposed();
        return (await on.take({ kind: "approve", values }, ["Yes."])).acts;
      };
      assert.deepEqual(await edited({ text: "Edited" }), [["Send", { to: "you", text: "Edited" }]]);
      assert.deepEqual(await edited({ to: "other" }), []);
      assert.deepEqual(await edited({ cc: "other" }), []);
    },
  ),
  rule(
    "agent-script §5.6 (4)",
    "after a cancel, or words instead of an answer, the action does not run and the model is told",
    async () => {
      for (const input of [{ kind: "cancel" } as const, "yes, do it"]) {
        const { on } = await proposed();
        const take = await on.take(input, ["As you wish."]);
        assert.deepEqual(take.acts, []);
        assert.equal(
          on.history.some((message) => message.role === "tool" && JSON.stringify(message.result).includes("declined")),
          true,
        );
        assert.equal(take.outcome.state.pending, undefined);
      }
    },
  ),
  rule("agent-script §5.6 (4)", "an approval is good for one run", async () => {
    const { on } = await proposed();
    await on.take({ kind: "approve" }, ["Sent."]);
    const again = await on.take({ kind: "approve" }, []);
    assert.deepEqual([again.acts, again.requests], [[], []]);
  }),
  rule("agent-script §5.6 (4)", "calls after a proposal in the same reply do not run", async () => {
    const on = stage(cautious, sent);
    const take = await on.take("send it", [
      [
        ["send", { text: "Hello" }],
        ["rename", { name: "Eve" }],
      ],
    ]);
    assert.equal(left(take, "name"), "you");
    const done = await on.take({ kind: "approve" }, ["Sent."]);
    assert.deepEqual(done.acts, [["Send", { to: "you", text: "Hello" }]]);
    assert.match(JSON.stringify(results(done)[1]), /Not run/);
  }),
  rule("agent-script §5.6", "escalate is announced with connection, route and message, and ends the turn", async () => {
    const take = await play(staffed, [[["human"], ["note", { note: "x" }]]]);
    assert.deepEqual(heard(take, "escalate"), [
      {
        type: "escalate",
        message: "A person takes over.",
        routeType: "OmniChannelFlow",
        routeName: "flow://Route",
        connection: "messaging",
      },
    ]);
    assert.deepEqual([take.outcome.state.status, left(take, "note"), take.requests.length], ["escalated", "x", 1]);
  }),
  rule("agent-script §5.6", "escalate without a route is an error result, and the model goes on", async () => {
    const take = await play(service("", bodyOf(ending)), [[["human"]], "Nobody is here."]);
    assert.deepEqual([heard(take, "escalate"), take.said], [[], ["Nobody is here."]]);
    assert.match(JSON.stringify(results(take)), /no route/);
  }),
  rule(
    "agent-script §5.6",
    "a handover that failed comes back to the agent, and one that succeeded asks nothing more of it",
    async () => {
      const on = stage(staffed);
      await on.take("a person", [[["human"]]]);
      const failed = await on.take({ kind: "transfer", succeeded: false, description: "nobody free" }, ["I can help."]);
      assert.deepEqual([failed.said, failed.outcome.state.status], [["I can help."], "active"]);
      assert.match(JSON.stringify(failed.requests[0]?.messages.at(-1)), /nobody free/);
      await on.take("a person", [[["human"]]]);
      const succeeded = await on.take({ kind: "transfer", succeeded: true }, []);
      assert.deepEqual([succeeded.requests, succeeded.outcome.state.status], [[], "escalated"]);
    },
  ),
  rule(
    "agent-script §5.6",
    "end_session lets the words of its reply stand, and ends the conversation after them",
    async () => {
      const take = await play(staffed, [{ text: "Goodbye.", calls: [["bye"]] }]);
      const kinds = take.events.map(({ type }) => type).filter((type) => type === "reply" || type === "ended");
      assert.deepEqual([take.said, kinds, take.outcome.state.status], [["Goodbye."], ["reply", "ended"], "ended"]);
    },
  ),
  rule("agent-script §5.6", "after the end every further input is refused, without a model call", async () => {
    const on = stage(staffed);
    await on.take("bye", [[["bye"]]]);
    for (const input of ["hello?", { kind: "approve" } as const, { kind: "transfer", succeeded: false } as const]) {
      const take = await on.take(input, []);
      assert.deepEqual([heard(take, "failure").length, take.requests, take.history], [1, [], []]);
    }
  }),
  rule(
    "agent-script §5.6",
    "response actions are offered on every node of their connection, and its instructions follow the node's",
    async () => {
      const take = await play(cards, [[["go"]], "Yes."]);
      assert.deepEqual(take.requests.map(toolsOf), [["note", "go", "pick"], ["pick"]]);
      assert.deepEqual(focus(take), ["Serve.\nPrefer pick.", "You are the back.\nPrefer pick."]);
      const elsewhere = await stage(cards, {}, { connection: "telephony" }).take("hi", ["Yes."]);
      assert.deepEqual([toolsOf(elsewhere.requests[0]), focus(elsewhere)], [["note", "go"], ["Serve."]]);
    },
  ),
  rule(
    "agent-script §5.6",
    "a response action is the answer: made by its format's target, shown, and the end of the visit",
    async () => {
      const take = await play(cards, [pick], made);
      assert.deepEqual(take.acts, [["choices", { message: "Which?", options: ["a", "b"] }]]);
      assert.deepEqual(heard(take, "reply"), [
        { type: "reply", text: "Which?\n- a\n- b", rich: { format: "choices", value: { card: "made" } } },
      ]);
      assert.equal(left(take, "note"), "after");
    },
  ),
  rule(
    "agent-script §5.6",
    "after a response action the node's after_reasoning may go on to a second message",
    async () => {
      const node = {
        ...cards.nodes.front!,
        after: [{ kind: "transition", to: "back", span: cards.nodes.front!.span }] as const,
      };
      const agent = { ...cards, nodes: { ...cards.nodes, front: node } };
      assert.deepEqual((await play(agent, [pick, "Back here."], made)).said, ["Which?\n- a\n- b", "Back here."]);
    },
  ),
  rule(
    "agent-script §5.6",
    "a response action that does not fit its format shows nothing, and the model reads why",
    async () => {
      const take = await play(cards, [[["pick", { message: "Which?", options: ["a"] }]], "A or b?"], made);
      assert.deepEqual([take.acts, take.said], [[], ["A or b?"]]);
      assert.deepEqual(results(take), [{ error: '"options" must have at least 2 items.' }]);
    },
  ),
];
