// Nodes that a host runs by itself: what each kind may say, and what the agent knows of it (spec §2.11).
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { agentOf, told } from "../../test/support/scripts.ts";
import { readScript } from "./read.ts";

/** The base script with a node of a kind, and a tool that leads to it. */
const script = (schema: string, fields = "") =>
  baseScript({
    tools: "sell: @utils.transition to @subagent.seller",
    blocks: `subagent seller:\n    description: "Sells"\n    schema: "${schema}"\n${fields}`,
  });

const shopper = "node://commerce/shopper_agent/v1";
const analyst = "node://tableau/analyze_data/v1";
const own = "node://byon/acme/seller/v1";

const full = `    parameters:
        template:
            buyer: @variables.s
                description: "Who buys"
            limit: 5
    actions:
        Find:
            description: "Finds"
            inputs:
                who: @variables.s
                what: string
            target: "flow://Find"
    on_init:
        set @variables.a = 1
    on_exit:
        set @variables.b = True`;

describe("a node of another kind", () => {
  test.each([
    ["of the platform's shop", shopper, full],
    ["of the platform's analysis", analyst, full.replace("template:", "context:")],
    ["of one's own, with groups of any name", own, full.replace("template:", "anything:")],
  ])("is read: %s", (_, schema, fields) => {
    expect(told(script(schema, fields)).filter((line) => line !== "warning byon-not-for-production")).toEqual([]);
  });

  test("knows its address, its parameters and what happens on entry and exit, and offers what its actions bind", () => {
    const node = agentOf(script(own, full)).nodes.seller;
    expect(node?.variant).toMatchObject({
      uri: own,
      parameters: {
        template: { buyer: { kind: "reference", name: "s" }, limit: { kind: "literal", value: 5 } },
      },
      onInit: [{ kind: "set", variable: "a" }],
      onExit: [{ kind: "set", variable: "b" }],
    });
    expect(node?.tools).toMatchObject([
      { name: "Find", target: { kind: "action", action: "Find" }, bindings: [{ name: "who", value: { name: "s" } }] },
    ]);
    expect(node?.before).toEqual([]);
  });

  test("may be the start", () => {
    const node = agentOf(baseScript({ main: `schema: "${own}"` })).nodes.main;
    expect(node?.variant?.uri).toBe(own);
  });

  test("an ordinary node is none", () => {
    expect(agentOf(baseScript()).nodes.main).not.toHaveProperty("variant");
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["one's own is not for production", script(own), ["warning byon-not-for-production"]],
    ["a kind nobody knows", script("node://shop/v1", full), ["error unknown-variant"]],
    ["one's own with half an address", script("node://byon/acme"), ["error unknown-variant"]],
    ["an address that is none", script("schema://shop"), ["error unknown-variant"]],
    [
      "a hook of ordinary nodes",
      script(shopper, "    before_reasoning:\n        set @variables.a = 1"),
      ["error custom-subagent-validation"],
    ],
    [
      "a hook of ordinary nodes, where only its author knows the kind",
      script(own, "    after_reasoning:\n        set @variables.a = 1"),
      ["warning byon-not-for-production", "warning custom-subagent-validation"],
    ],
    [
      "instructions of the shop",
      script(shopper, "    reasoning:\n        instructions: |\n            Sell."),
      ["error unknown-field"],
    ],
    ["a group the kind does not have", script(analyst, full), ["error unknown-field"]],
    [
      "a parameter that is calculated",
      script(own, full.replace("buyer: @variables.s", 'buyer: @variables.s + "!"')),
      ["warning byon-not-for-production", "error bound-input-not-variable"],
    ],
    [
      "a parameter that does not exist",
      script(shopper, full.replace("buyer: @variables.s", "buyer: @variables.nobody")),
      ["error undefined-reference"],
    ],
  ])("is told: %s", (_, source, problems) => {
    expect(told(source)).toEqual(problems);
  });

  test("a misspelt kind is told the one that was meant", () => {
    const { problems } = readScript(script("node://tableau/analyse_data/v1"));
    expect(problems).toMatchObject([{ code: "unknown-variant", fix: `Write \`"${analyst}"\`` }]);
  });

  test("an ordinary node has no parameters", () => {
    const source = baseScript({ main: "parameters:\n    template:\n        x: @variables.s" });
    expect(told(source)).toEqual(["error unknown-field"]);
  });
});
