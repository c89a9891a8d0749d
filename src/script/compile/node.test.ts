// Nodes: their prompts, their models, routers, collecting, and nodes of a kind of their own (spec §2.9, §2.11, §4).
import { describe, expect, test } from "vitest";
import {
  base,
  handoff,
  indented,
  nodeOf,
  type Part,
  reset,
  said,
  slot,
  update,
  versionOf,
} from "../../../test/fixtures/compiled/base.ts";

/** The node `desk` with these lines in it. */
const desk = (lines: string, more = ""): Part =>
  nodeOf(`${base}\n${more}\nsubagent desk:\n    description: "Desk"\n${indented(lines, 4)}\n`, "desk");

const system = 'system:\n    instructions: "For all"\n';

describe("a node", () => {
  test("with nothing in it says what it is", () => {
    expect(desk("")).toEqual({
      type: "subagent",
      reasoning_type: "salesforce.default",
      description: "Desk",
      tools: [],
      developer_name: "desk",
      label: "Desk",
      action_definitions: [],
    });
  });

  test("has the system prompt of the agent, unless it has its own", () => {
    expect(desk("", system).instructions).toBe("For all");
    const own = "system:\n    instructions: |\n        For {!@variables.who}\n          alone";
    expect(desk(own, system).instructions).toBe("For {{variables.who}}\nalone");
    expect(desk('system:\n    instructions: ""', system).instructions).toBe("For all");
  });

  test("strips the platform's instructions where it or the agent says so", () => {
    const all = `${system}    strip_salesforce_instructions: True\n`;
    expect(desk("", all).strip_salesforce_system_prompt).toBe(true);
    expect(desk("system:\n    strip_salesforce_instructions: False", all).strip_salesforce_system_prompt).toBe(false);
  });

  test("names its skills without their scheme", () => {
    expect(desk('skills:\n    tidy:\n        target: "skill://Tidy_v1"').skills).toEqual([
      { name: "tidy", target: "Tidy_v1" },
    ]);
  });

  test("topics come before subagents, and the start before both", () => {
    const nodes = versionOf(`${base}\ntopic old:\n    description: "Old"\n`).nodes as readonly Part[];
    expect(nodes.map(({ developer_name }) => developer_name)).toEqual(["main", "old", "other"]);
  });
});

describe("a model", () => {
  const shared = 'model_config:\n    model: "model://big"\n    params:\n        top_p: 1\n        temperature: 0.5\n';

  test("is the node's own, with the settings of both", () => {
    const own =
      'model_config:\n    model: "model://small/v2"\n    params:\n        temperature: 0\n        stops: ["a", "b"]';
    expect(desk(own, shared).model_configuration).toEqual({
      model_ref: "small/v2",
      configuration: { top_p: 1, temperature: 0, stops: ["a", "b"] },
    });
    expect(desk("", shared).model_configuration).toEqual({
      model_ref: "big",
      configuration: { top_p: 1, temperature: 0.5 },
    });
  });

  test("may be left open by a node that has settings", () => {
    expect(desk("model_config:\n    params:\n        seed: 7").model_configuration).toEqual({
      model_ref: null,
      configuration: { seed: 7 },
    });
  });

  test("settings of the agent without a model count for nothing", () => {
    const node = desk("", "model_config:\n    params:\n        seed: 7\n");
    expect(node).not.toHaveProperty("model_configuration");
  });

  test("without a scheme is none, and its settings are lost", () => {
    const node = desk('model_config:\n    model: "big"\n    params:\n        seed: 7');
    expect(node).not.toHaveProperty("model_configuration");
  });
});

describe("a router", () => {
  const model = 'model_config:\n    model: "model://sfdc_ai__DefaultEinsteinHyperClassifier"\n';
  const router = (reasoning: string, more = system) => desk(`${model}reasoning:\n${indented(reasoning, 4)}`, more);

  test("tells everything at once, and has transitions alone", () => {
    const reasoning =
      "instructions: |\n    Pick one.\nactions:\n    go: @utils.transition to @subagent.other\n        available when @variables.b\n    human: @utils.escalate";
    expect(router(reasoning)).toEqual({
      model_configuration: { model_ref: "sfdc_ai__DefaultEinsteinHyperClassifier" },
      type: "router",
      description: "Desk",
      instructions: "For all\n\n{{state.AgentScriptInternal_agent_instructions}}",
      tools: [{ name: "go", target: "other", description: "The other one", enabled: "state.b" }],
      developer_name: "desk",
      label: "Desk",
      action_definitions: [],
      before_reasoning_iteration: [reset, said("Pick one.")],
    });
  });

  test("without instructions has the system prompt alone, as it is written", () => {
    const written = "system:\n    instructions: |\n        For {!@variables.who}\n";
    const node = router("actions:\n    go: @utils.transition to @subagent.other", written);
    expect(node.instructions).toBe("For {!@variables.who}");
    expect(node).not.toHaveProperty("before_reasoning_iteration");
  });
});

