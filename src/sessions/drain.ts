// Coming to rest before the server stops: no turn begins, those that run may end, and what is left is handed over.
import { setTimeout as pause } from "node:timers/promises";
import { refused } from "../contract/problems.ts";

/** A turn that runs here, as far as coming to rest is concerned. */
export interface Passing {
  /** Leave the turn, as it is on record, to the server that takes it over. */
  readonly handOver: () => void;
  /** Settles with the turn; never rejects. */
  readonly done: Promise<void>;
}

export interface Drain {
  /** True once the server is stopping. */
  begun(): boolean;
  /** @throws Refused `unavailable` once the server is stopping: another one takes what would begin here */
  requireServing(): void;
  /** Set when nothing is waited for any more: turns that still run here go on elsewhere, and so do those who follow them. */
  readonly over: AbortSignal;
  /**
   * Begin no more turns, give those that run `ms` milliseconds, then hand over what is left. Resolves when none runs here.
   * What was handed over keeps its intents and its words on record, and is held until this server gives up its lease.
   */
  drain(ms: number): Promise<void>;
}

/** @param running turns that run here now, by session */
export function openDrain(running: ReadonlyMap<string, Passing>): Drain {
  const over = new AbortController();
  let begun = false;
  return {
    begun: () => begun,
    requireServing: () => {
      if (begun) throw refused("unavailable", "the server is stopping. Send the request again in a moment");
    },
    over: over.signal,
    drain: async (ms) => {
      begun = true;
      const patience = new AbortController();
      await Promise.race([allDone(running), pause(ms, undefined, { signal: patience.signal }).catch(() => {})]);
      patience.abort();
      over.abort();
      for (const work of running.values()) work.handOver();
      await allDone(running);
    },
  };
}

/** Resolves when nothing runs; what was claimed a moment before the drain may still have been added meanwhile. */
async function allDone(running: ReadonlyMap<string, Passing>): Promise<void> {
  while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
}
