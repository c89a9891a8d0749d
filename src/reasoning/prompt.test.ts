import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { stage } from "../../test/support/stage.ts";
import { initialState, welcome } from "./begin.ts";

const agent = agentOf(`
system:
    instructions: |
        Serve {!@variables.customer}.
    messages:
        welcome: |
            Good day {!@variables.customer}.
            How are you?
        error: "Sorry."
    strip_salesforce_instructions: True
config:
    developer_name: "shop"
    agent_type: "AgentforceEmployeeAgent"
    company: "Northwind"
    role: "You sell lamps"
language:
    default_locale: "fr"
variables:
    customer: mutable string = "friend"
        visibility: "External"
    room: string = "12"
connection customer_web_client:
    additional_system_instructions: "Write plain text."
    reasoning:
        instructions: "Offer two choices."
start_agent shop:
    description: "Sells lamps"
    model_config:
        model: "model://small"
    reasoning:
        instructions: ->
            | Room {!@variables.room}, {!@system_variables.user_input}, {!@system_variables.current_connection}.
`);

describe("the prompt", () => {
  test("is instructions, company, connection and locale, then the instructions of the moment", async () => {
    const take = await stage(agent, {}, { connection: "customer_web_client" }).take("hi", ["Hello."]);
    expect(take.requests[0]).toMatchObject({
      system:
        "Serve friend.\n\nCompany: Northwind\nYour role: You sell lamps\n\nWrite plain text.\n\nAnswer in the language of the locale fr.",
      instructions: "Room 12, hi, customer_web_client.\nOffer two choices.",
      model: "model://small",
    });
  });

  test("leaves out a connection the conversation does not come by, and prefers the user's locale", async () => {
    const take = await stage(agent, {}, { locale: "de" }).take("hi", ["Hello."]);
    expect(take.requests[0]?.system).not.toContain("plain text");
    expect(take.requests[0]?.system).toContain("locale de");
  });

  test("has our preamble unless the script strips it", async () => {
    const take = await stage({ ...agent, stripPreamble: false }).take("hi", ["Hello."]);
    expect(take.requests[0]?.system).toMatch(/^You answer a person in a conversation\./);
  });
});

describe("the beginning", () => {
  const here = { turnKey: "", connection: "messaging", modality: "text" } as const;

  test("takes given values that fit, and never a constant", () => {
    expect(initialState(agent, { customer: "Ada", room: "13", unknown: 1 })).toEqual({
      node: "shop",
      variables: { customer: "Ada", room: "12" },
      status: "active",
    });
    expect(initialState(agent, { customer: { not: "text" } }).variables.customer).toBe("friend");
  });

  test("greets with variables and line breaks in place", () => {
    expect(welcome(agent, initialState(agent, { customer: "Ada" }), here)).toBe("Good day Ada.\nHow are you?");
    const { welcome: _, ...silent } = agent;
    expect(welcome(silent, initialState(silent, {}), here)).toBeUndefined();
  });
});
