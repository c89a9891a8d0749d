// What an org decides for itself: how strictly it speaks, how long people stay logged in, what its APIs may show.
import { z } from "zod";
import { Limits } from "../../contract/limits.ts";

/** Stored as JSON; every field has a default, so records of older versions read well. */
export const OrgSettings = z.object({
  /** `compat`: the original's habits on the wire. `strict`: the RFCs. */
  profile: z.enum(["compat", "strict"]).default("compat"),
  /** Single habits switched otherwise than the profile says, by name (`quirks.ts`). */
  quirks: z.record(z.string(), z.boolean()).default({}),
  /** Minutes without a request after which a login session ends. */
  sessionMinutes: z.int().min(5).max(1440).default(120),
  login: z
    .object({
      lockoutFailures: z.int().min(1).max(100).default(10),
      lockoutMinutes: z.int().min(1).max(1440).default(15),
      passwordMinLength: z.int().min(8).max(128).default(12),
      /** Hours after which a login session ends, however busy it is. */
      sessionHours: z.int().min(1).max(720).default(12),
    })
    .prefault({}),
  /** Whether the REST API for staged credentials may show consumer secrets (oauth spec §1.5). */
  secretInRest: z.boolean().default(false),
  /** Whether the original's command line may log its users in, under its own client id, PlatformCLI (oauth spec §5). */
  platformCli: z.boolean().default(true),
  /** What all apps of the org together may ask of this server. */
  limits: Limits.default({}),
});
export type OrgSettings = z.infer<typeof OrgSettings>;

/** The settings of an org, each decided. */
export const settingsOf = (org: { readonly settings: Readonly<Record<string, unknown>> }): OrgSettings =>
  OrgSettings.parse(org.settings);
