// Expressions and texts as the compiled form writes them (spec §4).
import { describe, expect, test } from "vitest";
import { base, indented, said, stepsOf, versionOf } from "../../../test/fixtures/compiled/base.ts";

/** What a line of instructions sets. */
function setBy(expression: string): unknown {
  const updates = stepsOf(`set @variables.s = ${expression}`)[1]?.state_updates as readonly { s: string }[];
  return updates[0]?.s;
}

describe("an expression", () => {
  test.each([
    ["@variables.a + 1", "state.a + 1"],
    ["@variables.a  ==1", "state.a  ==1"],
    ["@variables.a == 1 and\tnot @variables.b", "state.a == 1 and not state.b"],
    ["@variables.s is not None", "state.s is not None"],
    ["@variables.who", "variables.who"],
    ["len(@variables.s)", "len(state.s)"],
    ["max(1, (2 + 3))", "max(1, 2 + 3)"],
    ["@variables.s.length", "len(state.s)"],
    ['@outputs.rows[0].name + @outputs["odd name"]', 'result.rows[0].name + result["odd name"]'],
    ['@variables.who if (@variables.b) else "x"', 'variables.who if state.b else "x"'],
    ['"say \\"hi\\"\\n\\t\\\\ ü €"', '"say \\"hi\\"\\n\\t\\\\ ü €"'],
    ["-1.0", "-1"],
    ["True", "True"],
    ["@system_variables.user_input", "system.input_text"],
    ["@system_variables.last_reply.interrupted", "system.last_reply.interrupted"],
    ["@knowledge.citations_url", '"https://help.example"'],
    ["@knowledge.citations_enabled", "True"],
  ])("%s is written %s", (written, compiled) => {
    expect(setBy(written)).toBe(compiled);
  });

  test.each([
    ["(@variables.a == 1)", "state.a == 1"],
    ["((@variables.b or True)) and @variables.b", "(state.b or True) and state.b"],
    ["@variables.b and (@variables.b or True)", "state.b and (state.b or True)"],
    ["(@variables.b) and (@variables.b) and (@variables.b)", "state.b and (state.b) and (state.b)"],
    ["(@variables.b or True) and (False or True)", "state.b or True and (False or True)"],
    ["not (@variables.b and True)", "not state.b and True"],
    ['("x") + @variables.s', '"x" + state.s'],
    ["(@variables.a + 1) > 2", "(state.a + 1) > 2"],
  ])("of the parentheses in %s those are kept that the vendor's compiler keeps: %s", (written, compiled) => {
    expect(setBy(written)).toBe(compiled);
  });

  test("a quoted text is no template, though its variables are renamed", () => {
    expect(setBy('"n={!@variables.a}"')).toBe('"n={!state.a}"');
  });

  test("a template that is assigned says nothing of being one", () => {
    expect(setBy("|\n    Hi {!@variables.who}\n      there")).toBe("Hi {{variables.who}}\n  there");
  });
});

describe("a template", () => {
  test("has expressions between braces, and tools by their bare names", () => {
    const [, text] = stepsOf('| {!@variables.a}{! @variables.s if @variables.b else "none" } by {!@actions.Act}');
    expect(text).toEqual(said('{{state.a}}{{state.s if state.b else "none"}} by Act'));
  });

  test("keeps quotes, backslashes and hashes as they are", () => {
    expect(stepsOf('| a "b" \\n # c {x}')[1]).toEqual(said('a "b" \\n # c {x}'));
  });
});

describe("a message", () => {
  const messages = (lines: string) =>
    versionOf(`${base}\nsystem:\n    messages:\n${indented(lines, 8)}\n`).system_messages;

  test("takes the host's variables from its context, and others from the state", () => {
    expect(messages('welcome: |\n    Hi {!@variables.who}, {!@variables.a}\nerror: "Oh {!@variables.who}"')).toEqual([
      { message: "Hi {!$Context.who}, {{state.a}}", message_type: "Welcome" },
      { message: "Oh {!@variables.who}", message_type: "Error" },
    ]);
  });

  test("that is empty is a message, and one that is not there is none", () => {
    expect(messages('error: ""')).toEqual([{ message: "", message_type: "Error" }]);
  });
});
