// What a reader allows only when asked: nested conditions, and the operators of the extended language (spec §3.3, §5.12).
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { outline } from "../../test/fixtures/scripts/outline.ts";
import { evaluate } from "./evaluate.ts";
import type { ReadOptions } from "./names.ts";
import { readScript } from "./read.ts";
import type { Expression } from "./tree.ts";

const told = (instructions: string, options?: ReadOptions) =>
  readScript(baseScript({ instructions }), options).problems.map(({ severity, code }) => `${severity} ${code}`);

describe("an `if` inside another", () => {
  const nested = "if @variables.b:\n    if @variables.a == 1:\n        | x\n    else:\n        | y";

  test("is an error, and where it is allowed a warning", () => {
    expect(told(nested)).toEqual(["error unsupported-nested-if"]);
    expect(told(nested, { allowNestedIf: true })).toEqual(["warning unsupported-nested-if"]);
  });

  test("keeps both of its branches inside that of the outer one", () => {
    const { agent } = readScript(baseScript({ instructions: nested }), { allowNestedIf: true });
    expect(outline(agent?.nodes.main?.instructions)).toBe("text; if { if { text } else { text } }");
  });

  test("inside the body of a `run` is no nested one", () => {
    const instructions =
      'if @variables.b:\n    run @actions.Act\n        with p="x"\n        if @outputs.r == "y":\n            set @variables.b = False';
    expect(told(instructions)).toEqual(["warning agentforce-compiler-ignores"]);
  });
});

describe("the extended language", () => {
  const scope = {
    variables: { a: 7, s: "text", l: ["x", "y"], b: false, k: "constant" },
    system: {},
    knowledge: {},
  };
  const worth = (expression: string) => {
    const source = baseScript({ instructions: `set @variables.s = ${expression}` });
    const statement = readScript(source, { extended: true }).agent?.nodes.main?.instructions.at(-1);
    return evaluate((statement as { readonly value: Expression }).value, scope);
  };

  test.each([
    ["@variables.a * 2", 14],
    ["@variables.a / 2", 3.5],
    ["@variables.a % 4", 3],
    ["-@variables.a % 4", 1],
    ['"x" in @variables.l', true],
    ['"z" not in @variables.l', true],
    ['"ex" in @variables.s', true],
    ['"key" in {"key": 1}', true],
  ])("%s is worth %s", (expression, value) => {
    expect(worth(expression)).toBe(value);
  });

  test.each(["@variables.a % 0", "@variables.a / 0", "1 in @variables.a", '1 in "text"'])("%s has no value", (text) => {
    expect(() => worth(text)).toThrow();
  });

  test.each(["* 2", "/ 2", "% 2", "in @variables.l", "not in @variables.l"])(
    "`%s` is not read unless asked for",
    (rest) => {
      const instructions = `set @variables.b = @variables.a ${rest}`;
      expect(told(instructions)).toEqual(["error unsupported-operator"]);
      expect(told(instructions, { extended: true }).filter((line) => line.startsWith("error"))).toEqual([]);
    },
  );
});
