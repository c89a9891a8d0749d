// Makes the edits that problems carry, round after round, as long as they do no harm.
import { applyEdits } from "./edits.ts";
import type { Edit, Problem } from "./problem.ts";

/** Rounds: a cure may bring the next problem to light. */
const mostRounds = 20;

export interface Fixed {
  readonly source: string;
  /** Problems that were cured, each where it stood when it was. */
  readonly fixed: readonly Problem[];
  /** What is left. */
  readonly problems: readonly Problem[];
}

interface Version {
  readonly source: string;
  readonly problems: readonly Problem[];
}

/**
 * A script with its problems cured where that is an edit. It never has more errors than before, and no version comes
 * twice, so cures that undo one another end.
 * @param check says what is wrong with a version of the script
 */
export function fixScript(source: string, check: (source: string) => readonly Problem[]): Fixed {
  let current: Version = { source, problems: check(source) };
  const seen = new Set([source]);
  const fixed: Problem[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const together = allAtOnce(current, check);
    const { version, cured } = together ?? oneByOne(current, check);
    if (cured.length === 0 || seen.has(version.source)) break;
    seen.add(version.source);
    fixed.push(...cured);
    current = version;
    // What is left does harm, and would do so in every round.
    if (!together) break;
  }
  return { ...current, fixed };
}

interface Step {
  readonly version: Version;
  readonly cured: readonly Problem[];
}

function allAtOnce(before: Version, check: (source: string) => readonly Problem[]): Step | undefined {
  const cured = apart(before.problems);
  const version = edited(before, cured, check);
  return isWorse(version, before) ? undefined : { version, cured };
}

/** From the end, so that the places of the others stay what they are; without those that do harm. */
function oneByOne(before: Version, check: (source: string) => readonly Problem[]): Step {
  let version = before;
  const cured: Problem[] = [];
  for (const problem of apart(before.problems).toReversed()) {
    const next = edited(version, [problem], check);
    if (isWorse(next, version)) continue;
    version = next;
    cured.push(problem);
  }
  return { version, cured: cured.toReversed() };
}

const errorsOf = ({ problems }: Version) => problems.filter(({ severity }) => severity === "error").length;
const isWorse = (after: Version, before: Version) => errorsOf(after) > errorsOf(before);

/** Problems with edits, in order, each beginning behind the end of the one before: those between wait for the next round. */
function apart(problems: readonly Problem[]): readonly Problem[] {
  let end = -1;
  return problems
    .flatMap((problem) => (problem.edits?.length ? [{ problem, ...reachOf(problem.edits) }] : []))
    .sort((a, b) => a.from - b.from)
    .filter(({ from, to }) => {
      if (from <= end) return false;
      end = to;
      return true;
    })
    .map(({ problem }) => problem);
}

const reachOf = (edits: readonly Edit[]) => ({
  from: Math.min(...edits.map(({ span }) => span.start.offset)),
  to: Math.max(...edits.map(({ span }) => span.end.offset)),
});

function edited(
  { source }: Version,
  problems: readonly Problem[],
  check: (source: string) => readonly Problem[],
): Version {
  const edits = problems.flatMap((problem) => problem.edits ?? []);
  const next = applyEdits(source, edits);
  return { source: next, problems: check(next) };
}
