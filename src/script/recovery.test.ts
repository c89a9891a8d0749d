// Damaged scripts: one useful problem for each damaged line, the rest of the file read, and never an exception.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Additions, baseScript } from "../../test/fixtures/scripts/base.ts";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import type { Problem } from "./problem.ts";
import { readScript } from "./read.ts";

/** The one problem of a script. */
function only(source: string): Problem {
  const { problems } = readScript(source);
  expect(problems.map(({ message }) => message)).toHaveLength(1);
  return problems[0] as Problem;
}

/** A script after the edits of its problem. */
function mended(source: string, { edits = [] }: Problem): string {
  return edits
    .toSorted((left, right) => right.span.start.offset - left.span.start.offset)
    .reduce(
      (text, { span, text: put }) => text.slice(0, span.start.offset) + put + text.slice(span.end.offset),
      source,
    );
}

const branch = (condition: string): Additions => ({ instructions: `if ${condition}:\n    | x` });
const swapped = (from: string, to: string): string => baseScript().replace(from, to);

describe("a mistake with an obvious cure is named, and its edits cure it", () => {
  test.each<readonly [string, string]>([
    ["elif", baseScript({ instructions: "if @variables.b:\n    | x\nelif @variables.a == 1:\n    | y" })],
    ["single quotes", baseScript({ instructions: "set @variables.s = 'it is'" })],
    ["curly quotes", baseScript({ instructions: "set @variables.s = “it is”" })],
    ["set with ==", baseScript({ instructions: "set @variables.a == 1" })],
    ["if with =", baseScript(branch("@variables.a = 1"))],
    ["&&", baseScript(branch("@variables.b && @variables.a == 1"))],
    ["||", baseScript(branch("@variables.b || @variables.a == 1"))],
    ["!", baseScript(branch("!@variables.b"))],
    ["<>", baseScript(branch("@variables.a <> 1"))],
    ["if without a colon", baseScript({ instructions: "if @variables.b\n    | x" })],
    ["a bracket left open", baseScript(branch("(@variables.b and (@variables.a == 1)"))],
    ["transition without to", baseScript({ instructions: "if @variables.b:\n    transition @subagent.other" })],
    ["goto", baseScript({ instructions: "if @variables.b:\n    goto @subagent.other" })],
    [
      "@utils.transition as a statement",
      baseScript({ instructions: "if @variables.b:\n    @utils.transition to @subagent.other" }),
    ],
    ["transition as a tool", baseScript({ tools: "t: transition to @subagent.other" })],
    ["blanks after a continuation", baseScript(branch("@variables.b and \\ \n  not @variables.b"))],
    ["set forgotten", baseScript({ instructions: "@variables.a = 1" })],
    ["true", baseScript({ instructions: "set @variables.b = true" })],
    ["a misspelt modifier", swapped("a: mutable", "a: mutabel")],
    ["a misspelt type", swapped("mutable boolean", "mutable bolean")],
    ["a misspelt field", swapped('description: "The other one"', 'descripton: "The other one"')],
    ["a misspelt block", swapped("subagent other:", "subagnt other:")],
    ["a key without its colon", swapped('description: "The other one"', 'description "The other one"')],
    [
      "a block without its colon",
      swapped("subagent other:", "subagent other").replace(
        'other\n    description: "The other one"',
        'other\n    description: "The other one"',
      ),
    ],
    ["a variable without its colon", swapped("a: mutable", "a mutable")],
    ["= for a colon", swapped('developer_name: "base"', 'developer_name = "base"')],
    ["text without quotes", swapped('"AgentforceEmployeeAgent"', "AgentforceEmployeeAgent")],
    ["quoted instructions", baseScript({ blocks: '    reasoning:\n        instructions: "text"' })],
    ["a number in quotes where True was meant", swapped("is_required: True", 'is_required: "true"')],
    ["available if", baseScript({ tools: "t: @utils.end_session\n    available if @variables.b" })],
    ["a tool's namespace misspelt", baseScript({ tools: "t: @util.end_session" })],
    ["a utility misspelt", baseScript({ tools: "t: @utils.transtion to @subagent.other" })],
    ["a utility taken for an action", baseScript({ tools: "t: @actions.end_session" })],
    ["a subagent misspelt", baseScript({ tools: "t: @utils.transition to @subagent.othr" })],
    ["a variable misspelt", baseScript({ variables: "colour: mutable string", instructions: "| {!@variables.color}" })],
    ["a variable without @ in text", baseScript({ instructions: "| {!variables.s}" })],
    ["a variable without @ in set", baseScript({ instructions: "set variables.a = 1" })],
    [
      "a variable without a type",
      baseScript({ variables: "x: mutable", instructions: "set @variables.x = @variables.s" }),
    ],
    ["available forgotten", baseScript({ tools: "t: @utils.end_session\n    when @variables.b" })],
    [
      "a dash in the name of a subagent",
      swapped("subagent other:", "subagent other-one:").replace("@subagent.other", "@subagent.other_one"),
    ],
    [
      "a space in the name of a subagent",
      swapped("subagent other:", "subagent other one:").replace("@subagent.other", "@subagent.other_one"),
    ],
    [
      "a source in lower case",
      baseScript({ variables: 'v: linked string\n    source: @messagingSession.Id\n    visibility: "External"' }),
    ],
    ["if misspelt, with its else", baseScript({ instructions: "iff @variables.b:\n    | x\nelse:\n    | y" })],
    ["if forgotten, with its else", baseScript({ instructions: "@variables.b:\n    | x\nelse:\n    | y" })],
    ["Else If", baseScript({ instructions: "if @variables.b:\n    | x\nElse If @variables.a == 1:\n    | y" })],
    ["a brace that closes a branch", baseScript({ instructions: "if @variables.b:\n    | x\n}\nelse:\n    | y" })],
    ["a brace that opens a block", swapped("variables:", "variables: {")],
    [
      "subagent forgotten before its name",
      swapped("subagent other:", "other:").replace(
        '"The other one"',
        '"The other one"\n    reasoning:\n        instructions: |\n            Hello.',
      ),
    ],
    ["set misspelt", baseScript({ instructions: "sett @variables.a = 1" })],
    ["===", baseScript(branch("@variables.a === 1"))],
    ["a dot forgotten", baseScript({ instructions: "set @variables a = 1" })],
    ["a comment of another language", baseScript({ instructions: "// a comment\n| x" })],
    ["a comma at the end", swapped('"The other one"', '"The other one",')],
    ["a semicolon", baseScript({ instructions: "set @variables.a = 1;" })],
    ["a tool's transition without to", baseScript({ tools: "t: @utils.transition @subagent.other" })],
    ["a tool's transition as only to", baseScript({ tools: "t: to @subagent.other" })],
    ["available when with a colon", baseScript({ tools: "t: @utils.end_session\n    available when: @variables.b" })],
    ["available when with =", baseScript({ tools: "t: @utils.end_session\n    available when @variables.a = 1" })],
    [
      "text below instructions without a pipe",
      baseScript({
        blocks:
          "    reasoning:\n        instructions:\n            Say good morning, and that it's late.\n            Then ask what they want.",
      }),
    ],
    ["a field at the margin", swapped('            description: "Does something"', 'description: "Does something"')],
    ["a tool at the margin", swapped("            act: @actions.Act", "act: @actions.Act")],
    ["a tab for blanks", swapped('            target: "flow', '\ttarget: "flow')],
    ["a statement below run at its depth", swapped("                with p=...", "            with p=...")],
    ["a key too deep, its block not", swapped("        instructions: ->", "            instructions: ->")],
    ["a tool in run", baseScript({ instructions: 'if @variables.b:\n    run @actions.act\n        with p="x"' })],
  ])("%s", (_, source) => {
    const problem = only(source);
    expect(problem.fix).toBeDefined();
    const left = readScript(mended(source, problem)).problems.filter(({ severity }) => severity !== "info");
    expect(left).toEqual([]);
  });
});

