// The compiled form: the six example pairs, the lowerings one by one, and damaged scripts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { type AgentJson, compileScript, toCamel } from "./compile.ts";

const pairs = join(import.meta.dirname, "../../test/fixtures/compiled");
const pairOf = (file: string): unknown =>
  JSON.parse(readFileSync(join(pairs, file.replace(".agent", ".compiled.json")), "utf8"));

describe("the examples", () => {
  test.each(Object.keys(examples))("%s compiles to its pair, key by key in the same order", (file) => {
    const { compiled } = compileScript(examples[file] ?? "");
    expect(compiled).toEqual(pairOf(file));
    expect(JSON.stringify(compiled)).toBe(JSON.stringify(pairOf(file)));
  });
});

const base = `config:
    agent_name: "base_agent"
    agent_type: "AgentforceEmployeeAgent"

variables:
    a: mutable number = 0
    b: mutable boolean = False
    s: mutable string = ""
    who: linked string
        source: @MessagingSession.Id

subagent other:
    description: "The other one"

start_agent main:
    description: "The start"
    actions:
        Act:
            target: "flow://Act"
            inputs:
                p: string
                    is_required: True
                q: number
            outputs:
                r: string
`;

type Node = Readonly<Record<string, unknown>>;

/** The start node of the base script with `reasoning` put in; `lines` are indented below it. */
function nodeWith(field: string, lines: string): Node {
  const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));
  const below = indented(lines, 12);
  const source =
    field === "reasoning.instructions"
      ? `${base}    reasoning:\n        instructions: ->\n${below}`
      : field === "reasoning.actions"
        ? `${base}    reasoning:\n        actions:\n${below}`
        : `${base}    ${field}:\n${below}`;
  const version = compileScript(source).compiled?.agent_version as { nodes: readonly Node[] } | undefined;
  return version?.nodes[0] ?? {};
}

const said = (text: string) => `template::{{state.AgentScriptInternal_agent_instructions}}\n${text}`;
const update = (values: Readonly<Record<string, string>>, enabled?: string) => ({
  type: "action",
  target: "__state_update_action__",
  ...(enabled !== undefined && { enabled }),
  state_updates: [values],
});

/** The one thing that a line of instructions sets. */
function setBy(lines: string): unknown {
  const actions = nodeWith("reasoning.instructions", lines).before_reasoning_iteration;
  const [, action] = actions as readonly { state_updates: readonly Record<string, unknown>[] }[];
  return Object.values(action?.state_updates[0] ?? {})[0];
}

describe("expressions", () => {
  test.each([
    ["@variables.a + 1", "state.a + 1"],
    ["@variables.a  ==1", "state.a  ==1"],
    ["@variables.a == 1 and\tnot @variables.b", "state.a == 1 and not state.b"],
    ["(@variables.a == 1)", "state.a == 1"],
    ["(@variables.b or @variables.b) and (@variables.b or True)", "(state.b or state.b) and (state.b or True)"],
    ["not (@variables.b and True)", "not (state.b and True)"],
    ["len(@variables.s)", "len(state.s)"],
    ["@variables.s.length", "len(state.s)"],
    ['@variables.who if @variables.b else "x"', 'variables.who if state.b else "x"'],
    ['"say \\"hi\\""', '"say \\"hi\\""'],
    ["-1", "-1"],
    ["@system_variables.user_input", "system.input_text"],
  ])("%s is written %s", (written, compiled) => {
    expect(setBy(`set @variables.s = ${written}`)).toBe(compiled);
  });

  test("a quoted text is no template, though its variables are renamed", () => {
    expect(setBy('set @variables.s = "n={!@variables.a}"')).toBe('"n={!state.a}"');
  });
});

