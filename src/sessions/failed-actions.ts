// Which actions of a turn failed: a turn may be answered all the same, and whoever runs the agent has to know.
import type { Step } from "../reasoning/events.ts";

/** What a `FunctionStep` tells of the action, or the connected agent, that it called. */
interface Called {
  readonly name: string;
  readonly errors: readonly string[];
}

/** Names of the actions whose calls failed, one for each such call; `null` where none did. */
export function failedActions(plan: readonly Step[]): readonly string[] | null {
  const calls = plan.filter(({ type }) => type === "FunctionStep").map((step) => step.function as Called);
  const failed = calls.filter(({ errors }) => errors.length > 0).map(({ name }) => name);
  return failed.length > 0 ? failed : null;
}
