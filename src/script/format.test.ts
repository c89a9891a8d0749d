// The formatter: one layout, the same agent, nothing lost, and nothing guessed about what cannot be read.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { formatScript } from "./format.ts";
import { lex } from "./lex.ts";
import { readScript } from "./read.ts";
import { createReport } from "./report.ts";

/** What a script means: its agent without the places in the source. */
const meaning = (source: string) =>
  JSON.stringify(readScript(source).agent, (key, value) => (key === "span" ? undefined : value));

/** The words of comments, in order. */
const comments = (source: string) =>
  lex(source, createReport()).flatMap(({ kind, text }) => (kind === "comment" ? [text.trimEnd()] : []));

function holds(source: string): void {
  const formatted = formatScript(source);
  expect(formatScript(formatted)).toBe(formatted);
  expect(meaning(formatted)).toBe(meaning(source));
  expect(comments(formatted)).toEqual(comments(source));
}

const texts = Object.values(examples);

describe("layout", () => {
  test.each<readonly [string, string, string]>([
    ["indents by four spaces", "config:\n  a: 1\n  b:\n   c: 2\n", "config:\n    a: 1\n    b:\n        c: 2\n"],
    ["makes a tab an indentation", "config:\n\ta: 1\n", "config:\n    a: 1\n"],
    [
      "parts top-level blocks by one blank line",
      "\n\nconfig:\n    a: 1\nsystem:\n    b: 1\n\n\n",
      "config:\n    a: 1\n\nsystem:\n    b: 1\n",
    ],
    ["keeps one blank line of several", "config:\n\n    a: 1\n\n\n    b: 2", "config:\n    a: 1\n\n    b: 2\n"],
    ["puts one space after the colon of a key", "config:\n    a :1\n    b:   2\n", "config:\n    a: 1\n    b: 2\n"],
    [
      "keeps a comment with the line below it, and one that leads a block before the block",
      "config:   # top\n  # first\n  a: 1# why\n  # last\n# next\nsystem:\n  b: 1\n# end",
      "config:  # top\n    # first\n    a: 1  # why\n    # last\n\n# next\nsystem:\n    b: 1\n\n# end\n",
    ],
    ["lines an entry up behind its dash", "a:\n - b: 1\n   c: 2\n", "a:\n    - b: 1\n      c: 2\n"],
    [
      "indents what a bracket holds",
      "config:\n  a: [\n 1,\n   2\n ]\n",
      "config:\n    a: [\n        1,\n        2\n    ]\n",
    ],
    ["keeps the line ends of the file", "config:\r\n  a: 1\r\n", "config:\r\n    a: 1\r\n"],
  ])("%s", (_, source, formatted) => {
    expect(formatScript(source)).toBe(formatted);
    holds(source);
  });

  test("moves the lines of a template with their pipe, deeper ones included", () => {
    const source = "s:\n  i: ->\n    |One\n     two\n       deeper {!@variables.a}\n\n     three\n";
    const formatted = formatScript(source);
    expect(formatted).toBe(
      "s:\n    i: ->\n        | One\n          two\n            deeper {!@variables.a}\n\n          three\n",
    );
    expect(formatScript(formatted)).toBe(formatted);
  });

  test("leaves a block with damage as it is, and lays out its neighbours", () => {
    const damage = "system:\n  instructions: (\n   b:  1";
    expect(formatScript(`config:\n  a: 1\n${damage}\nlanguage:\n  c:  1\n`)).toBe(
      `config:\n    a: 1\n\n${damage}\n\nlanguage:\n    c: 1\n`,
    );
  });

  test("an empty script stays empty", () => expect(formatScript("\n \n")).toBe(""));
});

describe("whatever the script", () => {
  test.each(Object.entries(examples))("%s keeps its meaning and its comments", (_, source) => holds(source));

  test.each(Object.entries(examples))("%s keeps its meaning from any even indentation", (_, source) => {
    for (const width of [1, 2, 3, 7])
      holds(source.replace(/^(?: {4})+/gm, (blanks) => " ".repeat((blanks.length / 4) * width)));
  });

  const scraps = [
    "\n",
    " ",
    "    ",
    "\t",
    ":",
    '"',
    "|",
    "{!",
    "}",
    "#",
    "# c",
    "- ",
    "[",
    ")",
    "\\\n",
    "\r\n",
    "\n\n",
    "\n  x: 1\n",
  ];
  const edited = fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          removed: fc.nat({ max: 8 }),
          put: fc.constantFrom(...scraps, ""),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([text, edits]) =>
      edits.reduce((source, { at, removed, put }) => {
        const start = Math.floor(at * source.length);
        return source.slice(0, start) + put + source.slice(start + removed);
      }, text),
    );

  test("an edited script keeps its meaning and its comments, and is stable once it is laid out", () => {
    fc.assert(fc.property(edited, holds), { numRuns: 500 });
  });
});
