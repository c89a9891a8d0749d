// Asking the user for what a script's `run` needs and has no value for, and going on with the answer
// (agent-api spec §7.2). Only where every such input is bound to a mutable variable: the answer is kept in it.
import type { ActionDefinition } from "../script/agent.ts";
import type { Binding } from "../script/tree.ts";
import { textOf } from "../script/value.ts";
import { assign } from "./assign.ts";
import type { Input, Inquiry, TurnEvent } from "./events.ts";
import { remember } from "./history.ts";
import type { Next, Running } from "./running.ts";
import { respondedWith, say } from "./say.ts";

/** Said after a cancel, which asks nothing of the model: clients read the text of every turn's first message. */
const LET_GO = "Nothing was done.";

/** The variable behind each missing input, or `undefined` when one of them has none the user could fill. */
export function fieldsToAsk(
  running: Running,
  bindings: readonly Binding[],
  missing: readonly string[],
): Inquiry["fields"] | undefined {
  const fields: Record<string, string> = {};
  for (const name of missing) {
    const value = bindings.findLast((binding) => binding.name === name)?.value;
    const variable = value?.kind === "reference" && value.namespace === "variables" ? value.name : "";
    if (!Object.hasOwn(running.agent.variables, variable)) return undefined;
    if (running.agent.variables[variable]?.kind !== "mutable") return undefined;
    fields[name] = variable;
  }
  return fields;
}

/** Ask, and suspend the turn. A node that answers another node asks the user all the same. */
export function* inquire(
  running: Running,
  definition: ActionDefinition,
  fields: Inquiry["fields"],
): Generator<TurnEvent, void> {
  const id = running.ports.newId();
  const inputs = Object.keys(fields);
  const described = definition.inputs.filter(({ name }) => inputs.includes(name));
  const message = `Please give: ${described.map((input) => input.description ?? input.name.replaceAll("_", " ")).join(", ")}.`;
  running.inquiry = { id, node: running.node, fields };
  yield { type: "inquire", id, message, action: definition.name, inputs };
  if (!running.round) yield* remember(running, { role: "assistant", text: message, calls: [] });
  yield respondedWith(running, message, "Inquire");
}

/**
 * Put the answer into the variables, and enter the node that asked anew: what does not fit is asked for again there.
 * After a cancel nothing is done, and the next message is one like any other.
 */
export async function* answerInquiry(
  running: Running,
  { node, fields }: Inquiry,
  input: Extract<Input, { kind: "approve" | "cancel" }>,
): AsyncGenerator<TurnEvent, Next> {
  running.inquiry = undefined;
  if (input.kind === "cancel") {
    yield* say(running, LET_GO);
    return { kind: "answered" };
  }
  const values = input.values ?? {};
  const given = Object.entries(fields).filter(([name]) => Object.hasOwn(values, name));
  for (const [name, variable] of given) yield* assign(running, variable, values[name] ?? null, "inquire");
  const told = given.map(([name]) => `${name}: ${textOf(values[name] ?? null)}`).join("\n");
  yield* remember(running, { role: "user", text: told || "[Nothing was given.]" });
  return { kind: "visit", node, entering: true };
}
