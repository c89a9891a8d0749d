// The prompt a model is given.
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { stage } from "../../test/support/stage.ts";
import { initialState, welcome } from "./begin.ts";
import { languageLine } from "./language.ts";

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
    additional_locales: "de, es"
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

  test("leaves out a connection the conversation does not come by", async () => {
    const take = await stage(agent).take("hi", ["Hello."]);
    expect(take.requests[0]?.system).not.toContain("plain text");
  });

  test("names the user's locale where the agent speaks it, else the agent's own", () => {
    const line = (users?: string, own: Partial<typeof agent> = {}) => languageLine({ ...agent, ...own }, users);
    expect(line("de")).toBe("Answer in the language of the locale de.");
    expect(line("es_MX")).toBe("Answer in the language of the locale es_MX.");
    expect(line("fr-CA")).toBe("Answer in the language of the locale fr-CA.");
    expect(line("ja")).toBe("Answer in the language of the locale fr.");
    expect(line()).toBe("Answer in the language of the locale fr.");
    expect(line("ja", { languages: { adaptive: false, additional: [], all: true } })).toContain("locale ja");
    const { languages: _, locale: __, ...silent } = agent;
    expect([languageLine(silent, undefined), languageLine(silent, "ja")]).toEqual([
      undefined,
      "Answer in the language of the locale ja.",
    ]);
  });

  test("has an adaptive agent follow the user", () => {
    const adaptive = { ...agent, languages: { adaptive: true, additional: [], all: false } };
    expect(languageLine(adaptive, undefined)).toBe("Answer in the language the user writes in.");
    expect(languageLine(adaptive, "de")).toContain("that of the locale de as long as it is not clear");
  });

  test("names the user's time zone when the host told it", async () => {
    const take = await stage(agent, {}, { timeZone: "Europe/Berlin" }).take("hi", ["Hello."]);
    expect(take.requests[0]?.system).toMatch(/locale fr\.\nThe user's time zone is Europe\/Berlin\.$/);
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
