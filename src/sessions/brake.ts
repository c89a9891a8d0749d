// What stops a turn before its end: the clock, whoever watches it, a server that stops, the loss of its session, or a fault.
// The first reason stands.

export type Stop =
  | { readonly why: "timeout" | "stopped" }
  | { readonly why: "handed_over" }
  | { readonly why: "lost"; readonly cause: unknown }
  | { readonly why: "broken"; readonly cause: unknown };

export interface Brake {
  /** Aborted once the turn is to stop. */
  readonly signal: AbortSignal;
  /** Why it was stopped, or `undefined` while nothing stopped it. */
  stopped(): Stop | undefined;
  stop(reason: Stop): void;
  /** The turn is over: the clock no longer runs. */
  release(): void;
}

/** A brake that stops the turn by itself after `timeoutMs`. */
export function openBrake(timeoutMs: number): Brake {
  const abort = new AbortController();
  let reason: Stop | undefined;
  const stop = (given: Stop) => {
    reason ??= given;
    abort.abort();
  };
  const timer = setTimeout(stop, timeoutMs, { why: "timeout" });
  return { signal: abort.signal, stopped: () => reason, stop, release: () => clearTimeout(timer) };
}
