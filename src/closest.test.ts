// The name that was meant: near enough, and found in a time that does not grow with what a stranger sends.
import { describe, expect, test } from "vitest";
import { closest } from "./closest.ts";

describe("the name that was meant", () => {
  test("is the nearest, without regard to case", () => {
    expect(closest("Bookng", ["boat", "booking", "book"])).toBe("booking");
    expect(closest("custmer", ["guest", "customer"])).toBe("customer");
  });

  test("is none of those that differ by more than two letters in five", () => {
    expect(closest("boat", ["customer", "beer", ""])).toBeUndefined();
  });

  test("is not looked for where no name is that long, or among names without end", () => {
    const began = performance.now();
    expect(closest("b".repeat(500_000), ["a".repeat(500_000)])).toBeUndefined();
    expect(closest("x".repeat(20), Array(1_000_000).fill("y".repeat(20)))).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
