// What goes wrong, and what the user hears of it (agent-script spec §5.10).
import assert from "node:assert/strict";
import { type Model, ModelError } from "../../../src/models/port.ts";
import { resilientModel } from "../../../src/models/resilient.ts";
import { limits } from "../../../src/reasoning/limits.ts";
import { desk, isPaired, perform, stage, stepsOf, toolsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { focus, heard, left, play } from "./on-stage.ts";

const running = desk(`
    actions:
        Look:
            inputs:
                place: string
                    is_required: True
            outputs:
                thing: string
            target: "flow://Look"
    reasoning:
        instructions: ->
            set @variables.count = @variables.count + 1
            run @actions.Look
                with place=@variables.name
                set @variables.code = @outputs.thing
            | It is {!@variables.code}.
`);
const secret = "pg://user:pw@db";
const broken = { Look: () => ({ ok: false, reason: "failed", message: secret }) as const };
const CLOSED = ["The desk is closed."];

/** A desk that does nothing but ask the model. */
const plain = desk(`
    reasoning:
        instructions: ->
            | x
`);

/** The first turn of a desk with these instructions. */
const told = (instructions: string, tools = "") =>
  play(
    desk(`
    reasoning:
        instructions: ->
${instructions}
${tools && `        actions:\n${tools}`}
`),
    ["Yes."],
  );
const errorsOf = (take: Parameters<typeof stepsOf>[0], type: string) =>
  JSON.stringify(stepsOf(take, type).map(({ errors }) => errors));

export const failureRules: readonly Rule[] = [
  rule(
    "agent-script §5.10",
    "a run that fails ends the turn with the script's error message, and keeps the state so far",
    async () => {
      const take = await play(running, [], broken);
      assert.deepEqual([take.said, take.requests.length, left(take, "count")], [CLOSED, 0, 1]);
    },
  ),
  rule("agent-script §5.10", "the statements of a run that failed do not run", async () => {
    assert.equal(left(await play(running, [], broken), "code"), null);
  }),
  rule("agent-script §5.10", "why a turn failed is in its trace, and in no message to the user", async () => {
    const take = await play(running, [], broken);
    const others = take.events.filter(({ type }) => type !== "step");
    assert.doesNotMatch(JSON.stringify(others), /pg:/);
    assert.match(errorsOf(take, "PlannerResponseStep"), /Look: pg:/);
  }),
  rule("agent-script §5.10", "after a failed turn the conversation goes on with the next one", async () => {
    let works = false;
    const on = stage(running, { Look: () => (works ? { thing: "key" } : broken.Look()) });
    await on.take("one", []);
    works = true;
    const next = await on.take("two", ["A key."]);
    assert.deepEqual([next.said, focus(next), isPaired(on.history)], [["A key."], ["It is key."], true]);
  }),
  rule("agent-script §5.10", "an expression without a value ends the turn like a run that fails", async () => {
    for (const wrong of [
      "@variables.code + 1 - 1",
      "@variables.items[3]",
      "@variables.name - 1",
      "@variables.code.length.x",
    ]) {
      assert.deepEqual(
        (await told(`            set @variables.count = ${wrong}\n            | Never.`)).said,
        CLOSED,
        wrong,
      );
    }
    assert.deepEqual((await told("            if @variables.code > 5:\n                | Never.")).said, CLOSED);
  }),
  rule("agent-script §5.10", "a gate without a value hides its tool, and the trace says why", async () => {
    const take = await told(
      "            | Serve.",
      "            t: @utils.end_session\n                available when @variables.code > 5\n",
    );
    assert.deepEqual([toolsOf(take.requests[0]), take.said], [[], ["Yes."]]);
    assert.match(errorsOf(take, "EnabledToolsStep"), /\bt\b.*hidden/);
  }),
  rule("agent-script §5.10", "a part of a text without a value is left empty, and the trace says where", async () => {
    const take = await told(
      "            | One {!@variables.code.x}, two {!@variables.code}, three {!@variables.items[9]}.",
    );
    assert.deepEqual(focus(take), ["One , two , three ."]);
    assert.match(errorsOf(take, "BeforeReasoningIterationStep"), /line \d+.*line \d+.*line \d+/);
  }),
  rule(
    "agent-script §5.10",
    "a variable is set to a value of its type or keeps the one it has, and the trace says so",
    async () => {
      const take = await told('            set @variables.count = "many"\n            | {!@variables.count}');
      assert.deepEqual(focus(take), ["0"]);
      assert.match(errorsOf(take, "BeforeReasoningIterationStep"), /must be a number/);
    },
  ),
  rule("agent-script §5.10", "a model that fails leaves the script's error message", async () => {
    assert.deepEqual((await told("            | Serve.")).said, ["Yes."]);
    assert.deepEqual((await play(running, [], { Look: () => ({ thing: "key" }) })).said, CLOSED);
  }),
  rule("agent-script §5.10", "a model that is away is tried twice more before it counts as failed", async () => {
    let attempts = 0;
    const away: Model = {
      id: "away",
      // biome-ignore lint/correctness/useYield: it fails before it says anything.
      async *stream() {
        attempts += 1;
        throw new ModelError("unavailable", "away");
      },
    };
    const patient = resilientModel([away], { timeoutMs: 1000, retries: 2, random: () => 0, wait: async () => {} });
    const request = { system: "", messages: [], instructions: "", tools: [], signal: new AbortController().signal };
    await assert.rejects(async () => {
      for await (const _ of patient.stream(request)) assert.fail("nothing is said");
    }, ModelError);
    assert.equal(attempts, 3);
  }),
  rule("agent-script §5.10", "words that went out before a model broke off are taken back", async () => {
    const on = stage(running);
    const { events } = await perform(plain, on.state, {
      async *model() {
        yield { type: "text", text: "Hel" };
        throw new Error("cut");
      },
    });
    assert.deepEqual(
      events.filter(({ type }) => type !== "step" && type !== "history").map(({ type }) => type),
      ["delta", "void", "reply"],
    );
  }),
  rule("agent-script §5.10", "a reply of more than a million characters counts as failed", async () => {
    const on = stage(running);
    const { events } = await perform(plain, on.state, {
      async *model() {
        for (;;) yield { type: "text", text: "x".repeat(100_000) };
      },
    });
    assert.equal(limits.replyCharacters, 1_000_000);
    assert.deepEqual(
      events.flatMap((event) => (event.type === "reply" ? [event.text] : [])),
      CLOSED,
    );
  }),
  rule("agent-script §5.10", "a script without an error message has a sentence of ours, as a failure", async () => {
    const { errorMessage: _, ...mute } = running;
    const [failure] = heard(await play(mute, [], broken), "failure");
    assert.match(JSON.stringify(failure), /Something went wrong/);
  }),
  rule("agent-script §5.10", "the error message is rendered with the variables of the moment", async () => {
    const agent = desk(`
    reasoning:
        instructions: ->
            | x
`);
    const named = {
      ...agent,
      errorMessage: {
        ...agent.welcome!,
        parts: [
          "Sorry, ",
          { kind: "reference", namespace: "variables", name: "name", span: agent.nodes.desk!.span } as const,
        ],
      },
    };
    assert.deepEqual((await play(named, [])).said, ["Sorry, you"]);
  }),
  rule(
    "agent-script §5.10",
    "a run that lacks a value which a mutable variable could hold asks the user for it, and goes on with the answer",
    async () => {
      const on = stage(running, { Look: () => ({ thing: "key" }) });
      on.state = { ...on.state, variables: { ...on.state.variables, name: null } };
      const asked = await on.take("hi", []);
      assert.deepEqual(
        heard(asked, "inquire").map((event) => ("inputs" in event ? event.inputs : [])),
        [["place"]],
      );
      const done = await on.take({ kind: "approve", values: { place: "shelf" } }, ["A key."]);
      assert.deepEqual([done.acts, done.said], [[["Look", { place: "shelf" }]], ["A key."]]);
    },
  ),
];
