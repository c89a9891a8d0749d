// What the room keeps in memory: bounded in size, and never older than it may be.

/** A map that forgets what was used longest ago once it holds `limit` entries. */
export interface Bounded<V> {
  readonly get: (key: string) => V | undefined;
  readonly set: (key: string, value: V) => void;
  readonly delete: (key: string) => void;
  readonly clear: () => void;
}

export function bounded<V>(limit: number): Bounded<V> {
  const kept = new Map<string, V>();
  const set = (key: string, value: V) => {
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > limit) kept.delete(kept.keys().next().value!);
  };
  return {
    get(key) {
      const value = kept.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    delete: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

/**
 * Answers of `load`, each kept for `forMs` from the moment it was asked for. Questions that meet in time share one
 * load; a failed load is not kept.
 */
export function remember<V>(
  load: (key: string) => Promise<V>,
  { forMs, limit, now }: { readonly forMs: number; readonly limit: number; readonly now: () => number },
): { readonly get: (key: string) => Promise<V>; readonly forget: () => void } {
  const kept = bounded<{ readonly value: Promise<V>; readonly askedAt: number }>(limit);
  return {
    get(key) {
      const known = kept.get(key);
      if (known && now() - known.askedAt < forMs) return known.value;
      const entry = { value: load(key), askedAt: now() };
      kept.set(key, entry);
      entry.value.catch(() => {
        if (kept.get(key) === entry) kept.delete(key);
      });
      return entry.value;
    },
    forget: kept.clear,
  };
}
