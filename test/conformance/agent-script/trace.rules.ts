// The steps a turn leaves behind, in the vendor's names and fields (agent-script spec §5.14).
import assert from "node:assert/strict";
import { desk, stepsOf, type Take } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { play } from "./on-stage.ts";

const agent = desk(`
    actions:
        Look:
            inputs:
                depth: number
                    is_required: True
            outputs:
                place: string
                secret: string
                    filter_from_agent: True
            target: "flow://Look"
    before_reasoning:
        set @variables.name = "Ada"
    reasoning:
        instructions: ->
            set @variables.count = @variables.count + 1
            run @actions.Look
                with depth=0
            | Serve.
        actions:
            look: @actions.Look
            hidden: @utils.end_session
                available when False
            away: @utils.transition to @subagent.other
    after_reasoning:
        set @variables.code = "done"
`);
const found = { Look: () => ({ place: "shelf", secret: "Z9" }) };
const turn = () => play(agent, [[["look", { depth: 2 }]], "It is there."], found);
const leaving = () => play(agent, [[["away"]], "Yes."], found);

/** The fields of the first step of a kind, without its times. */
async function first(type: string, of: Promise<Take> = turn()) {
  const [step] = stepsOf(await of, type);
  assert.ok(step, `a ${type}`);
  const { startExecutionTime, endExecutionTime, executionLatency, execution_latency, ...fields } = step;
  return fields as Readonly<Record<string, unknown>>;
}

export const traceRules: readonly Rule[] = [
  rule("agent-script §5.14", "UserInputStep has the message", async () => {
    assert.deepEqual(await first("UserInputStep"), { type: "UserInputStep", message: "hi" });
  }),
  rule("agent-script §5.14", "SessionInitialStateStep has variable_values as the turn finds them", async () => {
    assert.deepEqual((await first("SessionInitialStateStep")).variable_values, {
      name: "you",
      count: 0,
      code: null,
      items: [],
    });
  }),
  rule("agent-script §5.14", "NodeEntryStateStep has agent_name and state_variables", async () => {
    assert.deepEqual(await first("NodeEntryStateStep"), {
      type: "NodeEntryStateStep",
      agent_name: "desk",
      state_variables: { name: "you", count: 0, code: null, items: [] },
    });
  }),
  rule(
    "agent-script §5.14",
    "the steps of the hooks and of an iteration have agent_name and action_names",
    async () => {
      const named = async (type: string) => {
        const { agent_name, action_names } = await first(type);
        return [agent_name, action_names];
      };
      assert.deepEqual(await named("BeforeReasoningStep"), ["desk", []]);
      assert.deepEqual(await named("BeforeReasoningIterationStep"), ["desk", ["Look"]]);
      assert.deepEqual(await named("AfterReasoningStep"), ["desk", []]);
    },
  ),
  rule(
    "agent-script §5.14",
    "VariableUpdateStep has name, past value, new value and reason of the change",
    async () => {
      assert.deepEqual((await first("VariableUpdateStep")).variable_updates, [
        { variable_name: "name", variable_past_value: "you", variable_new_value: "Ada", variable_change_reason: "set" },
      ]);
    },
  ),
  rule("agent-script §5.14", "EnabledToolsStep has the tools that were offered, and none that was not", async () => {
    const { agent_name, enabled_tools } = await first("EnabledToolsStep");
    assert.deepEqual([agent_name, enabled_tools], ["desk", ["look", "away"]]);
  }),
  rule("agent-script §5.14", "LLMStep has prompt, messages, tools and the response", async () => {
    const step = await first("LLMStep");
    assert.deepEqual([step.agent_name, step.tools_sent], ["desk", ["look", "away"]]);
    assert.match(String(step.prompt_content), /You work at a desk\.[\s\S]*Serve\./);
    assert.deepEqual(step.messages_sent, [{ role: "user", text: "hi" }]);
    assert.match(JSON.stringify(step.response_messages), /"name":"look"/);
    assert.ok("prompt_name" in step);
  }),
  rule("agent-script §5.14", "FunctionStep has name, input, output and errors, without what is hidden", async () => {
    const [, called] = stepsOf(await turn(), "FunctionStep");
    assert.deepEqual(called?.function, { name: "Look", input: { depth: 2 }, output: { place: "shelf" }, errors: [] });
    const broken = { Look: () => ({ ok: false, reason: "failed", message: "No." }) as const };
    const failed = (await first("FunctionStep", play(agent, [], broken))).function as { readonly errors: unknown };
    assert.deepEqual(failed.errors, ["No."]);
  }),
  rule("agent-script §5.14", "TransitionStep has from, to, the variables, type and mode", async () => {
    const { from_agent, to_agent, current_state, transition_type, transition_mode } = await first(
      "TransitionStep",
      leaving(),
    );
    assert.deepEqual([from_agent, to_agent, transition_type, transition_mode], ["desk", "other", "handoff", "tool"]);
    assert.deepEqual(current_state, { name: "Ada", count: 1, code: null, items: [] });
  }),
  rule("agent-script §5.14", "PlannerResponseStep has the message and its type", async () => {
    const { message, responseType } = await first("PlannerResponseStep");
    assert.deepEqual([message, responseType], ["It is there.", "Inform"]);
  }),
  rule("agent-script §5.14", "the steps of a turn come in the order of what happened", async () => {
    const names = (await turn()).events.flatMap((event) => (event.type === "step" ? [event.step.type] : []));
    assert.deepEqual(names, [
      ...[
        "UserInputStep",
        "SessionInitialStateStep",
        "NodeEntryStateStep",
        "VariableUpdateStep",
        "BeforeReasoningStep",
      ],
      ...["VariableUpdateStep", "FunctionStep", "BeforeReasoningIterationStep", "EnabledToolsStep", "LLMStep"],
      "FunctionStep",
      ...["VariableUpdateStep", "FunctionStep", "BeforeReasoningIterationStep", "EnabledToolsStep", "LLMStep"],
      ...["PlannerResponseStep", "VariableUpdateStep", "AfterReasoningStep"],
    ]);
  }),
  rule("agent-script §5.14", "every step has its start and its end, and none ends before it starts", async () => {
    for (const event of (await turn()).events) {
      if (event.type !== "step") continue;
      const { startExecutionTime: start, endExecutionTime: end, type } = event.step;
      assert.ok(Number.isInteger(start) && Number.isInteger(end) && start <= end, type);
    }
  }),
  rule(
    "agent-script §5.14",
    "the same script, state, input, replies and results give the same turn, byte for byte",
    async () => {
      assert.equal(JSON.stringify(await turn()), JSON.stringify(await turn()));
    },
  ),
];
