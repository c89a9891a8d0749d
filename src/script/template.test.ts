// The text rules of templates: every row of the table in spec §1.7, and what the table leaves between its rows.
import { describe, expect, test } from "vitest";
import { readScript } from "./read.ts";
import type { Statement } from "./tree.ts";

/** The texts of a start agent whose `instructions:` stand at column 8. Interpolations are shown as `<name>`. */
function textsOf(after: string): readonly string[] {
  const source = [
    'config:\n    developer_name: "a"\n    agent_type: "AgentforceEmployeeAgent"',
    'variables:\n    x: mutable string = ""',
    `start_agent main:\n    description: "d"\n    reasoning:\n        instructions:${after}`,
  ].join("\n");
  const { agent, problems } = readScript(source);
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return (agent?.nodes.main?.instructions ?? []).map(textOf);
}

const textOf = (statement: Statement): string =>
  statement.kind === "text"
    ? statement.template.parts
        .map((part) => (typeof part === "string" ? part : `<${part.kind === "reference" ? part.name : part.kind}>`))
        .join("")
    : statement.kind;

describe("the text of a template", () => {
  test("after a bare pipe, the least indentation goes from every line", () => {
    expect(
      textsOf(" |\n            Line one\n              indented two\n            three\n\n            five"),
    ).toEqual(["Line one\n  indented two\nthree\n\nfive"]);
  });

  test("after text on the pipe's line, lines are measured against its first word", () => {
    expect(textsOf(" ->\n            | First line\n              second\n                third")).toEqual([
      "First line\nsecond\n  third",
    ]);
  });

  test("lines indented less than the first word lose all their indentation", () => {
    expect(textsOf(" ->\n            |     Line one\n              two\n               three")).toEqual([
      "Line one\ntwo\nthree",
    ]);
  });

  test("of the line ends before the first text one is dropped and one is kept", () => {
    expect(textsOf(" |\n\n            after blank")).toEqual(["\nafter blank"]);
    expect(textsOf(" |\n\n\n\n            after blanks")).toEqual(["\nafter blanks"]);
  });

  test("text may touch the pipe", () => {
    expect(textsOf(" ->\n            |tight\n              next")).toEqual(["tight\n next"]);
  });

  test("blanks at the end of a template go, and the next pipe begins another", () => {
    expect(textsOf(" ->\n            | trailing   \n\n\n            | next")).toEqual(["trailing", "next"]);
  });

  test("quotes, hashes, dashes, braces and backslashes are text", () => {
    expect(textsOf(" |\n            - \"a\" # no comment {b} \\n 'c' | d")).toEqual([
      "- \"a\" # no comment {b} \\n 'c' | d",
    ]);
  });

  test("a comment no deeper than the template is a comment; a deeper one is text", () => {
    expect(textsOf(" |\n            one\n        # a comment\n            # text\n            two")).toEqual([
      "one\n# text\ntwo",
    ]);
  });

  test("a comment below a template does not join it", () => {
    expect(textsOf(" ->\n            | one\n            # a comment\n            | two")).toEqual(["one", "two"]);
  });

  test("an interpolation is never blank, and keeps the blanks beside it", () => {
    expect(textsOf(" ->\n            | {!@variables.x} and\n              {! @variables.x }\n")).toEqual([
      "<x> and\n<x>",
    ]);
    expect(textsOf(" |\n            Say {!@variables.x}\n              {!@variables.x}  ")).toEqual(["Say <x>\n  <x>"]);
  });

  test("an interpolation may hold strings, braces and a line end", () => {
    expect(textsOf(' |\n            A {! "}" if @variables.x == "{" else\n              @variables.x } B')).toEqual([
      "A <conditional> B",
    ]);
  });

  test("line ends of other systems become `\\n`", () => {
    expect(textsOf(" |\r\n            one\r\n              two\r\n")).toEqual(["one\n  two"]);
  });

  test("tabs indent as spaces do", () => {
    expect(textsOf(" |\n\t\t\t\tone\n\t\t\t\t\ttwo")).toEqual(["one\n\ttwo"]);
  });

  test("a pipe with nothing after it is no text", () => {
    expect(textsOf(" ->\n            |\n            | x")).toEqual(["", "x"]);
  });
});
