// The part of Setup's API about the org itself: its address, and what it decides about logins and about its habits on the wire.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";

/** Where an org is reached, and why there. */
export const OrgAddress = z.object({
  origin: z.string().describe("Current My Domain URL"),
  source: z.enum(["own_domain", "public_url", "listening"]).describe("What decided it"),
  addresses: z.array(z.object({ label: z.string(), url: z.string(), about: z.string() })),
});
export type OrgAddress = z.infer<typeof OrgAddress>;

/** A habit of the original that differs from the RFCs. */
export const Habit = z.object({
  name: z.string(),
  sentence: z.string().describe("What clients of the original rely on"),
  strict: z.string().describe("What happens where it is off"),
  on: z.boolean(),
  decided: z.boolean().nullable().describe("As the org says for itself; null where the profile says it"),
});
export type Habit = z.infer<typeof Habit>;

const minutes = (most: number, least = 1) => z.int().min(least).max(most);

/** What an org decides for itself. */
export const SecuritySettings = z.strictObject({
  profile: z.enum(["compat", "strict"]),
  quirks: z.record(z.string(), z.boolean()).describe("Habits switched otherwise than the profile says"),
  sessionMinutes: minutes(1440, 5),
  login: z.strictObject({
    lockoutFailures: z.int().min(1).max(100),
    lockoutMinutes: minutes(1440),
    passwordMinLength: z.int().min(8).max(128),
    sessionHours: z.int().min(1).max(720),
  }),
  secretInRest: z.boolean(),
  platformCli: z.boolean(),
});
export type SecuritySettings = z.infer<typeof SecuritySettings>;

const Settings = z.object({ settings: SecuritySettings, habits: z.array(Habit) });

export const orgEndpoints = {
  myDomain: { method: "GET", path: "/my-domain", right: "see", reply: OrgAddress },
  orgSettings: { method: "GET", path: "/org-settings", right: "see", reply: Settings },
  /** Replace the settings. With `was`, only if they still say what their author saw. */
  changeOrgSettings: {
    method: "POST",
    path: "/org-settings",
    right: "manage_org",
    body: SecuritySettings.extend({ was: SecuritySettings.optional() }),
    reply: Settings,
  },
} as const satisfies Endpoints;