describe("instructions", () => {
  test("texts that follow each other are one", () => {
    expect(nodeWith("reasoning.instructions", "| One {!@variables.a}\n| Two").before_reasoning_iteration).toEqual([
      update({ AgentScriptInternal_agent_instructions: "''" }, "True"),
      update({ AgentScriptInternal_agent_instructions: said("One {{state.a}}\nTwo") }),
    ]);
  });

  test("without any text they leave out the focus prompt", () => {
    const node = nodeWith("reasoning.instructions", "set @variables.a = 1");
    expect(node).not.toHaveProperty("focus_prompt");
  });

  test("what the vendor's compiler drops below `run` is dropped", () => {
    const lines = 'run @actions.Act\n    with p=...\n    if @outputs.r == "y":\n        set @variables.s = @outputs.r';
    expect(nodeWith("reasoning.instructions", lines).before_reasoning_iteration).toEqual([
      update({ AgentScriptInternal_agent_instructions: "''" }, "True"),
      { type: "action", target: "Act", bound_inputs: { p: "..." }, llm_inputs: [], state_updates: [] },
    ]);
  });

  test("a condition inside a branch waits for the branch", () => {
    const lines = "if @variables.b:\n    if @variables.a > 1:\n        | Deep";
    const [, outer, inner, text] = nodeWith("reasoning.instructions", lines).before_reasoning_iteration as unknown[];
    const slot = "state.AgentScriptInternal_condition_1";
    expect(outer).toEqual(update({ AgentScriptInternal_condition_1: "state.b" }, "True"));
    expect(inner).toEqual(update({ AgentScriptInternal_condition_1: "state.a > 1" }, slot));
    expect(text).toMatchObject({ enabled: `(${slot}) and (${slot})` });
  });
});

describe("procedures", () => {
  test("a transition skips what comes after it, and is followed by its handoff", () => {
    const empty = 'state.AgentScriptInternal_next_topic=="__EMPTY__"';
    expect(
      nodeWith("before_reasoning", "transition to @subagent.other\nset @variables.a = 1").before_reasoning,
    ).toEqual([
      update({ AgentScriptInternal_next_topic: '"__EMPTY__"' }, "True"),
      update({ AgentScriptInternal_next_topic: '"other"' }, empty),
      {
        type: "handoff",
        target: "other",
        enabled: 'state.AgentScriptInternal_next_topic=="other"',
        state_updates: [{ AgentScriptInternal_next_topic: '"__EMPTY__"' }],
      },
      update({ a: "1" }, empty),
    ]);
  });
});

describe("tools", () => {
  const toolOf = (lines: string) => (nodeWith("reasoning.actions", lines).tools as readonly Node[])[0];

  test("required inputs that nobody binds are the model's, optional ones are not offered", () => {
    expect(toolOf("go: @actions.Act")).toEqual({
      type: "action",
      target: "Act",
      bound_inputs: {},
      llm_inputs: ["p"],
      state_updates: [],
      name: "go",
    });
    expect(toolOf('go: @actions.Act\n    with p="x", q=...')).toMatchObject({
      bound_inputs: { p: '"x"' },
      llm_inputs: ["q"],
    });
  });

  test("the last `available when` counts, and a label takes the place of the name", () => {
    const lines =
      'go: @actions.Act\n    label: "Go on"\n    available when @variables.a > 1\n    available when @variables.b';
    expect(toolOf(lines)).toMatchObject({ name: "Go on", enabled: "state.b" });
  });

  test("a transition is described by where it leads", () => {
    expect(toolOf("go: @utils.transition to @subagent.other")).toMatchObject({ description: "The other one" });
  });

  test("a bare transition below an action is dropped, one under a condition is kept", () => {
    const bare = nodeWith("reasoning.actions", "go: @actions.Act\n    transition to @subagent.other");
    expect(bare).not.toHaveProperty("after_all_tool_calls");
    expect(bare).not.toHaveProperty("post_tool_call");
    const lines = "go: @actions.Act\n    if @variables.b:\n        transition to @subagent.other";
    const node = nodeWith("reasoning.actions", lines);
    expect(node.after_all_tool_calls).toMatchObject([{ type: "handoff", target: "other" }]);
    expect(node.post_tool_call).toMatchObject([{ target: "Act", actions: [{ enabled: "True" }, {}] }]);
  });

  test("variables are set from what the model gives, or from an expression", () => {
    const tool = toolOf("note: @utils.setVariables\n    with a=...\n    with s=@variables.who");
    expect(tool).toMatchObject({
      state_updates: [{ a: "result.a" }, { s: "variables.who" }],
      llm_inputs: ["a"],
      input_parameters: [{ developer_name: "a", label: "a", data_type: "Double" }],
    });
  });
});

