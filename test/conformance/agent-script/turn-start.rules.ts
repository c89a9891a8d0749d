// In which node a turn begins (agent-script spec §5.3).
import assert from "node:assert/strict";
import { baseScript } from "../../fixtures/scripts/base.ts";
import { agentOf } from "../../support/scripts.ts";
import { script, stage, stepsOf } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";

/** Where the second turn begins, after a first one that went to the node `other`. */
async function secondTurnOf(config: string): Promise<unknown> {
  const on = stage(
    agentOf(`${baseScript({ config })}    reasoning:\n        instructions: ->\n            | Other.\n`),
  );
  const first = await on.take("one", [[["go"]], "Yes."]);
  assert.equal(first.outcome.state.node, "other");
  return stepsOf(await on.take("two", ["Yes."]), "NodeEntryStateStep")[0]?.agent_name;
}

export const turnStartRules: readonly Rule[] = [
  rule("agent-script §5.3", "every turn begins at the start agent unless the script says otherwise", async () => {
    assert.equal(await secondTurnOf(""), "main");
  }),
  rule(
    "agent-script §5.3",
    "additional_parameter__reset_to_initial_node: False begins where the last turn ended",
    async () => {
      assert.equal(await secondTurnOf("additional_parameter__reset_to_initial_node: False"), "other");
    },
  ),
  rule("agent-script §5.3", "runtime.reset_to_initial_node: False does the same", async () => {
    assert.equal(await secondTurnOf("runtime:\n    reset_to_initial_node: False"), "other");
  }),
  rule("agent-script §5.3", "of the two, the additional parameter decides", async () => {
    const both = (parameter: string, runtime: string) =>
      `additional_parameter__reset_to_initial_node: ${parameter}\nruntime:\n    reset_to_initial_node: ${runtime}`;
    assert.equal(await secondTurnOf(both("False", "True")), "other");
    assert.equal(await secondTurnOf(both("True", "False")), "main");
  }),
  rule(
    "agent-script §5.3",
    "a form that is not filled yet is where the next turn begins, whatever the reset says",
    async () => {
      const on = stage(agentOf(script("06_intake_collect")));
      const first = await on.take("My laptop died", [[["go_intake"]], "Which device?"]);
      assert.equal(first.outcome.state.resume, "intake");
      const second = await on.take("hm", ["Which device?"]);
      assert.deepEqual(
        stepsOf(second, "NodeEntryStateStep").map(({ agent_name }) => agent_name),
        ["intake"],
      );
    },
  ),
];
