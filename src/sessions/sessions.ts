// What the sessions room works with, as one plain record, and how it comes to rest.
import type { Catalogue } from "../agents/catalogue.ts";
import { type Bounded, bounded } from "../bounded.ts";
import type { Limited } from "../contract/limits.ts";
import type { ActionCall, Ports, State, Usage } from "../reasoning/events.ts";
import { addSpending, takeOfRate, takePlaces } from "../store/limits.ts";
import type { Db } from "../store/schema.ts";
import type { Tracer } from "../telemetry/spans.ts";
import { type Admission, openAdmission } from "./admission.ts";
import { type Drain, openDrain, type Passing } from "./drain.ts";
import { type Lease, openLease } from "./lease.ts";
import { openPlaces } from "./places.ts";
import { openRates } from "./rates.ts";
import { openSpending, type Spending } from "./spending.ts";
import { openWakes, type Wakes } from "./wakes.ts";

/** What became of a turn, for metrics and the log. */
export interface TurnReport {
  readonly sessionId: string;
  readonly turnId: string;
  readonly traceId: string;
  /** `x-request-id` of the send; absent where another server took it. */
  readonly requestId?: string;
  /** True when this server took the turn over from one that stopped. */
  readonly inherited: boolean;
  /** True for a turn of a preview: figures leave it out. */
  readonly preview: boolean;
  readonly outcome: "done" | "failed" | "timeout" | "lost" | "stopped" | "handed_over";
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
  /** Whether an action that was cut off may be called again (`actions/port.ts`). */
  readonly mayRepeat: (call: ActionCall) => Promise<boolean>;
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
    /** Turns that clients may have running on this server. */
    readonly turnsHere: number;
  };
  /** Whether a user may talk to an agent (`identity/people/permission-sets.ts`). */
  readonly mayUseAgent: (orgId: string, memberId: string, developerName: string) => Promise<boolean>;
  /** The limits that hold for what an app asks: its own and its org's, where any are set. */
  readonly limitsOf: (orgId: string, appId: string) => Promise<readonly Limited[]>;
  /** What the tokens of a model cost. */
  readonly costOf: (model: string, usage: Usage) => number;
  /** Answer an unknown agent with the original's 500 in place of 404. */
  readonly unknownAgentIs500: boolean;
  readonly observe: (report: TurnReport) => void;
  /** Where turns tell their spans. */
  readonly tracer: Tracer;
}

/** A turn that runs here. */
export interface RunningWork extends Passing {
  readonly turnId: string;
  /** Stop the turn if it has this fence: a wish for an earlier turn is not meant for it. */
  readonly stopIf: (fence: number | undefined) => void;
}

export interface Sessions extends SessionsPorts {
  /** Names this process in the leases it takes. */
  readonly owner: string;
  /** This server's hold on the turns that run here. */
  readonly lease: Lease;
  /** Who waits here for news of a session. */
  readonly wakes: Wakes;
  /** Turns that run here now, by session. */
  readonly running: Map<string, RunningWork>;
  /** How this server comes to rest. */
  readonly drain: Drain;
  /** Who may begin a session or a turn. */
  readonly admission: Admission;
  /** What apps and orgs spent today. */
  readonly spending: Spending;
  /** Developer names of the agents of sessions (`agent-access.ts`). */
  readonly agentNames: Bounded<string>;
  readonly stop: () => Promise<void>;
}

/** Sessions whose agent is known without asking: a few megabytes at most. */
const NAMES_KEPT = 10_000;

/** Open the room. Until `stop`, this server keeps its lease on the turns that run here. */
export function createSessions(ports: SessionsPorts): Sessions {
  const owner = ports.newKey();
  const running = new Map<string, RunningWork>();
  const lease = openLease(ports, owner, running);
  const { db, limitsOf, limits } = ports;
  const rates = openRates((...asked) => takeOfRate(db, ...asked), performance.now.bind(performance));
  // A store that is away is told by whatever else asks it: what is held is held on to, what was spent is told later.
  const places = openPlaces(
    (subject, share) => takePlaces(db, subject, owner, share),
    () => {},
  );
  const spending = openSpending(
    (subject, spent) => addSpending(db, subject, spent),
    () => {},
  );
  const { turnsHere } = limits;
  const admission = openAdmission({ limitsOf, rates, places, turnsHere, held: lease.held });
  const stop = async () => {
    await Promise.all([...running.values()].map(({ done }) => done));
    await Promise.all([places.stop(), spending.stop()]);
    await lease.stop();
  };
  return {
    ...ports,
    ...{ owner, running, lease, admission, spending, stop },
    drain: openDrain(running),
    wakes: openWakes(),
    agentNames: bounded(NAMES_KEPT),
  };
}

/** What a session keeps between turns: the conversation's state, and what the client told about the user. */
export interface Kept {
  readonly conversation: State;
  /** `$Context.EndUserLanguage`, such as `en_US`. */
  readonly language?: string;
  /** `tz` of the start request: an IANA name, such as `Europe/Berlin`. */
  readonly timeZone?: string;
}
