// A map that stays small.
import { expect, test } from "vitest";
import { bounded } from "./bounded.ts";

test("a bounded map forgets what was used longest ago", () => {
  const memory = bounded<number>(2);
  memory.set("a", 1);
  memory.set("b", 2);
  expect(memory.get("a")).toBe(1);
  memory.set("c", 3);
  expect([memory.get("a"), memory.get("b"), memory.get("c")]).toEqual([1, undefined, 3]);
});
