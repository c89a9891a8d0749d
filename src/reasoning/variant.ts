// A node of another kind (`schema: "node://…"`): the host answers in it, not a model (agent-script spec §2.11, §5.4).
//
// The handler is an action like any other, found by the node's address: a file actions/byon/acme/seller/v1.ts, or an
// entry or pattern below `actions` in dragoman.yaml. So it has a deadline, an idempotency key and a place in the journal.
import type { ActionDefinition, Node, NodeVariant, Value } from "../script/agent.ts";
import { evaluate } from "../script/evaluate.ts";
import type { TurnEvent } from "./events.ts";
import { runAction } from "./run-action.ts";
import { runBlock, runHook } from "./run-block.ts";
import type { Next, Running } from "./running.ts";
import { say } from "./say.ts";
import { scopeOf } from "./scope.ts";

/**
 * Run a variant: `on_init`, its answer, and `on_exit` when it is left, by a transition too. The handler is given
 * `user_input`, `instructions` (the resolved text, if any) and `parameters`, and gives back `answer`.
 */
export async function* runVariant(running: Running, node: Node, variant: NodeVariant): AsyncGenerator<TurnEvent, Next> {
  running.resume = undefined;
  const left = yield* answerOf(running, node, variant);
  if (left.kind === "failed") return left;
  const after = yield* runHook(running, node, "AfterReasoningStep", variant.onExit);
  return after.kind === "on" ? left : after;
}

async function* answerOf(running: Running, node: Node, variant: NodeVariant): AsyncGenerator<TurnEvent, Next> {
  const before = yield* runHook(running, node, "BeforeReasoningStep", variant.onInit);
  if (before.kind !== "on") return before;
  const text: string[] = [];
  const flow = yield* runBlock(running, node, "BeforeReasoningIterationStep", node.instructions, { text });
  if (flow.kind !== "on") return flow;
  const inputs = {
    user_input: running.utterance,
    instructions: text.join("\n"),
    parameters: parametersOf(running, variant),
  };
  const result = yield* runAction(running, handlerOf(node, variant), inputs);
  if (!result.ok) {
    const remedy = `nothing here answers for ${variant.uri}: map it below "actions" in dragoman.yaml, or add its file`;
    return { kind: "failed", why: result.reason === "unresolved" ? remedy : result.message };
  }
  const { answer } = result.outputs;
  if (typeof answer !== "string" || answer.trim() === "") {
    return { kind: "failed", why: `${variant.uri} gave no answer` };
  }
  yield* say(running, answer);
  return { kind: "answered" };
}

function handlerOf({ name, description, span }: Node, { uri }: NodeVariant): ActionDefinition {
  const type = { of: "string", list: false } as const;
  const outputs = [{ name: "answer", type, visible: true, displayable: true }];
  return { name, description, target: uri, inputs: [], outputs, confirm: false, span };
}

function parametersOf(running: Running, { parameters }: NodeVariant): Value {
  const scope = scopeOf(running, []);
  const groups = Object.entries(parameters).map(([group, fields]) => {
    const values = Object.entries(fields).map(([name, value]) => [name, evaluate(value, scope)] as const);
    return [group, Object.fromEntries(values)] as const;
  });
  return Object.fromEntries(groups);
}
