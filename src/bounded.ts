// What is kept in memory and must not grow for ever: a map that forgets what was used longest ago.

/** A map that forgets what was used longest ago once it holds `limit` entries. */
export interface Bounded<V> {
  readonly get: (key: string) => V | undefined;
  readonly set: (key: string, value: V) => void;
  readonly delete: (key: string) => void;
  readonly clear: () => void;
}

/** An empty one. Reading an entry counts as using it. */
export function bounded<V>(limit: number): Bounded<V> {
  const kept = new Map<string, V>();
  let latest: string | undefined;
  const set = (key: string, value: V) => {
    kept.delete(key);
    kept.set(key, value);
    latest = key;
    if (kept.size > limit) kept.delete(kept.keys().next().value!);
  };
  return {
    get(key) {
      const value = kept.get(key);
      if (value !== undefined && key !== latest) set(key, value);
      return value;
    },
    set,
    delete: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}
