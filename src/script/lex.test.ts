// Tokens and layout: nothing of the source is lost, and blocks open and close as spec §1.3 says.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { lex } from "./lex.ts";
import { createReport } from "./report.ts";
import { unquote } from "./string.ts";
import { isTrivia, printTokens } from "./token.ts";

/** Layout as `{` and `}`, line ends as `;`, and the other tokens as they are. */
function shown(source: string): string {
  const marks: Readonly<Record<string, string>> = { indent: "{", dedent: "}", newline: ";", end: "", endTemplate: "" };
  return lex(source, createReport())
    .filter((token) => !isTrivia(token))
    .map(({ kind, text }) => marks[kind] ?? text)
    .filter((text) => text !== "")
    .join(" ");
}

const codes = (source: string) => {
  const report = createReport();
  lex(source, report);
  return report.problems().map(({ code }) => code);
};

describe("tokens", () => {
  test.each(Object.entries(examples))("print as the source they came from: %s", (_, source) => {
    expect(printTokens(lex(source, createReport()))).toBe(source);
  });

  test("print as the source for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (source) => {
        expect(printTokens(lex(source, createReport()))).toBe(source);
      }),
      { numRuns: 2000 },
    );
  });

  test("know their line and column, counted from 1", () => {
    const token = lex("a:\r\n  bc: 1", createReport()).find(({ text }) => text === "bc");
    expect(token?.span).toEqual({
      start: { offset: 6, line: 2, column: 3 },
      end: { offset: 8, line: 2, column: 5 },
    });
  });
});

describe("the forms of tokens", () => {
  const kinds = (source: string) =>
    lex(source, createReport())
      .filter((token) => !isTrivia(token) && token.kind !== "end")
      .map(({ kind, text }) => `${kind} ${text}`);

  test.each<readonly [string, readonly string[]]>([
    ["1. .5 12.25 7", ["number 1.", "number .5", "number 12.25", "number 7"]],
    ["2026-12-24", ["date 2026-12-24"]],
    ["2026-12-24T18 2026-12-24T18:30", ["date 2026-12-24T18", "date 2026-12-24T18:30"]],
    ["2026-12-24T18:30:05.25Z", ["date 2026-12-24T18:30:05.25Z"]],
    ["@variables.x", ["reference @variables", "symbol .", "name x"]],
    ["...", ["symbol ..."]],
    ["a:->", ["name a", "symbol :", "symbol ->"]],
    ["a:|b", ["name a", "symbol :", "pipe |", "text b", "endTemplate "]],
    [
      "a == b != c <= d >= e",
      "a == b != c <= d >= e".split(" ").map((text) => `${/\w/.test(text) ? "name" : "symbol"} ${text}`),
    ],
    ["- x", ["dash -", "name x"]],
    ["-", ["dash -"]],
    ['"a b"', ['string "a b"']],
    ["\uFEFFa", ["name a"]],
    ["a\u2060 \u200B\f:", ["name a", "symbol :"]],
  ])("%j", (source, expected) => expect(kinds(source)).toEqual(expected));
});

describe("layout", () => {
  test("a bare carriage return is a blank, after which indentation is measured anew", () => {
    expect(shown("a:\r\n  b: 1\r\n        \r  c: 2")).toBe("a : { b : 1 ; c : 2 }");
  });

  test("a hash opens a comment anywhere but in a string", () => {
    expect(shown('a: "#" # c\n# d\nb: 1#e')).toBe('a : "#" ; b : 1');
  });

  test("a comment deeper than the next line opens nothing, and one less deep closes nothing", () => {
    expect(shown("a:\n    b: 1\n        # deeper\n    c: 2\n# less deep\n    d: 3")).toBe(
      "a : { b : 1 ; c : 2 ; d : 3 }",
    );
  });

  test("any deeper indentation opens a block, and a shallower one closes it", () => {
    expect(shown("a:\n b:\n    c: 1\nd: 2")).toBe("a : { b : { c : 1 } } ; d : 2");
  });

  test("a tab is as wide as three spaces", () => {
    expect(shown("a:\n\tb: 1\n   c: 2")).toBe("a : { b : 1 ; c : 2 }");
  });

  test("blank lines and comments change nothing, however they are indented", () => {
    expect(shown("a:\n# shallow\n        # deep\n\n    b: 1\n  # between\n    c: 2")).toBe("a : { b : 1 ; c : 2 }");
  });

  test("a comment between a key and its body does not part them", () => {
    expect(shown("a: # here\n# and here\n    b: 1")).toBe("a : { b : 1 }");
  });

  test("a line that returns to no earlier indentation belongs to the block around it, with a warning", () => {
    expect(shown("a:\n    b:\n        c: 1\n      d: 2\n      e: 3")).toBe("a : { b : { c : 1 } ; d : 2 ; e : 3 }");
    expect(codes("a:\n    b:\n        c: 1\n      d: 2")).toEqual(["inconsistent-indentation"]);
  });

  test("tabs and spaces mixed within a block draw a warning", () => {
    expect(codes("a:\n\tb: 1\n   c: 2")).toEqual(["mixed-indentation"]);
  });

  test("a backslash joins two lines", () => {
    expect(shown("a: 1 \\\n      + 2\nb: 3")).toBe("a : 1 + 2 ; b : 3");
  });

  test("inside brackets there is no layout", () => {
    expect(shown("a: [\n  1,\n      2\n]\nb: (1\n+ 2)")).toBe("a : [ 1 , 2 ] ; b : ( 1 + 2 )");
  });

  test("a bracket that is not closed ends where a new statement begins", () => {
    expect(shown("a:\n  if (b == 1:\n    | text\n  c: 2")).toBe("a : { if ( b == 1 : { |  text } ; c : 2 }");
    expect(codes("a:\n  if (b == 1:\n    | text\n  c: 2")).toEqual(["syntax-error"]);
  });
});

describe("strings", () => {
  test.each<readonly [string, string]>([
    ['"\\"q\\""', '"q"'],
    ['"it\\\'s"', "it's"],
    ['"a\\\\b"', "a\\b"],
    ['"\\n\\r\\t\\0"', "\n\r\t\0"],
  ])("%s has its escapes replaced", (source, value) => {
    const report = createReport();
    const token = lex(source, report).find(({ kind }) => kind === "string");
    expect(token && unquote(token, report)).toBe(value);
    expect(report.problems()).toEqual([]);
  });

  test("that run over their line are reported once, and take their other lines along", () => {
    expect(codes('a: "one\n  two"\nb: 1')).toEqual(["string-contains-newline"]);
    expect(shown('a: "one\n  two"\nb: 1')).toBe('a : "one\n  two" ; b : 1');
  });

  test("that are never closed end with their line", () => {
    expect(shown('a: "one\nb: "two"')).toBe('a : "one ; b : "two"');
  });
});
