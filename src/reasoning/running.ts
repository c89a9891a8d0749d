// What a turn holds while it runs. One record, made by `turn` and dropped with it; nothing else in this room keeps state.
import type { Agent, Value } from "../script/agent.ts";
import type { Message, PendingCall, Ports, State, Surroundings } from "./events.ts";

export interface Running {
  readonly agent: Agent;
  readonly surroundings: Surroundings;
  readonly ports: Ports;
  /** What the user wrote, or "" when the input was no text. */
  readonly utterance: string;
  /** The conversation as the model sees it, with what this turn has added. */
  readonly messages: Message[];
  node: string;
  variables: Readonly<Record<string, Value>>;
  status: State["status"];
  /** A call that waits for the user. */
  pending: PendingCall | undefined;
  /** A reply whose calls are being run. */
  round: Round | undefined;
  /** Failures in a row of each tool, by `node.tool`. */
  readonly failures: Map<string, number>;
  /** Nodes entered since the last model call, each with the variables it was entered with. */
  readonly entered: Set<string>;
  readonly spent: Spent;
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
}

/** Where a visit to a node, or anything else in a turn, leads. */
export type Next =
  | { readonly kind: "goto"; readonly to: string; readonly by: "tool" | "statement" }
  /** `entering` is false when the turn goes on where an earlier one was suspended. */
  | { readonly kind: "visit"; readonly node: string; readonly entering: boolean }
  | { readonly kind: "limit"; readonly why: string }
  | End;

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
