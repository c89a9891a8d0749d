// A stream goes on as long as whoever reads it may begin it: a log-out, a lesser role and a deactivated user end it.
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds between two questions, and so the longest that a stream outlives the right to it. */
const EVERY_MS = 2_000;

/**
 * A signal that is set when the reader of a stream may no longer have it, with the refusal as its reason.
 * @param ask refuses once the reader may not
 * @param over is set when the stream has ended: then nothing is asked any more
 */
export function whileAllowed(ask: () => Promise<unknown>, over: AbortSignal): AbortSignal {
  const withdrawn = new AbortController();
  const watch = async () => {
    while (await pause(EVERY_MS, true, { signal: over, ref: false })) await ask();
  };
  watch().catch((refusal: unknown) => {
    if (!over.aborted) withdrawn.abort(refusal);
  });
  return withdrawn.signal;
}
