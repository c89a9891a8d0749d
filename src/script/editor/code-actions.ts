// What can be done about problems: the cure of each as edits, and all cures at once.

import { type Change, changeTo } from "../edits.ts";
import { fixScript } from "../fix.ts";
import type { Edit, Problem } from "../problem.ts";
import { readScript } from "../read.ts";
import type { Analysis } from "./analyse.ts";

export interface CodeAction {
  readonly title: string;
  /** The problem it cures. */
  readonly problem: Problem;
  readonly edits: readonly Edit[];
}

/** The cures of the problems that touch a stretch of the source. */
export function codeActions({ problems }: Analysis, from: number, to: number): readonly CodeAction[] {
  return problems.flatMap((problem) => {
    const touches = problem.span.start.offset <= to && from <= problem.span.end.offset;
    if (!touches || !problem.edits) return [];
    return [{ title: problem.fix ?? problem.message, problem, edits: problem.edits }];
  });
}

/** The change that cures every problem that can be cured without doing harm; `undefined` when there is none. */
export function fixAll({ source, problems }: Analysis): Change | undefined {
  if (!problems.some(({ edits }) => edits)) return undefined;
  const fixed = fixScript(source, (text) => readScript(text).problems);
  return fixed.source === source ? undefined : changeTo(source, fixed.source);
}
