// A block of statements of a node, run and told to the trace: its hooks and its instructions.
import type { Node } from "../script/agent.ts";
import type { Statement } from "../script/tree.ts";
import type { TurnEvent } from "./events.ts";
import { type Flow, type Frame, runStatements } from "./run-statements.ts";
import type { Running } from "./running.ts";
import { clock, type StepName, step } from "./steps.ts";

/** Run a hook. One that is not written leaves no step. */
export async function* runHook(
  running: Running,
  node: Node,
  type: StepName,
  statements: readonly Statement[],
): AsyncGenerator<TurnEvent, Flow> {
  if (statements.length === 0) return { kind: "on" };
  return yield* runBlock(running, node, type, statements);
}

/** @param sink where text and questions go; without it, nowhere */
export async function* runBlock(
  running: Running,
  node: Node,
  type: StepName,
  statements: readonly Statement[],
  sink: Pick<Frame, "text" | "form"> = {},
): AsyncGenerator<TurnEvent, Flow> {
  const started = clock(running.ports);
  const frame = { actions: [] as string[], problems: [] as string[], ...sink };
  const flow = yield* runStatements(running, statements, frame);
  const errors = flow.kind === "failed" ? [...frame.problems, flow.why] : frame.problems;
  yield step(running, type, started, { agent_name: node.name, action_names: frame.actions }, errors);
  return flow;
}
