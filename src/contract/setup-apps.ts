// The part of Setup's API that its form for external client apps needs besides the records themselves.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";
import { Changed } from "./setup-records.ts";

/** A scope as it is offered: one label, and the API values that mean it. */
const OfferedScope = z.object({
  label: z.string(),
  values: z.array(z.string()).min(1).describe("They mean the same; the first is the one to choose"),
});
export type OfferedScope = z.infer<typeof OfferedScope>;

/** A user that an app might run as. */
const Candidate = z.object({
  username: z.string(),
  name: z.string(),
  why: z.string().nullable().describe("Why an app cannot run as this user; null where it can"),
});
export type Candidate = z.infer<typeof Candidate>;

/** How many users a look-up shows. */
export const CANDIDATES_SHOWN = 20;

export const appEndpoints = {
  /** Make an app that is not there yet, in the words of dragoman.yaml. */
  makeApp: {
    method: "POST",
    path: "/apps",
    right: "manage_apps",
    body: z.strictObject({ name: z.string().min(1), fields: z.record(z.string(), z.unknown()) }),
    reply: Changed,
  },
  appChoices: {
    method: "GET",
    path: "/app-choices",
    right: "see",
    reply: z.object({ scopes: z.array(OfferedScope), tokenMinutes: z.array(z.number().int()) }),
  },
  /** Users whose username or name has these words in it: those an app can run as first. */
  runAsCandidates: {
    method: "GET",
    path: "/run-as",
    right: "see",
    query: z.strictObject({ words: z.string().max(200).default("") }),
    reply: z.object({ users: z.array(Candidate), more: z.boolean() }),
  },
} as const satisfies Endpoints;
