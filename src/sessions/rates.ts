// Requests a minute, counted on all servers together: each takes about a second's worth at a time and counts that down.
import { bounded } from "../bounded.ts";
import type { Holder, Taken } from "../store/limits.ts";

export interface Rates {
  /** Let one request pass: 0, or the milliseconds until another may come. */
  take(holder: Holder, measure: string, perMinute: number): Promise<number>;
}

/** Buckets kept at once; one that is forgotten gives up what was taken and not used. */
const KEPT = 10_000;
/** Most that is taken at a time: what a server that stops takes with it. */
const MOST = 100;
/** Milliseconds after which what was taken has run out: the bucket would have been full again by then. */
const GOOD_FOR_MS = 60_000;

interface Bucket {
  left: number;
  takenAt: number;
  emptyUntil: number;
  filling: Promise<void> | undefined;
}

/**
 * @param takeOf takes out of the bucket that all servers share (`store/limits.ts`)
 * @param now milliseconds of any clock that only goes forward
 */
export function openRates(
  takeOf: (holder: Holder, measure: string, perMinute: number, wanted: number) => Promise<Taken>,
  now: () => number,
): Rates {
  const buckets = bounded<Bucket>(KEPT);
  return {
    take: async (holder, measure, perMinute) => {
      const key = `${holder.id} ${measure} ${perMinute}`;
      const bucket = buckets.get(key) ?? { left: 0, takenAt: 0, emptyUntil: 0, filling: undefined };
      buckets.set(key, bucket);
      const fill = async () => {
        const wanted = Math.min(MOST, Math.max(1, Math.floor(perMinute / 60)));
        const { granted, waitMs } = await takeOf(holder, measure, perMinute, wanted);
        bucket.left = granted;
        bucket.takenAt = now();
        // Nobody is asked again before that: a flood of refusals costs no statement.
        bucket.emptyUntil = granted > 0 ? 0 : now() + Math.max(1, waitMs);
      };
      for (;;) {
        if (bucket.left > 0 && now() - bucket.takenAt < GOOD_FOR_MS) {
          bucket.left -= 1;
          return 0;
        }
        if (now() < bucket.emptyUntil) return Math.ceil(bucket.emptyUntil - now());
        bucket.filling ??= fill().finally(() => {
          bucket.filling = undefined;
        });
        await bucket.filling;
      }
    },
  };
}
