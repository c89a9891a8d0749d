// What the door is given: the rooms behind it and the few settings that shape its answers.
import type { FastifyInstance } from "fastify";
import type { Identity } from "../identity/identity.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

export interface House {
  readonly sessions: Sessions;
  readonly identity: Identity;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly settings: DoorSettings;
  /** Public origin, without a slash at the end: the base of every link. */
  readonly origin: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Whether requests can be served. Rejecting counts as no. */
  readonly ready: () => Promise<Readiness>;
  /** How the process and what it leans on are doing. */
  readonly vitals: Vitals;
  /** Routes of other rooms. Each says who may call it: `config: { access: … }` (`guard.ts`). */
  readonly registerMore?: (app: FastifyInstance) => void;
}

/** What `GET /healthz` tells. Everybody may read it. */
export interface Vitals {
  /** Milliseconds (`loop-lag.ts`). */
  readonly loopLagMs: () => number;
  /** By `provider:name`, how each model has been doing. */
  readonly models: () => Readonly<Record<string, object>>;
}

export interface Readiness {
  readonly ok: boolean;
  /** By name, "ok" or the sentence that says what is wrong. Everybody may read it. */
  readonly checks: Readonly<Record<string, string>>;
}

/** The settings of `config.ts` that are about the door. */
export interface DoorSettings {
  readonly bodyLimitKb: number;
  /** Proxies whose word is taken for where a request came from; none unless they are named. */
  readonly trustedProxies?: readonly string[];
  readonly feedbackStatus: "201" | "202";
  readonly lenientEnd: boolean;
  readonly requiredScopes: readonly string[];
}
