// What expressions are worth, how values read as text, and which values a variable takes (agent-script spec §1.7, §3.3, §3.4).
import assert from "node:assert/strict";
import type { Value } from "../../../src/script/agent.ts";
import { desk, stage } from "../../support/stage.ts";
import { type Rule, rule } from "../rule.ts";
import { focus, left, play } from "./on-stage.ts";

const variables = `
    yes: mutable boolean = True
    half: mutable number = 0.5
    day: mutable date = 2026-12-24
    later: mutable date = 2027-01-02
    box: mutable object = {}
    day_time: mutable datetime
    price: mutable currency = 0
    numbers: mutable list[number] = []
`;
const state: Readonly<Record<string, Value>> = {
  name: "Ada",
  count: 3,
  items: ["a", "b"],
  box: { size: 2, inner: { deep: "down" }, none: null },
};

/** The text each expression becomes in a template. */
async function rendered(expressions: readonly string[]): Promise<readonly string[]> {
  const lines = expressions.map((expression) => `            | {! ${expression} }`).join("\n");
  const on = stage(desk(`    reasoning:\n        instructions: ->\n${lines}\n`, variables));
  on.state = { ...on.state, variables: { ...on.state.variables, ...state } };
  return (await on.take("hi", ["Yes."])).requests[0]?.instructions.split("\n") ?? [];
}
/** Every expression with the text it must become. */
const holds = (table: Readonly<Record<string, string>>) => async () => {
  assert.deepEqual(await rendered(Object.keys(table)), Object.values(table));
};

/** What a variable holds after it was given each value by a tool. */
async function stored(name: string, values: readonly unknown[]): Promise<readonly unknown[]> {
  const agent = desk(
    `    reasoning:\n        instructions: ->\n            | Serve.\n        actions:\n            store: @utils.setVariables\n                with ${name}=...\n`,
    variables,
  );
  const held: unknown[] = [];
  for (const value of values) held.push(left(await play(agent, [[["store", { [name]: value }]], "Yes."]), name));
  return held;
}

