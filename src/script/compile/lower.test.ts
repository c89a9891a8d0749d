// Statements as the actions and handoffs of the compiled form, with their gates (spec §4).
import { describe, expect, test } from "vitest";
import {
  handoff,
  nextTopic,
  nodeWith,
  reset,
  said,
  slot,
  stepsOf,
  update,
} from "../../../test/fixtures/compiled/base.ts";

const one = `state.${slot(1)}`;
const two = `state.${slot(2)}`;

describe("instructions", () => {
  test("texts that follow each other are one", () => {
    expect(stepsOf("| One {!@variables.a}\n| Two")).toEqual([reset, said("One {{state.a}}\nTwo")]);
  });

  test("empty texts add nothing", () => {
    expect(stepsOf("| One\n|\n| Two")).toEqual([reset, said("One\nTwo")]);
  });

  test("that are text alone have a focus prompt, empty or not", () => {
    const node = nodeWith("reasoning.instructions", "|");
    expect(node.focus_prompt).toBe("{{state.AgentScriptInternal_agent_instructions}}");
    expect(node.before_reasoning_iteration).toEqual([reset]);
  });

  test("without any text they leave out the focus prompt", () => {
    expect(nodeWith("reasoning.instructions", "set @variables.a = 1")).not.toHaveProperty("focus_prompt");
    expect(nodeWith("reasoning.instructions", "if @variables.b:\n    set @variables.a = 1\n|")).not.toHaveProperty(
      "focus_prompt",
    );
  });

  test("a condition is written to a slot, which gates its branches", () => {
    expect(stepsOf("if @variables.b:\n    | Yes\n    | indeed\nelse:\n    | No")).toEqual([
      reset,
      update({ [slot(1)]: "state.b" }, "True"),
      said("Yes\nindeed", one),
      said("No", `not (${one})`),
    ]);
  });

  test("each condition of a chain has a slot of its own", () => {
    const chain = "if @variables.a == 1:\n    | One\nelse if @variables.a == 2:\n    | Two\nelse:\n    | Many";
    expect(stepsOf(chain)).toEqual([
      reset,
      update({ [slot(1)]: "state.a == 1" }, "True"),
      said("One", one),
      update({ [slot(2)]: "state.a == 2" }, "True"),
      said("Two", `(not (${one})) and (${two})`),
      said("Many", `(not (${one})) and (not (${two}))`),
    ]);
  });

  test("a condition inside a branch waits for the branch", () => {
    expect(stepsOf("if @variables.b:\n    if @variables.a > 1:\n        | Deep")).toEqual([
      reset,
      update({ [slot(1)]: "state.b" }, "True"),
      update({ [slot(1)]: "state.a > 1" }, one),
      said("Deep", `(${one}) and (${one})`),
    ]);
  });

  test("a call binds its inputs and keeps its outputs, and the model fills nothing", () => {
    const lines = 'run @actions.Act\n    with p="x", q=@variables.a\n    set @variables.s = @outputs.r';
    expect(stepsOf(lines)[1]).toEqual({
      type: "action",
      target: "Act",
      bound_inputs: { p: '"x"', q: "state.a" },
      llm_inputs: [],
      state_updates: [{ s: "result.r" }],
    });
  });

  test("what the vendor's compiler drops below `run` is dropped", () => {
    const lines =
      'run @actions.Act\n    with p=...\n    if @outputs.r == "y":\n        set @variables.s = @outputs.r\n    transition to @subagent.other';
    expect(stepsOf(lines)).toEqual([
      reset,
      { type: "action", target: "Act", bound_inputs: { p: "..." }, llm_inputs: [], state_updates: [] },
    ]);
  });

  test("a transition sets the next node and is followed by its handoff", () => {
    expect(stepsOf("if @variables.b:\n    transition to @subagent.other")).toEqual([
      reset,
      update({ [slot(1)]: "state.b" }, "True"),
      nextTopic('"other"', one),
      handoff("other"),
    ]);
  });
});

describe("a procedure", () => {
  const empty = 'state.AgentScriptInternal_next_topic=="__EMPTY__"';

  test.each(["before_reasoning", "after_reasoning"])("%s: a transition skips what comes after it", (field) => {
    expect(nodeWith(field, "transition to @subagent.other\nset @variables.a = 1")[field]).toEqual([
      nextTopic('"__EMPTY__"', "True"),
      nextTopic('"other"', empty),
      handoff("other"),
      update({ a: "1" }, empty),
    ]);
  });

  test("its conditions wait for there being no transition", () => {
    const lines = "if @variables.b:\n    set @variables.a = 1\nelse:\n    run @actions.Act";
    expect(nodeWith("before_reasoning", lines).before_reasoning).toEqual([
      nextTopic('"__EMPTY__"', "True"),
      update({ [slot(1)]: "state.b" }, empty),
      update({ a: "1" }, `(${empty}) and (${one})`),
      {
        type: "action",
        target: "Act",
        bound_inputs: {},
        llm_inputs: [],
        state_updates: [],
        enabled: `(${empty}) and (not (${one}))`,
      },
    ]);
  });
});
