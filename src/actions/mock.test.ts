// What simulated actions give back.
import { describe, expect, test } from "vitest";
import type { ActionDefinition } from "../script/agent.ts";
import { readScript } from "../script/read.ts";
import { mocked, mockOutputs } from "./mock.ts";

const { agent } = readScript(`
system:
    instructions: "You find things."
config:
    developer_name: "Desk"
    agent_type: "AgentforceEmployeeAgent"
    description: "Finds things"
start_agent desk:
    description: "Finds things"
    actions:
        Find_Order:
            description: "Find an order"
            inputs:
                number: string
            outputs:
                status: string
                parcels: list[number]
                paid: boolean
            target: "flow://Find_Order"
    reasoning:
        instructions: |
            Find it.
        actions:
            find: @actions.Find_Order
                description: "Find an order"
                with number=...
`);
const definition = agent!.nodes.desk!.actions.Find_Order as ActionDefinition;
const call = { definition, inputs: { number: "7" } };

describe("a simulated action", () => {
  test("gives back values of the declared types when nobody wrote any down", () => {
    expect(mocked(call, {})).toEqual({ ok: true, outputs: mockOutputs(definition) });
    expect(mockOutputs(definition)).toEqual({ status: "Sample status", parcels: [1.5], paid: true });
  });

  test("gives back what was written down, cut to the declared outputs and coerced to their types", () => {
    expect(mocked(call, { Find_Order: { status: "sent", other: 1 } })).toEqual({
      ok: true,
      outputs: { status: "sent" },
    });
    expect(mocked(call, { Find_Order: { parcels: "none" } })).toMatchObject({ ok: false, reason: "invalid" });
  });

  test("fails with the sentence of an error that stands alone", () => {
    expect(mocked(call, { Find_Order: { error: "The depot sleeps." } })).toEqual({
      ok: false,
      reason: "failed",
      message: "The depot sleeps.",
    });
  });
});
