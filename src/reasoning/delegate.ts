// Asking another node, and going on with its answer (agent-script spec §5.8).
//   D1. The node that is asked works on the same variables, and follows its own transitions until they end.
//   D2. Its words are for its caller: they reach neither the user nor the history, only the result of the call.
//   D3. An escalation, an end or a question about an approval is the caller's too: it leaves with it.
import type { Deed } from "./deed.ts";
import type { TurnEvent } from "./events.ts";
import { limits } from "./limits.ts";
import type { Arrival, Running } from "./running.ts";
import { clock, step } from "./steps.ts";

/**
 * Ask a node.
 * @param request what it is asked for, as the caller's model or script put it
 */
export async function* delegate(running: Running, to: string, request: string): AsyncGenerator<TurnEvent, Deed> {
  const callers = [...running.callers, running.node];
  if (callers.includes(to)) return { ok: false, error: `"${to}" is at work on this already: answer without it.` };
  if (callers.length > limits.delegationDepth) {
    return { ok: false, error: `More than ${limits.delegationDepth} nodes ask one another: answer without "${to}".` };
  }
  const asked: Running = {
    ...running,
    callers,
    messages: [...running.messages, { role: "user", text: `[${running.node} asks ${to}: ${request}]` }],
    round: undefined,
  };
  yield crossing(running, running.node, to);
  const said: string[] = [];
  let arrival: Arrival;
  try {
    arrival = yield* unheard(running.travel(asked, { kind: "visit", node: to, entering: true }), said);
  } finally {
    running.variables = asked.variables;
    running.pending = asked.pending;
    running.inquiry = asked.inquiry;
  }
  const why = arrival.kind === "limit" || arrival.kind === "failed" ? [arrival.why] : [];
  yield crossing(running, asked.node, running.node, why);
  return deedOf(to, arrival, said.join("\n"));
}

/** A node that hands back to its caller by a transition has said nothing of its own. */
function deedOf(to: string, arrival: Arrival, text: string): Deed {
  switch (arrival.kind) {
    case "answered":
      return { ok: true, result: text ? { answer: text } : { status: `"${to}" has nothing to say.` } };
    case "escalate":
    case "end":
      return { ok: true, result: text ? { answer: text } : { status: "Done." }, leave: arrival };
    case "suspended":
      return { ok: true, result: { status: `"${to}" waits for the user.` }, stop: arrival };
    default:
      return { ok: false, error: `"${to}" could not answer.` };
  }
}

/** Pass on what concerns the user or the trace; keep what is said. */
async function* unheard(asked: ReturnType<Running["travel"]>, said: string[]): AsyncGenerator<TurnEvent, Arrival> {
  for (;;) {
    const { done, value } = await asked.next();
    if (done) return value;
    if (value.type === "reply") said.push(value.text);
    if (value.type === "step" || value.type === "progress" || value.type === "confirm" || value.type === "inquire") {
      yield value;
    }
  }
}

const crossing = (running: Running, from: string, to: string, errors: readonly string[] = []) =>
  step(
    running,
    "TransitionStep",
    clock(running.ports),
    {
      from_agent: from,
      to_agent: to,
      current_state: running.variables,
      transition_type: "supervision",
      transition_mode: "tool",
    },
    errors,
  );
