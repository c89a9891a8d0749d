// The part of Setup's API about the session of the page itself: who is at it, and the proof that it is still they.
import { z } from "zod";
import { type Endpoints, Right } from "./setup-endpoint.ts";
import { Role } from "./setup-records.ts";

/** Header that a page sends with every POST: the word that `me` gave it. No other site can read or send it. */
export const CSRF_HEADER = "x-dragoman-csrf";

/** Header of what a page asks by itself while nobody touches it: it does not keep its person logged in. */
export const UNATTENDED_HEADER = "x-dragoman-unattended";

/** Who is at the page, and what they may do. */
export const Me = z.object({
  user: z.object({ id: z.string(), username: z.string(), name: z.string(), role: Role }),
  rights: z.array(Right),
  csrf: z.string(),
  org: z.object({ id: z.string(), name: z.string(), origin: z.string().describe("Current My Domain URL") }),
  version: z.string(),
});
export type Me = z.infer<typeof Me>;

export const sessionEndpoints = {
  me: { method: "GET", path: "/me", right: "see", reply: Me },
  /** The password again, before a secret is shown. */
  prove: {
    method: "POST",
    path: "/me/proof",
    right: "see",
    body: z.strictObject({ password: z.string().max(1_000) }),
    reply: z.object({ proven: z.boolean().describe("False where the password was wrong, or the user is locked") }),
  },
  logOut: { method: "POST", path: "/me/logout", right: "see", reply: z.object({}) },
} as const satisfies Endpoints;
