// The part of Setup's API that finds a record by some of its words, or a session by its id.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";

/** Something that was found: what it is, how its page is addressed, and what to show of it. */
export const Hit = z.object({
  kind: z.enum(["agent", "app", "user", "session"]),
  /** What its page is addressed by: an id, or the API name of an app. */
  key: z.string(),
  label: z.string(),
  detail: z.string(),
});
export type Hit = z.infer<typeof Hit>;

/** At most so many of each kind are shown. */
export const HITS_SHOWN = 6;

export const searchEndpoints = {
  search: {
    method: "GET",
    path: "/search",
    right: "see",
    query: z.strictObject({ words: z.string().trim().min(1).max(100) }),
    reply: z.object({ hits: z.array(Hit) }),
  },
} as const satisfies Endpoints;
