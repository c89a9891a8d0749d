// Lets only a few of one costly kind of work run at once; a few more wait their turn, and the rest are turned away.
import { refused } from "../contract/problems.ts";

/** Run work when its turn comes; give what it gives, and throw what it throws. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A gate through which `atOnce` pass at a time, in the order in which they came, while `waiting` wait. Whoever finds that
 * many waiting is refused with `unavailable` before any work is done: memory and time have an end in a flood, too.
 */
export function createGate({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }): Gate {
  const queue: (() => void)[] = [];
  let free = atOnce;
  return async (work) => {
    if (free > 0) free -= 1;
    else if (queue.length < waiting) await new Promise<void>((go) => queue.push(go));
    else throw refused("unavailable", "too many others are waiting for the same. Try again in a moment");
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free += 1;
    }
  };
}
