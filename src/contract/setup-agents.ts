// The part of Setup's API about agents: their scripts, their versions, and which one is active.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";
import { Severity } from "./setup-records.ts";

/** A problem of a script or a project file, with its place. Lines and columns count from 1. */
export const ReportedProblem = z.object({
  code: z.string(),
  severity: Severity,
  message: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
  fix: z.string().optional(),
});
export type ReportedProblem = z.infer<typeof ReportedProblem>;

/** The same in a file. `file` is as a person would write it. */
export const FileProblem = ReportedProblem.extend({ file: z.string() });
export type FileProblem = z.infer<typeof FileProblem>;

interface Place {
  readonly line: number;
  readonly column: number;
}

/** A checker's problem in the form that is shown and sent. */
export function reported(problem: {
  readonly code: string;
  readonly severity: ReportedProblem["severity"];
  readonly message: string;
  readonly span: { readonly start: Place; readonly end: Place };
  readonly fix?: string;
}): ReportedProblem {
  return {
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    line: problem.span.start.line,
    column: problem.span.start.column,
    endLine: problem.span.end.line,
    endColumn: problem.span.end.column,
    ...(problem.fix !== undefined && { fix: problem.fix }),
  };
}

export const AgentSummary = z.object({
  id: z.string(),
  developerName: z.string(),
  label: z.string(),
  agentType: z.string(),
  active: z.boolean(),
  activeVersion: z.number().int().nullable(),
  latestVersion: z.number().int().nullable(),
});
export type AgentSummary = z.infer<typeof AgentSummary>;

export const AgentDetail = AgentSummary.extend({
  versions: z.array(
    z.object({
      id: z.string(),
      number: z.number().int(),
      state: z.enum(["draft", "committed"]),
      createdAt: z.iso.datetime(),
      committedAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type AgentDetail = z.infer<typeof AgentDetail>;

export const ActivationReply = z.object({
  agent: AgentSummary,
  version: z.number().int().nullable(),
  changed: z.boolean().describe("False when it was so already"),
});
export type ActivationReply = z.infer<typeof ActivationReply>;

export const agentEndpoints = {
  agents: { method: "GET", path: "/agents", right: "see", reply: z.object({ agents: z.array(AgentSummary) }) },
  agent: { method: "GET", path: "/agents/:agent", right: "see", reply: AgentDetail },
  validate: {
    method: "POST",
    path: "/agents/:agent/validate",
    right: "build_agents",
    body: z.strictObject({ source: z.string() }),
    reply: z.object({ valid: z.boolean(), problems: z.array(ReportedProblem) }),
  },
  activate: {
    method: "POST",
    path: "/agents/:agent/activate",
    right: "activate_agents",
    body: z.strictObject({ version: z.union([z.number().int().positive(), z.string().min(1)]).optional() }),
    reply: ActivationReply,
  },
  deactivate: { method: "POST", path: "/agents/:agent/deactivate", right: "activate_agents", reply: ActivationReply },
} as const satisfies Endpoints;
