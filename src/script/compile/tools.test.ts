// Tools of every kind, what follows a call, and the handoffs after all calls (spec §2.13, §4).
import { describe, expect, test } from "vitest";
import { handoff, nextTopic, nodeWith, slot, toolOf, update } from "../../../test/fixtures/compiled/base.ts";

describe("a tool for an action", () => {
  test("leaves required inputs that nobody binds to the model, and does not offer optional ones", () => {
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

  test("has the label for its name, and the last `available when`", () => {
    const lines =
      'go: @actions.Act\n    label: "Go on"\n    description: "Why"\n    available when @variables.a > 1\n    available when @variables.b';
    expect(toolOf(lines)).toMatchObject({ name: "Go on", description: "Why", enabled: "state.b" });
  });

  test("is followed by the calls and conditions in its body", () => {
    const lines = `go: @actions.Act
    set @variables.s = @outputs.r
    run @actions.Act
        with q=1
        set @variables.s = @outputs.r
    if @outputs.r == "x":
        transition to @subagent.other
    else if @variables.b:
        set @variables.a = 1
    else:
        run @actions.Act
            with p="y"`;
    const node = nodeWith("reasoning.actions", lines);
    const [one, two] = [`state.${slot(1)}`, `state.${slot(2)}`];
    const call = { type: "action", target: "Act" };
    expect(node.post_tool_call).toEqual([
      {
        target: "Act",
        actions: [
          { ...call, bound_inputs: { q: "1" }, llm_inputs: ["p"], state_updates: [{ s: "result.r" }] },
          update({ [slot(1)]: 'result.r == "x"' }, "True"),
          nextTopic('"other"', `(${one})`),
          update({ [slot(2)]: "state.b" }, "True"),
          update({ a: "1" }, `(not (${one})) and (${two})`),
          {
            ...call,
            bound_inputs: { p: '"y"' },
            llm_inputs: [],
            state_updates: [],
            enabled: `not (${one}) and not (${two})`,
          },
        ],
      },
    ]);
    expect(node.after_all_tool_calls).toEqual([handoff("other")]);
  });

  test("has a plain condition and its opposite without parentheses", () => {
    const lines =
      "go: @actions.Act\n    if @variables.b:\n        set @variables.a = 1\n    else:\n        set @variables.a = 2";
    const [{ actions } = { actions: [] }] = nodeWith("reasoning.actions", lines).post_tool_call as {
      actions: readonly unknown[];
    }[];
    expect(actions).toEqual([
      update({ [slot(1)]: "state.b" }, "True"),
      update({ a: "1" }, `state.${slot(1)}`),
      update({ a: "2" }, `not state.${slot(1)}`),
    ]);
  });

  test("drops a bare transition in its body", () => {
    const node = nodeWith("reasoning.actions", "go: @actions.Act\n    transition to @subagent.other");
    expect(node).not.toHaveProperty("after_all_tool_calls");
    expect(node).not.toHaveProperty("post_tool_call");
  });
});

describe("a transition", () => {
  test("is described by where it leads, and has its handoff", () => {
    const node = nodeWith(
      "reasoning.actions",
      "go: @utils.transition to @subagent.other\n    available when @variables.b",
    );
    expect(node.tools).toEqual([
      { ...nextTopic('"other"'), name: "go", description: "The other one", enabled: "state.b" },
    ]);
    expect(node.after_all_tool_calls).toEqual([handoff("other")]);
  });

  test("may name its target on a line below", () => {
    expect(toolOf("go: @utils.transition\n    to @subagent.other")).toMatchObject({ description: "The other one" });
  });

  test("names the tool in texts that name the node", () => {
    const lines = "go: @utils.transition to @subagent.other";
    const node = nodeWith("reasoning", `instructions: | Use {!@actions.other}\nactions:\n    ${lines}`);
    expect(JSON.stringify(node.before_reasoning_iteration)).toContain("Use go");
  });
});

describe("the other kinds", () => {
  test("a human is the target of an escalation", () => {
    const node = nodeWith("reasoning.actions", "human: @utils.escalate");
    expect(node.tools).toEqual([
      { ...nextTopic("'__human__'"), name: "human", description: "Escalate to human agent" },
    ]);
    expect(node.after_all_tool_calls).toEqual([
      { ...handoff("__human__"), enabled: "state.AgentScriptInternal_next_topic == '__human__'" },
    ]);
  });

  test("the end of the session has no handoff", () => {
    const node = nodeWith("reasoning.actions", "bye: @utils.end_session\n    available when @variables.b");
    expect(node.tools).toEqual([
      {
        type: "action",
        target: "__end_session_action__",
        name: "bye",
        description: "End the session",
        enabled: "state.b",
      },
    ]);
    expect(node).not.toHaveProperty("after_all_tool_calls");
  });

  test("a node that is asked is supervised", () => {
    expect(toolOf('ask: @subagent.other\n    label: "Ask"')).toEqual({
      type: "supervision",
      target: "other",
      name: "Ask",
      description: "The other one",
    });
  });

  test("variables are set from what the model gives, or from an expression", () => {
    expect(
      toolOf("note: @utils.setVariables\n    with a=...\n    with s=@variables.who\n    set @variables.b = True"),
    ).toEqual({
      type: "action",
      target: "__state_update_action__",
      state_updates: [{ a: "result.a" }, { s: "variables.who" }, { b: "True" }],
      name: "note",
      bound_inputs: {},
      llm_inputs: ["a"],
      input_parameters: [{ developer_name: "a", label: "a", data_type: "Double" }],
    });
  });

  test("a tool without inputs for the model has none at all", () => {
    expect(toolOf("note: @utils.setVariables\n    set @variables.b = True")).toEqual({
      ...update({ b: "True" }),
      name: "note",
    });
  });

  test("a name that says what a tool does wins over its action", () => {
    expect(toolOf("escalate: @actions.Act")).toMatchObject(nextTopic("'__human__'"));
  });
});
