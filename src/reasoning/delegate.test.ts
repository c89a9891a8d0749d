// Asking another node: what it shares with its caller, what stays behind, and how deep it may go.
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { isPaired, results, stage, toolsOf, types } from "../../test/support/stage.ts";

const node = (name: string, actions: string, more = "") => `
subagent ${name}:
    description: "Knows ${name}"
${more}
    reasoning:
        instructions: ->
            | You are ${name}.
        actions:
${actions}`;

/** A desk that asks \`first\`, and what goes on behind it. */
const asking = (nodes: string, then = "", variables = 'note: mutable string = ""') =>
  agentOf(`
system:
    instructions: "You work at a desk."
    messages:
        welcome: "Welcome."
        error: "The desk is closed."
config:
    developer_name: "desk"
    agent_type: "AgentforceServiceAgent"
    default_agent_user: "desk@example.com"
variables:
    ${variables}
        description: "A note"
connection messaging:
    escalation_message: "A person will join."
    outbound_route_type: "OmniChannelFlow"
    outbound_route_name: "flow://People"
start_agent desk:
    description: "The desk"
    reasoning:
        instructions: ->
            | Note: {!@variables.note}.
        actions:
            ask: @subagent.first
                description: "Ask the first specialist"
${then}
${nodes}
`);

const write = `
            write: @utils.setVariables
                description: "Note it"
                with note=...`;

describe("D1: a node that is asked works on the same variables, along its own transitions", () => {
  const agent = asking(
    node("first", `${write}\n            on: @utils.transition to @subagent.second`) + node("second", write),
  );

  test("the chain is followed to its end, and the caller goes on with the answer", async () => {
    const take = await stage(agent).take("hi", [
      { text: "Let me ask.", calls: [["ask"]] },
      [["write", { note: "snow" }], ["on"]],
      "It snows.",
      "Take a coat.",
    ]);
    expect(take.requests.map(({ instructions }) => instructions)).toEqual([
      "Note: .",
      "You are first.",
      "You are second.",
      "Note: snow.",
    ]);
    expect(take.requests[1]?.messages).toEqual([
      { role: "user", text: "hi" },
      { role: "user", text: "[desk asks first: Ask the first specialist]" },
    ]);
    expect(take.outcome.state).toEqual({ node: "desk", variables: { note: "snow" }, status: "active" });
    expect(take.outcome.modelCalls).toBe(4);
  });
});

