// A script that is wrong in every line: read in a moment, since one server reads the scripts of everybody.
import { expect, test } from "vitest";
import { readScript } from "./read.ts";

const FEW = 2_000;
const MANY = 10_000;
const lines = (many: number, line: (at: number) => string) =>
  Array.from({ length: many }, (_, at) => line(at)).join("");

const head = `config:
    developer_name: "Desk"
    agent_type: "AgentforceServiceAgent"
    description: "Answers"
`;
const desk = (reasoning: string) => `start_agent desk:
    description: "Serves"
    reasoning:
        instructions: |
            Help.
${reasoning}`;
const action = (many: number) => `        actions:
            look: @actions.Look
${lines(many, (at) => `                with wanted${at}=...\n`)}    actions:
        Look:
            target: "flow://Look"
            inputs:
${lines(many, (at) => `                wanting${at}: string\n`)}`;

/** Milliseconds to read a script, which is wrong in at least `many` lines. */
function reading(script: string, many: number): number {
  const began = performance.now();
  const { agent, problems } = readScript(script);
  expect(agent).toBeUndefined();
  expect(problems.length).toBeGreaterThanOrEqual(many);
  return performance.now() - began;
}

test.each<readonly [string, (many: number) => string]>([
  [
    "variables",
    (many) =>
      `variables:\n${lines(many, (at) => `    wanted${at}: mutable string\n`)}${desk(lines(many, (at) => `            {!@variables.wanting${at}}\n`))}`,
  ],
  [
    "subagents",
    (many) =>
      `${lines(many, (at) => `subagent wanted${at}:\n    description: "One"\n`)}${desk(
        `        actions:\n${lines(many, (at) => `            go${at}: @utils.transition to @subagent.wanting${at}\n`)}`,
      )}`,
  ],
  ["inputs", (many) => desk(action(many))],
])("five times as many unknown %s take about five times as long, not twenty-five times", (_, script) => {
  const few = Math.min(...[1, 2, 3].map(() => reading(`${head}${script(FEW)}`, FEW)));
  expect(reading(`${head}${script(MANY)}`, MANY) / few).toBeLessThan(15);
});

test("the first mistakes of a long script still say which name was meant", () => {
  const { problems } = readScript(
    `${head}variables:\n    wanted: mutable string\n${desk("            {!@variables.wantd}\n")}`,
  );
  expect(problems.map(({ fix }) => fix)).toContain("Did you mean `@variables.wanted`?");
});
