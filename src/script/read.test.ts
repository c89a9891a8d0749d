// Reading whole scripts: the examples, and what each block adds to an agent.
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { outline } from "../../test/fixtures/scripts/outline.ts";
import { agentOf, mainOf, told, toldOf } from "../../test/support/scripts.ts";
import type { Node } from "./agent.ts";
import { readScript } from "./read.ts";

const example = (name: string): string => examples[name] ?? "";

describe("the examples", () => {
  test("01_greeter.agent has no problem", () => {
    expect(readScript(example("01_greeter.agent")).problems).toEqual([]);
  });

  test.each<readonly [string, readonly string[]]>([
    ["02_clinic_router.agent", ["info side-effect-in-instructions"]],
    ["03_parcel_desk.agent", ["info else-if-portability"]],
    ["04_concierge_delegation.agent", ["info else-if-portability"]],
    [
      "05_utility_service_full.agent",
      ["info unused-variable", "info unused-variable", "info side-effect-in-instructions"],
    ],
    ["06_intake_collect.agent", ["info collect-experimental"]],
  ])("%s has no problem but what is worth knowing, and what changes nothing here", (name, problems) => {
    expect(told(example(name)).filter((problem) => problem !== "info no-effect")).toEqual(problems);
  });

  test("01 makes an agent with one node and its text", () => {
    const agent = agentOf(example("01_greeter.agent"));
    expect(agent).toMatchObject({
      developerName: "library_greeter",
      label: "Library Greeter",
      description: "Greets visitors and answers small talk",
      agentType: "AgentforceEmployeeAgent",
      stripPreamble: false,
      resetToStart: true,
      start: "greeter",
      instructions: { parts: ["You are Pip, a short-spoken greeter for a public library."] },
      welcome: { parts: ["Hello from the library desk."] },
      errorMessage: { parts: ["Sorry, something broke. Please try again."] },
    });
    expect(agent.nodes.greeter?.instructions).toMatchObject([
      {
        kind: "text",
        template: {
          parts: [
            "Greet the visitor in one sentence.\n  Never give opening hours.\nIf they say goodbye, wish them a nice day.",
          ],
        },
      },
    ]);
    expect(agent.nodes.greeter?.tools).toEqual([]);
  });

  test("02 makes variables, tools and a subagent with its own system prompt", () => {
    const agent = agentOf(example("02_clinic_router.agent"));
    expect(agent.instructions?.parts).toEqual([
      "You are the front desk of a small veterinary clinic.\nKeep replies under three sentences.",
    ]);
    expect(agent.variables.clinic_phone).toMatchObject({ kind: "constant", default: "555-0100" });
    expect(agent.variables.visits).toMatchObject({ kind: "mutable", type: { of: "number", list: false }, default: 0 });
    const { tools, instructions } = agent.nodes.front_desk as Node;
    expect(tools.map(({ name, target }) => [name, target])).toEqual([
      ["remember_pet", { kind: "setVariables" }],
      ["go_to_booking", { kind: "transition", to: "booking" }],
      ["go_to_advice", { kind: "transition", to: "advice" }],
    ]);
    expect(tools[0]?.bindings).toMatchObject([
      { name: "pet_name", value: { kind: "slot" } },
      { name: "species", value: { kind: "slot" } },
    ]);
    expect(tools[1]?.available).toMatchObject({ kind: "binary", operator: "!=" });
    expect(instructions.map(({ kind }) => kind)).toEqual(["set", "text", "if", "text"]);
    expect(agent.nodes.advice?.system?.parts).toEqual(["You are a cautious pet-care adviser. Never diagnose."]);
    expect(agent.nodes.booking?.system).toBeUndefined();
  });

  test("03 makes actions, callbacks and hooks", () => {
    const agent = agentOf(example("03_parcel_desk.agent"));
    const { actions, before, after, instructions, tools } = agent.nodes.tracking as Node;
    expect(actions.Lookup_Parcel).toMatchObject({
      target: "flow://Lookup_Parcel",
      inputs: [
        { name: "tracking_number", required: true },
        { name: "depth", required: false, default: 1 },
      ],
      outputs: [{ name: "status", visible: true }, { name: "late_days" }, { name: "internal_code", visible: false }],
      confirm: false,
    });
    expect(actions.Create_Refund).toMatchObject({ confirm: true, progress: "Creating your refund..." });
    expect(before).toMatchObject([{ kind: "set", variable: "turns" }]);
    expect(outline(after)).toBe("if { to wrap_up }");
    expect(outline(instructions)).toBe(
      "if { to wrap_up }; if { run Lookup_Parcel(tracking_number) { set status; set late_days } }; text; " +
        "if { text } else if { text } else { text }",
    );
    const refund = tools.find(({ name }) => name === "refund");
    expect(outline(refund?.then)).toBe(
      "set refund_id; run Log_Event(kind,detail) { set last_event }; if { to wrap_up } else { set status }",
    );
    expect(agent.nodes.wrap_up?.tools[0]?.target).toEqual({ kind: "endSession" });
    expect(agent.description).toBe("Parcel Desk");
  });
});

