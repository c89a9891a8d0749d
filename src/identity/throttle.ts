// Slows down whoever guesses: a token bucket of failed attempts for each key, in memory.
import { bounded } from "../bounded.ts";

/** Failures one key may have at once, and how soon one of them is forgiven. */
export interface Allowance {
  readonly failures: number;
  readonly forgivenEveryMs: number;
}

export interface Throttle {
  /** Milliseconds until the next attempt is looked at; 0 when it may come now. */
  readonly waitOf: (key: string) => number;
  readonly failed: (key: string) => void;
  /** Take one failure back: that of an attempt which was counted before it was looked at, and was right. */
  readonly forgive: (key: string) => void;
}

/** Keys remembered at once; the one that failed longest ago is forgotten first. */
const KEYS_KEPT = 10_000;

export function createThrottle({ failures, forgivenEveryMs }: Allowance, now: () => number): Throttle {
  const buckets = bounded<{ readonly spent: number; readonly at: number }>(KEYS_KEPT);
  const spentOn = (key: string) => {
    const bucket = buckets.get(key);
    return bucket ? Math.max(0, bucket.spent - (now() - bucket.at) / forgivenEveryMs) : 0;
  };
  return {
    waitOf: (key) => Math.ceil(Math.max(0, spentOn(key) - (failures - 1)) * forgivenEveryMs),
    failed: (key) => buckets.set(key, { spent: spentOn(key) + 1, at: now() }),
    forgive: (key) => buckets.set(key, { spent: Math.max(0, spentOn(key) - 1), at: now() }),
  };
}
