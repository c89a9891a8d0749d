// `collect`: where it may stand, and what it asks for.
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { outline } from "../../test/fixtures/scripts/outline.ts";
import { agentOf, toldOf } from "../../test/support/scripts.ts";
import { readScript } from "./read.ts";
import { statementsIn } from "./walk.ts";

const visit = "t: @utils.transition to @subagent.third";

/** A subagent with these instructions, indented from 0. */
const third = (instructions: string): string =>
  `subagent third:\n    description: "d"\n    reasoning:\n        instructions: ->\n${instructions
    .split("\n")
    .map((line) => `            ${line}`)
    .join("\n")}`;

describe("collect", () => {
  test("asks for values in the order of the source, some under a condition", () => {
    const { intake } = agentOf(examples["06_intake_collect.agent"] ?? "").nodes;
    expect(outline(intake?.instructions)).toBe(
      "collect device; collect contact_pref; if { collect email }; if { collect phone }; " +
        "if { run Create_Ticket(device,contact) { set ticket } }; if { text }",
    );
    expect(intake?.instructions[0]).toMatchObject({ message: { parts: ["Which device is affected?"] } });
    const collects = [...statementsIn(intake?.instructions ?? [])].filter(
      ({ statement: { kind } }) => kind === "collect",
    );
    expect(collects[3]?.statement).toMatchObject({
      message: { parts: ["Which phone number?\nInclude the country code."] },
    });
  });

  test("asks in words that may show variables, and may be written with a colon", () => {
    const blocks = third("collect @variables.s:\n    message: |\n        For {!@variables.a}?");
    expect(agentOf(baseScript({ tools: visit, blocks })).nodes.third?.instructions).toMatchObject([
      { kind: "collect", variable: "s", message: { parts: ["For ", { kind: "reference", name: "a" }, "?"] } },
    ]);
  });

  test("is said once for each subagent to be experimental", () => {
    const two = 'collect @variables.s\n    message: "One?"\ncollect @variables.a\n    message: "Two?"';
    expect(toldOf({ tools: visit, blocks: third(two) })).toEqual(["info collect-experimental"]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["a message", "collect @variables.s", ["error missing-required-field"]],
    ["no other field", 'collect @variables.s\n    message: "?"\n    colour: "x"', ["error unknown-field"]],
    ["a variable", 'collect @actions.Act\n    message: "?"', ["error constraint-allowed-namespaces"]],
    ["one that is there", 'collect @variables.zzz\n    message: "?"', ["error undefined-reference"]],
    ["one that can be set", 'collect @variables.k\n    message: "?"', ["error set-immutable-target"]],
  ])("needs %s", (_, instructions, problems) => {
    const found = toldOf({ tools: visit, blocks: third(instructions) });
    expect(found.filter((problem) => problem.startsWith("error"))).toEqual(problems);
  });

  test("has no place in the start agent", () => {
    const { agent, problems } = readScript(baseScript({ instructions: 'collect @variables.s\n    message: "What?"' }));
    expect(agent).toBeUndefined();
    expect(problems).toMatchObject([{ code: "collect-in-start-agent", severity: "error" }]);
  });

  test.each<readonly [string, string, string]>([
    ["before reasoning", 'before_reasoning:\n    collect @variables.s\n        message: "?"', ""],
    ["below a tool", "", 't: @utils.setVariables\n    with s=...\n    collect @variables.s\n        message: "?"'],
  ])("has no place %s", (_, main, tools) => {
    expect(toldOf({ main, tools })).toEqual(["error collect-outside-instructions"]);
  });
});
