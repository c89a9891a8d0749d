// How guessing is slowed down.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createThrottle } from "./throttle.ts";

const throttled = () => {
  const clock = { now: 1_000_000 };
  return { clock, throttle: createThrottle({ failures: 3, forgivenEveryMs: 1000 }, () => clock.now) };
};

describe("the throttle", () => {
  test("looks at attempts until the allowance is spent, then says how long to wait", () => {
    const { throttle } = throttled();
    for (let failure = 0; failure < 3; failure++) {
      expect(throttle.waitOf("guesser")).toBe(0);
      throttle.failed("guesser");
    }
    expect(throttle.waitOf("guesser")).toBe(1000);
    expect(throttle.waitOf("somebody else")).toBe(0);
  });

  test("forgives one failure at a time", () => {
    const { clock, throttle } = throttled();
    for (let failure = 0; failure < 3; failure++) throttle.failed("guesser");
    clock.now += 999;
    expect(throttle.waitOf("guesser")).toBe(1);
    clock.now += 1;
    expect(throttle.waitOf("guesser")).toBe(0);
    throttle.failed("guesser");
    expect(throttle.waitOf("guesser")).toBe(1000);
  });

  test("takes a failure back", () => {
    const { throttle } = throttled();
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(throttle.waitOf("guesser")).toBe(0);
      throttle.failed("guesser");
      throttle.forgive("guesser");
    }
    throttle.forgive("guesser");
    for (let failure = 0; failure < 3; failure++) throttle.failed("guesser");
    expect(throttle.waitOf("guesser")).toBe(1000);
  });

  test("never looks at more attempts than the allowance and the time that has passed", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 900 }), { maxLength: 200 }), (pauses) => {
        const { clock, throttle } = throttled();
        const begin = clock.now;
        let looked = 0;
        for (const pause of pauses) {
          clock.now += pause;
          if (throttle.waitOf("guesser") > 0) continue;
          looked++;
          throttle.failed("guesser");
        }
        expect(looked).toBeLessThanOrEqual(3 + Math.floor((clock.now - begin) / 1000));
      }),
    );
  });
});
