// Which calls are refused, and with which inputs the others run (agent-script spec §5.6, steps 1 to 3).
import assert from "node:assert/strict";
import { results } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { call, finder, found, withTools } from "./desks.ts";
import { play } from "./on-stage.ts";

/** What a call with these arguments comes to, and the actions that ran. */
async function called(name: string, args: Readonly<Record<string, unknown>>) {
  const take = await play(finder, [call(name, args), "Yes."], found);
  return { results: results(take), acts: take.acts };
}

export const toolInputRules: readonly Rule[] = [
  rule(
    "agent-script §5.6 (1)",
    "a call of a tool that does not exist is an error result, and nothing happens",
    async () => {
      for (const name of ["Find", "nobody", "constructor", "__proto__"]) {
        const { results, acts } = await called(name, {});
        assert.deepEqual([results, acts], [[{ error: `There is no tool "${name}" now.` }], []]);
      }
    },
  ),
  rule(
    "agent-script §5.6 (1)",
    "a call of a tool whose gate is shut is an error result, and nothing happens",
    async () => {
      const { results, acts } = await called("gated", { thing: "key" });
      assert.deepEqual([results, acts], [[{ error: 'There is no tool "gated" now.' }], []]);
    },
  ),
  rule(
    "agent-script §5.6 (1)",
    "arguments that do not fit the parameters are an error result that names them",
    async () => {
      for (const args of [{ thing: ["key"] }, { thing: "key", shelf: "two" }, { thing: "key", size: 1 }]) {
        const { results, acts } = await called("find", args);
        assert.match(JSON.stringify(results), /\\"(thing|shelf|size)\\"/);
        assert.deepEqual(acts, []);
      }
    },
  ),
  rule(
    "agent-script §5.6 (2)",
    "inputs are the definition's defaults, under the fixed values, under the model's",
    async () => {
      assert.deepEqual((await called("find", { thing: "key", shelf: 1 })).acts, [
        ["Find", { thing: "key", shelf: 1, depth: 3 }],
      ]);
      assert.deepEqual((await called("bound", {})).acts, [["Find", { thing: "you", shelf: 2, depth: 3 }]]);
    },
  ),
  rule("agent-script §5.6 (2)", "a fixed value is worked out when the tool is called", async () => {
    const agent = withTools(`
            rename: @utils.setVariables
                with name=...
            bound: @actions.Find
                with thing=@variables.name
`);
    const take = await play(agent, [[["rename", { name: "Ada" }], ["bound"]], "Yes."], found);
    assert.deepEqual(take.acts, [["Find", { thing: "Ada", depth: 3 }]]);
  }),
  rule("agent-script §5.6 (2)", "the model cannot override a fixed value", async () => {
    const { results, acts } = await called("bound", { thing: "other" });
    assert.deepEqual([results, acts], [[{ error: 'There is no parameter "thing".' }], []]);
  }),
  rule("agent-script §5.6 (3)", "a required input without a value is an error result that asks for it", async () => {
    for (const args of [{}, { thing: null }]) {
      const { results, acts } = await called("find", args);
      assert.deepEqual([results, acts], [[{ error: '"thing" is missing: ask the user for it.' }], []]);
    }
  }),
  rule("agent-script §5.6 (3)", "an optional slot the model leaves open is not sent", async () => {
    const [[, inputs] = []] = (await called("find", { thing: "key", colour: null })).acts;
    assert.deepEqual(Object.keys(inputs ?? {}).toSorted(), ["depth", "thing"]);
  }),
];
