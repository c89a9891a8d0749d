// A stage for turns: a conversation with an agent whose model speaks given lines and whose actions give set results.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { initialState } from "../../src/reasoning/begin.ts";
import type {
  ActionCall,
  ActionResult,
  Input,
  Message,
  ModelPart,
  ModelRequest,
  Outcome,
  Ports,
  State,
  Step,
  Surroundings,
  TurnEvent,
} from "../../src/reasoning/events.ts";
import { turn } from "../../src/reasoning/turn.ts";
import type { Agent, Value } from "../../src/script/agent.ts";
import { agentOf } from "./scripts.ts";

/** One reply of the model: words, calls, or both. */
export type Line = string | readonly Call[] | { readonly text: string; readonly calls: readonly Call[] };
type Call = readonly [name: string, args?: Readonly<Record<string, unknown>>];

type Deed = (inputs: ActionCall["inputs"]) => Readonly<Record<string, Value>> | ActionResult;

/** What one turn did, as tests look at it. */
export interface Take {
  readonly events: readonly TurnEvent[];
  readonly outcome: Outcome;
  readonly requests: readonly ModelRequest[];
  /** Calls of actions: name and inputs. */
  readonly acts: readonly (readonly [string, ActionCall["inputs"]])[];
  readonly keys: readonly string[];
  /** What the user reads, in order. */
  readonly said: readonly string[];
  readonly history: readonly Message[];
}

/** The text of an example script, such as `03_parcel_desk`. */
export const script = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../fixtures/scripts", `${name}.agent`), "utf8");

/** A conversation on the stage. `take` runs a turn and remembers what the next one needs. */
export interface Stage {
  state: State;
  history: Message[];
  /** Every request of every turn. */
  readonly requests: ModelRequest[];
  take(input: string | Input, lines: readonly Line[]): Promise<Take>;
}

export function stage(
  agent: Agent,
  actions: Readonly<Record<string, Deed>> = {},
  surroundings: Partial<Surroundings> = {},
  more: Pick<Ports, "connected"> = {},
): Stage {
  let turns = 0;
  const on: Stage = {
    state: initialState(agent, {}),
    history: [],
    requests: [],
    take: async (given, lines) => {
      turns += 1;
      const input: Input = typeof given === "string" ? { kind: "text", text: given } : given;
      const place = { turnKey: `S:${turns}`, connection: "messaging", modality: "text", ...surroundings } as const;
      const ports = { ...portsOf(lines, actions, turns), ...more };
      const { events, history, outcome } = await play(turn(agent, on.state, on.history, input, place, ports));
      on.state = JSON.parse(JSON.stringify(outcome.state)) as State;
      on.history.push(...history);
      on.requests.push(...ports.requests);
      return {
        events,
        outcome,
        requests: ports.requests,
        acts: ports.acts.map(({ definition, inputs }) => [definition.name, inputs]),
        keys: ports.acts.map(({ idempotencyKey }) => idempotencyKey),
        said: events.flatMap((event) =>
          "message" in event && event.type !== "history" ? [event.message] : event.type === "reply" ? [event.text] : [],
        ),
        history,
      };
    },
  };
  return on;
}

function portsOf(lines: readonly Line[], actions: Readonly<Record<string, Deed>>, turn: number) {
  const requests: ModelRequest[] = [];
  const acts: ActionCall[] = [];
  let clock = turn * 1000;
  let ids = 0;
  const ports: Ports = {
    async *model(request) {
      requests.push(request);
      const line = lines[requests.length - 1];
      if (line === undefined) throw new Error(`no line for call ${requests.length}`);
      yield* partsOf(line, `${turn}.${requests.length}`);
    },
    action: async (call) => {
      acts.push(call);
      const deed = actions[call.definition.name];
      if (!deed) throw new Error(`no result for ${call.definition.name}`);
      const result = deed(call.inputs);
      return "outputs" in result || "reason" in result ? (result as ActionResult) : { ok: true, outputs: result };
    },
    now: () => {
      clock += 1;
      return clock;
    },
    newId: () => {
      ids += 1;
      return `id-${turn}.${ids}`;
    },
    signal: new AbortController().signal,
  };
  return { ...ports, requests, acts };
}

