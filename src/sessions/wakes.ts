// Who waits, on this server, for news of a session. A wake-up says only that there is something to read.

export interface Wakes {
  /** Be woken for a session until the returned function is called. */
  await(sessionId: string, wake: () => void): () => void;
  wake(sessionId: string): void;
  /** How many wait for a session. */
  waiting(sessionId: string): number;
}

export function openWakes(): Wakes {
  const waiting = new Map<string, Set<() => void>>();
  return {
    await: (sessionId, wake) => {
      const others = waiting.get(sessionId) ?? new Set();
      waiting.set(sessionId, others.add(wake));
      return () => {
        others.delete(wake);
        if (others.size === 0 && waiting.get(sessionId) === others) waiting.delete(sessionId);
      };
    },
    waiting: (sessionId) => waiting.get(sessionId)?.size ?? 0,
    wake: (sessionId) => {
      for (const wake of waiting.get(sessionId) ?? []) wake();
    },
  };
}
