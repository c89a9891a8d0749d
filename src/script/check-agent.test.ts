// What the checks of names, tools and the whole agent say (spec §2.2, §2.6, §6.4, §6.5, §6.8).
import { describe, expect, test } from "vitest";
import { type Additions, baseScript } from "../../test/fixtures/scripts/base.ts";
import { told } from "../../test/support/scripts.ts";
import { readScript } from "./read.ts";

describe("the checks", () => {
  const cases: readonly (readonly [string, Additions, readonly string[]])[] = [
    ["a variable nobody uses", { variables: "x: mutable string" }, ["info unused-variable"]],
    [
      "a subagent nothing leads to",
      { blocks: 'subagent far:\n    description: "x"' },
      ["warning unreachable-subagent"],
    ],
    [
      "subagents that pass on to each other for ever",
      {
        blocks:
          '    before_reasoning:\n        transition to @subagent.third\nsubagent third:\n    description: "x"\n    before_reasoning:\n        transition to @subagent.other',
      },
      ["warning transition-cycle-without-llm"],
    ],
    ["an escalation without a route", { tools: "human: @utils.escalate" }, ["warning escalate-without-connection"]],
    [
      "a run without a guard",
      { instructions: 'run @actions.Act\n    with p="x"' },
      ["info side-effect-in-instructions"],
    ],
    [
      "a hidden output that a text shows",
      {
        main: "",
        variables: "secret: mutable string",
        instructions:
          'if @variables.b:\n    run @actions.Act\n        with p="x"\n        set @variables.secret = @outputs.hidden\n| {!@variables.secret}',
      },
      ["warning secret-in-prompt"],
    ],
    ["two subagents of one name", { blocks: 'subagent other:\n    description: "x"' }, ["error duplicate-name"]],
    [
      "a place to go for a tool that goes nowhere",
      { tools: "t: @utils.end_session to @subagent.other" },
      ["error syntax-error"],
    ],
    ["a tool without a target", { tools: 't:\n    description: "x"' }, ["error missing-action-reference"]],
    [
      "an unknown action, whatever its tool does with the results",
      { tools: "t: @actions.Nope\n    with x=...\n    set @variables.s = @outputs.y" },
      ["error undefined-reference"],
    ],
    [
      "inputs that nothing binds, once for a tool",
      { tools: "t: @actions.Act" },
      ["info action-missing-input", "info action-missing-input"],
    ],
    [
      "a response format that a connection's text names",
      {
        blocks:
          'connection desk:\n    reasoning:\n        instructions: |\n            Prefer {!@response_formats.card}.\n    response_formats:\n        card:\n            description: "x"',
      },
      [],
    ],
    ["an unknown action", { tools: "t: @actions.Nope" }, ["error undefined-reference"]],
    ["an unknown utility", { tools: "t: @utils.supervise" }, ["error undefined-reference"]],
    ["a transition to nowhere", { tools: "t: @utils.transition" }, ["error transition-missing-target"]],
    [
      "a transition to an unknown subagent",
      { instructions: "if @variables.b:\n    transition to @subagent.othr" },
      ["error undefined-reference"],
    ],
    [
      "a field a tool does not have",
      { tools: "t: @utils.end_session\n    require_user_confirmation: True" },
      ["error unknown-field"],
    ],
    [
      "an unknown input of a tool",
      { tools: 't: @actions.Act\n    with p=...\n    with q=1\n    with z="x"' },
      ["error action-unknown-input"],
    ],
    ["an input left open", { tools: "t: @actions.Act\n    with p=..." }, ["info action-missing-input"]],
    [
      "an unknown input of run",
      { instructions: 'if @variables.b:\n    run @actions.Act\n        with p="x", z=1' },
      ["error run-unknown-input"],
    ],
    [
      "a required input left out of run",
      { instructions: "if @variables.b:\n    run @actions.Act" },
      ["warning run-missing-required-input"],
    ],
    [
      "an unknown output",
      { tools: "t: @actions.Act\n    with p=..., q=1\n    set @variables.s = @outputs.z" },
      ["error action-unknown-output"],
    ],
    [
      "a condition that is no condition",
      { tools: "t: @utils.end_session\n    available when @variables.s" },
      ["warning available-when-non-boolean"],
    ],
    ["a value of another type", { instructions: 'set @variables.a = "five"' }, ["warning type-mismatch"]],
    [
      "a comparison that is never true",
      { instructions: 'if @variables.a == "1":\n    | x' },
      ["warning type-mismatch"],
    ],
    [
      "a variable to set that is not there",
      { tools: "t: @utils.setVariables\n    with nope=..." },
      ["error set-variables-unknown-variable"],
    ],
    [
      "a constant to set",
      { tools: "t: @utils.setVariables\n    with k=..." },
      ["error set-variables-immutable-target"],
    ],
    [
      "more than setting in setVariables",
      { tools: 't: @utils.setVariables\n    with s=...\n    run @actions.Act\n        with p="x"' },
      ["error set-variables-follow-up"],
    ],
    [
      "inputs for a transition",
      { tools: "t: @utils.transition to @subagent.other\n    with a=1" },
      ["warning ignored-clause"],
    ],
    [
      "statements below a transition",
      { tools: "t: @utils.transition to @subagent.other\n    set @variables.a = 1" },
      ["warning ignored-clause"],
    ],
    [
      "available when outside a tool",
      { instructions: "available when @variables.b" },
      ["error available-when-outside-tool"],
    ],
    ["@inputs outside a connection", { instructions: "| {!@inputs.x}" }, ["error inputs-out-of-scope"]],
    [
      "an action as a value",
      { instructions: "set @variables.s = @actions.Act" },
      ["error constraint-allowed-namespaces"],
    ],
    ["a subagent in text", { instructions: "| {!@subagent.other}" }, ["error constraint-allowed-namespaces"]],
    [
      "statements behind a pipe",
      { instructions: "|\n                if @variables.a == 0:\n                    Ask." },
      ["info instruction-template-syntax"],
    ],
    ["a forgotten !", { instructions: "| It is {@variables.a}." }, ["info instruction-template-syntax"]],
    [
      "a subagent named escalate",
      { tools: "t: @utils.transition to @subagent.escalate", blocks: 'subagent escalate:\n    description: "x"' },
      ["warning reserved-escalate-name"],
    ],
    [
      "records of an employee agent",
      { blocks: "access:\n    sharing_policy:\n        use_default_sharing_entities: True" },
      ["error access-sharing-policy-not-allowed", "info no-effect"],
    ],
    [
      "a route without its type",
      { blocks: 'connection messaging:\n    outbound_route_name: "flow://R"' },
      ["error connection-missing-paired-field"],
    ],
    ["an empty connection", { blocks: "connection messaging:" }, ["error connection-missing-required-fields"]],
    [
      "a message on a channel without one",
      {
        blocks:
          'connection service_email:\n    outbound_route_type: "OmniChannelFlow"\n    outbound_route_name: "flow://R"\n    escalation_message: "x"',
      },
      ["error connection-disallowed-field"],
    ],
    [
      "an input of a connection that is a list",
      { blocks: "connection telephony:\n    inputs:\n        x: list[string]" },
      ["error connection-input-invalid-type"],
    ],
  ];
  test.each(cases)("%s", (_, additions, problems) => {
    const source = baseScript(additions).replace(
      "                n: number\n",
      "                n: number\n                hidden: string\n                    filter_from_agent: True\n",
    );
    expect(told(source).toSorted()).toEqual([...problems].toSorted());
  });

  test("run of a tool that leads on is told to name the action behind it", () => {
    const instructions = 'if @variables.b:\n    run @actions.t\n        with p="x"';
    const tools = "t: @actions.Act\n    with p=..., q=1\n    if @variables.b:\n        transition to @subagent.other";
    const [problem, ...others] = readScript(baseScript({ instructions, tools })).problems;
    expect(problem).toMatchObject({ code: "run-targets-tool-alias", fix: "Write `run @actions.Act`" });
    expect(others).toEqual([]);
  });

  test("an action of another subagent is not known here", () => {
    const source = baseScript({ blocks: "    reasoning:\n        actions:\n            act: @actions.Act" });
    expect(told(source)).toEqual(["error undefined-reference"]);
  });
});

