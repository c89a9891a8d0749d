// What a conversation keeps, for how long, and who may change it (agent-script spec §5.1).
import assert from "node:assert/strict";
import { initialState } from "../../../src/reasoning/begin.ts";
import { paired } from "../../../src/reasoning/history.ts";
import { told, toldOf } from "../../support/scripts.ts";
import { desk, stage } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { focus, play, service } from "./on-stage.ts";

const counting = desk(`
    actions:
        Count:
            outputs:
                number: number
                secret: string
                    filter_from_agent: True
            target: "flow://Count"
    reasoning:
        instructions: ->
            | {!@variables.count} {!@system_variables.user_input}
        actions:
            note: @utils.setVariables
                with count=...
            count: @actions.Count
            leave: @utils.transition to @subagent.other
`);

export const stateRules: readonly Rule[] = [
  rule("agent-script §5.1", "a mutable variable keeps its value across turns and transitions", async () => {
    const on = stage(counting);
    await on.take("one", [[["note", { count: 3 }]], [["leave"]], "Bye."]);
    const next = await on.take("two", ["Hello."]);
    assert.deepEqual(focus(next), ["3 two"]);
  }),
  rule("agent-script §5.1", "a constant and a linked variable cannot be set: the script is refused", async () => {
    assert.deepEqual(toldOf({ instructions: 'set @variables.k = "x"' }), ["error set-immutable-target"]);
    const variables = "who: linked string\n    source: @MessagingSession.Id";
    assert.ok(toldOf({ variables, instructions: 'set @variables.who = "x"' }).includes("error set-immutable-target"));
  }),
  rule("agent-script §5.1", "what a host gives for a constant changes nothing", async () => {
    const agent = desk(
      `
    reasoning:
        instructions: ->
            | x
`,
      "    rate: number = 7\n",
    );
    assert.equal(initialState(agent, { rate: 9 }).variables.rate, 7);
  }),
  rule("agent-script §5.1", "a linked variable has the value the host gave, turn after turn", async () => {
    const agent = service(
      "",
      `
    reasoning:
        instructions: ->
            | {!@variables.who}
`,
    );
    const on = stage(agent);
    on.state = initialState(agent, { who: "U1" });
    for (const words of ["one", "two"]) assert.deepEqual(focus(await on.take(words, ["Yes."])), ["U1"]);
  }),
  rule(
    "agent-script §5.1",
    "the history holds the user's texts, the agent's texts, and each tool call with its result",
    async () => {
      const on = stage(counting, { Count: () => ({ number: 4 }) });
      await on.take("count", [[["count"]], "Four."]);
      await on.take("thanks", ["Welcome."]);
      assert.deepEqual(
        on.history.map((message) => (message.role === "tool" ? message.result : message.text)),
        ["count", "", { number: 4 }, "Four.", "thanks", "Welcome."],
      );
    },
  ),
  rule("agent-script §5.1", "an action's visible outputs stay known to the model in later turns", async () => {
    const on = stage(counting, { Count: () => ({ number: 4, secret: "Z9" }) });
    await on.take("count", [[["count"]], "Four."]);
    const later = await on.take("how many?", ["Four."]);
    const shown = JSON.stringify(later.requests[0]?.messages);
    assert.match(shown, /"number":4/);
    assert.doesNotMatch(shown, /Z9/);
  }),
  rule("agent-script §5.1", "a history that was cut shows the model no result without its call", async () => {
    const on = stage(counting, { Count: () => ({ number: 4 }) });
    await on.take("count", [[["count"]], "Four."]);
    const cut = on.history.slice(2);
    assert.equal(cut[0]?.role, "tool");
    assert.deepEqual(
      paired(cut).map(({ role }) => role),
      ["assistant"],
    );
  }),
  rule("agent-script §5.1", "user_input is the latest utterance alone", async () => {
    const on = stage(counting);
    await on.take("one", ["Yes."]);
    assert.deepEqual(focus(await on.take("two", ["Yes."])), ["0 two"]);
  }),
  rule(
    "agent-script §5.1",
    "current_modality and current_connection say where the conversation takes place",
    async () => {
      const agent = desk(`
    reasoning:
        instructions: ->
            | {!@system_variables.current_connection}/{!@system_variables.current_modality}
`);
      const take = await stage(agent, {}, { connection: "telephony", modality: "voice" }).take("hi", ["Yes."]);
      assert.deepEqual(focus(take), ["telephony/voice"]);
    },
  ),
  rule("agent-script §5.1", "a reply in text is never interrupted", async () => {
    const agent = desk(`
    reasoning:
        instructions: ->
            | {!@system_variables.last_reply.interrupted}
`);
    assert.deepEqual(focus(await play(agent, ["Yes."])), ["False"]);
  }),
  rule("agent-script §5.1", "a name that no variable has is refused before the script runs", async () => {
    assert.deepEqual(toldOf({ instructions: "| {!@variables.nobody}" }), ["error undefined-reference"]);
    assert.ok(told("").some((problem) => problem.startsWith("error")));
  }),
  rule("agent-script §5.1", "a conversation stored as JSON and read back goes on as if it had never left", async () => {
    const second = async (between: <T>(kept: T) => T) => {
      const on = stage(counting, { Count: () => ({ number: 4 }) });
      on.state = (await on.take("one", [[["note", { count: 3 }]], [["count"]], "Four."])).outcome.state;
      [on.state, on.history] = [between(on.state), between(on.history)];
      return on.take("two", ["Hello."]);
    };
    assert.deepEqual(await second((kept) => JSON.parse(JSON.stringify(kept))), await second((kept) => kept));
  }),
];
