// One tool call of the model: refused, put to the user, or run with its callbacks. A failure is a result the model reads.
import type { ActionDefinition, Value } from "../script/agent.ts";
import { evaluate } from "../script/evaluate.ts";
import { assign, fitVariable } from "./assign.ts";
import { cancelForm } from "./collect.ts";
import { askAgent } from "./connected.ts";
import { type Called, type Deed, refusal } from "./deed.ts";
import { delegate } from "./delegate.ts";
import { canEscalate } from "./escalate.ts";
import type { TurnEvent } from "./events.ts";
import { type Gathered, gatherInputs, orProblem, readArguments } from "./inputs.ts";
import type { LiveTool } from "./live-tool.ts";
import { respond } from "./respond.ts";
import { runAction, visibleOutputs } from "./run-action.ts";
import { runStatements } from "./run-statements.ts";
import type { Running } from "./running.ts";
import { nodeOf, scopeOf } from "./scope.ts";
import { slotsOf } from "./slots.ts";

const NO_VALUE = "A value this tool needs cannot be worked out now.";

/** Carry out a call (agent-script spec §5.6, steps 1 to 8). The tool is one that was offered and still is available. */
export async function* callTool(
  running: Running,
  tool: LiveTool,
  given: Readonly<Record<string, unknown>>,
): AsyncGenerator<TurnEvent, Called> {
  switch (tool.target.kind) {
    case "action": {
      const definition = actionOf(running, tool);
      if (!definition) return refusal(`"${tool.name}" leads to no action.`);
      const gathered = inputsOf(running, tool, definition, given);
      if (!gathered.ok) return refusal(gathered.problems.join(" "));
      if (definition.confirm) return { kind: "waits", tool, inputs: gathered.values };
      return yield* runTool(running, tool, definition, gathered.values);
    }
    case "setVariables":
      return yield* withCallbacks(running, tool, yield* storeValues(running, tool, given));
    case "transition": {
      const leave = { kind: "goto", to: tool.target.to, by: "tool" } as const;
      return yield* withCallbacks(running, tool, { ok: true, result: { next: tool.target.to }, leave });
    }
    case "delegate":
      return yield* withCallbacks(running, tool, yield* delegate(running, tool.target.to, tool.description));
    case "connected": {
      const args = readArguments(slotsIn(running, tool), given);
      if (!args.ok) return refusal(args.problems.join(" "));
      return yield* withCallbacks(running, tool, yield* askAgent(running, tool.target.to, tool.bindings, args.values));
    }
    case "cancelCollect":
      return { kind: "done", result: cancelForm(running), failed: false };
    case "respond":
      return yield* withCallbacks(running, tool, yield* respond(running, tool.target.format, given));
    case "escalate": {
      if (!canEscalate(running)) return refusal("Nobody can take over here: this connection has no route to a person.");
      const result = { status: "A person is asked to take over." };
      return yield* withCallbacks(running, tool, { ok: true, result, leave: { kind: "escalate" } });
    }
    case "endSession": {
      const result = { status: "The conversation ends." };
      return yield* withCallbacks(running, tool, { ok: true, result, leave: { kind: "end" } });
    }
  }
}

/** Run the action behind a tool with inputs that are complete and, where that is asked for, approved. */
export async function* runTool(
  running: Running,
  tool: LiveTool,
  definition: ActionDefinition,
  inputs: Readonly<Record<string, Value>>,
): AsyncGenerator<TurnEvent, Called> {
  const result = yield* runAction(running, definition, inputs);
  const deed: Deed = result.ok
    ? { ok: true, result: visibleOutputs(definition, result.outputs), outputs: result.outputs }
    : { ok: false, error: result.message };
  return yield* withCallbacks(running, tool, deed);
}

/** The action a tool of the current node leads to. */
export function actionOf(running: Running, tool: LiveTool): ActionDefinition | undefined {
  return tool.target.kind === "action" ? nodeOf(running.agent, running.node)?.actions[tool.target.action] : undefined;
}

/** After a deed that succeeded, the tool's callbacks; a `transition` there outranks the tool's own. */
async function* withCallbacks(running: Running, tool: LiveTool, deed: Deed): AsyncGenerator<TurnEvent, Called> {
  if (!deed.ok) return refusal(deed.error);
  if (deed.stop) return { kind: "done", result: deed.result, failed: false, stop: deed.stop };
  const frame = { actions: [], problems: [], ...(deed.outputs ? { outputs: deed.outputs } : {}) };
  const flow = yield* runStatements(running, tool.then, frame);
  const leave = flow.kind === "goto" ? flow : deed.leave;
  return {
    kind: "done",
    result: deed.result,
    failed: false,
    ...(leave ? { leave } : {}),
    ...(flow.kind === "failed" || flow.kind === "suspended" ? { stop: flow } : {}),
  };
}

function inputsOf(
  running: Running,
  tool: LiveTool,
  definition: ActionDefinition,
  given: Readonly<Record<string, unknown>>,
): Gathered {
  const args = readArguments(slotsIn(running, tool), given);
  if (!args.ok) return args;
  return orProblem(NO_VALUE, () => gatherInputs(definition, tool.bindings, scopeOf(running, []), args.values));
}

/** `@utils.setVariables`: all values or, when one does not fit, none. The model reads back what it gave. */
async function* storeValues(
  running: Running,
  tool: LiveTool,
  given: Readonly<Record<string, unknown>>,
): AsyncGenerator<TurnEvent, Deed> {
  const slots = slotsIn(running, tool);
  const args = readArguments(slots, given);
  if (!args.ok) return { ok: false, error: args.problems.join(" ") };
  if (slots.length > 0 && Object.keys(args.values).length === 0) {
    return { ok: false, error: `Give at least one of: ${slots.map(({ name }) => name).join(", ")}.` };
  }
  const fixed = orProblem(NO_VALUE, () => ({ ok: true, values: fixedValues(running, tool) }));
  if (!fixed.ok) return { ok: false, error: fixed.problems.join(" ") };
  const values = Object.entries({ ...fixed.values, ...args.values });
  for (const [name, value] of values) {
    const fitted = fitVariable(running, name, value);
    if (!fitted.ok) return { ok: false, error: `${fitted.why}.` };
  }
  for (const [name, value] of values) yield* assign(running, name, value, tool.name);
  return { ok: true, result: args.values };
}

function fixedValues(running: Running, tool: LiveTool): Readonly<Record<string, Value>> {
  const scope = scopeOf(running, []);
  const fixed = tool.bindings.filter(({ value }) => value.kind !== "slot");
  return Object.fromEntries(fixed.map(({ name, value }) => [name, evaluate(value, scope)]));
}

function slotsIn(running: Running, tool: LiveTool) {
  const node = nodeOf(running.agent, running.node);
  return node ? slotsOf(running.agent, node, tool) : [];
}
