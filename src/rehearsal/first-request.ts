// What a model is sent first in a turn that begins in a given node with given values: no model is called.
import type { ModelRequest } from "../models/port.ts";
import { scriptedModel } from "../models/scripted.ts";
import { initialState } from "../reasoning/begin.ts";
import type { State } from "../reasoning/events.ts";
import type { ActionDefinition, Agent, Value } from "../script/agent.ts";
import { greetingOf } from "../sessions/greeting.ts";
import type { Results } from "./conversation.ts";
import type { Moment } from "./moments.ts";
import { playTurn, surroundingsOf } from "./play-turn.ts";
import { setResults } from "./results.ts";

export interface Setting {
  readonly node: string;
  /** Values of variables that are not at their defaults. */
  readonly variables: Readonly<Record<string, Value>>;
  /** What the user writes. */
  readonly said: string;
  readonly connection: string;
  readonly locale?: string | undefined;
  /** Results of the actions that run before the model is asked. */
  readonly actions: Results;
}

/** What came first: a request, or something that kept the turn from making one. */
export interface FirstRequest {
  /** Absent when the turn ended without asking the model. */
  readonly request?: Omit<ModelRequest, "signal">;
  /** An action that ran before, in the node that was entered last, and has no result. */
  readonly unset?: ActionDefinition;
  /** What happened before: nodes entered, actions run, variables set; all that was said where no model is asked. */
  readonly moments: readonly Moment[];
  /** Where the turn was then. */
  readonly state: State;
}

/** Begin a turn, and stop it at the model's door. The node and every name are the script's. */
export async function firstRequest(agent: Agent, setting: Setting): Promise<FirstRequest> {
  const { node, variables, said, actions, ...place } = setting;
  const opening = { agent, turn: 1, ...place };
  const state = initialState(agent, variables);
  const greeting = { role: "assistant", text: greetingOf(agent, state, surroundingsOf(opening)), calls: [] } as const;
  const standing = { ...opening, state: { ...state, node, resume: node }, history: [greeting] };
  const stop = new AbortController();
  let unset: ActionDefinition | undefined;
  const silent = scriptedModel([]);
  const model = {
    stream(request: ModelRequest) {
      stop.abort();
      return silent.stream(request);
    },
  };
  const set = setResults(agent, actions, {});
  const results = {
    ...set,
    action(definition: ActionDefinition) {
      const result = set.action(definition);
      if (result) return result;
      unset = definition;
      stop.abort();
      return undefined;
    },
  };
  const played = await playTurn(standing, { kind: "text", text: said }, model, results, stop.signal);
  const { moments, outcome } = played;
  const [request] = silent.requests.map(({ signal: _, ...sent }) => sent);
  return { ...(request && { request }), ...(unset && { unset }), moments, state: outcome.state };
}
