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

/** Problems that one reply tells; one more stands for the rest. */
export const PROBLEMS_TOLD = 1_000;

export const AgentSummary = z.object({
  id: z.string(),
  developerName: z.string(),
  label: z.string(),
  agentType: z.string(),
  active: z.boolean(),
  activeVersion: z.number().int().nullable(),
  latestVersion: z.number().int().nullable(),
  /** Number that its draft has, and may keep. */
  draftVersion: z.number().int().nullable(),
  /** When a session began with it last. */
  lastUsedAt: z.iso.datetime().nullable(),
  fromProject: z.boolean().describe("Whether the project folder has, or had, a file of it"),
});
export type AgentSummary = z.infer<typeof AgentSummary>;

export const AgentVersion = z.object({
  id: z.string(),
  number: z.number().int(),
  state: z.enum(["draft", "committed"]),
  hash: z.string().describe("SHA-256 of its text, in hex"),
  message: z.string().nullable(),
  createdAt: z.iso.datetime(),
  committedAt: z.iso.datetime().nullable(),
  changedAt: z.iso.datetime().describe("When it was committed; of a draft, when it was saved last"),
  changedBy: z.string().nullable().describe("Who did that, by name"),
});
export type AgentVersion = z.infer<typeof AgentVersion>;

export const AgentDetail = AgentSummary.extend({ versions: z.array(AgentVersion) });
export type AgentDetail = z.infer<typeof AgentDetail>;

export const VersionText = AgentVersion.extend({ source: z.string() });
export type VersionText = z.infer<typeof VersionText>;

/** A template that an agent can begin with. */
export const AgentTemplate = z.object({
  name: z.string(),
  label: z.string(),
  about: z.string(),
  /** Names of the actions it calls; their functions come with it. */
  actions: z.array(z.string()),
});
export type AgentTemplate = z.infer<typeof AgentTemplate>;

/** Where a target leads, or why it leads nowhere. */
export const TargetState = z.object({ target: z.string(), resolved: z.boolean(), says: z.string() });
export type TargetState = z.infer<typeof TargetState>;

/** Characters of a script; the checker reads no longer one. */
const source = z.string().max(2_000_000);
/** Hash of the draft that the author saw; null where there was none. */
const base = z.string().nullable();

/** Targets of its actions that lead nowhere, each with its cure: calling them will fail. */
const unresolved = z.array(TargetState);

export const ActivationReply = z.object({
  agent: AgentSummary,
  version: z.number().int().nullable(),
  changed: z.boolean().describe("False when it was so already"),
  unresolved,
});
export type ActivationReply = z.infer<typeof ActivationReply>;

/** Calls by name; an agent is named by its id, of 15 or 18 characters, or by its developer name. */
export const agentEndpoints = {
  agents: { method: "GET", path: "/agents", right: "see", reply: z.object({ agents: z.array(AgentSummary) }) },
  agent: { method: "GET", path: "/agents/:agent", right: "see", reply: AgentDetail },
  validate: {
    method: "POST",
    path: "/agents/:agent/validate",
    right: "build_agents",
    body: z.strictObject({ source }),
    reply: z.object({ valid: z.boolean(), problems: z.array(ReportedProblem).max(PROBLEMS_TOLD + 1) }),
  },
  activate: {
    method: "POST",
    path: "/agents/:agent/activate",
    right: "activate_agents",
    body: z.strictObject({ version: z.union([z.number().int().positive(), z.string().min(1)]).optional() }),
    reply: ActivationReply,
  },
  deactivate: { method: "POST", path: "/agents/:agent/deactivate", right: "activate_agents", reply: ActivationReply },
  agentTemplates: {
    method: "GET",
    path: "/agent-templates",
    right: "see",
    reply: z.object({ templates: z.array(AgentTemplate) }),
  },
  /**
   * A new agent, its first version a draft: of a template, of a given text, or of the shortest script that runs. The
   * functions that a template calls are written into the project folder where they are missing.
   */
  makeAgent: {
    method: "POST",
    path: "/agents",
    right: "build_agents",
    body: z.strictObject({
      developerName: z.string(),
      template: z.string().optional(),
      source: source.optional(),
    }),
    reply: AgentSummary.extend({
      files: z.array(z.string()).describe("What was written into the project folder for the template's actions"),
      problem: z.string().nullable().describe("Why some of that is missing there, and what to do"),
    }),
  },
  deleteAgent: {
    method: "POST",
    path: "/agents/:agent/delete",
    right: "activate_agents",
    body: z.strictObject({ name: z.string().describe("Its developer name, to say that it is meant") }),
    reply: z.object({}),
  },
  /** A version by its id or number, or `draft`. */
  agentVersion: { method: "GET", path: "/agents/:agent/versions/:version", right: "see", reply: VersionText },
  saveDraft: {
    method: "POST",
    path: "/agents/:agent/draft",
    right: "build_agents",
    body: z.strictObject({ source, base }),
    reply: AgentVersion,
  },
  discardDraft: {
    method: "POST",
    path: "/agents/:agent/draft/discard",
    right: "build_agents",
    body: z.strictObject({ base }),
    reply: z.object({}),
  },
  commitDraft: {
    method: "POST",
    path: "/agents/:agent/commit",
    right: "build_agents",
    body: z.strictObject({ base, message: z.string().trim().max(1_000).nullable() }),
    reply: AgentVersion.extend({ unresolved }),
  },
  /** Make the text of a version the draft. */
  cloneVersion: {
    method: "POST",
    path: "/agents/:agent/versions/:version/clone",
    right: "build_agents",
    body: z.strictObject({ base }),
    reply: AgentVersion,
  },
  /** An authoring bundle, as other tools of the language read it. */
  exportVersion: {
    method: "GET",
    path: "/agents/:agent/versions/:version/bundle",
    right: "see",
    reply: z.object({ files: z.array(z.object({ path: z.string(), text: z.string() })) }),
  },
  /** Where the targets of actions lead, now. Changes nothing; a POST because they may be many. */
  resolveTargets: {
    method: "POST",
    path: "/action-targets",
    right: "see",
    body: z.strictObject({ targets: z.array(z.string().max(2_000)).max(1_000) }),
    reply: z.object({ targets: z.array(TargetState) }),
  },
} as const satisfies Endpoints;
