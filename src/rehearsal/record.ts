// A conversation that took place, as a file that plays it again: its replies and results are what they were, and what
// came of them is what is expected.
import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import type { ActionResult } from "../actions/port.ts";
import type { Input, State, Step } from "../reasoning/events.ts";
import type { Agent, Value } from "../script/agent.ts";
import { readConversation } from "./conversation.ts";
import { eventKinds } from "./event-kinds.ts";
import type { WireMessage } from "./moments.ts";
import { rehearse } from "./rehearse.ts";
import { unknownNames } from "./unknown-names.ts";

/** A turn as it was. */
export interface Take {
  readonly input: Input;
  readonly plan: readonly Step[];
  /** Actions in the order of their calls. */
  readonly deeds: readonly { readonly target: string; readonly result: ActionResult }[];
  readonly messages: readonly WireMessage[];
  /** Where it led. */
  readonly after: State;
}

export interface Recording {
  readonly agent: Agent;
  /** First line of the file, as a comment. */
  readonly title: string;
  /** The script, relative to the file. */
  readonly agentPath: string;
  readonly locale?: string | undefined;
  /** State before the first turn. */
  readonly state: State;
  readonly takes: readonly Take[];
}

/**
 * The text of a conversation file, played once before it is handed out. Where it does not go as it went, such as when the
 * script read a clock, `why` says how.
 */
export async function recordedTest(
  recording: Recording,
): Promise<{ readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: readonly string[] }> {
  const { agent, title, takes } = recording;
  const file = {
    agent: recording.agentPath,
    ...(recording.locale !== undefined && { locale: recording.locale }),
    ...given(agent, recording.state),
    ...results(agent, takes),
    turns: takes.map((take) => turnOf(agent, take)),
  };
  const text = `# ${title.replaceAll(/\s+/g, " ")}\n${stringify(file, { lineWidth: 0 })}`;
  const read = readConversation(text);
  if (!read.ok) return read;
  const unknown = unknownNames(agent, read.value);
  if (unknown.length > 0) return { ok: false, why: unknown };
  const played = await rehearse(agent, read.value);
  return played.ok ? { ok: true, text } : { ok: false, why: played.turns.flatMap(({ failures }) => failures) };
}

/** Variables that the start set. */
function given(agent: Agent, { variables }: State) {
  const set = Object.entries(variables).filter(
    ([name, value]) => !isDeepStrictEqual(value, agent.variables[name]?.default ?? null),
  );
  return set.length > 0 ? { variables: Object.fromEntries(set) } : {};
}

/** What actions and connected agents gave back, by name; one that always gave the same has one entry. */
function results(agent: Agent, takes: readonly Take[]) {
  const definitions = Object.values(agent.nodes).flatMap(({ actions }) => Object.values(actions));
  const formats = Object.values(agent.connections).flatMap((connection) => Object.values(connection.formats));
  const known = [...definitions, ...formats].flatMap(({ name, target }) => (target ? [{ name, target }] : []));
  const actions = takes.flatMap(({ deeds }) =>
    deeds.flatMap(({ target, result }) => {
      const named = known.find((one) => one.target === target)?.name;
      return named === undefined ? [] : [[named, result.ok ? result.outputs : { error: result.message }] as const];
    }),
  );
  const agents = takes.flatMap(({ plan }) =>
    plan.flatMap(({ function: called }) => {
      const { name, output, errors } = (called ?? {}) as Partial<Called>;
      if (name === undefined || !Object.hasOwn(agent.connected, name)) return [];
      return [[name, errors?.length ? { error: errors.join(" ") } : String(output?.answer ?? "")] as const];
    }),
  );
  return {
    ...(actions.length > 0 && { actions: listed(actions) }),
    ...(agents.length > 0 && { agents: listed(agents) }),
  };
}

/** The `function` of a `FunctionStep` (agent-script spec §5.14). */
interface Called {
  readonly name: string;
  readonly input: Readonly<Record<string, Value>>;
  readonly output: Readonly<Record<string, Value>>;
  readonly errors: readonly string[];
}

function listed<T>(entries: readonly (readonly [string, T])[]): Record<string, T | T[]> {
  const lists = Map.groupBy(entries, ([name]) => name);
  return Object.fromEntries(
    [...lists].map(([name, found]) => {
      const [first, ...others] = found.map(([, value]) => value) as [T, ...T[]];
      return [name, others.every((one) => isDeepStrictEqual(one, first)) ? first : [first, ...others]];
    }),
  );
}

function turnOf(agent: Agent, { input, plan, messages, after }: Take) {
  const replies = plan.filter(({ type }) => type === "LLMStep").map(replyOf);
  const visible = messages.filter(({ type }) => (eventKinds as readonly string[]).includes(type));
  const says = visible.flatMap((message) => ("message" in message && message.message?.trim() ? [message.message] : []));
  const actions = plan.flatMap(({ type, function: called }) => {
    if (type !== "FunctionStep") return [];
    const { name, input: inputs } = called as Called;
    if (Object.hasOwn(agent.connected, name)) return [];
    return [Object.keys(inputs).length > 0 ? { [name]: inputs } : name];
  });
  const changed = plan.flatMap(({ variable_updates: updates }) =>
    ((updates ?? []) as readonly { readonly variable_name: string }[]).map(({ variable_name: name }) => name),
  );
  const variables = Object.fromEntries([...new Set(changed)].map((name) => [name, after.variables[name] ?? null]));
  return {
    ...beginningOf(input),
    ...(replies.length > 0 && { model: replies }),
    expect: {
      says,
      ...(actions.length > 0 && { actions }),
      node: after.node,
      ...(changed.length > 0 && { variables }),
      events: visible.map(({ type }) => type),
    },
  };
}

function beginningOf(input: Input) {
  switch (input.kind) {
    case "text":
      return { user: input.text };
    case "approve":
      return { approve: input.values && Object.keys(input.values).length > 0 ? input.values : true };
    case "cancel":
      return { cancel: true };
    case "transfer":
      return { transfer: input.succeeded ? "succeeded" : "failed" };
  }
}

/** One call of the model. A call that nobody answered has no model's name. */
function replyOf(step: Step) {
  const [reply] = step.response_messages as readonly {
    readonly text: string;
    readonly calls: readonly { readonly name: string; readonly arguments: unknown }[];
  }[];
  const { text = "", calls = [] } = reply ?? {};
  const failed = step.model === undefined;
  return {
    ...((text !== "" || (calls.length === 0 && !failed)) && { say: text }),
    ...(calls.length > 0 && { call: calls.map((call) => ({ [call.name]: call.arguments })) }),
    ...(failed && { fail: "unavailable" }),
  };
}