/** Words come one by one, calls after them. */
export function* partsOf(line: Line, key: string): Generator<ModelPart> {
  const { text, calls } =
    typeof line === "string" ? { text: line, calls: [] } : "text" in line ? line : { text: "", calls: line };
  for (const word of text.match(/\S+\s*/g) ?? []) yield { type: "text", text: word };
  for (const [at, [name, args = {}]] of calls.entries()) {
    yield { type: "call", call: { id: `${key}.${at + 1}`, name, arguments: args } };
  }
  const usage = { inputTokens: 10, outputTokens: 2 };
  yield { type: "done", reason: calls.length > 0 ? "calls" : "stop", usage, model: "stage:lines" };
}

/** The tools offered in a request, by name. */
export const toolsOf = (request: ModelRequest | undefined) => request?.tools.map(({ name }) => name);

/** Everything a model was shown, as one text. */
export const shown = (requests: readonly ModelRequest[]) =>
  JSON.stringify(
    requests.map(({ system, messages, instructions, tools }) => ({ system, messages, instructions, tools })),
  );

/** Whether every call of a history has its result right after it, and every result its call. */
export function isPaired(history: readonly Message[]): boolean {
  let open: string[] = [];
  for (const message of history) {
    if (message.role === "tool") {
      if (!open.includes(message.callId)) return false;
      open = open.filter((id) => id !== message.callId);
      continue;
    }
    if (open.length > 0) return false;
    if (message.role === "assistant") open = message.calls.map(({ id }) => id);
  }
  return open.length === 0;
}

/** One node named `desk`, and what goes into it. */
export const desk = (body: string, more = "") =>
  agentOf(`
system:
    instructions: "You work at a desk."
    messages:
        welcome: "Welcome."
        error: "The desk is closed."
config:
    developer_name: "desk"
    agent_type: "AgentforceEmployeeAgent"
variables:
    name: mutable string = "you"
        description: "Who is asking"
    count: mutable number = 0
    code: mutable string
    items: mutable list[string] = []
${more}
start_agent desk:
    description: "The desk"
${body}
subagent other:
    description: "The other desk"
    reasoning:
        instructions: ->
            | You are the other desk.
`);

/** What a turn said, without its trace. */
export const types = (events: readonly TurnEvent[]) => events.map(({ type }) => type).filter((type) => type !== "step");

/** The steps of one kind in a turn's trace. */
export const stepsOf = ({ events }: Pick<Take, "events">, type: string): readonly Step[] =>
  events.flatMap((event) => (event.type === "step" && event.step.type === type ? [event.step] : []));

/** The results of tool calls that joined the history. */
export const results = (take: { readonly history: readonly object[] }) =>
  take.history.flatMap((message) => ("result" in message ? [message.result] : []));

/** A turn with ports of one's own, to its end or to the signal's. */
export async function perform(agent: Parameters<typeof turn>[0], state: State, own: Partial<Ports>) {
  const ports: Ports = {
    async *model() {
      yield* partsOf("Hello.", "1");
    },
    action: async () => ({ ok: true, outputs: {} }),
    now: () => 0,
    newId: () => "id",
    signal: new AbortController().signal,
    ...own,
  };
  const place = { turnKey: "S:1", connection: "messaging", modality: "text" } as const;
  return play(turn(agent, state, [], { kind: "text", text: "hi" }, place, ports));
}

/** A turn to its end: what it said, what it added to the history, and how it ended. */
async function play(running: ReturnType<typeof turn>) {
  const events: TurnEvent[] = [];
  let step = await running.next();
  for (; !step.done; step = await running.next()) events.push(step.value);
  const history = events.flatMap((event) => (event.type === "history" ? [event.message] : []));
  return { events, history, outcome: step.value };
}
