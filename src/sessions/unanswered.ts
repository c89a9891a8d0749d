// Whether a turn came to no answer of its agent: clients heard the script's error message, and whoever runs the agent has to know.
import type { Step } from "../reasoning/events.ts";

/** What `turn.failure` says of a turn that is done and had no answer: its plan says why. */
export const UNANSWERED = "unanswered";

/** `UNANSWERED` where the model, a limit or the script kept the agent from an answer; `null` where it had one. */
export const unanswered = (plan: readonly Step[]): typeof UNANSWERED | null =>
  plan.findLast(({ type }) => type === "PlannerResponseStep")?.responseType === "Failure" ? UNANSWERED : null;