describe("D2: the words of a node that is asked are for its caller", () => {
  const agent = asking(node("first", write));

  test("nothing of them is said, streamed or remembered but the result", async () => {
    const take = await stage(agent).take("hi", [[["ask"]], [["write", { note: "x" }]], "It snows.", "Take a coat."]);
    expect(take.said).toEqual(["Take a coat."]);
    expect(results(take)).toEqual([{ answer: "It snows." }]);
    expect(take.history.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(take.events.flatMap((event) => (event.type === "delta" ? [event.text] : [])).join("")).toBe("Take a coat.");
  });

  test("a node that fails is an error the caller reads, and the trace says why", async () => {
    const take = await stage(agent).take("hi", [[["ask"]], " ", "I could not find out."]);
    expect(results(take)).toEqual([{ error: '"first" could not answer.' }]);
    expect(take.said).toEqual(["I could not find out."]);
    const back = take.events.findLast((event) => event.type === "step" && event.step.type === "TransitionStep");
    expect(back).toMatchObject({ step: { from_agent: "first", to_agent: "desk", errors: [expect.any(String)] } });
  });

  test("a transition back to the caller ends the asking, not the conversation of the caller", async () => {
    const back = asking(node("first", "            back: @utils.transition to @subagent.desk"));
    const take = await stage(back).take("hi", [[["ask"]], [["back"]], "What do you need?"]);
    expect(results(take)).toEqual([{ status: '"first" has nothing to say.' }]);
    expect(take.requests).toHaveLength(3);
    expect(take.said).toEqual(["What do you need?"]);
  });

  test("callbacks of the tool run once it has answered", async () => {
    const then = `                set @variables.note = "asked"`;
    const take = await stage(asking(node("first", write), then)).take("hi", [[["ask"]], "Snow.", "Coat."]);
    expect(take.outcome.state.variables.note).toBe("asked");
  });
});

describe("D3: what concerns the user leaves with the caller", () => {
  test("an escalation of the node that is asked escalates the conversation", async () => {
    const agent = asking(
      node("first", '            person: @utils.escalate\n                description: "Hand over"'),
    );
    const take = await stage(agent).take("hi", [[["ask"]], [["person"]]]);
    expect(take.said).toEqual(["A person will join."]);
    expect(take.outcome.state).toMatchObject({ node: "desk", status: "escalated" });
    expect(take.history.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(isPaired(take.history)).toBe(true);
  });

  test("an end of the conversation is one", async () => {
    const agent = asking(node("first", '            bye: @utils.end_session\n                description: "End"'));
    const take = await stage(agent).take("hi", [[["ask"]], [["bye"]]]);
    expect(types(take.events)).toEqual(["history", "history", "history", "ended"]);
    expect(take.outcome.state.status).toBe("ended");
  });

  test("an action that wants approval asks the user, who then talks with the node that asked", async () => {
    const order = `
    actions:
        Order:
            description: "Order a coat"
            require_user_confirmation: True
            outputs:
                id: string
            target: "flow://Order"`;
    const agent = asking(node("first", "            order: @actions.Order", order));
    const on = stage(agent, { Order: () => ({ id: "O-1" }) });
    const asked = await on.take("a coat", [[["ask"]], [["order"]]]);
    expect(asked.said).toEqual(['Shall I go ahead with "Order"?']);
    expect(asked.acts).toEqual([]);
    expect(isPaired(on.history)).toBe(true);
    const done = await on.take({ kind: "approve" }, ["O-1 is ordered."]);
    expect(done.acts).toEqual([["Order", {}]]);
    expect(done.said).toEqual(["O-1 is ordered."]);
    expect(isPaired(on.history)).toBe(true);
  });
});

test("D3: a value its script needs is asked of the user, who then talks with the node that asked", async () => {
  const find = `
    actions:
        Find:
            description: "Find a thing"
            inputs:
                thing: string
                    is_required: True
            outputs:
                place: string
            target: "flow://Find"
    before_reasoning:
        run @actions.Find
            with thing=@variables.wanted`;
  const wanted = 'note: mutable string = ""\n    wanted: mutable string';
  const on = stage(asking(node("first", write, find), "", wanted), { Find: () => ({ place: "shelf 2" }) });
  const asked = await on.take("where is it?", [[["ask"]]]);
  expect(asked.said).toEqual(["Please give: thing."]);
  expect(isPaired(on.history)).toBe(true);
  const found = await on.take({ kind: "approve", values: { thing: "hat" } }, ["On shelf 2."]);
  expect(found.acts).toEqual([["Find", { thing: "hat" }]]);
  expect(found.said).toEqual(["On shelf 2."]);
});

describe("how deep", () => {
  const chain = ["first", "second", "third", "fourth", "fifth", "sixth"];
  const links = chain.map((name, at) => {
    const next = chain[at + 1];
    return node(name, next ? `            ask: @subagent.${next}\n                description: "Ask"` : write);
  });

  test("five nodes may wait for one another; the sixth is an error result", async () => {
    const calls = Array.from({ length: 6 }, () => [["ask"]] as const);
    const take = await stage(asking(links.join("\n"))).take("hi", [
      ...calls,
      "Fifth.",
      "Fourth.",
      "Third.",
      "Second.",
      "First.",
      "Desk.",
    ]);
    expect(take.said).toEqual(["Desk."]);
    const last = take.requests[6]?.messages.at(-1);
    expect(last).toMatchObject({
      role: "tool",
      result: { error: 'More than 5 nodes ask one another: answer without "sixth".' },
    });
  });

  test("a node that is at work already cannot be asked again", async () => {
    const agent = asking(
      node("first", '            again: @subagent.desk\n                description: "Ask the desk"'),
    );
    const take = await stage(agent).take("hi", [[["ask"]], [["again"]], "Then not.", "Hello."]);
    expect(take.requests[2]?.messages.at(-1)).toMatchObject({
      result: { error: '"desk" is at work on this already: answer without it.' },
    });
    expect(take.said).toEqual(["Hello."]);
  });

  test("a gate hides an asking like any other tool", async () => {
    const gated = asking(node("first", write), '                available when @variables.note == "x"');
    const take = await stage(gated).take("hi", ["Hello."]);
    expect(toolsOf(take.requests[0])).toEqual([]);
  });
});
