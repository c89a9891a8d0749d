// Housekeeping by the clock: quiet sessions expire; old ones, and logins and tokens whose time is over, are forgotten.
import { forgetSpending } from "../store/limits.ts";
import type { Store } from "../store/open.ts";
import { expireIdleSessions, forgetOldSessions, forgetOutlived, vacuum } from "../store/retention.ts";

/** How often, in milliseconds. Expiry does not wait for it: a quiet session is refused from the minute it is due. */
const EVERY_MS = 60_000;
const BATCH = 500;

export interface SweepLimits {
  readonly idleMs: number;
  readonly retentionDays: number;
}

/** Sweep now and every minute until stopped. A sweep that fails is reported and tried again with the next. */
export function keepSwept(
  { db, engine }: Pick<Store, "db" | "engine">,
  limits: SweepLimits,
  failed: (error: unknown) => void,
): { stop(): Promise<void> } {
  let current: Promise<void> = Promise.resolve();
  const sweep = async () => {
    try {
      await expireIdleSessions(db, limits.idleMs);
      await forgetSpending(db);
      const tokens = await forgetOutlived(db);
      const sessions = await forgetOldSessions(db, limits.retentionDays, BATCH);
      // A PostgreSQL server cleans up after itself; the embedded one has nobody else to do it.
      if (engine !== "embedded") return;
      if (tokens > 0) await vacuum(db, "tokens");
      if (sessions > 0) await vacuum(db, "sessions");
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