describe("a mistake without an obvious cure costs one problem", () => {
  test.each<readonly [string, string, string]>([
    ["set without a value", baseScript({ instructions: "set @variables.a =" }), "syntax-error"],
    ["+=", baseScript({ instructions: "set @variables.a += 1" }), "syntax-error"],
    ["an unknown type", swapped("p: string", "p: str"), "unknown-type"],
    ["a placeholder", baseScript({ instructions: "set @variables.s = @variables.{{name}}" }), "syntax-error"],
    ["a mark of a merge", swapped("variables:\n", "variables:\n=======\n"), "syntax-error"],
    [
      "a mark of a merge in text",
      baseScript({ instructions: "| one\n  two" }).replace("  two", "\n<<<<<<< ours\n              two"),
      "syntax-error",
    ],
    ["escalate as a statement", baseScript({ instructions: "if @variables.b:\n    escalate" }), "not-supported-yet"],
    [
      "collect with a colon",
      baseScript({ instructions: 'collect @variables.s:\n    message: "What?"' }),
      "collect-in-start-agent",
    ],
    [
      "what a tool shows on one connection",
      baseScript({
        tools: "t: @utils.end_session\n    when @connection.messaging\n        render: @response_formats.x",
      }),
      "not-supported-yet",
    ],
    [
      "a field indented too deep",
      swapped('            description: "Does something"', '             description: "Does something"'),
      "inconsistent-indentation",
    ],
    [
      "a field not indented enough",
      swapped('            target: "flow://Act"', '           target: "flow://Act"'),
      "inconsistent-indentation",
    ],
    [
      "a line below a value that is complete",
      swapped("            inputs:", "             inputs:"),
      "inconsistent-indentation",
    ],
    ["a branch without a condition", baseScript({ instructions: "if:\n    | x\nelse:\n    | y" }), "syntax-error"],
    ["a variable without a name", baseScript({ variables: "mutable number = 0" }), "syntax-error"],
    [
      "words without a pipe",
      baseScript({ instructions: "Tell them that it's late.\nThen say goodbye." }),
      "syntax-error",
    ],
    ["a declaration of another language", baseScript({ instructions: "const a = 1" }), "syntax-error"],
    ["return", baseScript({ instructions: "return" }), "syntax-error"],
    ["a loop", baseScript({ instructions: "for x in @variables.l:\n    | {!@variables.a}" }), "syntax-error"],
    ["else without if", baseScript({ instructions: "else:\n    | x" }), "syntax-error"],
    ["if without statements", baseScript({ instructions: "if @variables.b:\n| x" }), "syntax-error"],
    [
      "an interpolation left open",
      baseScript({ instructions: "| Hello {!@variables.a and more\n| next" }),
      "syntax-error",
    ],
    ["an empty interpolation", baseScript({ instructions: "| Hello {!} you" }), "syntax-error"],
    [
      "an interpolation outside text",
      baseScript({ instructions: "set @variables.a = {!@variables.a}" }),
      "syntax-error",
    ],
    ["a string left open", baseScript({ instructions: 'set @variables.s = "abc' }), "string-contains-newline"],
    ["an unknown escape", baseScript({ instructions: 'set @variables.s = "a\\qb"' }), "syntax-error"],
    ["text after ->", baseScript({ blocks: "    reasoning:\n        instructions: -> do it" }), "syntax-error"],
    ["several bare words", swapped('"The other one"', "The other one"), "syntax-error"],
    ["a dash without a blank", baseScript({ blocks: "    reasoning:\n        -x" }), "syntax-error"],
    ["a bare reference", baseScript({ instructions: "set @variables.a = @variables" }), "undefined-reference"],
    ["an unknown namespace", baseScript({ instructions: "| {!@variable.a}" }), "undefined-reference"],
    ["an unknown function", baseScript(branch("size(@variables.l) > 1")), "unknown-function"],
    ["a method", baseScript(branch("@variables.s.upper() == 1")), "indirect-function-call"],
    [
      "nested if",
      baseScript({ instructions: "if @variables.b:\n    if @variables.a == 1:\n        | x" }),
      "unsupported-nested-if",
    ],
    [
      "with on the line of run",
      baseScript({ instructions: 'if @variables.b:\n    run @actions.Act with p="x"' }),
      "syntax-error",
    ],
    ["a slot outside with", baseScript({ instructions: "set @variables.a = ..." }), "syntax-error"],
  ])("%s", (_, source, code) => {
    expect(only(source)).toMatchObject({ code, severity: "error" });
  });

  test("and what follows is read all the same", () => {
    const source = baseScript({
      instructions: "set @variables.a ==\n| {!@variables.zzz}\nif @variables.b\n    | {!@variables.yyy}",
    });
    expect(readScript(source).problems.map(({ message }) => message)).toEqual([
      "`==` does not assign",
      "`zzz` is not defined in `@variables`",
      "`if` ends with `:`",
      "`yyy` is not defined in `@variables`",
    ]);
  });
});

