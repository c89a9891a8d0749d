// What a reply says of a script's problems: the first of them, and how many more there are.
import { PROBLEMS_TOLD, type ReportedProblem, reported } from "../contract/setup-agents.ts";
import type { Problem } from "../script/problem.ts";

/**
 * The first `PROBLEMS_TOLD`, in the order given. One more stands where the rest begins and counts it; it is an error
 * where an error is among the rest, so that no script seems valid for what is left out.
 */
export function told(problems: readonly Problem[]): ReportedProblem[] {
  const shown = problems.slice(0, PROBLEMS_TOLD);
  const rest = problems.slice(PROBLEMS_TOLD);
  const [next] = rest;
  if (!next) return shown.map(reported);
  const message = `${rest.length === 1 ? "One more problem is" : `${rest.length} more problems are`} not listed`;
  const severity = rest.some((each) => each.severity === "error") ? "error" : next.severity;
  const more: Problem = {
    code: "more-problems",
    severity,
    message,
    span: next.span,
    fix: "Cure these first, then check again",
  };
  return [...shown, more].map(reported);
}
