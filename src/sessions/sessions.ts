// What the sessions room works with, as one plain record, and how it comes to rest.
import type { Catalogue } from "../agents/catalogue.ts";
import { type Bounded, bounded } from "../bounded.ts";
import type { Ports, State } from "../reasoning/events.ts";
import type { Db } from "../store/schema.ts";
import { renewLeases } from "../store/turns.ts";

/** What became of a turn, for metrics and the log. */
export interface TurnReport {
  readonly sessionId: string;
  readonly turnId: string;
  /** True for a turn of a preview: figures leave it out. */
  readonly preview: boolean;
  readonly outcome: "done" | "failed" | "timeout" | "lost" | "stopped";
  readonly durationMs: number;
  /** Milliseconds from the request to the first event, or `undefined` when there was none. */
  readonly firstEventMs: number | undefined;
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly model: string | undefined;
  /** For the log only. */
  readonly failure: unknown;
}

export interface SessionsPorts {
  readonly db: Db;
  readonly catalogue: Catalogue;
  readonly model: Ports["model"];
  readonly action: Ports["action"];
  /** Public origin, without a slash at the end. */
  readonly origin: () => string;
  readonly now: () => number;
  /** A new UUID, for messages. */
  readonly newId: () => string;
  /** A new UUID that sorts by time, for rows: new ones end up side by side in an index. */
  readonly newKey: () => string;
  readonly limits: {
    readonly turnTimeoutMs: number;
    readonly leaseMs: number;
    readonly idleMs: number;
    readonly historyMessages: number;
  };
  /** Whether a user may talk to an agent (`identity/people/permission-sets.ts`). */
  readonly mayUseAgent: (orgId: string, memberId: string, developerName: string) => Promise<boolean>;
  /** Answer an unknown agent with the original's 500 in place of 404. */
  readonly unknownAgentIs500: boolean;
  readonly observe: (report: TurnReport) => void;
}

export interface Sessions extends SessionsPorts {
  /** Names this process in the leases it takes. */
  readonly owner: string;
  /** Turns that run here now, by session. */
  readonly running: Map<string, Promise<void>>;
  /** Developer names of the agents of sessions (`agent-access.ts`). */
  readonly agentNames: Bounded<string>;
  readonly stop: () => Promise<void>;
}

/** Sessions whose agent is known without asking: a few megabytes at most. */
const NAMES_KEPT = 10_000;

/** Open the room. Until `stop`, leases of turns that run here are renewed three times in their length. */
export function createSessions(ports: SessionsPorts): Sessions {
  const owner = ports.newKey();
  const running = new Map<string, Promise<void>>();
  const heartbeat = setInterval(() => {
    // A renewal that fails costs nothing yet: the lease outlives two of them, and the fence guards what comes after.
    if (running.size > 0) renewLeases(ports.db, owner, [...running.keys()], ports.limits.leaseMs).catch(() => {});
  }, ports.limits.leaseMs / 3);
  heartbeat.unref();
  const stop = async () => {
    await Promise.all(running.values());
    clearInterval(heartbeat);
  };
  return { ...ports, owner, running, agentNames: bounded(NAMES_KEPT), stop };
}

/** What a session keeps between turns: the conversation's state, and what the client told about the user. */
export interface Kept {
  readonly conversation: State;
  /** `$Context.EndUserLanguage`, such as `en_US`. */
  readonly language?: string;
  /** `tz` of the start request: an IANA name, such as `Europe/Berlin`. */
  readonly timeZone?: string;
}
