// docs/reliability.md is what the runs on record came to, and says everything that is promised.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { held } from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { page, reliabilityPage } from "./page.ts";
import { readResults } from "./results.ts";

test("the page on reliability is made from the runs on record, and names every experiment and every promise", async () => {
  const text = await readFile(page, "utf8");
  expect(text).toBe(reliabilityPage(experiments, await readResults()));
  for (const { name, promises } of experiments) {
    expect(text).toContain(`## ${name}\n`);
    for (const promise of promises) expect(text).toContain(promise);
  }
});

test("no run on record broke a promise, and none is of an experiment that is gone", async () => {
  const results = await readResults();
  const names = experiments.map(({ name }) => name);
  expect(Object.keys(results).filter((name) => !names.includes(name))).toEqual([]);
  for (const experiment of experiments) {
    const result = results[experiment.name];
    expect({ name: experiment.name, held: result && held(experiment, result.outcome) }).toEqual({
      name: experiment.name,
      held: true,
    });
  }
});

test("a promise that nobody looked at was not kept, and neither was one of which the store's checks know better", () => {
  const of = { promises: ["lost"] };
  expect(held(of, { breaches: {}, measured: [] })).toBe(false);
  expect(held(of, { breaches: { lost: 0 }, measured: [] })).toBe(true);
  expect(held(of, { breaches: { lost: 0, "rows without a session": 1 }, measured: [] })).toBe(false);
  expect(held(of, { breaches: {}, measured: [], impossible: "no disk" })).toBe(true);
});
