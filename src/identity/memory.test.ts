// What is remembered of answers, and for how long.
import { describe, expect, test } from "vitest";
import { remember } from "./memory.ts";

describe("remembered answers", () => {
  const asked = () => {
    const clock = { now: 0 };
    const questions: string[] = [];
    const memory = remember(
      async (key) => {
        questions.push(key);
        if (key === "bad") throw new Error("no answer");
        return `${key}${questions.length}`;
      },
      { forMs: 1000, limit: 10, now: () => clock.now },
    );
    return { clock, questions, memory };
  };

  test("questions that meet in time share one load", async () => {
    const { questions, memory } = asked();
    expect(await Promise.all([memory.get("a"), memory.get("a"), memory.get("a")])).toEqual(["a1", "a1", "a1"]);
    expect(questions).toEqual(["a"]);
  });

  test("an answer is asked for again when its time is over, or when told to forget", async () => {
    const { clock, memory } = asked();
    await memory.get("a");
    clock.now = 999;
    expect(await memory.get("a")).toBe("a1");
    clock.now = 1000;
    expect(await memory.get("a")).toBe("a2");
    memory.forget();
    expect(await memory.get("a")).toBe("a3");
  });

  test("a failure is not remembered", async () => {
    const { questions, memory } = asked();
    await expect(memory.get("bad")).rejects.toThrow("no answer");
    await expect(memory.get("bad")).rejects.toThrow("no answer");
    expect(questions).toEqual(["bad", "bad"]);
  });
});
