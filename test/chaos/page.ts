// docs/reliability.md, made from the results of the experiments.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Experiment, lookedAt } from "./experiment.ts";
import type { Result, Results } from "./results.ts";

export const page = join(import.meta.dirname, "../../docs/reliability.md");

/** The page. Every number in it was seen in a run. */
export const reliabilityPage = (experiments: readonly Experiment[], results: Results): string =>
  `# Reliability

What was done to real servers, what was promised not to come of it, and what was seen: every count has to be 0. The
page is written by the runs: \`npm run chaos -- --write\` does everything, in about two hours; with the name of an
experiment it does that one, and with \`--size 0.05\` the same things a twentieth as often. Each section tells of the
whole, and says of which size its figures are: 1 is the whole. Beside the promises, each database is searched for what must
not be in it; those rows of the tables are the checks that \`dragoman doctor\` makes. The words are in [Concepts](concepts.md).

${experiments.map((experiment) => section(experiment, results[experiment.name])).join("\n")}`;

/** Write it where it stands. */
export const writePage = (experiments: readonly Experiment[], results: Results): Promise<void> =>
  writeFile(page, reliabilityPage(experiments, results));

const section = (experiment: Experiment, result: Result | undefined) => `## ${experiment.name}

${experiment.about[0]!.toUpperCase()}${experiment.about.slice(1)}.

${result ? seen(experiment, result) : `It has not been run for this page. It promises:\n\n${experiment.promises.map((promise) => `- ${promise}: none\n`).join("")}`}`;

const seen = (
  experiment: Experiment,
  { outcome, size, seconds, node, cores }: Result,
) => `${remark(outcome)}| What must not be | Seen |
|---|---|
${lookedAt(experiment, outcome)
  .map(({ promise, breaches }) => `| ${promise} | ${breaches?.toLocaleString("en") ?? "not looked at"} |`)
  .join("\n")}

${[
  `size: ${size}`,
  ...outcome.measured.map(({ name, value, unit }) => `${name}: ${value.toLocaleString("en")}${unit}`),
  `${seconds.toLocaleString("en")} s`,
  `Node ${node}`,
  `${cores} cores`,
].join(" · ")}
`;

const remark = ({ impossible, broke }: Result["outcome"]) => {
  if (impossible !== undefined) return `It could not be done: ${impossible}.\n\n`;
  return broke === undefined ? "" : `It broke off: ${broke}.\n\n`;
};