describe("a whole agent", () => {
  const service = (blocks: string) => `config:
    agent_name: "desk"
    agent_type: "AgentforceServiceAgent"
access:
    default_agent_user: "desk@example.com"
${blocks}
start_agent main:
    description: "d"
    reasoning:
        instructions: | Hello
`;

  test("takes its user from `access`, its locale from `language`, its constants from `knowledge`", () => {
    const source = service(
      'language:\n    default_locale: "de"\n    additional_locales: "fr, en_US"\nknowledge:\n    citations_url: "https://example.com"\n    citations_enabled: False',
    );
    expect(agentOf(source)).toMatchObject({
      developerName: "desk",
      agentUser: "desk@example.com",
      locale: "de",
      knowledge: { citations_url: "https://example.com", citations_enabled: false },
    });
  });

  test("knows its connections, and puts their inputs into their texts", () => {
    const source = service(
      'connection service_email:\n    outbound_route_type: "OmniChannelFlow"\n    outbound_route_name: "flow://Mail"\n    inputs:\n        note: string = "Kept on file."\n    additional_system_instructions: |\n        End with: {!@inputs.note}\nconnection telephony:\n    escalation_message: "One moment."\n    adaptive_response_allowed: False',
    );
    expect(agentOf(source).connections).toMatchObject({
      service_email: {
        routeName: "flow://Mail",
        systemInstructions: { parts: ["End with: ", { kind: "literal", value: "Kept on file." }] },
      },
      telephony: { escalationMessage: { parts: ["One moment."] } },
    });
  });

  test("gives every node the shared model, its own settings first", () => {
    const shared = 'model_config:\n    model: "model://big"\n    params:\n        temperature: 0.2\n        top_p: 1';
    const own = 'model_config:\n    model: "model://small"\n    params: {"temperature": 0.9}';
    expect(mainOf({ blocks: shared, main: own }).model).toEqual({
      uri: "model://small",
      params: { temperature: 0.9, top_p: 1 },
    });
    expect(agentOf(baseScript({ blocks: shared })).nodes.other?.model).toEqual({
      uri: "model://big",
      params: { temperature: 0.2, top_p: 1 },
    });
  });

  test("knows whether turns begin at the start", () => {
    const reset = (config: string) => agentOf(baseScript({ config })).resetToStart;
    expect(reset("")).toBe(true);
    expect(reset("runtime:\n    reset_to_initial_node: False")).toBe(false);
    expect(reset("additional_parameter__reset_to_initial_node: True\nruntime:\n    reset_to_initial_node: False")).toBe(
      true,
    );
  });

  test("shows linked and external variables in its messages, and no others", () => {
    const variables =
      'u: linked string\n    source: @MessagingSession.Id\ne: mutable string\n    visibility: "External"';
    const messages = (name: string) =>
      `system:\n    messages:\n        welcome: | Hi {!@variables.${name}}\n        error: "Sorry"`;
    expect(toldOf({ variables, blocks: messages("u") })).toEqual([]);
    expect(toldOf({ variables: variables.replace("u:", "EndUserId:"), blocks: messages("e") })).toEqual([
      "info unused-variable",
    ]);
    expect(toldOf({ blocks: messages("s") })).toEqual(["error system-message-mutable-variable"]);
  });

  test("of type Agentforce (Default) is read with a warning", () => {
    const source = baseScript().replace("AgentforceEmployeeAgent", "Agentforce (Default)");
    expect(told(source)).toEqual(["warning agent-type-not-served"]);
    expect(agentOf(source).agentType).toBe("Agentforce (Default)");
  });

  test("may say a tool's target on the line below its name", () => {
    const { tools } = mainOf({ tools: 't: @utils.transition\n    to @subagent.other\n    description: "Over there"' });
    expect(tools.at(-1)).toMatchObject({ target: { kind: "transition", to: "other" }, description: "Over there" });
    expect(outline(tools.at(-1)?.then)).toBe("");
  });

  test("may keep the preamble from one subagent alone", () => {
    const { nodes, stripPreamble } = agentOf(baseScript({ main: "system:\n    strip_salesforce_instructions: True" }));
    expect([stripPreamble, nodes.main?.stripPreamble, nodes.other?.stripPreamble]).toEqual([false, true, undefined]);
  });

  test("describes a tool by the action or the node behind it when it has no words of its own", () => {
    expect(mainOf({ tools: "bye: @utils.end_session" }).tools.map(({ description }) => description)).toEqual([
      "Does something",
      "The other one",
      "End the session",
    ]);
  });

  test("keeps description as fixed text", () => {
    const { tools } = mainOf({ tools: "t: @utils.end_session\n    description: |\n        One\n          two" });
    expect(tools.at(-1)?.description).toBe("One\n  two");
  });

  test("in the agentfabric dialect is refused, and nothing else is said of it", () => {
    expect(told(`# @dialect: agentfabric=1\nllm x:\n    kind: "OpenAI"`)).toEqual(["error not-supported-yet"]);
    expect(told(`# @dialect: agentforce=3\n${baseScript()}`)).toEqual(["error invalid-version"]);
    expect(told(`# @DIALECT: agentforc\n${baseScript()}`)).toEqual(["warning unknown-dialect"]);
  });

  test("of nothing at all lacks its two blocks", () => {
    expect(told("")).toEqual(["error missing-required-field", "error missing-required-field"]);
  });
});