export const valueRules: readonly Rule[] = [
  rule("agent-script §1.7", "text after a pipe keeps its relative indentation and its blank lines", async () => {
    const agent = desk(
      `
    reasoning:
        instructions: |
            One
              indented
            two

            three   

`,
    );
    assert.deepEqual(focus(await play(agent, ["Yes."])), ["One\n  indented\ntwo\n\nthree"]);
  }),
  rule(
    "agent-script §1.7",
    "text on the line of the pipe sets the column that is stripped from the lines below",
    async () => {
      const agent = desk(
        `
    reasoning:
        instructions: ->
            | First
              second
                third
            |tight
              next
`,
      );
      assert.deepEqual(focus(await play(agent, ["Yes."])), ["First\nsecond\n  third\ntight\n next"]);
    },
  ),
  rule("agent-script §1.7", "quotes, hashes, braces and backslashes in a text are text", async () => {
    const agent = desk('    reasoning:\n        instructions: ->\n            | "q" # no comment {x} a\\nb - c\n');
    assert.deepEqual(focus(await play(agent, ["Yes."])), ['"q" # no comment {x} a\\nb - c']);
  }),
  rule(
    "agent-script §3.3",
    "None, False, 0, empty text and empty lists and objects are false, everything else is true",
    holds({
      "1 if @variables.code else 0": "0",
      "1 if False else 0": "0",
      "1 if 0 else 0": "0",
      '1 if "" else 0': "0",
      "1 if @variables.numbers else 0": "0",
      "1 if @variables.items else 0": "1",
      '1 if " " else 0': "1",
      "1 if -1 else 0": "1",
    }),
  ),
  rule(
    "agent-script §3.3",
    "and and or stop early, and are worth the operand that decided",
    holds({
      "@variables.name or @variables.code.x": "Ada",
      "@variables.code and @variables.code.x": "",
      '@variables.code or "none"': "none",
      "@variables.name and @variables.count": "3",
      "not @variables.name == 1 and @variables.yes": "True",
    }),
  ),
  rule(
    "agent-script §3.3",
    "== compares by value and in depth: a number is no text, 1 is 1.0, and True is 1",
    holds({
      '1 == "1"': "False",
      "1 == 1.0": "True",
      "True == 1": "True",
      '@variables.items == ["a", "b"]': "True",
      "@variables.code == None": "True",
      '@variables.name != "Ada"': "False",
    }),
  ),
  rule(
    "agent-script §3.3",
    "is tests for None, and for True and False by identity",
    holds({
      "@variables.code is None": "True",
      "@variables.name is not None": "True",
      "1 is True": "False",
      "@variables.yes is True": "True",
      "@variables.count is 3": "True",
    }),
  ),
  rule(
    "agent-script §3.3",
    "numbers compare by size, dates by time, other text letter by letter; nothing else has an order",
    holds({
      "@variables.count > 2.5": "True",
      "@variables.day < @variables.later": "True",
      '"a" < "b"': "True",
      '@variables.count > "2"': "",
      "@variables.code < 1": "",
    }),
  ),
  rule(
    "agent-script §3.3",
    "+ adds numbers, joins lists, and joins text with whatever stands beside it",
    holds({
      "@variables.count + 1": "4",
      "@variables.half + @variables.half": "1",
      'len(@variables.items + ["c"])': "3",
      '"n" + @variables.count': "n3",
      '@variables.yes + "!"': "True!",
      "@variables.count - 5": "-2",
      "-@variables.count": "-3",
    }),
  ),
  rule(
    "agent-script §3.3",
    "members and items: a key that is not there is None, an index counts from 0 or from the end",
    holds({
      "@variables.box.size": "2",
      "@variables.box.inner.deep": "down",
      '@variables.box["size"]': "2",
      "@variables.box.nothing is None": "True",
      "@variables.items[0]": "a",
      "@variables.items[-1]": "b",
      "@variables.items[2]": "",
      "@variables.code.size": "",
    }),
  ),
  rule(
    "agent-script §3.3",
    "len, max, min and .length",
    holds({
      "len(@variables.items)": "2",
      "len(@variables.name)": "3",
      "len(@variables.code)": "0",
      "@variables.items.length": "2",
      "max(1, @variables.count, 2)": "3",
      "min(@variables.count, 2)": "2",
    }),
  ),
  rule(
    "agent-script §3.3",
    "values read as text: True and False capitalised, whole numbers without .0, None as nothing, lists and objects as JSON",
    holds({
      "@variables.yes": "True",
      "2.0": "2",
      "0.5": "0.5",
      "@variables.code": "",
      "@variables.items": '["a","b"]',
      "@variables.box.inner": '{"deep":"down"}',
      "@variables.day": "2026-12-24",
      '"as is"': "as is",
    }),
  ),
  rule("agent-script §3.4", "a number takes numbers and their plain text, without losing a digit", async () => {
    assert.deepEqual(
      await stored("count", [5, "5", "-0.5", "five", true, "12345678901234567890", []]),
      [5, 5, -0.5, 0, 0, 0, 0],
    );
  }),
  rule("agent-script §3.4", "a boolean takes booleans and the words true and false", async () => {
    assert.deepEqual(await stored("yes", [false, "false", "False", "no", 0]), [false, false, false, true, true]);
  }),
  rule("agent-script §3.4", "a date and a datetime take ISO 8601 text of a day that exists", async () => {
    assert.deepEqual(await stored("day", ["2027-02-28", "2027-02-30", "28.2.2027", 5]), [
      "2027-02-28",
      ...Array(3).fill("2026-12-24"),
    ]);
    assert.deepEqual(await stored("day_time", ["2027-02-28T09:30:00Z", "noon"]), ["2027-02-28T09:30:00Z", null]);
  }),
  rule("agent-script §3.4", "text takes numbers and booleans as they read, and no lists or objects", async () => {
    assert.deepEqual(await stored("name", ["Ada", 5, true, ["Ada"], { a: 1 }]), ["Ada", "5", "True", "you", "you"]);
  }),
  rule(
    "agent-script §3.4",
    "a list takes a list whose every item fits, and an object takes whatever is JSON",
    async () => {
      assert.deepEqual(await stored("numbers", [[1, "2"], [1, "two"], "1"]), [[1, 2], [], []]);
      assert.deepEqual(await stored("box", [{ a: [1] }]), [{ a: [1] }]);
    },
  ),
  rule("agent-script §3.4", "a currency is a number", async () => {
    assert.deepEqual(await stored("price", ["9.99", "EUR 9.99"]), [9.99, 0]);
  }),
];
