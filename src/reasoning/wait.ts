// Waiting for the world, but not longer than the turn's signal allows.

/** The turn's signal was aborted while something was awaited. */
export class Aborted extends Error {
  constructor() {
    super("the turn was stopped");
    this.name = "Aborted";
  }
}

/**
 * The value of `work`, or a rejection the moment the signal is aborted. The work itself goes on unheard: a port that does
 * not heed its signal cannot hold the turn.
 * @throws {Aborted}
 */
export function orAbort<T>(work: T | PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(new Aborted());
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
