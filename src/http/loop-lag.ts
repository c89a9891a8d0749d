// How late the event loop is: what a request waits for before anybody looks at it.
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface LoopLag {
  /** Milliseconds that all but one in a hundred moments of the last minute stayed below. */
  p99Ms(): number;
  stop(): void;
}

/** Milliseconds between looks at the clock. A look costs microseconds. */
const RESOLUTION_MS = 20;

/** Two halves take turns, so that half a minute to a minute is always at hand. */
const HALF_MS = 30_000;

export function openLoopLag(): LoopLag {
  const [first, second] = [0, 1].map(() => monitorEventLoopDelay({ resolution: RESOLUTION_MS }));
  let [present, past] = [first!, second!];
  present.enable();
  const timer = setInterval(() => {
    present.disable();
    [present, past] = [past, present];
    present.reset();
    present.enable();
  }, HALF_MS).unref();
  return {
    p99Ms: () => Math.max(0, ...[present, past].filter(({ count }) => count > 0).map(lateness)),
    stop: () => {
      clearInterval(timer);
      present.disable();
    },
  };
}

/** The histogram holds the whole distance between two looks, in nanoseconds. */
const lateness = (delay: ReturnType<typeof monitorEventLoopDelay>) => {
  const late = delay.percentile(99) / 1e6 - RESOLUTION_MS;
  return Math.max(0, Math.round(late * 10) / 10);
};
