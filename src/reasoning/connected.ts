// Asking another agent, or handing the conversation to it (agent-script spec §2.14, §5.8).
import type { ConnectedAgent, Value } from "../script/agent.ts";
import type { Binding } from "../script/tree.ts";
import type { Deed } from "./deed.ts";
import { routeOf } from "./escalate.ts";
import type { ConnectedResult, Handover, TurnEvent } from "./events.ts";
import { type Gathered, gatherInputs, orProblem } from "./inputs.ts";
import { runStatements } from "./run-statements.ts";
import type { Next, Running } from "./running.ts";
import { say } from "./say.ts";
import { scopeOf } from "./scope.ts";
import { clock, step } from "./steps.ts";
import { orAbort } from "./wait.ts";

/**
 * Ask a connected agent: its loading text, its inputs, its answer, then its `after_response`, which may transition.
 * @param bindings of the tool: they outrank the agent's own
 * @param given what the model filled in
 */
export async function* askAgent(
  running: Running,
  name: string,
  bindings: readonly Binding[],
  given: Readonly<Record<string, Value>>,
): AsyncGenerator<TurnEvent, Deed> {
  const agent = agentOf(running, name);
  if (!agent) return { ok: false, error: `There is no agent "${name}".` };
  const inputs = inputsOf(running, agent, bindings, given);
  if (!inputs.ok) return { ok: false, error: inputs.problems.join(" ") };
  if (agent.loadingText) yield { type: "progress", message: agent.loadingText };
  const started = clock(running.ports);
  const answer = await ask(running, agent, inputs.values);
  yield step(running, "FunctionStep", started, {
    function: {
      name,
      input: inputs.values,
      output: answer.ok ? { answer: answer.text } : {},
      errors: answer.ok ? [] : [answer.message],
    },
    executionLatency: clock(running.ports) - started,
  });
  if (!answer.ok) return { ok: false, error: answer.message };
  const { text, handover } = answer;
  if (handover) {
    const leave = { kind: "escalate", handover: withWords(text, handover) } as const;
    return { ok: true, result: { answer: text }, leave };
  }
  const flow = yield* runStatements(running, agent.after, { actions: [], problems: [] });
  const result = { answer: text };
  if (flow.kind === "goto") return { ok: true, result, leave: flow };
  return flow.kind === "on" ? { ok: true, result } : { ok: true, result, stop: flow };
}

/** A transition to a connected agent: its answer is the answer of the turn. */
export async function* handOver(running: Running, name: string): AsyncGenerator<TurnEvent, Next> {
  if (!agentOf(running, name)) return { kind: "failed", why: `there is no node "${name}"` };
  running.node = name;
  running.resume = undefined;
  const deed = yield* askAgent(running, name, [], {});
  if (!deed.ok) return { kind: "failed", why: deed.error };
  if (deed.leave?.kind === "escalate") return deed.leave;
  yield* say(running, (deed.result as { readonly answer: string }).answer);
  return deed.stop ?? deed.leave ?? { kind: "answered" };
}

/** What an agent said before it handed over is lost unless it goes out with the handover: nobody answers after that. */
const withWords = (text: string, handover: Handover): Handover => ({
  ...handover,
  message: [text, handover.message].filter(Boolean).join("\n"),
});

const agentOf = ({ agent }: Running, name: string): ConnectedAgent | undefined =>
  Object.hasOwn(agent.connected, name) ? agent.connected[name] : undefined;

function inputsOf(
  running: Running,
  agent: ConnectedAgent,
  bindings: readonly Binding[],
  given: Readonly<Record<string, Value>>,
): Gathered {
  const own = agent.inputs.flatMap(({ name, value }) => (value ? [{ name, value, span: value.span }] : []));
  const bound = [...own, ...bindings];
  const noValue = `A value that "${agent.name}" needs cannot be worked out now.`;
  return orProblem(noValue, () => gatherInputs(agent, bound, scopeOf(running, []), given));
}

async function ask(
  running: Running,
  agent: ConnectedAgent,
  inputs: Readonly<Record<string, Value>>,
): Promise<ConnectedResult> {
  const { ports, utterance, messages, surroundings } = running;
  if (!ports.connected) return { ok: false, message: `"${agent.name}" cannot be reached from here.` };
  running.spent.actions += 1;
  const call = {
    target: agent.target,
    utterance,
    history: [...messages],
    inputs,
    ...(agent.delegateEscalation ? {} : { route: routeOf(running) }),
    idempotencyKey: `${surroundings.turnKey}:${running.spent.actions}`,
    signal: ports.signal,
  };
  const work = (async () => ports.connected?.(call))();
  const result: unknown = await orAbort(work, ports.signal).catch((thrown) => {
    if (ports.signal.aborted) throw thrown;
    return undefined;
  });
  return isResult(result) ? result : { ok: false, message: `"${agent.name}" could not answer.` };
}

const isResult = (value: unknown): value is ConnectedResult =>
  typeof value === "object" &&
  value !== null &&
  (("ok" in value && value.ok === true && "text" in value && typeof value.text === "string") ||
    ("ok" in value && value.ok === false && "message" in value && typeof value.message === "string"));
