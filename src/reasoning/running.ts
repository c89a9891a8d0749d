// What a turn holds while it runs. One record, made by `turn` and dropped with it; nothing else in this room keeps state.
import type { Agent, Value } from "../script/agent.ts";
import type { Inquiry, Leave, Message, PendingCall, Ports, State, Surroundings, TurnEvent } from "./events.ts";
import type { OutOfBudget } from "./out-of-budget.ts";

export interface Running {
  readonly agent: Agent;
  readonly surroundings: Surroundings;
  readonly ports: Ports;
  /** What the user wrote, or "" when the input was no text. */
  readonly utterance: string;
  /** The conversation as the model sees it, with what this turn has added. */
  readonly messages: Message[];
  node: string;
  /** Nodes that wait for this one's answer, the outermost first. */
  readonly callers: readonly string[];
  variables: Readonly<Record<string, Value>>;
  status: State["status"];
  /** A call that waits for the user. */
  pending: PendingCall | undefined;
  /** Values a script needs and the user was asked for. */
  inquiry: Inquiry | undefined;
  /** Node the next turn begins in: its form is not filled yet. */
  resume: string | undefined;
  /** Nodes whose form the user cancelled in this turn. */
  readonly cancelled: Set<string>;
  /** A reply whose calls are being run. */
  round: Round | undefined;
  /** Failures in a row of each tool, by `node.tool`. */
  readonly failures: Map<string, number>;
  /** Nodes entered since the last model call, each with the variables it was entered with. */
  readonly entered: Set<string>;
  readonly spent: Spent;
  /** The way through the nodes: a node that is asked goes it for itself. Handed in, for it leads back to who asks. */
  readonly travel: (running: Running, first: Next) => AsyncGenerator<TurnEvent, Arrival>;
}

/** A reply with calls, and the results it has so far. */
export interface Round {
  readonly reply: Extract<Message, { role: "assistant" }>;
  readonly results: CallResult[];
}

export type CallResult = Extract<Message, { role: "tool" }>;

/** What the turn has used so far. */
export interface Spent {
  modelCalls: number;
  toolCalls: number;
  actions: number;
  transitions: number;
  inputTokens: number;
  outputTokens: number;
  model: string | undefined;
  /** Set once the host refused a model call. */
  outOf: OutOfBudget | undefined;
}

/** Where a visit to a node, or anything else in a turn, leads. */
export type Next =
  | Leave
  /** `entering` is false when the turn goes on where an earlier one was suspended. */
  | { readonly kind: "visit"; readonly node: string; readonly entering: boolean }
  | { readonly kind: "limit"; readonly why: string }
  | End;

/** Where the way through the nodes ends. */
export type Arrival = Exclude<Next, { kind: "goto" | "visit" }>;

/** How a turn ends. */
export type End =
  | { readonly kind: "answered" }
  | { readonly kind: "suspended" }
  | { readonly kind: "escalated" }
  | { readonly kind: "ended" }
  /** Nothing was asked of the agent. */
  | { readonly kind: "idle" }
  /** The host stopped the turn; it also tells the client. */
  | { readonly kind: "aborted" }
  /** `why` is for the trace; the user gets the script's error message. */
  | { readonly kind: "failed"; readonly why: string };
