// Cures that are edits: made round after round, and never to the worse.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baseScript } from "../../test/fixtures/scripts/base.ts";
import { examples } from "../../test/fixtures/scripts/examples.ts";
import { fixScript } from "./fix.ts";
import type { Problem } from "./problem.ts";
import { readScript } from "./read.ts";

const check = (source: string) => readScript(source).problems;
const errors = (problems: readonly Problem[]) => problems.filter(({ severity }) => severity === "error").length;

/** A problem at each place where a word stands, cured by another word. */
const wordProblems = (cures: Readonly<Record<string, string>>) => (source: string) =>
  [...source.matchAll(/\w+/g)].flatMap(({ 0: word, index }): Problem[] => {
    if (!Object.hasOwn(cures, word)) return [];
    const at = (offset: number) => ({ offset, line: 1, column: offset + 1 });
    const span = { start: at(index), end: at(index + word.length) };
    const edits = [{ span, text: cures[word] ?? "" }];
    return [{ code: "word", severity: "error", message: word, span, edits }];
  });

describe("a script is fixed", () => {
  test("where a problem carries its edit", () => {
    const tool = (name: string, gate: string) =>
      `${name}: @utils.transition to @subagent.other\n    available when ${gate}`;
    const source = baseScript({
      tools: `${tool("one", "@variables.b == true")}\n${tool("two", "@variables.b is none")}`,
    });
    const { source: fixed, problems } = fixScript(source, check);
    expect(fixed).toBe(source.replace("== true", "== True").replace("is none", "is None"));
    expect(errors(problems)).toBe(0);
  });

  test("with every open bracket closed, the innermost first", () => {
    const source = baseScript({}).concat("knowledge:\n    k: ([(1\n    l: 2\n");
    const { source: fixed, problems } = fixScript(source, check);
    expect(fixed).toContain("k: ([(1)])\n");
    expect(problems.map(({ message }) => message)).not.toContain("`(` is not closed");
  });

  test("until nothing changes, also where a cure brings the next problem to light", () => {
    const { source, fixed, problems } = fixScript("a b", wordProblems({ a: "b", b: "c" }));
    expect([source, problems]).toEqual(["c c", []]);
    expect(fixed.map(({ message }) => message)).toEqual(["a", "b", "b"]);
  });

  test("and cures that undo one another come to an end", () => {
    expect(fixScript("x", wordProblems({ x: "y", y: "x" })).source).toMatch(/^[xy]$/);
  });

  test("without the cures that do harm", () => {
    const { source, fixed } = fixScript("good bad", wordProblems({ good: "fine", bad: "bad bad bad" }));
    expect(source).toBe("fine bad");
    expect(fixed).toHaveLength(1);
  });
});

test("no script, however damaged, has more errors for being fixed", () => {
  const sources = Object.values(examples).slice(0, 2);
  const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom("", "true", ":", "\n", "    ", '"', "@variables.x")), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(fc.constantFrom(...sources), damage, (source, cuts) => {
      const damaged = cuts.reduce((text, [at, put]) => {
        const place = at % text.length;
        return text.slice(0, place) + put + text.slice(place + 3);
      }, source);
      const fixed = fixScript(damaged, check);
      expect(errors(check(fixed.source))).toBeLessThanOrEqual(errors(check(damaged)));
      expect(fixed.problems).toEqual(check(fixed.source));
    }),
    { numRuns: 15, seed: 20_261_123 },
  );
});