describe("collect", () => {
  test("with nothing of the author's after it says when all is told", () => {
    const lines = '            collect @variables.s\n                message: "Which?"\n';
    const collecting = `${base}\nsubagent intake:\n    description: "Asks"\n    reasoning:\n        instructions: ->\n${lines}`;
    const version = compileScript(collecting).compiled?.agent_version as { nodes: readonly Node[] } | undefined;
    const intake = version?.nodes.find(({ developer_name }) => developer_name === "intake");
    const steps = intake?.before_reasoning_iteration as readonly Node[];
    expect(steps.map(({ enabled }) => enabled)).toEqual([
      "True",
      "state.s is None",
      "state.s is None",
      "state.s is not None",
    ]);
    expect(intake?.after_reasoning).toMatchObject([{ target: "intake", end_turn_first: true }]);
  });
});

describe("nodes of a kind of their own", () => {
  test("tell their client what it is, and which variables it reads", () => {
    const custom = `${base}
subagent shop:
    description: "Sells"
    schema: "node://byon/acme/seller/v1"
    parameters:
        template:
            buyer: @variables.who
`;
    const version = compileScript(custom).compiled?.agent_version as { nodes: readonly Node[] } | undefined;
    expect(version?.nodes.find(({ type }) => type === "byon")).toEqual({
      type: "byon",
      developer_name: "shop",
      description: "Sells",
      label: "Shop",
      byo_client: { client_ref: "icr-default", configuration: { node_type_id: "seller", node_namespace: "acme" } },
      input_parameters: { buyer: "variables.who" },
    });
  });
});

describe("in camelCase", () => {
  test("keys of the schema are renamed, and names of the author's are not", () => {
    const camel = toCamel(pairOf("04_concierge_delegation.compiled.json") as AgentJson);
    const text = JSON.stringify(camel);
    expect(Object.keys(camel)).toEqual(["schemaVersion", "globalConfiguration", "agentVersion"]);
    expect(text).toContain('"boundInputs":{"account_ref":"state.account_ref"}');
    expect(text).toContain('"stateUpdates":[{"plan_count":"state.plan_count + 0"}]');
    expect(text).not.toContain('"developer_name"');
  });
});

describe("what cannot be compiled", () => {
  test("is said, and has no compiled form", () => {
    const { compiled, problems } = compileScript("system:\n    instructions: 'x\n");
    expect(compiled).toBeUndefined();
    expect(problems.some(({ severity }) => severity === "error")).toBe(true);
    expect(compileScript("").compiled).toBeUndefined();
  });

  test("what this server does not run is no problem of the compiled form", () => {
    const codes = compileScript(examples["06_intake_collect.agent"] ?? "").problems.map(({ code }) => code);
    expect(codes).not.toContain("not-supported-yet");
  });

  test("a damaged script never makes it throw", () => {
    for (const source of Object.values(examples)) {
      const lines = source.split("\n");
      for (let at = 0; at < lines.length; at += 2) {
        const line = lines[at] ?? "";
        const damaged = at % 4 === 0 ? lines.toSpliced(at, 1) : lines.with(at, line.slice(0, line.length / 2 + 4));
        expect(() => compileScript(damaged.join("\n"))).not.toThrow();
      }
    }
  });
});
