// The worth of expressions and templates: every row of the table in spec §3.3, and coercion as in §3.4.
import { describe, expect, test } from "vitest";
import type { ScalarType, Value } from "./agent.ts";
import { EvaluationError, evaluate, render, type Scope } from "./evaluate.ts";
import { lexExpression } from "./lex.ts";
import { outermost, type Place } from "./names.ts";
import { parseExpression } from "./parse-expression.ts";
import { createReport } from "./report.ts";
import { resolve, resolveText } from "./resolve.ts";
import { streamOf } from "./stream.ts";
import { coerce, textOf, truthy, typeName } from "./value.ts";

const values: Readonly<Record<string, Value>> = {
  none: null,
  n: 5,
  zero: 0,
  s: "abc",
  empty: "",
  yes: true,
  no: false,
  list: [1, 2, 3],
  object: { name: "Rex", length: 9, inner: { deep: [true] } },
  day: "2026-03-01",
  later: "2026-03-01T10:00:00Z",
};

const span = { start: { offset: 0, line: 1, column: 1 }, end: { offset: 0, line: 1, column: 1 } };

/** A place where every value above is a variable. */
function somewhere(): Place {
  const variables = Object.keys(values).map((name) => {
    const type = { of: "object", list: false } as const;
    return [name, { name, kind: "mutable", type, default: null, visibility: "Internal", span }] as const;
  });
  const names = {
    variables: new Map(variables),
    nodes: new Map(),
    connectedAgents: new Set<string>(),
    connected: new Map(),
    knowledge: { k: "fact" },
  };
  const findings = { used: new Set<string>(), secrets: new Map(), shown: [], ways: new Map(), mentions: [] };
  return {
    ...outermost(names, findings, createReport(), ""),
    tools: new Map([["save", "Save_It"]]),
    interpolates: true,
  };
}