describe("collect", () => {
  const asking = (lines: string) => desk(`reasoning:\n    instructions: ->\n${indented(lines, 8)}`);
  const enabledIn = (node: Part) => (node.before_reasoning_iteration as readonly Part[]).map(({ enabled }) => enabled);

  test("asks until all is told, then says so, and offers the way out last", () => {
    const node = asking('collect @variables.s\n    message: "Which?"');
    const steps = node.before_reasoning_iteration as readonly Part[];
    expect(steps.slice(0, 3)).toEqual([
      reset,
      said(
        'Ask the user for s. Use exactly this message: "Which?" When they answer, call capture_desk_fields with s.',
        "state.s is None",
      ),
      said("All required details are collected. Do not ask for anything further.", "state.s is not None"),
    ]);
    expect(enabledIn(node)[3]).toBe("state.s is None");
    expect(node.after_reasoning).toEqual([
      {
        ...handoff("desk"),
        enabled: '(state.s is None) and state.AgentScriptInternal_next_topic=="__EMPTY__"',
        end_turn_first: true,
      },
    ]);
    expect(node.tools).toEqual([
      {
        ...update({ s: 'result.s if "s" in result else state.s' }),
        name: "capture_desk_fields",
        description: "Capture fields as the user provides them.",
        bound_inputs: {},
        llm_inputs: ["s"],
        input_parameters: [{ developer_name: "s", label: "s", data_type: "String" }],
      },
      expect.objectContaining({ name: "cancel_desk_collect", llm_inputs: [] }),
    ]);
  });

  test("fields of branches that follow each other are one step, of which any will do", () => {
    const lines =
      "collect @variables.s\nif @variables.b:\n    collect @variables.a\nif not @variables.b:\n    collect @variables.c\n| Done";
    const [, first, , second, , third, text, cancel] = enabledIn(asking(lines));
    expect([first, second, third, text, cancel]).toEqual([
      "state.s is None",
      "(state.AgentScriptInternal_condition_1) and (state.s is not None and state.a is None)",
      "(state.AgentScriptInternal_condition_1) and (state.s is not None and state.c is None)",
      undefined,
      "state.s is None or (state.a is None and state.c is None)",
    ]);
  });
});

describe("a node of a kind of its own", () => {
  test("tells its client what it is, which variables it reads, and what it can do", () => {
    const lines = `schema: "node://byon/acme/seller/v1"
parameters:
    template:
        buyer: @variables.who
        count: @variables.a
actions:
    Sell:
        target: "flow://Sell"
        inputs:
            buyer: @variables.who
reasoning:
    actions:
        go: @utils.transition to @subagent.other
on_init:
    set @variables.a = 1
on_exit:
    if @variables.b:
        transition to @subagent.other`;
    expect(desk(lines)).toEqual({
      type: "byon",
      developer_name: "desk",
      description: "Desk",
      label: "Desk",
      byo_client: { client_ref: "icr-default", configuration: { node_type_id: "seller", node_namespace: "acme" } },
      input_parameters: { buyer: "variables.who", count: "state.a" },
      action_definitions: [expect.objectContaining({ developer_name: "Sell", input_type: [] })],
      tools: [
        { type: "action", target: "Sell", name: "Sell", bound_inputs: { buyer: "variables.who" } },
        expect.objectContaining({ name: "go" }),
      ],
      on_init: [update({ a: "1" })],
      on_exit: [
        update({ [slot(1)]: "state.b" }),
        update({ AgentScriptInternal_next_topic: '"other"' }, `state.${slot(1)}`),
        handoff("other"),
      ],
    });
  });

  test.each([
    ["node://commerce/shopper_agent/v1", "commerce_shopper_agent", "commerceshopperagent"],
    ["node://tableau/analyze_data/v1", "waii_analytics_agent", "waiianalyticsagent"],
  ])("%s has the client %s", (schema, node_type_id, node_namespace) => {
    expect(desk(`schema: "${schema}"`).byo_client).toEqual({
      client_ref: "icr-default",
      configuration: { node_type_id, node_namespace },
    });
  });

  test("an address that says no kind makes an ordinary node", () => {
    expect(desk('schema: "node://byon/acme/v1"').type).toBe("subagent");
  });
});

describe("a connected agent", () => {
  test("is a node after all others, with what it is told and what follows its answer", () => {
    const connected = `connected_subagent Loyalty:
    target: "agentforce://Loyalty_Desk"
    description: "Points"
    loading_text: "One moment"
    delegate_escalation: False
    inputs:
        ref: string = @variables.who
        note: string = "from us"
    after_response:
        set @variables.b = True
`;
    const nodes = versionOf(`${base}\n${connected}`).nodes as readonly Part[];
    expect(nodes.at(-1)).toEqual({
      type: "related_agent",
      developer_name: "Loyalty",
      label: "Loyalty",
      description: "Points",
      invocation_target_type: "agentforce",
      invocation_target_name: "Loyalty_Desk",
      loading_text: "One moment",
      delegate_escalation: false,
      bound_inputs: { ref: "variables.who", note: '"from us"' },
      after_response: [
        update({ AgentScriptInternal_next_topic: '"__EMPTY__"' }, "True"),
        update({ b: "True" }, 'state.AgentScriptInternal_next_topic=="__EMPTY__"'),
      ],
    });
  });
});
