// The acceptance transcript of agent-script spec §11.5: a service agent with verification, approval, handover and formats.
import { describe, expect, test } from "vitest";
import { agentOf } from "../../test/support/scripts.ts";
import { isPaired, type Line, results, script, shown, stage, toolsOf } from "../../test/support/stage.ts";
import { readScript } from "../script/read.ts";
import { initialState, welcome } from "./begin.ts";

const agent = agentOf(script("05_utility_service_full"));
const given = { EndUserId: "U1", RoutableId: "S1", ContactId: "C1" };
const OFFER = "\nOffer choose when there are two to five options.";
const mocks = {
  Opening_Hours: () => ({ is_open: true, next_open: "Mon 9:00" }),
  Send_Code: () => ({ sent: true }),
  Check_Code: () => ({ ok: true }),
  Get_Bill: () => ({ bill: { kwh: 300 }, balance: 120.5, audit_id: "X" }),
  File_Complaint: () => ({ complaint_id: "C-9", severity: "high" }),
};

function customer(
  variables: Readonly<Record<string, string | boolean>> = {},
  actions: Parameters<typeof stage>[1] = mocks,
) {
  const on = stage(agent, actions);
  const state = initialState(agent, given);
  on.state = { ...state, variables: { ...state.variables, ...variables } };
  return on;
}
const verified = { next_open: "Mon 9:00", is_open: true, account_no: "12345678", verified: true };
/** The lists of the spec leave out `choose`, which every node of this connection offers. */
const ownTools = (request: Parameters<typeof toolsOf>[0]) => toolsOf(request)?.filter((name) => name !== "choose");

describe("§11.5, Northwind", () => {
  test("greets the user by a linked variable", () => {
    const state = initialState(agent, given);
    const here = { turnKey: "", connection: "messaging", modality: "text" } as const;
    expect(welcome(agent, state, here)).toBe("Hello U1, welcome to Northwind Energy.");
  });

  test("turns 1 to 3 verify the customer and explain the bill", async () => {
    const on = customer();
    const first = await on.take("Why is my bill so high?", [[["go_verify"]], "What is your account number?"]);
    expect(first.acts).toEqual([["Opening_Hours", {}]]);
    expect(first.requests[0]?.instructions).toBe(
      `Decide which team should help with: Why is my bill so high?\nBills and complaints need verification first, use go_verify.\nChannel: messaging / text.${OFFER}`,
    );
    expect(ownTools(first.requests[0])).toEqual(["go_verify", "go_help", "human"]);
    expect(ownTools(first.requests[1])).toEqual(["send_code", "remember_account"]);
    expect(first.requests[1]?.instructions).toBe(
      `Ask for the account number, call send_code, then ask for the code and call check_code.${OFFER}`,
    );
    expect(first.requests[0]?.system).toContain(
      "You are the assistant of Northwind Energy.\nNever reveal internal identifiers.",
    );
    expect(first.requests[0]?.system).toContain("en_US");

    const account = { account_no: "12345678" };
    const second = await on.take("12345678", [
      [["go_verify"]],
      [
        ["remember_account", account],
        ["send_code", account],
      ],
      "What is the code?",
    ]);
    expect(second.acts).toEqual([["Send_Code", account]]);
    expect(results(second)).toEqual([{ next: "verification" }, account, { sent: true }]);
    expect(ownTools(second.requests[2])).toEqual(["send_code", "remember_account", "check_code"]);

    const third = await on.take("998877", [[["go_verify"]], [["check_code", { code: "998877" }]], "It was cold."]);
    expect(third.acts).toEqual([
      ["Check_Code", { account_no: "12345678", code: "998877" }],
      ["Get_Bill", { account_no: "12345678", currency_code: "EUR" }],
    ]);
    expect(results(third)[1]).toEqual({});
    expect(third.requests[2]?.instructions).toBe(
      `The balance is 120.5.\nExplain charges with explain; file problems with complain.${OFFER}`,
    );
    expect(third.said).toEqual(["Fetching your bill", "It was cold."]);
    expect(third.outcome.state).toMatchObject({ node: "billing", variables: { verified: true, balance: 120.5 } });
    expect(shown(on.requests)).not.toContain('"X"');
    expect(isPaired(on.history)).toBe(true);
  });

  test("turn 4 files a complaint once it is approved, and hands over", async () => {
    const on = customer(verified);
    const complaint = { text: "Too high", severity: "high" };
    const asked = await on.take("File a complaint", [[["go_billing"]], [["complain", complaint]]]);
    expect(ownTools(asked.requests[0])).toEqual(["go_billing", "go_help", "human"]);
    expect(asked.events.filter(({ type }) => type === "confirm")).toMatchObject([
      { action: "File_Complaint", values: { account_no: "12345678", ...complaint } },
    ]);
    const done = await on.take({ kind: "approve" }, [[["human"]]]);
    expect(done.requests[0]?.instructions).toBe(`Tell the customer a person will join and call human.${OFFER}`);
    expect(done.events.filter(({ type }) => type === "escalate")).toEqual([
      {
        type: "escalate",
        message: "One moment while I find a colleague.",
        routeType: "OmniChannelFlow",
        routeName: "flow://Route_To_Agent",
        connection: "messaging",
      },
    ]);
    expect(done.outcome.state).toMatchObject({ status: "escalated", variables: { complaint_id: "C-9" } });
  });

  test("a question goes to the help center, whose search gets the knowledge settings", async () => {
    const on = customer({}, { ...mocks, Answer: () => ({}) });
    const take = await on.take("What is a smart meter?", [
      [["go_help"]],
      [["search_help", { query: "smart meter" }]],
      "A meter.",
    ]);
    const search = take.requests[1]?.tools.find(({ name }) => name === "search_help");
    expect(Object.keys(search?.parameters.properties ?? {})).toEqual(["query"]);
    expect(take.acts[1]).toEqual([
      "Answer",
      {
        query: "smart meter",
        ragFeatureConfigId: "ARFPC_northwind_help",
        citationsEnabled: true,
        citationsUrl: "https://help.northwind.example",
      },
    ]);
  });

  test("outside opening hours nobody is offered a person", async () => {
    const on = customer({ ...verified, is_open: false });
    const take = await on.take("hi", ["Hello."]);
    expect(ownTools(take.requests[0])).toEqual(["go_billing", "go_help"]);
    const handoff = { ...agent, start: "handoff" };
    const later = stage(handoff, mocks);
    later.state = { ...on.state, node: "handoff" };
    const said = await later.take("a person, please", ["Sorry."]);
    expect(said.requests[0]?.instructions).toBe(`Support reopens Mon 9:00. Apologise.${OFFER}`);
    expect(ownTools(said.requests[0])).toEqual([]);
  });
});

