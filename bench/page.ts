// docs/performance.md, made from the results of the benchmarks.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Bench, type Figure, inDigits, markOf, met } from "./measure.ts";
import type { Result, Results } from "./results.ts";

export const page = join(import.meta.dirname, "../docs/performance.md");

/** The page. Every number in it was measured in a run. */
export const performancePage = (benches: readonly Bench[], results: Results): string =>
  `# Performance

What was measured, what it is measured against in the same run, and the mark we hold ourselves to; a mark that is missed says
so. The page is written by the runs: \`npm run bench -- --write\` measures everything but the peers, in about ten minutes, and
with the name of a benchmark that one, such as \`npm run bench -- peers --write\`. Machines differ, and a shared one is noisy:
what a figure is worth shows beside its floor.

${benches.map((bench) => section(bench, results[bench.name])).join("\n")}`;

/** Write it where it stands. */
export const writePage = (benches: readonly Bench[], results: Results): Promise<void> =>
  writeFile(page, performancePage(benches, results));

const section = ({ name, about }: Bench, result: Result | undefined) => `## ${name}

${about[0]!.toUpperCase()}${about.slice(1)}.

${result ? measured(result) : "It has not been run for this page.\n"}`;

const measured = ({ figures, machine: { node, cores, memoryGb } }: Result) => `| Figure | Value | Mark |
|---|---|---|
${figures.map(row).join("\n")}

Node ${node} · ${cores} cores · ${memoryGb} GB
`;

function row(figure: Figure): string {
  if (figure.missing !== undefined) return `| ${figure.name} | not measured: ${figure.missing} | |`;
  const mark = markOf(figure);
  return `| ${figure.name} | ${inDigits(figure)} ${figure.unit} | ${mark && `${mark}: ${met(figure) ? "met" : "**missed**"}`} |`;
}
