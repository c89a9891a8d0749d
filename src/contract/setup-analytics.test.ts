// The formulas of the figures are the same in the contract and in the docs.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formulas } from "./setup-analytics.ts";

test("docs/analytics.md has every formula word for word, and no other", () => {
  const page = readFileSync(new URL("../../docs/analytics.md", import.meta.url), "utf8");
  const told = [...page.matchAll(/^\| [^|]+ \| (.+) \|$/gm)].map(([, sentence]) => sentence).slice(1);
  expect(told).toEqual(Object.values(formulas));
});
