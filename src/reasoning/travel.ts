// From node to node, until the turn has an answer or something other than a node decides how it goes on
// (agent-script spec §5.7).
import type { TurnEvent } from "./events.ts";
import { limits } from "./limits.ts";
import type { Arrival, Next, Running } from "./running.ts";
import { clock, step } from "./steps.ts";
import { visit } from "./visit.ts";

export async function* travel(running: Running, first: Next): AsyncGenerator<TurnEvent, Arrival> {
  let next = first;
  for (;;) {
    if (next.kind === "goto") next = yield* cross(running, next);
    else if (next.kind === "visit") next = yield* visit(running, next.node, next.entering);
    else return next;
  }
}

/** A transition: one way, counted, told to the trace. One to a node that waits for this one's answer is a way back. */
function* cross(running: Running, { to, by }: Extract<Next, { kind: "goto" }>): Generator<TurnEvent, Next> {
  if (running.callers.includes(to)) return { kind: "answered" };
  running.spent.transitions += 1;
  if (running.spent.transitions > limits.transitionsPerTurn) {
    return { kind: "limit", why: `more than ${limits.transitionsPerTurn} transitions in one turn` };
  }
  yield step(running, "TransitionStep", clock(running.ports), {
    from_agent: running.node,
    to_agent: to,
    current_state: running.variables,
    transition_type: "handoff",
    transition_mode: by,
  });
  return { kind: "visit", node: to, entering: true };
}
