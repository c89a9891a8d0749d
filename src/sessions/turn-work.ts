// A turn as it is handed from room to room: what it begins with, and what it came to.
import type { Input, Message, Outcome, Ports, Step } from "../reasoning/events.ts";
import type { Agent } from "../script/agent.ts";
import type { SessionKey } from "../store/sessions.ts";
import type { Claimed, JournalRow } from "../store/turns.ts";
import type { Kept } from "./sessions.ts";
import type { Caller } from "./turn-spans.ts";
import type { StoredEvent, Told } from "./wire.ts";

export interface TurnWork {
  readonly key: SessionKey;
  readonly turnId: string;
  readonly claimed: Claimed;
  readonly kept: Kept;
  readonly input: Input;
  /** SSE id of the turn's events. */
  readonly origin: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly deliver: (event: StoredEvent) => void;
  readonly caller?: Caller;
  /** What is on record of a turn that another server began. */
  readonly past?: { readonly steps: readonly JournalRow[]; readonly told: Told };
  /** Set where the turn is a preview's. */
  readonly stage?: Stage;
}

/** What a preview has in place of the world. */
export interface Stage {
  /** The script as it was when the preview began. */
  readonly agent: Agent;
  /** What answers actions; without it, they are called. */
  readonly action?: Ports["action"];
  /** Stops the turn. */
  readonly signal: AbortSignal;
}

/** What a turn came to. */
export interface Heard {
  readonly messages: readonly Message[];
  readonly plan: readonly Step[];
  /** Set when the agent ended the session. */
  readonly endReason: string | null;
  /** Absent when the turn broke. */
  readonly outcome: Outcome | undefined;
  /** Developer name. Absent when the turn broke before the agent was found. */
  readonly agentName: string | undefined;
}
