// What became of each experiment when it was last run for the page: kept beside them, so that one can be run again alone.
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Experiment, Outcome } from "./experiment.ts";

export interface Result {
  readonly outcome: Outcome;
  readonly size: number;
  readonly seconds: number;
  /** Version of Node, and how many cores there were. */
  readonly node: string;
  readonly cores: number;
}

/** By name of the experiment. */
export type Results = Readonly<Record<string, Result>>;

const file = join(import.meta.dirname, "results.json");

export const resultOf = (outcome: Outcome, size: number, seconds: number): Result => ({
  ...{ outcome, size, seconds },
  node: process.versions.node,
  cores: cpus().length,
});

/** Written by `keepResult`, and by nobody else. */
export const readResults = async (): Promise<Results> =>
  JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as Results;

/** Put one result in the place of the experiment's last. @returns all that are on record */
export async function keepResult({ name }: Experiment, result: Result): Promise<Results> {
  const results = { ...(await readResults()), [name]: result };
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  return results;
}
