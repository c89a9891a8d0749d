// What this browser keeps of drafts that the server does not have yet.
import type { Kept } from "./draft-keeper.ts";

const keyOf = (agentId: string) => `dragoman-draft:${agentId}`;

/** The shelf of one agent. Storage that is full or forbidden keeps nothing, and stops nothing. */
export function shelfOf(agentId: string, storage: Storage = window.localStorage) {
  const key = keyOf(agentId);
  const quietly = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      return undefined;
    }
  };
  return {
    keep: (kept: Kept): void => quietly(() => storage.setItem(key, JSON.stringify(kept))),
    forget: (): void => quietly(() => storage.removeItem(key)),
    kept: (): Kept | undefined =>
      quietly(() => {
        const found: unknown = JSON.parse(storage.getItem(key) ?? "null");
        return isKept(found) ? found : undefined;
      }),
  };
}

const isKept = (value: unknown): value is Kept =>
  typeof value === "object" &&
  value !== null &&
  "source" in value &&
  typeof value.source === "string" &&
  "base" in value &&
  (value.base === null || typeof value.base === "string");
