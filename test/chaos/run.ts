// `npm run chaos [-- name…] [--size 1] [--json] [--write]`: does bad things to real servers and says what became of each promise.
import { parseArgs } from "node:util";
import { openClosers } from "../../src/closers.ts";
import { type Experiment, held, lookedAt, type Outcome } from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { writePage } from "./page.ts";
import { keepResult, type Result, resultOf } from "./results.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const size = Number(values.size);
const unknown = positionals.filter((name) => !experiments.some((experiment) => experiment.name === name));
if (unknown.length > 0) {
  const names = experiments.map(({ name }) => name).join(", ");
  fail(`No experiment is called ${unknown.join(", ")}. There are: ${names}`);
}
if (!(size > 0)) fail("--size is a number above 0, such as 0.1");

const results: { readonly experiment: Experiment; readonly result: Result }[] = [];
for (const experiment of experiments) {
  if (positionals.length > 0 && !positionals.includes(experiment.name)) continue;
  if (!values.json) console.log(`${experiment.name}: ${experiment.about}`);
  const began = performance.now();
  const outcome = await attempt(experiment);
  const result = resultOf(outcome, size, Math.round((performance.now() - began) / 1000));
  results.push({ experiment, result });
  // After each, so that a run that is stopped has not been for nothing.
  if (values.write) await writePage(experiments, await keepResult(experiment, result));
  if (!values.json) tell(experiment, result);
}
if (values.json)
  console.log(
    JSON.stringify(
      results.map(({ experiment, result: { outcome, seconds } }) => ({
        name: experiment.name,
        held: held(experiment, outcome),
        ...{ size, seconds, ...outcome },
      })),
      null,
      2,
    ),
  );
process.exit(results.every(({ experiment, result }) => held(experiment, result.outcome)) ? 0 : 1);

/** One that breaks off keeps none of its promises, and the others are run all the same. */
async function attempt(experiment: Experiment): Promise<Outcome> {
  const closers = openClosers();
  const progress = (step: string) => console.error(`  … ${step}`);
  try {
    return await experiment.run({ size, progress, closers });
  } catch (error) {
    console.error(error);
    const [broke = ""] = String(error).split("\n");
    return { breaches: {}, measured: [], broke };
  } finally {
    await closers.close().catch((error: unknown) => console.error(error));
  }
}

function tell(experiment: Experiment, { outcome, seconds }: Result): void {
  const { impossible, measured } = outcome;
  if (impossible !== undefined) console.log(`  not done: ${impossible}`);
  else {
    for (const { promise, breaches } of lookedAt(experiment, outcome))
      console.log(`  ${breaches === 0 ? "✓" : "✗"} ${promise}: ${breaches ?? "not looked at"}`);
  }
  const figures = measured.map(({ name, value, unit }) => `${name}: ${value}${unit}`);
  console.log(`  ${[...figures, `${seconds} s`].join(", ")}\n`);
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
