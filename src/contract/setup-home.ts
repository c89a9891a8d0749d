// The part of Setup's API behind its home page: what is running, what needs attention, and what was done of the first steps.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";
import { Severity } from "./setup-records.ts";

/** What a matter is about decides where it is put right. */
export const MatterKind = z.enum([
  "unresolved_action",
  "failed_turns",
  "no_model",
  "power_loss",
  "app_notice",
  "no_run_as",
  "locked_user",
  "old_signing_key",
  "old_secret_key",
]);
export type MatterKind = z.infer<typeof MatterKind>;

/** Something that needs attention. */
export const Matter = z.object({
  kind: MatterKind,
  severity: Severity,
  sentence: z.string(),
  /** What the page that puts it right is addressed by; empty where that page stands alone. */
  key: z.string(),
});
export type Matter = z.infer<typeof Matter>;

/** The steps from nothing to a conversation, in their order. */
export const StepName = z.enum(["make", "agent", "app", "run_as", "connect", "talk"]);
export type StepName = z.infer<typeof StepName>;

export const HomeReport = z.object({
  version: z.string(),
  engine: z.string().describe("The database, in words"),
  origin: z.string().describe("Current My Domain URL"),
  model: z.object({ id: z.string(), why: z.string() }),
  startedAt: z.iso.datetime(),
  counts: z.object({ agents: z.number().int(), activeAgents: z.number().int(), apps: z.number().int() }),
  matters: z.array(Matter),
  steps: z.array(
    z.object({
      name: StepName,
      done: z.boolean(),
      /** What the page of the step is addressed by; empty where it stands alone. */
      key: z.string(),
    }),
  ),
});
export type HomeReport = z.infer<typeof HomeReport>;

export const homeEndpoints = {
  home: { method: "GET", path: "/home", right: "see", reply: HomeReport },
} as const satisfies Endpoints;
