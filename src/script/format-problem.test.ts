// Problems on a terminal.
import { describe, expect, test } from "vitest";
import { formatProblem } from "./format-problem.ts";
import { readScript } from "./read.ts";

const source = 'config:\n\tdeveloper_name: "a"\nstart_agent main:\n\tdescription: "d"\n\tlabel: Main\n';
const [problem] = readScript(source).problems;

describe("a problem as text", () => {
  test("names place, severity, code and cause, shows the spot, and says the cure", () => {
    expect(problem && formatProblem(problem, "a.agent", source)).toBe(
      [
        "a.agent:5:9 error type-mismatch `start_agent main.label` is text in double quotes, not `Main`",
        "  5 | \tlabel: Main",
        "    | \t       ^^^^",
        '  fix: Write `"Main"`',
      ].join("\n"),
    );
  });

  test("is painted piece by piece", () => {
    const painted = problem && formatProblem(problem, "a.agent", source, (text, as) => `<${as}>${text}</>`);
    expect(painted).toContain("<place>a.agent:5:9</> <error>error</> type-mismatch");
    expect(painted).toContain("<error>^^^^</>");
    expect(painted).toContain("<fix>fix:</>");
  });

  test("of an empty script shows no line", () => {
    const [first] = readScript("").problems;
    expect(first && formatProblem(first, "b.agent", "")).toBe(
      "b.agent:1:1 error missing-required-field The script has no `config`\n  fix: Add `config:`",
    );
  });

  test("in a very long line shows its beginning, and the mark only where it is shown", () => {
    const long = `config:\n  role: ${"x".repeat(300)}\n`;
    const [, second] = readScript(long).problems;
    const lines = second ? formatProblem(second, "c.agent", long).split("\n") : [];
    expect(lines.every((line) => line.length < 400)).toBe(true);
  });
});
