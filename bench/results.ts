// What each benchmark came to when it was last run for the page: kept beside them, so that one can be run again alone.
import { readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Bench, Figure } from "./measure.ts";

export interface Result {
  readonly figures: readonly Figure[];
  readonly machine: Machine;
}

export interface Machine {
  /** Version of Node. */
  readonly node: string;
  readonly cores: number;
  readonly memoryGb: number;
}

/** By name of the benchmark. */
export type Results = Readonly<Record<string, Result>>;

const file = join(import.meta.dirname, "results.json");

export const thisMachine = (): Machine => ({
  node: process.versions.node,
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1024 ** 3),
});

/** Written by `keepResult`, and by nobody else. */
export const readResults = async (): Promise<Results> =>
  JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as Results;

/** Put one result in the place of the benchmark's last. @returns all that are on record */
export async function keepResult({ name }: Bench, figures: readonly Figure[]): Promise<Results> {
  const results = { ...(await readResults()), [name]: { figures, machine: thisMachine() } };
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  return results;
}
