// Forms: what is asked for, in which order, and how a form is left.
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { results, stage, toolsOf } from "../../test/support/stage.ts";

const filling = (instructions: string, more = "") =>
  agentOf(`
system:
    instructions: "You take reports."
    messages:
        welcome: "Welcome."
        error: "Closed."
config:
    developer_name: "intake"
    agent_type: "AgentforceEmployeeAgent"
variables:
    device: mutable string
        description: "Device"
    email: mutable string
        description: "Email"
    phone: mutable string
        description: "Phone"
    way: mutable string = "email"
        description: "How to reply"
start_agent router:
    description: "Routes"
    reasoning:
        instructions: ->
            | Route.
        actions:
            go: @utils.transition to @subagent.form
            ask: @subagent.form
subagent form:
    description: "Takes the report"
    reasoning:
        instructions: ->
${instructions}
${more}
`);

const device = `            collect @variables.device
                message: "Which device?"`;
const reach = `            if @variables.way == "email":
                collect @variables.email
                    message: "Which email?"
            if @variables.way == "phone":
                collect @variables.phone
                    message: "Which phone?"`;
const askDevice =
  'Ask the user for device. Use exactly this message: "Which device?" When they answer, call capture_form_fields with device.';
const stop = "When the user no longer wants this, or wants something else, ask no more: call cancel_form_collect.";
const complete = "All required details are collected. Do not ask for anything further.";

describe("C1: one thing is asked for at a time", () => {
  test("the first step without a value, with the tools that fill the form and leave it", async () => {
    const take = await stage(filling(`${device}\n${reach}`)).take("broken", [[["go"]], "Which device?"]);
    expect(take.requests[1]?.instructions).toBe(`${askDevice}\n${stop}`);
    expect(take.requests[1]?.tools.map(({ name, purpose }) => [name, purpose])).toEqual([
      ["capture_form_fields", "variables"],
      ["cancel_form_collect", "action"],
    ]);
    expect(take.requests[1]?.tools[0]?.parameters).toEqual({
      type: "object",
      properties: {
        device: { type: "string", description: "Device" },
        email: { type: "string", description: "Email" },
        phone: { type: "string", description: "Phone" },
      },
      required: [],
      additionalProperties: false,
    });
  });

  test("answers that come early are kept, and what is not given keeps its value", async () => {
    const on = stage(filling(`${device}\n${reach}`));
    const take = await on.take("my laptop; a@b.c", [
      [["go"]],
      [["capture_form_fields", { device: "laptop", email: "a@b.c" }]],
      "Noted.",
    ]);
    expect(take.requests[2]?.instructions).toBe(complete);
    expect(toolsOf(take.requests[2])).toEqual([]);
    expect(take.outcome.state).toMatchObject({ variables: { device: "laptop", email: "a@b.c", phone: null } });
    expect(take.outcome.state).not.toHaveProperty("resume");
  });

  test("neighbouring branches are one step: any field of it completes it", async () => {
    const on = stage(filling(reach));
    on.state = { ...on.state, variables: { ...on.state.variables, way: "phone", email: "a@b.c" } };
    const take = await on.take("hi", [[["go"]], "Noted."]);
    expect(take.requests[1]?.instructions).toBe(complete);
  });

  test("C3: a branch whose condition does not hold asks for nothing", async () => {
    const on = stage(filling(reach));
    on.state = { ...on.state, variables: { ...on.state.variables, way: "pigeon" } };
    const take = await on.take("hi", [[["go"]], "Noted."]);
    expect(take.requests[1]?.instructions).toBe(complete);
    expect(take.outcome.state).not.toHaveProperty("resume");
  });

  test("what the author has to say after the last step takes the place of the closing line", async () => {
    const on = stage(filling(`${device}\n            | Thank them.`));
    on.state = { ...on.state, variables: { ...on.state.variables, device: "laptop" } };
    const take = await on.take("hi", [[["go"]], "Thanks."]);
    expect(take.requests[1]?.instructions).toBe("Thank them.");
  });
});

describe("C2: the next turn begins where something is asked for", () => {
  test("and the state says so, as plain data", async () => {
    const on = stage(filling(device));
    const first = await on.take("broken", [[["go"]], "Which device?"]);
    expect(first.outcome.state).toMatchObject({ node: "form", resume: "form" });
    const second = await on.take("a laptop", [[["capture_form_fields", { device: "laptop" }]], "Noted."]);
    expect(second.requests[0]?.instructions).toBe(`${askDevice}\n${stop}`);
    expect(second.outcome.state).not.toHaveProperty("resume");
    const third = await on.take("thanks", ["Bye."]);
    expect(third.requests[0]?.instructions).toBe("Route.");
  });

  test("a turn that fails meanwhile changes nothing about it", async () => {
    const on = stage(filling(device));
    await on.take("broken", [[["go"]], "Which device?"]);
    const failed = await on.take("a laptop", [" "]);
    expect(failed.said).toEqual(["Closed."]);
    expect(failed.outcome.state.resume).toBe("form");
  });

  test("a cancelled form is not asked for in the rest of the turn, nor resumed, and keeps its values", async () => {
    const on = stage(filling(`${device}\n${reach}`));
    await on.take("broken", [[["go"]], [["capture_form_fields", { device: "laptop" }]], "Which email?"]);
    const take = await on.take("never mind", [[["cancel_form_collect"]], "As you wish."]);
    expect(results(take)).toEqual([{ status: "No more is asked. See what the user wants instead." }]);
    expect(take.requests[1]?.instructions).toBe("");
    expect(toolsOf(take.requests[1])).toEqual([]);
    expect(take.outcome.state).not.toHaveProperty("resume");
    expect(take.outcome.state.variables.device).toBe("laptop");
  });

  test("the tools of a form that is complete are not callable", async () => {
    const on = stage(filling(device));
    on.state = { ...on.state, variables: { ...on.state.variables, device: "laptop" } };
    const take = await on.take("hi", [[["go"]], [["capture_form_fields", { device: "phone" }]], "Noted."]);
    expect(results(take)[1]).toEqual({ error: 'There is no tool "capture_form_fields" now.' });
    expect(take.outcome.state.variables.device).toBe("laptop");
  });

  test("a node that is asked by another asks through it: its question is the result, and nothing is resumed", async () => {
    const take = await stage(filling(device)).take("broken", [[["ask"]], "Which device?", "Which device is it?"]);
    expect(results(take)).toEqual([{ answer: "Which device?" }]);
    expect(take.said).toEqual(["Which device is it?"]);
    expect(take.outcome.state).not.toHaveProperty("resume");
  });
});
