// The steps of a plan as a trace shows them: in time order, each with its place in the script.
import type { ModelCall, TraceStep } from "../contract/setup-trace.ts";
import type { Message } from "../reasoning/events.ts";
import type { Agent } from "../script/agent.ts";
import type { Span } from "../script/tree.ts";
import { type Crossing, toolTaken, whyEntered } from "./trace-why.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Where the walk through the steps is. */
interface Walk {
  readonly agent: Agent | undefined;
  /** What was said before the turn. */
  readonly history: readonly Message[];
  subagent: string;
  crossing: Crossing | undefined;
  /** Tools the model called last. */
  calls: readonly string[];
}

type Part = Pick<TraceStep, "kind" | "title"> & Partial<TraceStep>;

/** Each step of the platform's plan in our words. */
const parts: Readonly<Record<string, (step: Fields, walk: Walk) => Part | undefined>> = {
  UserInputStep: (step) => ({ kind: "said", title: "Message", text: words(step.message), line: null }),
  SessionInitialStateStep: () => undefined,
  NodeEntryStateStep: (step, walk) => {
    const name = words(step.agent_name);
    const why = whyEntered(walk.agent, name, walk.crossing);
    walk.subagent = name;
    walk.crossing = undefined;
    return { kind: "entered", title: name, why };
  },
  BeforeReasoningStep: () => ({ kind: "block", title: "before_reasoning" }),
  BeforeReasoningIterationStep: () => ({ kind: "block", title: "instructions" }),
  AfterReasoningStep: () => ({ kind: "block", title: "after_reasoning" }),
  EnabledToolsStep: (step) => ({ kind: "tools", title: list(step.enabled_tools).map(words).join(", ") || "none" }),
  LLMStep: (step, walk) => {
    const model = modelCall(step, walk);
    walk.calls = model.reply.calls.map(({ name }) => name);
    return { kind: "model", title: model.model || model.requested || "model", model };
  },
  FunctionStep: ({ function: called }, { agent, subagent }) => {
    const { name, input, output, errors } = fields(called);
    const title = words(name);
    const definition = own(agent?.nodes, subagent)?.actions;
    const line = lineOf(own(definition, title)?.span ?? own(agent?.connected, title)?.span);
    const action = { input: fields(input), output: fields(output) };
    return { kind: "action", title, action, errors: list(errors).map(words), ...(line !== null && { line }) };
  },
  VariableUpdateStep: (step, { agent }) => {
    const changes = list(step.variable_updates)
      .map(fields)
      .map((update) => ({
        name: words(update.variable_name),
        before: update.variable_past_value,
        after: update.variable_new_value,
        by: words(update.variable_change_reason),
      }));
    const title = changes.map(({ name }) => name).join(", ");
    return { kind: "set", title, changes, line: lineOf(own(agent?.variables, title)?.span) };
  },
  TransitionStep: (step, walk) => {
    const crossing = {
      from: words(step.from_agent),
      to: words(step.to_agent),
      type: words(step.transition_type),
      mode: words(step.transition_mode),
      calls: walk.calls,
    };
    walk.crossing = crossing;
    const line = lineOf(toolTaken(walk.agent, crossing)?.span ?? own(walk.agent?.nodes, crossing.to)?.span);
    return { kind: "moved", title: `${crossing.from} → ${crossing.to}`, line };
  },
  ReasoningStep: (step) => ({ kind: "judged", title: words(step.category), text: words(step.reason) }),
  PlannerResponseStep: (step) => ({ kind: "answered", title: words(step.responseType), text: words(step.message) }),
};

/** Steps in time order, with times in milliseconds after the first one. */
export function traceSteps(
  plan: readonly unknown[],
  history: readonly Message[],
  agent: Agent | undefined,
): readonly TraceStep[] {
  const walk: Walk = { agent, history, subagent: "", crossing: undefined, calls: [] };
  const begin = beginOf(plan);
  const steps: TraceStep[] = [];
  for (const given of plan.map(fields)) {
    const part = parts[words(given.type)]?.(given, walk);
    if (!part) continue;
    const start = number(given.startExecutionTime);
    const step: TraceStep = {
      type: words(given.type),
      subagent: walk.subagent,
      startMs: start - begin,
      durationMs: Math.max(0, number(given.endExecutionTime) - start),
      line: lineOf(own(agent?.nodes, walk.subagent)?.span),
      ...part,
      errors: [...new Set([...(part.errors ?? []), ...list(given.errors).map(words)])],
    };
    steps.splice(placeOf(step, steps), 0, step);
  }
  return steps;
}

/** When a plan begins, in epoch milliseconds: what its steps' times are counted from. */
export const beginOf = (plan: readonly unknown[]): number =>
  Math.min(...plan.map((step) => number(fields(step).startExecutionTime)));

/** What a block may do. */
const deeds: ReadonlySet<TraceStep["kind"]> = new Set(["action", "set", "answered"]);

/**
 * A block is told of when it ends; it stands before what it did. Times are whole milliseconds: what shares the
 * millisecond of its beginning is its own, unless a tool of the model may have done it.
 */
function placeOf({ kind, startMs }: TraceStep, before: readonly TraceStep[]): number {
  if (kind !== "block") return before.length;
  const first = 1 + before.findLastIndex((step) => !deeds.has(step.kind));
  const byTools = before[first - 1]?.kind === "model";
  const own = before.slice(first).findIndex((step) => (byTools ? step.startMs > startMs : step.startMs >= startMs));
  return own === -1 ? before.length : first + own;
}

function modelCall(step: Fields, { agent, subagent, history }: Walk): ModelCall {
  const tools = own(agent?.nodes, subagent)?.tools ?? [];
  const [reply] = list(step.response_messages).map(fields);
  return {
    model: words(step.model),
    ...(typeof step.model_requested === "string" && { requested: step.model_requested }),
    inputTokens: number(step.input_tokens),
    outputTokens: number(step.output_tokens),
    prompt: words(step.prompt_content),
    messages: [...history, ...(list(step.messages_sent) as readonly Message[])].map(seen),
    tools: list(step.tools_sent)
      .map(words)
      .map((name) => {
        const tool = tools.find((one) => one.name === name);
        return { name, description: tool?.description ?? "", line: lineOf(tool?.span) };
      }),
    reply: { text: words(reply?.text), calls: callsOf(list(reply?.calls)) },
  };
}

function seen(message: Message): ModelCall["messages"][number] {
  if (message.role === "tool") return { role: "tool", name: message.name, text: JSON.stringify(message.result) };
  if (message.role === "user" || message.calls.length === 0) return { role: message.role, text: message.text };
  return { role: "assistant", text: message.text, calls: callsOf(message.calls) };
}

const callsOf = (calls: readonly unknown[]) =>
  calls.map(fields).map((call) => ({ name: words(call.name), arguments: fields(call.arguments) }));

const words = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" ? value : 0);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const fields = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const lineOf = (span: Span | undefined): number | null => span?.start.line ?? null;
const own = <T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  table && Object.hasOwn(table, name) ? table[name] : undefined;
