// How many problems of a script a reply tells.
import { expect, test } from "vitest";
import { PROBLEMS_TOLD } from "../contract/setup-agents.ts";
import { readScript } from "../script/read.ts";
import { told } from "./told-problems.ts";

/** The problems of a script with this many unknown fields, one in each line. */
function problemsOf(lines: number) {
  const fields = Array.from({ length: lines }, (_, at) => `    unknown_${at}: "x"\n`).join("");
  const { problems } = readScript(`config:\n    developer_name: "Desk"\n${fields}`);
  return problems.filter(({ message }) => message.includes("unknown_"));
}

test("a thousand problems are all told", () => {
  const problems = told(problemsOf(PROBLEMS_TOLD));
  expect(PROBLEMS_TOLD).toBe(1_000);
  expect(problems).toHaveLength(1_000);
  expect(problems.at(-1)?.message).toContain("unknown_999");
});

test("of more, the first thousand are told, and the rest is counted where it begins", () => {
  const problems = told(problemsOf(1_500));
  expect(problems).toHaveLength(1_001);
  expect(problems.at(-2)?.message).toContain("unknown_999");
  expect(problems.at(-1)).toMatchObject({
    code: "more-problems",
    severity: "error",
    message: "500 more problems are not listed",
    line: 1_003,
  });
  expect(told(problemsOf(1_001)).at(-1)?.message).toBe("One more problem is not listed");
});

test("an error that is not listed is told of, though the first problems are hints", () => {
  const [error] = problemsOf(1);
  const hints = problemsOf(1_200).map((problem) => ({ ...problem, severity: "info" as const }));
  expect(told(hints).every(({ severity }) => severity === "info")).toBe(true);
  expect(told([...hints, error!]).at(-1)).toMatchObject({
    severity: "error",
    message: "201 more problems are not listed",
  });
});
