// Asking the user before an action that wants approval, and going on with the answer a turn later
// (agent-script spec §5.6, step 4; agent-api spec §6).
//   C1. The action runs only after an approval that names it, with inputs the user has seen.
//   C2. What the script fixed, nobody edits.
//   C3. The reply that proposed it joins the history together with the result of every one of its calls, in the turn that
//       settles it: no stored history ever holds a call without its result.
import type { ToolCall } from "../models/port.ts";
import type { Value } from "../script/agent.ts";
import { textOf } from "../script/value.ts";
import { actionOf, runTool } from "./call-tool.ts";
import { type Called, refusal } from "./deed.ts";
import type { Input, Leave, PendingCall, TurnEvent } from "./events.ts";
import { answer, closeRound, reopen } from "./history.ts";
import { readArguments } from "./inputs.ts";
import type { LiveTool } from "./live-tool.ts";
import { isAvailable } from "./offers.ts";
import type { Next, Running } from "./running.ts";
import { respondedWith } from "./say.ts";
import { nodeOf } from "./scope.ts";
import { slotsOf } from "./slots.ts";

/** Put an action to the user and suspend the turn. Calls after it in the same reply are not run. */
export function* propose(
  running: Running,
  tool: LiveTool,
  call: ToolCall,
  inputs: Readonly<Record<string, Value>>,
  leave: Leave | undefined,
): Generator<TurnEvent, Next> {
  const definition = actionOf(running, tool);
  const id = running.ports.newId();
  running.pending = {
    id,
    node: running.node,
    tool: tool.name,
    callId: call.id,
    inputs,
    held: running.round ? [running.round.reply, ...running.round.results] : [],
    ...(leave ? { leave } : {}),
  };
  running.round = undefined;
  const action = definition?.name ?? tool.name;
  const message = question(definition?.label ?? action, inputs);
  yield { type: "confirm", id, message, action, values: inputs };
  yield respondedWith(running, message, "Confirm");
  return { kind: "suspended" };
}

/** `Shall I go ahead with "Create Refund" (tracking number: PX-1; reason: ruined)?` */
function question(label: string, inputs: Readonly<Record<string, Value>>): string {
  const values = Object.entries(inputs).map(([name, value]) => `${plain(name)}: ${textOf(value)}`);
  return `Shall I go ahead with "${plain(label)}"${values.length > 0 ? ` (${values.join("; ")})` : ""}?`;
}

const plain = (name: string) => name.replaceAll("_", " ");

/**
 * Settle the pending call, and go on in the node that proposed it. Text settles it too, as not approved, and enters the
 * node anew: it may propose again.
 */
export async function* settle(running: Running, pending: PendingCall, input: Input): AsyncGenerator<TurnEvent, Next> {
  running.pending = undefined;
  running.node = pending.node;
  running.round = reopen(pending.held);
  const called = input.kind === "approve" ? yield* approved(running, pending, input.values ?? {}) : declined(input);
  if (running.round && called.kind === "done") {
    answer(running.round, { id: pending.callId, name: pending.tool }, called.result, called.failed);
  }
  yield* closeRound(running, "Not run: another action of the same reply waited for the user.");
  if (called.kind === "done" && called.stop) return called.stop;
  const leave = (called.kind === "done" && called.leave) || pending.leave;
  if (leave) return leave;
  return { kind: "visit", node: pending.node, entering: input.kind !== "approve" && input.kind !== "cancel" };
}

function declined(input: Input): Called {
  const message =
    input.kind === "cancel"
      ? "The user declined. The action was not run."
      : "The user wrote a message and did not approve. The action was not run: propose it again only if it still is wanted.";
  return { kind: "done", result: { declined: true, message }, failed: false };
}

async function* approved(
  running: Running,
  pending: PendingCall,
  values: Readonly<Record<string, Value>>,
): AsyncGenerator<TurnEvent, Called> {
  const node = nodeOf(running.agent, pending.node);
  const tool = node?.tools.find(({ name }) => name === pending.tool);
  const definition = tool && actionOf(running, tool);
  if (!node || !tool || !definition) return refusal(`There is no tool "${pending.tool}" any more.`);
  if (!isAvailable(running, tool, [])) return refusal(`"${pending.tool}" is not available any more.`);
  const edited = changes(pending.inputs, values);
  const read = readArguments(
    slotsOf(running.agent, node, tool).map((slot) => ({ ...slot, required: false })),
    edited,
  );
  if (!read.ok) return refusal(`Not run, because of what the user changed: ${read.problems.join(" ")}`);
  return yield* runTool(running, tool, definition, { ...pending.inputs, ...read.values });
}

/** The values that are not as they were proposed. Names that were not proposed count as changes. */
function changes(proposed: Readonly<Record<string, Value>>, values: Readonly<Record<string, Value>>) {
  const differs = ([name, value]: [string, Value]) =>
    !Object.hasOwn(proposed, name) || JSON.stringify(proposed[name]) !== JSON.stringify(value);
  return Object.fromEntries(Object.entries(values).filter(differs));
}
