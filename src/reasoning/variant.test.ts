// Nodes that the host runs in place of a model.
import { expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { stage, types } from "../../test/support/stage.ts";
import type { Step } from "./events.ts";

const agent = agentOf(`
system:
    instructions: "You sell."
    messages:
        welcome: "Welcome."
        error: "The shop is closed."
config:
    developer_name: "shop"
    agent_type: "AgentforceEmployeeAgent"
variables:
    basket: mutable string = "B-1"
    visits: mutable number = 0
    left: mutable boolean = False
start_agent router:
    description: "Routes"
    before_reasoning:
        transition to @subagent.seller
subagent seller:
    description: "Sells"
    schema: "node://byon/acme/seller/v1"
    parameters:
        context:
            basket: @variables.basket
            limit: 5
    on_init:
        set @variables.visits = @variables.visits + 1
    on_exit:
        set @variables.left = True
`);

test("the handler of its address answers, with its parameters, between on_init and on_exit", async () => {
  const on = stage(agent, { seller: () => ({ answer: "Two mugs." }) });
  const take = await on.take("mugs?", []);
  expect(take.said).toEqual(["Two mugs."]);
  expect(take.acts).toEqual([
    ["seller", { user_input: "mugs?", instructions: "", parameters: { context: { basket: "B-1", limit: 5 } } }],
  ]);
  expect(take.outcome.state.variables).toMatchObject({ visits: 1, left: true });
  expect(take.history.at(-1)).toEqual({ role: "assistant", text: "Two mugs.", calls: [] });
  expect(take.outcome.modelCalls).toBe(0);
});

test("without a handler the user gets the script's error message, and the trace says what to do", async () => {
  const on = stage(agent, { seller: () => ({ ok: false, reason: "unresolved", message: "seller is not set up." }) });
  const take = await on.take("mugs?", []);
  expect(types(take.events)).toContain("reply");
  expect(take.said).toEqual(["The shop is closed."]);
  const steps = take.events.flatMap((event): Step[] => (event.type === "step" ? [event.step] : []));
  expect(steps.at(-1)?.errors).toEqual([
    'nothing here answers for node://byon/acme/seller/v1: map it below "actions" in dragoman.yaml, or add its file',
  ]);
  expect(take.outcome.state.variables).toMatchObject({ visits: 1, left: false });
});

test("a handler that says nothing is a failure, not an empty answer", async () => {
  const take = await stage(agent, { seller: () => ({ answer: " " }) }).take("mugs?", []);
  expect(take.said).toEqual(["The shop is closed."]);
});
