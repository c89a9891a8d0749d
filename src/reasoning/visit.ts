// One visit to a node: its hooks, and the loop of instructions, model and tools until there is an answer or a way out
// (agent-script spec §5.4).
import type { Node } from "../script/agent.ts";
import { act } from "./act.ts";
import { type Form, formOf, lastLine } from "./collect.ts";
import { handOver } from "./connected.ts";
import type { TurnEvent } from "./events.ts";
import { limits } from "./limits.ts";
import { offered } from "./offers.ts";
import { promptOf } from "./prompt.ts";
import { runBlock, runHook } from "./run-block.ts";
import type { Flow } from "./run-statements.ts";
import type { Next, Running } from "./running.ts";
import { say } from "./say.ts";
import { nodeOf } from "./scope.ts";
import { clock, step } from "./steps.ts";
import { thinkAgain } from "./think-again.ts";
import { runVariant } from "./variant.ts";

/**
 * Visit a node.
 * @param entering false where the turn goes on in the middle of a visit: `before_reasoning` has run then
 */
export async function* visit(running: Running, name: string, entering: boolean): AsyncGenerator<TurnEvent, Next> {
  const node = nodeOf(running.agent, name);
  if (!node) return yield* handOver(running, name);
  running.node = name;
  if (entering) {
    if (circles(running)) return { kind: "limit", why: `"${name}" is entered again and nothing has changed` };
    yield step(running, "NodeEntryStateStep", clock(running.ports), {
      agent_name: name,
      state_variables: running.variables,
    });
    if (node.variant) return yield* runVariant(running, node, node.variant);
    const before = yield* runHook(running, node, "BeforeReasoningStep", node.before);
    if (before.kind !== "on") return before;
  }
  for (let iteration = 0; iteration < limits.iterationsPerVisit; iteration++) {
    const form = formOf(running, node);
    const { flow, focus } = yield* resolve(running, node, form);
    if (flow.kind !== "on") return flow;
    running.resume = form?.asked === undefined ? undefined : name;
    const tools = yield* offered(running, node, form);
    const problems: string[] = [];
    const thought = yield* thinkAgain(running, promptOf(running, node, focus, tools, problems), problems);
    if (!thought.ok) return { kind: "failed", why: thought.why };
    if (thought.reply.calls.length === 0) {
      yield* say(running, thought.reply.text);
      return yield* leaveAnswered(running, node);
    }
    const next = yield* act(running, tools, thought.reply);
    if (next) return next.kind === "answered" ? yield* leaveAnswered(running, node) : next;
  }
  return { kind: "limit", why: `"${name}" has no answer after ${limits.iterationsPerVisit} rounds` };
}

async function* leaveAnswered(running: Running, node: Node): AsyncGenerator<TurnEvent, Next> {
  const after = yield* runHook(running, node, "AfterReasoningStep", node.after);
  return after.kind === "on" ? { kind: "answered" } : after;
}

/** Whether this node was entered with these variables before, and no model was called since (spec §5.7). */
function circles(running: Running): boolean {
  const moment = `${running.node}\n${JSON.stringify(running.variables)}`;
  if (running.entered.has(moment)) return true;
  running.entered.add(moment);
  return false;
}

/** The text of the instructions, made anew: their side effects happen in every iteration. */
async function* resolve(
  running: Running,
  node: Node,
  form: Form | undefined,
): AsyncGenerator<TurnEvent, { flow: Flow; focus: string }> {
  const text: string[] = [];
  const sink = { text, ...(form ? { form } : {}) };
  const flow = yield* runBlock(running, node, "BeforeReasoningIterationStep", node.instructions, sink);
  return { flow, focus: [...text, ...(form ? lastLine(form) : [])].join("\n") };
}
