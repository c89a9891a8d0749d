// The operator's API on the wire: what the command line asks of a running server, as one table of endpoints.
import { z } from "zod";
import { AppCredentials, AppSummary, OpenedLink, type RecordCall, recordEndpoints, Severity } from "./setup-records.ts";

export type { AppCredentials, AppSummary, OpenedLink, RecordCall } from "./setup-records.ts";

// --- Shapes ------------------------------------------------------------------------------------------------------

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

/** Something that applying a project made or changed. */
export interface Change {
  readonly kind: "org" | "permission set" | "user" | "app" | "agent";
  readonly name: string;
  /** Absent where something was disabled. */
  readonly id?: string;
  readonly change: "made" | "changed";
  /** What is different, in words. */
  readonly what: string;
}

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

export const ServerStatus = z.object({
  version: z.string(),
  origin: z.string(),
  org: z.object({ id: z.string(), name: z.string() }),
  engine: z.string().describe("The database, in words"),
  model: z.object({ id: z.string(), why: z.string() }),
});
export type ServerStatus = z.infer<typeof ServerStatus>;

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

/** What only the running server knows of its own health. */
export const DoctorFacts = z.object({
  database: z.object({ engine: z.string(), reachable: z.boolean(), why: z.string().optional() }),
  model: z.object({ id: z.string(), why: z.string() }),
  unresolved: z.array(z.object({ agent: z.string(), target: z.string(), why: z.string() })),
});
export type DoctorFacts = z.infer<typeof DoctorFacts>;

// --- Endpoints ---------------------------------------------------------------------------------------------------

export interface Endpoint {
  readonly method: "GET" | "POST";
  /** Path with `:name` parameters. */
  readonly path: string;
  readonly body?: z.ZodType;
  readonly reply: z.ZodType;
}

export const SETUP_PATH = "/dragoman/v1";

export const setupEndpoints = {
  status: { method: "GET", path: "/status", reply: ServerStatus },
  agents: { method: "GET", path: "/agents", reply: z.object({ agents: z.array(AgentSummary) }) },
  agent: { method: "GET", path: "/agents/:agent", reply: AgentDetail },
  validate: {
    method: "POST",
    path: "/agents/:agent/validate",
    body: z.strictObject({ source: z.string() }),
    reply: z.object({ valid: z.boolean(), problems: z.array(ReportedProblem) }),
  },
  activate: {
    method: "POST",
    path: "/agents/:agent/activate",
    body: z.strictObject({ version: z.union([z.number().int().positive(), z.string().min(1)]).optional() }),
    reply: ActivationReply,
  },
  deactivate: { method: "POST", path: "/agents/:agent/deactivate", reply: ActivationReply },
  apps: { method: "GET", path: "/apps", reply: z.object({ apps: z.array(AppSummary) }) },
  /** A POST, because reading a secret leaves a line in the audit trail. */
  credentials: { method: "POST", path: "/apps/:app/credentials", reply: AppCredentials },
  open: {
    method: "POST",
    path: "/open",
    body: z.strictObject({ username: z.string().min(1).max(80).optional() }),
    reply: OpenedLink,
  },
  doctor: { method: "GET", path: "/doctor", reply: DoctorFacts },
  ...recordEndpoints,
} as const satisfies Record<string, Endpoint>;

export type SetupEndpoints = typeof setupEndpoints;
export type SetupCall = keyof SetupEndpoints;
export type SetupReply<C extends SetupCall> = z.infer<SetupEndpoints[C]["reply"]>;
/** The body of a call; nothing where the endpoint takes none. */
export type SetupBody<C extends SetupCall> = SetupEndpoints[C] extends { readonly body: infer B extends z.ZodType }
  ? z.infer<B>
  : undefined;
/** The parameters of a call, by the names in its path. */
export type SetupParams<C extends SetupCall> = Readonly<Record<ParameterOf<SetupEndpoints[C]["path"]>, string>>;
type ParameterOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** The calls about the records of an org, as functions. Each refuses with `bad_request`. */
export type RecordOperations = {
  readonly [C in RecordCall]: (
    at: { readonly orgId: string },
    params: SetupParams<C>,
    body: SetupBody<C>,
  ) => Promise<SetupReply<C>>;
};