describe("a slipped line is blamed for what it causes", () => {
  test("once, at its own place, with the indentation it belongs at", () => {
    expect(only(swapped("    a: mutable", "a: mutable"))).toMatchObject({
      code: "inconsistent-indentation",
      message: "This line is indented by 0, but it belongs at 4",
      fix: "Indent it by 4",
      span: { start: { line: 6, column: 1 } },
    });
  });

  test("and never for mistakes of other lines", () => {
    const source = swapped("    a: mutable", "a: mutable").replace('"The other one"', '"The other one"]');
    expect(readScript(source).problems.map(({ message }) => message)).toEqual([
      "This line is indented by 0, but it belongs at 4",
      "Expected the end of the line, but found `]`",
    ]);
    const independent = baseScript({ instructions: "set @variables.b = true\nset @variables.b = nope" });
    expect(readScript(independent).problems.map(({ code }) => code)).toEqual([
      "identifier-confusable-boolean",
      "unknown-identifier",
    ]);
  });

  test("also where it opens a block far inside the script", () => {
    const more = ["a", "b", "c", "d", "e"].map((name) => `\n                ${name}: string`).join("");
    const source = baseScript().replace(/inputs:/, `inputs:\n               first: string${more}`);
    const errors = readScript(source).problems.filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toEqual(["This line is indented by 15, but it belongs at 16"]);
  });

  test("and never with an error where the script runs as it is", () => {
    const parcel = examples["03_parcel_desk.agent"] ?? "";
    const odd = parcel.replace("                status: string\n", "   \t          status: string\n");
    expect(odd).not.toBe(parcel);
    const { agent, problems } = readScript(odd);
    expect(agent).toBeDefined();
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("and no `if` in an `if`, which is indented as it is meant", () => {
    const inner = (value: number): string => `    if @variables.a == ${value}:\n        | ${value}\n`;
    const source = baseScript({ instructions: `if @variables.b:\n${[1, 2, 3].map(inner).join("")}` });
    expect(readScript(source).problems.map(({ code }) => code)).toEqual(Array(3).fill("unsupported-nested-if"));
  });
});

describe("no text is too strange", () => {
  test.each(["- ", "-", "] ", "- ] ", ")- "])("twenty thousand times %o on one line", (scrap) => {
    for (const before of ["", "config:\n    x: ", "start_agent a:\n    reasoning:\n        "]) {
      expect(readScript(before + scrap.repeat(20_000)).problems).not.toEqual([]);
    }
  });

  const texts = Object.values(examples);
  const scraps = [
    '"',
    "'",
    "{!",
    "}",
    "|",
    "||",
    "[",
    "(",
    ")",
    "\\\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    "#",
    "- ",
    "-",
    "->",
    "...",
    "@",
    ":",
    "=",
    "if ",
    "else:",
    "set ",
    "run ",
    "with ",
    "to ",
    "\0",
    "é",
    "💥",
    "%",
    "not ",
  ];
  /** One of the examples, with a few stretches replaced. */
  const damaged = fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          removed: fc.nat({ max: 60 }),
          put: fc.constantFrom(...scraps, ""),
        }),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
    )
    .map(([text, edits]) =>
      edits.reduce((source, { at, removed, put }) => {
        const start = Math.floor(at * source.length);
        return source.slice(0, start) + put + source.slice(start + removed);
      }, text),
    );

  test("damaged scripts are read to an end, with an agent exactly when there is no error", () => {
    fc.assert(
      fc.property(damaged, (source) => {
        const { agent, problems } = readScript(source);
        expect(agent === undefined).toBe(problems.some(({ severity }) => severity === "error"));
        const offsets = problems.map(({ span }) => span.start.offset);
        expect(offsets).toEqual(offsets.toSorted((left, right) => left - right));
      }),
      { numRuns: 500 },
    );
  });

  test.each(texts.map((text, at) => [at + 1, text] as const))("example %i may end anywhere", (_, text) => {
    for (let end = 0; end < text.length; end += 37) readScript(text.slice(0, end));
  });

  test.each<readonly [string, string]>([
    ["brackets", `config:\n  a: ${"(".repeat(10_000)}`],
    ["operators", `config:\n  a: 1${"+1".repeat(20_000)}`],
    ["negations", `config:\n  a: ${"not ".repeat(10_000)}`],
    ["members", `config:\n  a: @a${".b".repeat(20_000)}`],
    ["interpolations", `config:\n  a: |\n   ${"{!".repeat(20_000)}`],
    ["blocks", Array.from({ length: 1500 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["lists", `a: [${"\n[".repeat(10_000)}`],
    ["quotes", `a: ${'"\n'.repeat(10_000)}`],
  ])("thousands of nested %s exhaust nothing", (_, source) => {
    expect(readScript(source).agent).toBeUndefined();
  });
});

test("a text of two hundred thousand lines that are no script is told of, and never thrown at", () => {
  expect(readScript("a\n".repeat(200_000)).agent).toBeUndefined();
  expect(readScript(`config:\n${"    a\n".repeat(200_000)}`).agent).toBeUndefined();
});