describe("§11.5, what else the script says", () => {
  const source = script("05_utility_service_full");
  const billed = { ...verified, balance: 120.5, bill: { kwh: 300 } };
  const billing = (variables: Readonly<Record<string, string | boolean | number | object>> = {}) => {
    const on = stage(
      { ...agent, start: "billing" },
      { ...mocks, Draft_Reply: () => ({ promptResponse: "It was cold." }) },
    );
    on.state = { ...on.state, node: "billing", variables: { ...on.state.variables, ...billed, ...variables } as never };
    return on;
  };

  test("the bill is explained from the bill, under the input's quoted name", async () => {
    const take = await billing().take("why?", [[["explain"]], "It was cold."]);
    expect(take.acts[1]).toEqual(["Draft_Reply", { "Input:bill": { kwh: 300 } }]);
    expect(take.outcome.state.variables.reply).toBe("It was cold.");
  });

  test("a complaint asks for its text, and for nothing that is optional", async () => {
    const take = await billing().take("hm", ["Yes?"]);
    expect(take.requests[0]?.tools.find(({ name }) => name === "complain")?.parameters).toMatchObject({
      properties: { text: { type: "string", description: "What the customer is unhappy about" }, severity: {} },
      required: ["text"],
    });
  });

  test("an open complaint that is serious is told to the model", async () => {
    const take = await billing({ complaint_id: "C-9", severity: "high" }).take("hm", ["Yes?"]);
    expect(take.requests[0]?.instructions.split("\n")[1]).toBe("A serious complaint C-9 is open. Offer human.");
  });

  test("a critical complaint goes to the handover after the answer, as a second message", async () => {
    const take = await billing({ severity: "critical" }).take("hm", ["I see.", "A person will join."]);
    expect(take.said).toEqual(["Fetching your bill", "I see.", "A person will join."]);
    expect(take.outcome.state.node).toBe("handoff");
  });

  test("a customer who has no more questions ends the conversation", async () => {
    const take = await customer().take("bye", [[["go_help"]], { text: "Goodbye.", calls: [["done"]] }]);
    expect(take.said).toEqual(["Goodbye."]);
    expect(take.outcome.state.status).toBe("ended");
  });

  test("outside opening hours billing offers no person either", async () => {
    expect(ownTools((await billing({ is_open: false }).take("hm", ["Yes?"])).requests[0])).not.toContain("human");
  });

  test("by email the model is told the connection's own words, and offered no formats", async () => {
    const take = await stage(agent, mocks, { connection: "service_email" }).take("hi", ["Hello."]);
    expect(take.requests[0]?.system).toContain("Close every message with: Replies are archived.");
    expect(toolsOf(take.requests[0])).not.toContain("choose");
    expect(take.requests[0]?.instructions).toContain("Channel: service_email / text.");
  });

  const decide = "        instructions: ->\n            | Decide";
  test.for([
    [
      "a service agent without a user of its own",
      /access:\n[\s\S]*?\nvariables:/,
      "variables:",
      "config-missing-default-agent-user",
    ],
    [
      "a set of a linked variable",
      decide,
      decide.replace("|", 'set @variables.EndUserId = "x"\n            |'),
      "set-immutable-target",
    ],
    [
      "a welcome with an internal variable",
      "Hello {!@variables.EndUserId}",
      "Hello {!@variables.verified}",
      "system-message-mutable-variable",
    ],
  ] as const)("%s is told to the author", ([, words, instead, code]) => {
    expect(codesOf(source)).not.toContain(code);
    expect(codesOf(source.replace(words, instead))).toContain(code);
  });

  test("a welcome may hold an external variable", () => {
    const changed = source.replace("Hello {!@variables.EndUserId}", "Hello {!@variables.account_no}");
    expect(changed).not.toBe(source);
    expect(codesOf(changed)).not.toContain("system-message-mutable-variable");
  });
});

