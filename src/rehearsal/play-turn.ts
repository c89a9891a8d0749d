// One turn on the stage: the agent's own reasoning, with a given model, set results, and a clock that ticks at each look.
import { type Model, ModelError, type ModelRequest } from "../models/port.ts";
import type { ActionCall, Input, Message, Outcome, Ports, State, Step, Surroundings } from "../reasoning/events.ts";
import { turn } from "../reasoning/turn.ts";
import type { ActionDefinition, Agent } from "../script/agent.ts";
import { openWire, originOf, type StoredEvent } from "../sessions/wire.ts";
import { type Moment, momentsOf, type WireMessage } from "./moments.ts";
import type { SetResults } from "./results.ts";

/** Where a turn begins. */
export interface Standing {
  readonly agent: Agent;
  readonly state: State;
  readonly history: readonly Message[];
  /** Counts from 1. */
  readonly turn: number;
  readonly connection: string;
  readonly locale?: string | undefined;
}

/** What a turn did. */
export interface Played {
  readonly moments: readonly Moment[];
  /** What a client without chunks gets, up to the mark of the turn's end. */
  readonly messages: readonly WireMessage[];
  readonly plan: readonly Step[];
  /** What joined the history. */
  readonly history: readonly Message[];
  /** Actions that were called, in order. */
  readonly actions: readonly Deed[];
  /** Actions that were called and have no result. */
  readonly unset: readonly ActionDefinition[];
  /** Names of connected agents that were asked and have no answer. */
  readonly unanswered: readonly string[];
  /** Why the model did not reply, a sentence for each time. */
  readonly silences: readonly string[];
  readonly outcome: Outcome;
}

type Deed = Pick<ActionCall, "definition" | "inputs">;

/** What the ports of a turn take down. */
interface Notes {
  readonly moments: Moment[];
  readonly actions: Deed[];
  readonly unset: ActionDefinition[];
  readonly unanswered: string[];
  readonly silences: string[];
}

/** Where a turn on the stage takes place, as reasoning is told of it. */
export const surroundingsOf = ({ turn, connection, locale }: Omit<Standing, "state" | "history">): Surroundings => ({
  turnKey: `rehearsal:${turn}`,
  connection,
  modality: "text",
  ...(locale === undefined ? {} : { locale }),
});

/**
 * Play a turn to its end, or until `signal` is aborted. The same standing, input, replies and results give the same
 * outcome to the byte.
 */
export async function playTurn(
  standing: Standing,
  input: Input,
  model: Pick<Model, "stream">,
  results: SetResults,
  signal: AbortSignal,
): Promise<Played> {
  const { agent, state, history: before } = standing;
  const ticking = tickingFrom(standing.turn);
  const notes: Notes = { moments: [], actions: [], unset: [], unanswered: [], silences: [] };
  const wire = openWire({
    ...ticking,
    turnId: `turn-${standing.turn}`,
    origin: originOf(ticking.now()),
    streamsText: false,
  });
  const messages: WireMessage[] = [];
  const hear = (sent: readonly StoredEvent[]) => {
    for (const { message } of sent) {
      if (message.type === "EndOfTurn") continue;
      messages.push(message);
      notes.moments.push({ kind: "says", message });
    }
  };

  const plan: Step[] = [];
  const history: Message[] = [];
  const ports = { ...notingPorts(standing, model, results, notes), ...ticking, signal };
  const events = turn(agent, state, before, input, surroundingsOf(standing), ports);
  let next = await events.next();
  for (; !next.done; next = await events.next()) {
    const event = next.value;
    if (event.type === "step") plan.push(event.step);
    if (event.type === "history") history.push(event.message);
    notes.moments.push(...momentsOf(event).filter((moment) => !repeats(moment, notes.moments)));
    hear(wire.say(event));
  }
  if (!signal.aborted) hear(wire.close());
  return { ...notes, messages, plan, history, outcome: next.value };
}

function notingPorts(
  { agent }: Standing,
  model: Pick<Model, "stream">,
  results: SetResults,
  notes: Notes,
): Required<Pick<Ports, "model" | "action" | "connected">> {
  return {
    async *model(request: ModelRequest) {
      try {
        for await (const part of model.stream(request)) {
          if (part.type === "call") {
            notes.moments.push({ kind: "calls", tool: part.call.name, arguments: part.call.arguments });
          }
          yield part;
        }
      } catch (thrown) {
        if (thrown instanceof ModelError) notes.silences.push(thrown.message);
        throw thrown;
      }
    },
    async action({ definition, inputs }) {
      const { name } = definition;
      notes.actions.push({ definition, inputs });
      const set = results.action(definition);
      if (!set) notes.unset.push(definition);
      const result = set ?? { ok: false, reason: "unresolved", message: `${name} has no result.` };
      notes.moments.push({
        kind: "acts",
        name,
        inputs,
        result: result.ok ? result.outputs : { error: result.message },
      });
      return result;
    },
    async connected({ target, inputs }) {
      const name = Object.values(agent.connected).find((one) => one.target === target)?.name ?? target;
      const set = results.connected(target);
      if (!set) notes.unanswered.push(name);
      const result = set ?? { ok: false, message: `${name} has no answer.` };
      notes.moments.push({ kind: "asks", name, inputs, answer: result.ok ? result.text : result.message });
      return result;
    },
  };
}

/** One failure is told by each step it ends. */
const repeats = (moment: Moment, before: readonly Moment[]): boolean =>
  moment.kind === "notes" && before.some((one) => one.kind === "notes" && one.text === moment.text);

/** A clock that begins a second later with each turn and ticks at each look, and ids that count. */
function tickingFrom(turn: number): Pick<Ports, "now" | "newId"> {
  let time = turn * 1000;
  let ids = 0;
  return {
    now: () => {
      time += 1;
      return time;
    },
    newId: () => {
      ids += 1;
      return `id-${turn}.${ids}`;
    },
  };
}
