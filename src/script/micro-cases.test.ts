// The micro cases of spec §11.7: what each must say, and what it must mean.
import { describe, expect, test } from "vitest";
import { type Additions, baseScript } from "../../test/fixtures/scripts/base.ts";
import { outline } from "../../test/fixtures/scripts/outline.ts";
import { mainOf, told, toldOf } from "../../test/support/scripts.ts";
import { dissect, readScript } from "./read.ts";

describe("micro cases (spec §11.7)", () => {
  test("the base script has no problem", () => {
    expect(toldOf({})).toEqual([]);
  });

  const says: readonly (readonly [string, Additions, readonly string[]])[] = [
    [
      "1: elif",
      { instructions: "if @variables.a == 1:\n    | one\nelif @variables.a == 2:\n    | two\nelse:\n    | three" },
      ["error syntax-error"],
    ],
    ["2: single quotes", { instructions: "set @variables.s = 'x'" }, ["error syntax-error"]],
    [
      "3: % * /",
      { instructions: ["%", "*", "/"].map((sign) => `set @variables.a = @variables.a ${sign} 2`).join("\n") },
      ["error unsupported-operator", "error unsupported-operator", "error unsupported-operator"],
    ],
    ["4: in", { instructions: 'if "x" in @variables.l:\n    | y' }, ["error unsupported-operator"]],
    ["5: chained comparison", { instructions: "if 1 < @variables.a < 5:\n    | y" }, ["error chained-comparison"]],
    ["7: continued line", { instructions: "if @variables.a == 1 \\\n   and @variables.b:\n    | y" }, []],
    [
      "9: slot in run",
      { instructions: "if @variables.b:\n    run @actions.Act\n        with p=..." },
      ["error slot-fill-in-run"],
    ],
    [
      "10: run of a tool",
      { instructions: 'if @variables.b:\n    run @actions.act\n        with p="x"' },
      ["error run-targets-tool-alias"],
    ],
    [
      "14: two conditions",
      { tools: "t: @utils.end_session\n    available when @variables.b\n    available when @variables.a == 1" },
      ["warning duplicate-clause"],
    ],
    ["15: set of a constant", { instructions: 'set @variables.k = "x"' }, ["error set-immutable-target"]],
    [
      "15: set of a linked variable",
      { variables: "u: linked string\n    source: @MessagingSession.Id", instructions: 'set @variables.u = "x"' },
      ["error set-immutable-target"],
    ],
    [
      "16: outputs outside a callback",
      { instructions: 'if @variables.b:\n    run @actions.Act\n        with p="x"\nset @variables.s = @outputs.r' },
      ["error outputs-out-of-scope"],
    ],
    [
      "17: text after a transition",
      { instructions: "transition to @subagent.other\n| never" },
      ["warning unreachable-code"],
    ],
    [
      "18: two targets",
      { instructions: "transition to @subagent.other, to @subagent.main" },
      ["error transition-multiple-targets"],
    ],
    [
      "19: topic",
      { instructions: "transition to @topic.old", blocks: 'topic old:\n    description: "x"' },
      ["warning deprecated-field"],
    ],
    ["19: @topic of a subagent", { instructions: "transition to @topic.other" }, ["error undefined-reference"]],
    [
      "20: no name",
      { blocks: 'subagent:\n    description: "x"' },
      ["warning anonymous-named-block", "warning unreachable-subagent"],
    ],
    ["21: second start", { blocks: 'start_agent second:\n    description: "x"' }, ["error singular-collection"]],
    ["22: actions at the top", { blocks: 'actions:\n    Foo:\n        target: "flow://Foo"' }, ["error unknown-block"]],
    ["23: text in a hook", { main: "before_reasoning:\n    | text" }, ["error template-in-deterministic-procedure"]],
    [
      "24: quoted instructions",
      { blocks: '    reasoning:\n        instructions: "text"' },
      ["error invalid-procedure-value"],
    ],
    [
      "25: quoted interpolation",
      { instructions: 'set @variables.s = "n={!@variables.a}"' },
      ["info quoted-interpolation"],
    ],
    [
      "26: mistaken constants",
      { instructions: ["true", "none", "null", "foo"].map((word) => `set @variables.b = ${word}`).join("\n") },
      [
        "error identifier-confusable-boolean",
        "error identifier-confusable-none",
        "error null-not-allowed",
        "error unknown-identifier",
      ],
    ],
    ["27: unknown variable", { instructions: "| {!@variables.zzz}" }, ["error undefined-reference"]],
    [
      "28: two bindings",
      { tools: 't: @actions.Act\n    with p=...\n    with q=1, p="z"' },
      ["warning duplicate-clause"],
    ],
  ];
  test.each(says)("%s", (_, additions, problems) => {
    expect(toldOf(additions)).toEqual(problems);
  });

  const cured: readonly (readonly [string, Additions, string])[] = [
    ["1: elif", { instructions: "if @variables.b:\n    | x\nelif @variables.a == 2:\n    | y" }, "else if"],
    ["2: single quotes", { instructions: "set @variables.s = 'x'" }, '"x"'],
    ["10: run of a tool", { instructions: "run @actions.act" }, "@actions.Act"],
    ["24: quoted instructions", { blocks: '    reasoning:\n        instructions: "text"' }, "| text"],
  ];
  test.each(cured)("%s: the one error names its cure as an edit", (_, additions, text) => {
    const source = baseScript(additions);
    const errors = readScript(source).problems.filter(({ severity }) => severity === "error");
    expect(errors).toHaveLength(1);
    const edits = errors.flatMap((problem) => problem.edits ?? []);
    expect(edits.map((edit) => edit.text)).toEqual([text]);
    const mended = edits.reduce(
      (whole, { span, text: put }) => whole.slice(0, span.start.offset) + put + whole.slice(span.end.offset),
      source,
    );
    expect(readScript(mended).problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("1: what follows an `elif` is read all the same", () => {
    const instructions = "if @variables.b:\n    | x\nelif @variables.a == 2:\n    | y\n| {!@variables.zzz}";
    expect(toldOf({ instructions })).toEqual(["error syntax-error", "error undefined-reference"]);
  });

  test("2: text in single quotes is set all the same", () => {
    const { script } = dissect(baseScript({ instructions: "set @variables.s = 'x'" }));
    expect(JSON.stringify(script.items)).toContain('{"kind":"string","value":"x"');
  });

  test("4: the error of `in` says what to do instead", () => {
    const { problems } = readScript(baseScript({ instructions: 'if "x" in @variables.l:\n    | y' }));
    expect(problems).toMatchObject([{ code: "unsupported-operator", fix: expect.stringContaining("==") }]);
  });

  test("6: `not` binds looser than a comparison and tighter than `and`", () => {
    const { instructions } = mainOf({ instructions: "if not @variables.a == 1 and @variables.b:\n    | y" });
    expect(instructions[1]).toMatchObject({
      branches: [
        { when: { operator: "and", left: { operator: "not", operand: { operator: "==" } }, right: { name: "b" } } },
      ],
    });
  });

  test("8: one `with` may bind several inputs", () => {
    const { instructions } = mainOf({
      instructions: 'if @variables.b:\n    run @actions.Act\n        with p="x", q=2',
    });
    expect(outline(instructions)).toBe("text; if { run Act(p,q) {  } }");
  });

  test("11: a callback of `run` may branch, which Agentforce leaves out", () => {
    const additions = {
      instructions:
        'if @variables.b:\n    run @actions.Act\n        with p="x"\n        if @outputs.r == "y":\n            set @variables.s = @outputs.r',
    };
    expect(toldOf(additions)).toEqual(["warning agentforce-compiler-ignores"]);
    expect(outline(mainOf(additions).instructions)).toBe("text; if { run Act(p) { if { set s } } }");
  });

  test("12: a tool may end in a transition, which Agentforce leaves out", () => {
    const additions = {
      tools:
        "t: @actions.Act\n    with p=...\n    with q=1\n    set @variables.s = @outputs.r\n    transition to @subagent.other",
    };
    expect(toldOf(additions)).toEqual(["warning agentforce-compiler-ignores"]);
    expect(outline(mainOf(additions).tools.at(-1)?.then)).toBe("set s; to other");
  });

  test("13: a tool may end in a transition under a condition", () => {
    const additions = {
      tools:
        't: @actions.Act\n    with p=...\n    with q=1\n    if @variables.s == "y":\n        transition to @subagent.other',
    };
    expect(toldOf(additions)).toEqual([]);
    expect(outline(mainOf(additions).tools.at(-1)?.then)).toBe("if { to other }");
  });

  test("14, 28: of repeated clauses the last one counts", () => {
    const tools =
      't: @actions.Act\n    available when @variables.b\n    with p=...\n    with q=1, p="z"\n    available when @variables.a == 1';
    const tool = mainOf({ tools }).tools.at(-1);
    expect(tool?.available).toMatchObject({ operator: "==" });
    expect(tool?.bindings).toMatchObject([{ name: "p", value: { kind: "literal", value: "z" } }, { name: "q" }]);
  });

  test("25: quoted interpolation is replaced in what is set", () => {
    expect(mainOf({ instructions: 'set @variables.s = "n={!@variables.a}"' }).instructions[1]).toMatchObject({
      value: { kind: "template", template: { parts: ["n=", { kind: "reference", name: "a" }] } },
    });
  });

  test("29: two tools may lead to two places", () => {
    const tools = "back: @utils.transition to @subagent.main";
    expect(toldOf({ tools })).toEqual([]);
    expect(
      mainOf({ tools })
        .tools.slice(1)
        .map(({ target }) => target),
    ).toEqual([
      { kind: "transition", to: "other" },
      { kind: "transition", to: "main" },
    ]);
  });

  test("30: a script may be indented by tabs alone", () => {
    const tabbed = baseScript().replace(/^( {4})+/gm, (blanks) => "\t".repeat(blanks.length / 4));
    expect(told(tabbed)).toEqual([]);
  });
});