const codesOf = (source: string) => readScript(source).problems.map(({ code }) => code);

describe("a response action", () => {
  const options = { message: "Which one?", choices: ["Bill", "Outage"] };
  const choose = (args: Readonly<Record<string, unknown>>): Line => [["choose", args]];
  const rendering = { ...mocks, simple_choices: () => ({ card: { kind: "buttons" } }) };

  test("is offered on every node, with the limits of its format", async () => {
    const take = await customer().take("hi", ["Hello."]);
    expect(take.requests[0]?.tools.at(-1)).toEqual({
      name: "choose",
      description: "Use when the customer must pick one of a few options",
      parameters: {
        type: "object",
        properties: {
          message: { type: "string", description: "Question shown above the choices" },
          choices: {
            type: "array",
            items: { type: "string" },
            minItems: 2,
            maxItems: 5,
            description: "Labels of the choices",
          },
        },
        required: ["message", "choices"],
        additionalProperties: false,
      },
      purpose: "action",
    });
  });

  test("ends the turn with what its target makes of it, and with words for clients that show text only", async () => {
    const on = customer({}, rendering);
    const take = await on.take("help", [choose(options)]);
    expect(take.acts.at(-1)).toEqual(["simple_choices", options]);
    expect(take.events.filter(({ type }) => type === "reply")).toEqual([
      {
        type: "reply",
        text: "Which one?\n- Bill\n- Outage",
        rich: { format: "simple_choices", value: { card: { kind: "buttons" } } },
      },
    ]);
    expect(take.requests).toHaveLength(1);
    expect(isPaired(on.history)).toBe(true);
  });

  test.for([
    [{ message: "Which?" }, '"choices" is missing.'],
    [{ ...options, choices: ["Bill"] }, '"choices" must have 2 to 5 items.'],
    [{ ...options, message: ["no"] }, '"message" must be a string.'],
    [{ ...options, colour: "red" }, 'There is no parameter "colour".'],
  ] as const)("that does not fit is an error, and nothing is shown: %j", async ([args, error]) => {
    const take = await customer({}, rendering).take("help", [choose(args), "Bill or outage?"]);
    expect(results(take)).toEqual([{ error }]);
    expect(take.said).toEqual(["Bill or outage?"]);
  });

  test("is not there on a connection that does not have it", async () => {
    const on = stage(agent, mocks, { connection: "telephony" });
    const take = await on.take("hi", ["Hello."]);
    expect(toolsOf(take.requests[0])).not.toContain("choose");
    expect(take.requests[0]?.instructions).not.toContain("choose");
  });
});
