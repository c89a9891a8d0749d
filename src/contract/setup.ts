// The API that Setup's pages and the command line use, as one table of endpoints.
import { z } from "zod";
import { actionEndpoints } from "./setup-actions.ts";
import { agentEndpoints } from "./setup-agents.ts";
import { analyticsEndpoints } from "./setup-analytics.ts";
import { appEndpoints } from "./setup-apps.ts";
import { auditEndpoints } from "./setup-audit.ts";
import { backupEndpoints } from "./setup-backup.ts";
import { connectEndpoints } from "./setup-connect.ts";
import type { BodyOf, Endpoints, ParamsOf, QueryOf, ReplyOf } from "./setup-endpoint.ts";
import { homeEndpoints } from "./setup-home.ts";
import { logEndpoints } from "./setup-logs.ts";
import { modelEndpoints } from "./setup-models.ts";
import { orgEndpoints } from "./setup-org.ts";
import { peopleEndpoints } from "./setup-people.ts";
import { previewEndpoints } from "./setup-preview.ts";
import { AppCredentials, AppSummary, OpenedLink, recordEndpoints } from "./setup-records.ts";
import { searchEndpoints } from "./setup-search.ts";
import { sessionEndpoints } from "./setup-session.ts";
import { traceEndpoints } from "./setup-trace.ts";

export {
  type AgentDetail,
  type AgentSummary,
  type FileProblem,
  type ReportedProblem,
  reported,
} from "./setup-agents.ts";
export type { AppCredentials, AppSummary, OpenedLink } from "./setup-records.ts";

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

export const ServerStatus = z.object({
  version: z.string(),
  origin: z.string(),
  org: z.object({ id: z.string(), name: z.string() }),
  engine: z.string().describe("The database, in words"),
  model: z.object({ id: z.string(), why: z.string() }),
});
export type ServerStatus = z.infer<typeof ServerStatus>;

/** What only the running server knows of its own health. */
export const DoctorFacts = z.object({
  database: z.object({ engine: z.string(), reachable: z.boolean(), why: z.string().optional() }),
  model: z.object({ id: z.string(), why: z.string() }),
  unresolved: z.array(z.object({ agent: z.string(), target: z.string(), why: z.string() })),
});
export type DoctorFacts = z.infer<typeof DoctorFacts>;

export const SETUP_PATH = "/dragoman/v1";

/** Every row takes `?org=`, an id, a domain or a name, from the operator; a page's org is that of its host. */
export const setupEndpoints = {
  status: { method: "GET", path: "/status", right: "see", reply: ServerStatus },
  ...agentEndpoints,
  apps: { method: "GET", path: "/apps", right: "see", reply: z.object({ apps: z.array(AppSummary) }) },
  /** A POST, because reading a secret leaves a line in the audit trail. */
  credentials: {
    method: "POST",
    path: "/apps/:app/credentials",
    right: "see_secrets",
    proof: true,
    reply: AppCredentials,
  },
  open: {
    method: "POST",
    path: "/open",
    right: "operate",
    body: z.strictObject({ username: z.string().min(1).max(80).optional() }),
    reply: OpenedLink,
  },
  doctor: { method: "GET", path: "/doctor", right: "see", reply: DoctorFacts },
  ...previewEndpoints,
  ...traceEndpoints,
  ...sessionEndpoints,
  ...recordEndpoints,
  ...homeEndpoints,
  ...peopleEndpoints,
  ...orgEndpoints,
  ...auditEndpoints,
  ...searchEndpoints,
  ...appEndpoints,
  ...connectEndpoints,
  ...logEndpoints,
  ...analyticsEndpoints,
  ...modelEndpoints,
  ...actionEndpoints,
  ...backupEndpoints,
} as const satisfies Endpoints;

export type SetupEndpoints = typeof setupEndpoints;
export type SetupCall = keyof SetupEndpoints;
export type SetupReply<C extends SetupCall> = ReplyOf<SetupEndpoints[C]>;
export type SetupBody<C extends SetupCall> = BodyOf<SetupEndpoints[C]>;
export type SetupParams<C extends SetupCall> = ParamsOf<SetupEndpoints[C]>;
export type SetupQuery<C extends SetupCall> = QueryOf<SetupEndpoints[C]>;
