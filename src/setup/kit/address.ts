// What the address of a page says: its parts, and what follows the question mark.
import { useParams, useSearch } from "@tanstack/react-router";

/** A part of the page's address by the name it has in `places.ts`; empty where the address has none. */
export function usePart(name: string): string {
  const parts: Readonly<Record<string, unknown>> = useParams({ strict: false });
  const part = parts[name];
  return typeof part === "string" ? part : "";
}

/** What follows the question mark, as the router reads it. Anybody can write an address, so nothing is known of a value. */
export function useAsked(): Readonly<Record<string, unknown>> {
  return useSearch({ strict: false });
}
