// Answers of the database kept for a moment, so that a question many requests ask is asked once.
import { bounded } from "../bounded.ts";

/**
 * Answers of `load`, each kept for `forMs` from the moment it was asked for. Questions that meet in time share one
 * load; a failed load is not kept.
 */
export function remember<V>(
  load: (key: string) => Promise<V>,
  { forMs, limit, now }: { readonly forMs: number; readonly limit: number; readonly now: () => number },
): {
  readonly get: (key: string) => Promise<V>;
  /** Keep an answer that was learnt without asking. */
  readonly put: (key: string, value: V) => void;
  readonly forget: () => void;
} {
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
    put: (key, value) => kept.set(key, { value: Promise.resolve(value), askedAt: now() }),
    forget: kept.clear,
  };
}