/** Names in an expression are short for variables here: `n` is `@variables.n`. */
const read = (text: string, place = somewhere()) => {
  const full = text.replace(/(?<![@.\w"])([a-z]\w*)(?![\w"(])/g, (word) =>
    word in values ? `@variables.${word}` : word,
  );
  const expression = resolve(
    parseExpression(streamOf(lexExpression(full, span.start, place.report), place.report)),
    place,
  );
  expect(
    place.report.problems().filter(({ severity, code }) => severity === "error" && code !== "unsupported-operator"),
  ).toEqual([]);
  return expression;
};

const scope: Scope = {
  variables: values,
  system: { user_input: "hi", last_reply: { interrupted: false } },
  knowledge: { k: "fact" },
};
const worth = (text: string): Value => evaluate(read(text), scope);

describe("operators", () => {
  test.each<readonly [string, Value]>([
    ["1 + 2 - 4", -1],
    ["-n + +1", -4],
    ['"a" + "b"', "ab"],
    ['"n=" + n', "n=5"],
    ['n + " left"', "5 left"],
    ['"b=" + yes + none', "b=True"],
    ["list + [4]", [1, 2, 3, 4]],
    ["1 == 1.0", true],
    ['1 == "1"', false],
    ["yes == 1", true],
    ["no == 0", true],
    ["[1, [2]] == [1, [2]]", true],
    ['{"a": 1, "b": 2} == {"b": 2, "a": 1}', true],
    ["none == None", true],
    ["none == False", false],
    ["none is None", true],
    ["n is not None", true],
    ["yes is True", true],
    ["1 is True", false],
    ["n is 5", true],
    ["2 < 10", true],
    ['"b" >= "a"', true],
    ["day < later", true],
    ["day <= 2026-03-01", true],
    ["not n == 1 and yes", true],
    ["not (n == 5)", false],
    ["1 if no else 2 if no else 3", 3],
  ])("%s is worth %j", (text, value) => {
    expect(worth(text)).toEqual(value);
  });

  test("`and` and `or` stop early and give an operand", () => {
    expect(worth('empty or "x"')).toBe("x");
    expect(worth("zero and none.name")).toBe(0);
    expect(worth("n or none.name")).toBe(5);
    expect(worth("1 and 2 and 3")).toBe(3);
  });

  test("only the chosen side of a choice is evaluated", () => {
    expect(worth("n if yes else none.name")).toBe(5);
  });

  test.each([
    ["none + 1", "`+` needs two numbers, not None and number"],
    ["yes + 1", "`+` needs two numbers, not boolean and number"],
    ['"a" - 1', "`-` needs two numbers, not string and number"],
    ["-s", "Cannot negate string"],
    ["none < 1", "`<` cannot compare None with number"],
    ['1 > "0"', "`>` cannot compare number with string"],
  ])("%s has no value", (text, message) => {
    expect(() => worth(text)).toThrow(message);
  });
});

describe("members, items and functions", () => {
  test.each<readonly [string, Value]>([
    ["object.name", "Rex"],
    ["object.missing", null],
    ["object.inner.deep[0]", true],
    ['object["name"]', "Rex"],
    ['object["missing"]', null],
    ["list[0]", 1],
    ["list[-1]", 3],
    ["s[1]", "b"],
    ["list.length", 3],
    ["object.length", 9],
    ["none.length", 0],
    ["len(none)", 0],
    ["len(s) + len(list) + len(object)", 9],
    ["max(1, n, 3)", 5],
    ["min(list)", 1],
    ["max(day, later)", "2026-03-01T10:00:00Z"],
    ["@system_variables.user_input", "hi"],
    ["@system_variables.last_reply.interrupted", false],
    ["@knowledge.k", "fact"],
  ])("%s is worth %j", (text, value) => {
    expect(worth(text)).toEqual(value);
  });

  test.each([
    "none.name",
    "n.name",
    "list[3]",
    "list[-4]",
    "list[0.5]",
    'list["a"]',
    "none[0]",
    "object[0]",
    "len(n)",
    "max()",
    "max(n, s)",
  ])("%s has no value", (text) => {
    expect(() => worth(text)).toThrow(EvaluationError);
  });

  test("what objects inherit is no member of theirs", () => {
    expect(worth("object.constructor")).toBeNull();
    expect(worth('object["__proto__"]')).toBeNull();
  });
});

describe("truth", () => {
  test.each<readonly [Value, boolean]>([
    [null, false],
    [false, false],
    [0, false],
    ["", false],
    [[], false],
    [{}, false],
    [true, true],
    [-1, true],
    ["0", true],
    [[null], true],
    [{ a: null }, true],
  ])("%j is %s", (value, truth) => {
    expect(truthy(value)).toBe(truth);
  });
});

describe("text", () => {
  test.each<readonly [Value, string]>([
    ["as it is", "as it is"],
    [true, "True"],
    [false, "False"],
    [5.0, "5"],
    [1.5, "1.5"],
    [null, ""],
    [[1, "a"], '[1,"a"]'],
    [{ a: null }, '{"a":null}'],
    ["2026-12-24", "2026-12-24"],
  ])("of %j is %j", (value, text) => {
    expect(textOf(value)).toBe(text);
  });

  /** The text of a quoted string with interpolations. */
  const rendered = (value: string, more: Partial<Scope> = {}) =>
    render(resolveText({ kind: "string", value, span }, somewhere()), { ...scope, ...more });

  test("of a template joins its parts", () => {
    expect(rendered("Hi {!@variables.object.name}, {! @variables.n + 1 }!")).toBe("Hi Rex, 6!");
  });

  test("of a template names tools as the model knows them", () => {
    expect(rendered("Use {!@actions.save} or {!@actions.Save_It}")).toBe("Use save or save");
  });

  test("of a template leaves empty what is None or fails, and says so", () => {
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    expect(rendered("[{!@variables.none}{!@variables.none.name}]", { warn })).toBe("[]");
    expect(warnings).toEqual(["The value is None, so the text leaves it empty", "None has no member `name`"]);
  });
});

describe("coercion", () => {
  const to = (value: Value, of: ScalarType, list = false) => {
    const coerced = coerce(value, { of, list });
    return coerced.ok ? coerced.value : "refused";
  };

  test.each<readonly [Value, ScalarType, Value]>([
    ["5", "number", 5],
    ["-2.50", "currency", -2.5],
    [7, "integer", 7],
    ["12", "long", 12],
    ["true", "boolean", true],
    ["False", "boolean", false],
    [5, "string", "5"],
    [true, "string", "True"],
    ["2026-02-28", "date", "2026-02-28"],
    ["2026-02-28", "datetime", "2026-02-28"],
    ["2026-02-28T10:30:00+02:00", "datetime", "2026-02-28T10:30:00+02:00"],
    ["10:30", "time", "10:30"],
    [[1], "object", [1]],
    [null, "number", null],
  ])("%j as %s is %j", (value, type, coerced) => {
    expect(to(value, type)).toEqual(coerced);
  });

  test.each<readonly [Value, ScalarType]>([
    ["five", "number"],
    ["", "number"],
    ["12345678901234567890", "number"],
    [1.5, "integer"],
    ["yes", "boolean"],
    [1, "boolean"],
    ["2026-02-30", "date"],
    ["2026-02-28T10:00", "date"],
    ["tomorrow", "datetime"],
    [[1], "string"],
    [{ a: 1 }, "string"],
  ])("%j is no %s", (value, type) => {
    expect(to(value, type)).toBe("refused");
  });

  test("goes through lists item by item", () => {
    expect(to(["1", 2, null], "number", true)).toEqual([1, 2, null]);
    expect(to(["1", "x"], "number", true)).toBe("refused");
    expect(to("1", "number", true)).toBe("refused");
    expect(to([], "string", true)).toEqual([]);
  });

  test("types have the names authors know", () => {
    expect([null, true, 1, "", [], {}].map(typeName)).toEqual([
      "None",
      "boolean",
      "number",
      "string",
      "list",
      "object",
    ]);
  });
});
