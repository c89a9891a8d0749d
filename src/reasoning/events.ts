// What a turn is given and what it says: its input, its state, its ports, its events and its outcome.
import type { ActionCall, ActionResult } from "../actions/port.ts";
import type { Message, ModelPart, ModelRequest, Usage } from "../models/port.ts";
import type { Value } from "../script/agent.ts";

export type { ActionCall, ActionResult } from "../actions/port.ts";
export type { Message, ModelPart, ModelRequest, Usage } from "../models/port.ts";

/** The state of a conversation between turns. JSON, so that any process can go on with it. */
export interface State {
  readonly node: string;
  /** Node the next turn starts in, whatever the reset rule says. */
  readonly resume?: string;
  readonly variables: Readonly<Record<string, Value>>;
  readonly status: "active" | "escalated" | "ended";
  /** A call that waits for the user's approval. */
  readonly pending?: PendingCall;
  /** Values that wait for the user. */
  readonly inquiry?: Inquiry;
}

/** Inputs a script's `run` needs and has no values for. */
export interface Inquiry {
  /** Id of the `Inquire` message. */
  readonly id: string;
  readonly node: string;
  /** The variable each input is bound to, by the input's name. */
  readonly fields: Readonly<Record<string, string>>;
}

/** An action the model proposed and the user has yet to approve (`require_user_confirmation`). */
export interface PendingCall {
  /** Id of the `Confirm` message, which a `Reply` or `Cancel` names. */
  readonly id: string;
  readonly node: string;
  readonly tool: string;
  readonly callId: string;
  readonly inputs: Readonly<Record<string, Value>>;
  /** The reply that proposed it, and the results of its other calls: they join the history once this call has its own. */
  readonly held: readonly Message[];
  /** Where the reply's other calls sent the turn. */
  readonly leave?: Leave;
}

/** Where a tool call sends the turn, once all calls of its reply are done. */
export type Leave =
  | { readonly kind: "goto"; readonly to: string; readonly by: "tool" | "statement" }
  /** `handover` where another agent made it: it goes out as that agent put it. */
  | { readonly kind: "escalate"; readonly handover?: Handover }
  | { readonly kind: "end" };

/** The way to a person. */
export interface Route {
  readonly routeType?: string;
  readonly routeName?: string;
  /** Name of the connection it belongs to. */
  readonly connection: string;
}

/** A conversation handed to a person, and what the user is told. */
export interface Handover extends Route {
  readonly message: string;
}

/** What the user, or the client on the user's behalf, says. */
export type Input =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "approve"; readonly id?: string; readonly values?: Readonly<Record<string, Value>> }
  | { readonly kind: "cancel"; readonly id?: string }
  | { readonly kind: "transfer"; readonly succeeded: boolean; readonly description?: string };

/** What a turn needs of the world. Everything else in a turn is a function of script, state and input (invariant T1). */
export interface Ports {
  model(request: ModelRequest): AsyncIterable<ModelPart>;
  action(call: ActionCall): Promise<ActionResult>;
  /** Ask another agent. A host without it has no other agents to ask. */
  connected?(call: ConnectedCall): Promise<ConnectedResult>;
  /** Epoch milliseconds, for the trace only. */
  now(): number;
  /** A new UUID, for messages the client will name again. */
  newId(): string;
  readonly signal: AbortSignal;
}

/** What another agent is asked. */
export interface ConnectedCall {
  /** `agentforce://Name` or `agent://Name`. */
  readonly target: string;
  /** What the user wrote in this turn. */
  readonly utterance: string;
  readonly history: readonly Message[];
  readonly inputs: Readonly<Record<string, Value>>;
  /** Where it may hand the conversation over to; absent: its own route serves (`delegate_escalation`). */
  readonly route?: Route;
  /** `session:turn:n`, counted with the actions of the turn. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

export type ConnectedResult =
  /** With a `handover`, the conversation goes to a person, and `text` is what was said before that. */
  | { readonly ok: true; readonly text: string; readonly handover?: Handover }
  /** `message` is for the model: it holds no secret. */
  | { readonly ok: false; readonly message: string };

/** Where the conversation takes place. */
export interface Surroundings {
  /** `session:turn`, the stem of idempotency keys. */
  readonly turnKey: string;
  /** Name of the connection: `messaging` unless the client says otherwise. */
  readonly connection: string;
  readonly modality: "text" | "voice";
  readonly locale?: string;
  /** IANA name of the user's time zone, such as `Europe/Berlin`. */
  readonly timeZone?: string;
  /** The way to a person that serves in place of the script's own: the route of the agent that asks this one. */
  readonly route?: Route;
}

/** What a turn says as it goes, in order. `sessions/` gives each its wire form. */
export type TurnEvent =
  | { readonly type: "progress"; readonly message: string }
  /** Words of the answer as they come. Joined, they are the next `reply`'s text, unless a `void` takes them back. */
  | { readonly type: "delta"; readonly text: string }
  | { readonly type: "void"; readonly reason: string }
  | { readonly type: "reply"; readonly text: string; readonly rich?: Rich }
  /** Inputs of `action` that the user has to give. */
  | {
      readonly type: "inquire";
      readonly id: string;
      readonly message: string;
      readonly action: string;
      readonly inputs: readonly string[];
    }
  | {
      readonly type: "confirm";
      readonly id: string;
      readonly message: string;
      readonly action: string;
      readonly values: Readonly<Record<string, Value>>;
    }
  | { readonly type: "failure"; readonly message: string; readonly errors: readonly string[] }
  | ({ readonly type: "escalate" } & Handover)
  | {
      readonly type: "ended";
      readonly reason: "Action" | "Error" | "TransferFailedNotConfigured" | "InfiniteLoopDetected";
    }
  /** A message that joins the conversation's history. */
  | { readonly type: "history"; readonly message: Message }
  /** A step of the plan, in the vendor's names (agent-script spec §5.14). */
  | { readonly type: "step"; readonly step: Step };

/** An answer in a format of the connection. */
export interface Rich {
  /** Name of the format. */
  readonly format: string;
  readonly value: Value;
}

export interface Step {
  readonly type: string;
  readonly startExecutionTime: number;
  readonly endExecutionTime: number;
  readonly [field: string]: unknown;
}

/** How a turn ended: the state to keep, and what it cost. */
export interface Outcome {
  readonly state: State;
  readonly usage: Usage;
  readonly modelCalls: number;
  /** Id of the last model that answered, if any did. */
  readonly model?: string;
}
