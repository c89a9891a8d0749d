// The parts of Agent Script that outlive a turn or hide something, driven over HTTP, with a language model at the far end.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { only, told } from "../conformance/agent-api/talk.ts";
import { agentFile, call, type Theatre, theatre } from "../support/theatre.ts";

const files = {
  "Intake.agent": agentFile(
    "Intake",
    `variables:
    device: mutable string
        description: "The device"
    place: mutable string
        description: "Where it stands"
start_agent router:
    description: "Routes"
    reasoning:
        instructions: ->
            | Route.
        actions:
            to_form: @utils.transition to @subagent.form
subagent form:
    description: "Takes the details"
    reasoning:
        instructions: ->
            collect @variables.device
                message: "Which device?"
            collect @variables.place
                message: "Where is it?"
`,
  ),
  "Choices.agent": agentFile(
    "Choices",
    `connection messaging:
    reasoning:
        response_actions:
            pick: @response_formats.choices
    response_formats:
        choices:
            description: "Offer options"
            inputs:
                message: string
                    is_required: True
                options:
                    type: list
                        value: string
                        min_items: 2
start_agent desk:
    description: "The desk"
    reasoning:
        instructions: ->
            | Offer options.
`,
  ),
  "Secrets.agent": agentFile(
    "Secrets",
    `knowledge:
    citations_enabled: False
    citations_url: "https://kb.example"
variables:
    known: mutable boolean = False
start_agent desk:
    description: "The desk"
    actions:
        Verify:
            description: "Checks who it is"
            inputs:
                source: string
                    is_required: True
            outputs:
                ok: boolean
                pin: string
                    filter_from_agent: True
            target: "flow://Verify"
        Pay:
            description: "Pays"
            target: "flow://Pay"
    reasoning:
        instructions: ->
            | Serve.
        actions:
            verify: @actions.Verify
                with source=@knowledge.citations_url
                set @variables.known = @outputs.ok
            pay: @actions.Pay
                available when @variables.known == True
            advise: @subagent.adviser
subagent adviser:
    description: "Gives advice"
    reasoning:
        instructions: ->
            | Advise.
`,
  ),
  "Sticky.agent": agentFile("Sticky", "")
    .replace("agent_type", "additional_parameter__reset_to_initial_node: False\n    agent_type")
    .concat(`start_agent first:
    description: "The first"
    reasoning:
        instructions: ->
            | You are the first.
        actions:
            on: @utils.transition to @subagent.second
subagent second:
    description: "The second"
    reasoning:
        instructions: ->
            | You are the second.
`),
  "Circle.agent": agentFile(
    "Circle",
    `start_agent one:
    description: "One"
    before_reasoning:
        transition to @subagent.two
subagent two:
    description: "Two"
    before_reasoning:
        transition to @subagent.one
`,
  ),
  "actions/Verify.ts": "export default ({ source }) => ({ ok: source === 'https://kb.example', pin: '7391' });\n",
  "actions/Pay.ts": "export default () => ({});\n",
};

let stage: Theatre;
beforeAll(async () => {
  stage = await theatre(files);
});
afterAll(() => stage?.close());

const tools = (at: number) =>
  (stage.requests.at(at)?.body.tools as { readonly function: { readonly name: string } }[] | undefined)?.map(
    (tool) => tool.function.name,
  );

test("a form goes on in the next message, whatever the reset says, and is left when it is full (§5.9)", async () => {
  const sessionId = await stage.begin("Intake");
  stage.says(call("to_form"), { text: "Which device?" });
  await told(stage.server, sessionId, "it is broken");
  stage.says(call("capture_form_fields", { device: "lamp" }), { text: "Where is it?" });
  expect(await told(stage.server, sessionId, "the lamp")).toMatchObject([{ message: "Where is it?" }]);
  stage.says(call("capture_form_fields", { place: "hall" }), { text: "Noted." });
  await told(stage.server, sessionId, "in the hall");
  stage.says({ text: "What else?" });
  await told(stage.server, sessionId, "thanks");
  expect(tools(-1)).toEqual(["to_form"]);
});

test("without a reset, a turn begins where the last one ended (§5.3)", async () => {
  const sessionId = await stage.begin("Sticky");
  stage.says(call("on"), { text: "Second here." });
  await told(stage.server, sessionId, "hello");
  stage.says({ text: "Still the second." });
  await told(stage.server, sessionId, "who is there?");
  expect(stage.sent()).toContain("You are the second.");
});

test("an answer in a format of the connection is the result of its Inform; one that does not fit is never shown (§5.6)", async () => {
  const sessionId = await stage.begin("Choices");
  const value = { message: "Which colour?", options: ["red", "blue"] };
  stage.says(call("pick", { message: "Which colour?", options: ["red"] }), call("pick", value));
  const inform = only(await told(stage.server, sessionId, "a lamp"), "Inform");
  expect(inform.result).toEqual([{ type: "copilotActionOutput/choices", property: "", value }]);
  expect(inform.message).toBe("Which colour?\n- red\n- blue");
});

describe("what is hidden", () => {
  test("reaches neither the model nor the trace: outputs, and tools behind a shut gate", async () => {
    const sessionId = await stage.begin("Secrets");
    stage.says(call("verify"), { text: "Welcome back." });
    const { planId } = only(await told(stage.server, sessionId, "it is me"), "Inform");
    expect([tools(-2), tools(-1)]).toEqual([
      ["verify", "advise"],
      ["verify", "pay", "advise"],
    ]);
    const plan = await stage.planOf(sessionId, planId);
    expect(plan.find(({ type }) => type === "FunctionStep")).toMatchObject({
      function: { input: { source: "https://kb.example" }, output: { ok: true } },
    });
    expect(JSON.stringify([stage.requests, plan])).not.toContain("7391");
  });

  test("a call of a tool that is not offered is refused, and nothing is run", async () => {
    const sessionId = await stage.begin("Secrets");
    stage.says(call("pay"), { text: "I cannot." });
    const { planId } = only(await told(stage.server, sessionId, "pay!"), "Inform");
    expect(stage.sent()).toContain('There is no tool \\\\\\"pay\\\\\\" now.');
    expect((await stage.planOf(sessionId, planId)).map(({ type }) => type)).not.toContain("FunctionStep");
  });

  test("the words of a subagent that was asked are for the one that asks (§5.8)", async () => {
    const sessionId = await stage.begin("Secrets", { streamingCapabilities: { chunkTypes: ["Text"] } });
    stage.says(call("advise"), { text: "Buy the blue one." }, { text: "Take blue." });
    expect(await told(stage.server, sessionId, "which?")).toMatchObject([{ type: "Inform", message: "Take blue." }]);
    expect(stage.sent()).toContain("Buy the blue one.");
  });
});

test("nodes that send the turn in a circle end it with an answer, and without a thousand calls (§5.7)", async () => {
  const sessionId = await stage.begin("Circle");
  const before = stage.requests.length;
  stage.says({ text: "I am going round." });
  expect(await told(stage.server, sessionId, "hello")).toMatchObject([{ message: "I am going round." }]);
  expect(stage.requests.length - before).toBe(1);
  expect(tools(-1)).toBeUndefined();
});