describe("the type of an agent", () => {
  const typed = (type: string, rest = "") => baseScript({ blocks: rest }).replace("AgentforceEmployeeAgent", type);

  test.each<readonly [string, string, readonly string[]]>([
    ["is compared without case", typed("agentforceemployeeagent"), []],
    ["may be written with blanks", typed("Agentforce Employee Agent"), []],
    ["must be known", typed("AgentforceWeatherAgent"), ["error agent-type-not-allowed"]],
    ["for customers needs a user", typed("AgentforceServiceAgent"), ["error config-missing-default-agent-user"]],
    [
      "for customers is content with one",
      typed("AgentforceServiceAgent", 'access:\n    default_agent_user: "a@example.com"'),
      [],
    ],
    [
      "for employees may say that it has none",
      typed("AgentforceEmployeeAgent", "access:\n    default_agent_user: None"),
      [],
    ],
    [
      "for customers may not",
      typed("AgentforceServiceAgent", "access:\n    default_agent_user: None"),
      ["error config-invalid-default-agent-user-none"],
    ],
  ])("%s", (_, source, problems) => {
    expect(told(source)).toEqual(problems);
  });

  test("is named once", () => {
    expect(told(baseScript().replace('developer_name: "base"', 'role: "x"'))).toEqual([
      "error config-missing-agent-name",
    ]);
    expect(told(baseScript({ config: 'agent_name: "base"' }))).toEqual(["error config-duplicate-agent-name"]);
  });

  test("names two users only with a warning, and `access` wins", () => {
    const source = baseScript({
      config: 'default_agent_user: "old@example.com"',
      blocks: 'access:\n    default_agent_user: "new@example.com"',
    });
    expect(told(source).toSorted()).toEqual(["warning config-default-agent-user-conflict", "warning deprecated-field"]);
    expect(readScript(source).agent?.agentUser).toBe("new@example.com");
  });
});
