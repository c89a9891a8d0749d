// Lets only a few of one costly kind of work run at once; the rest wait their turn.

/** Run work when its turn comes; give what it gives, and throw what it throws. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** A gate through which `width` pass at once, in the order in which they came. */
export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let free = width;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
