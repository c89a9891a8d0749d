// Housekeeping by the clock: quiet sessions expire, old ones are forgotten.
import { expireIdleSessions, forgetOldSessions } from "../store/retention.ts";
import type { Db } from "../store/schema.ts";

/** How often, in milliseconds. Expiry does not wait for it: a quiet session is refused from the minute it is due. */
const EVERY_MS = 60_000;
const BATCH = 500;

export interface SweepLimits {
  readonly idleMinutes: number;
  readonly retentionDays: number;
}

/** Sweep now and every minute until stopped. A sweep that fails is reported and tried again with the next. */
export function keepSwept(db: Db, limits: SweepLimits, failed: (error: unknown) => void): { stop(): Promise<void> } {
  let current: Promise<void> = Promise.resolve();
  const sweep = async () => {
    try {
      await expireIdleSessions(db, limits.idleMinutes);
      await forgetOldSessions(db, limits.retentionDays, BATCH);
    } catch (error) {
      failed(error);
    }
  };
  const timer = setInterval(() => {
    current = current.then(sweep);
  }, EVERY_MS);
  timer.unref();
  current = sweep();
  return {
    stop: async () => {
      clearInterval(timer);
      await current;
    },
  };
}
