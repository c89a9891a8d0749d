// docs/performance.md is what the runs on record came to, and leaves no mark out.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { benches } from "../bench/benches.ts";
import { page, performancePage } from "../bench/page.ts";
import { readResults } from "../bench/results.ts";

test("the page on performance is made from the runs on record, and names every benchmark", async () => {
  const text = await readFile(page, "utf8");
  expect(text).toBe(performancePage(benches, await readResults()));
  for (const { name } of benches) expect(text).toContain(`## ${name}\n`);
});

test("a mark that is missed says so, and a figure that is missing says why", () => {
  const bench = { name: "made-up", about: "one thing beside another", run: async () => [] };
  const machine = { node: "24", cores: 2, memoryGb: 8 };
  const figures = [
    { name: "rate", value: 40, unit: "/s", atLeast: 50 },
    { name: "wait", value: 2, unit: "ms", atMost: 3 },
    { name: "peer", value: Number.NaN, unit: "/s", missing: "it does not start" },
  ];
  const text = performancePage([bench], { "made-up": { figures, machine } });
  expect(text).toContain("| rate | 40.0 /s | at least 50: **missed** |");
  expect(text).toContain("| wait | 2.00 ms | at most 3: met |");
  expect(text).toContain("| peer | not measured: it does not start | |");
});
