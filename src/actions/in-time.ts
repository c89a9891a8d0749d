// Work that ends in time, or is left behind: its signal is aborted, and nobody waits for it to notice.

/** What became of the work. */
export type InTime<T> =
  | { readonly ended: true; readonly value: T }
  | { readonly ended: false; readonly why: "timeout" | "stopped" };

/**
 * Run `work` for at most `timeoutMs` milliseconds, and not beyond the abort of `outer`.
 * @throws what the work throws while somebody waits for it
 */
export async function inTime<T>(
  outer: AbortSignal,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<InTime<T>> {
  const inner = new AbortController();
  const { promise: left, resolve: leave } = Promise.withResolvers<InTime<T>>();
  const stop = (why: "timeout" | "stopped") => {
    leave({ ended: false, why });
    inner.abort();
  };
  const onAbort = () => stop("stopped");
  const timer = setTimeout(stop, timeoutMs, "timeout");
  outer.addEventListener("abort", onAbort, { once: true });
  if (outer.aborted) onAbort();
  try {
    const done = outer.aborted ? left : work(inner.signal).then((value) => ({ ended: true, value }) as const);
    return await Promise.race([left, done]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener("abort", onAbort);
  }
}
