// The part of Setup's API about event logs: sessions as a list, one session in time order, what comes in, what goes out.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";
import { ExportFormat, FilePiece } from "./setup-file.ts";

/** Stands for what was said where an agent's script does not ask for enhanced event logs. */
export const MASKED = "Sensitive data not available.";

/** How a session stands. `failed`, `action_failed` and `escalated` are of open and ended ones alike. */
export const LogStatus = z.enum(["open", "ended", "expired", "failed", "action_failed", "escalated"]);
export type LogStatus = z.infer<typeof LogStatus>;

/** Reasons for which sessions end that this server and the known clients give; a client may give others. */
export const END_REASONS = [
  "UserRequest",
  "Transfer",
  "Expiration",
  "Error",
  "Other",
  "Action",
  "InfiniteLoopDetected",
  "TransferFailedNotConfigured",
] as const;

/** Sessions shown at a time. */
export const LOG_PAGE = 50;
/** Sessions are counted as far as this; then there are "more than". */
export const LOG_COUNT_LIMIT = 1_000;
/** Turns of one session shown at a time. */
export const TURNS_SHOWN = 50;

/** Which sessions: what is absent does not matter. */
const filter = {
  agent: z.string().max(80).optional().describe("Id of an agent"),
  app: z.string().max(80).optional().describe("Id of an external client app"),
  user: z.string().max(80).optional().describe("Id of the user whom the session acts as"),
  status: LogStatus.optional(),
  reason: z.string().max(255).optional().describe("Why the session ended, as it was given"),
  from: z.iso.datetime().optional().describe("Started at or after"),
  to: z.iso.datetime().optional().describe("Started before"),
  key: z.string().max(1_000).optional().describe("External session key, whole"),
  session: z.string().max(80).optional().describe("Session ID, whole"),
  preview: z.enum(["only", "too"]).optional().describe("Conversations held in Setup; absent: left out"),
};
export const LogFilter = z.strictObject(filter);
export type LogFilter = z.infer<typeof LogFilter>;

/** One session in a list. */
export const SessionLine = z.object({
  id: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  connection: z.string().describe("Where the conversation was held"),
  agent: z.object({ id: z.string(), label: z.string(), version: z.number().int().nullable() }),
  app: z.object({ id: z.string(), label: z.string() }),
  user: z.object({ id: z.string(), name: z.string() }),
  externalKey: z.string(),
  turns: z.number().int(),
  durationMs: z.number().int().describe("From its start to its last word"),
  status: z.enum(["open", "ended", "expired"]),
  endReason: z.string().nullable(),
  dropped: z.boolean().describe("It went quiet, and nobody ended it"),
  failedTurns: z.number().int(),
  failedActions: z.number().int().describe("Calls of actions that failed, though the turn may have been answered"),
  escalated: z.boolean(),
  preview: z.boolean(),
});
export type SessionLine = z.infer<typeof SessionLine>;

/** Something that happened in a session. Texts are masked where the agent's script does not ask for full logs. */
export const Moment = z.object({
  at: z.iso.datetime(),
  kind: z.enum(["start", "user", "agent", "step", "error", "feedback", "end"]),
  /** What it was, in words that hold nothing of what was said. */
  title: z.string(),
  text: z.string().nullable(),
  /** Number of its turn, from 1. */
  turn: z.number().int().nullable(),
  turnId: z.string().nullable(),
  durationMs: z.number().int().nullable(),
});
export type Moment = z.infer<typeof Moment>;

export const SessionLog = z.object({
  session: SessionLine,
  masked: z.boolean().describe("Whether what was said is left out"),
  moments: z.array(Moment),
  /** Number of the last turn shown, where more follow. */
  next: z.number().int().nullable(),
});
export type SessionLog = z.infer<typeof SessionLog>;

/** Something new in the org. The first event of a stream is `listening`. */
export const TailItem = z.object({
  kind: z.enum(["listening", "session", "turn", "skipped"]),
  at: z.iso.datetime(),
  sessionId: z.string().nullable(),
  agent: z.string().nullable(),
  turn: z.number().int().nullable(),
  text: z.string().nullable(),
});
export type TailItem = z.infer<typeof TailItem>;

export const logEndpoints = {
  logs: {
    method: "GET",
    path: "/logs",
    right: "see",
    query: LogFilter.extend({ after: z.string().max(120).optional().describe("`next` of the page before") }),
    reply: z.object({
      sessions: z.array(SessionLine),
      next: z.string().nullable(),
      count: z.object({ number: z.number().int(), more: z.boolean().describe("There are more than `number`") }),
    }),
  },
  log: {
    method: "GET",
    path: "/logs/:session",
    right: "see",
    query: z.strictObject({
      after: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional()
        .describe("Turns after this number"),
    }),
    reply: SessionLog,
  },
  logTail: {
    method: "GET",
    path: "/logs/tail",
    right: "see",
    query: z.strictObject({ agent: filter.agent, preview: filter.preview }),
    reply: TailItem,
    events: true,
  },
  logExport: {
    method: "GET",
    path: "/logs/export",
    right: "see",
    query: LogFilter.extend({
      format: ExportFormat,
      what: z.enum(["sessions", "moments"]).describe("A row for each session, or for each moment of the one named"),
    }),
    reply: FilePiece,
    events: true,
  },
  logRetention: {
    method: "GET",
    path: "/logs/retention",
    right: "see",
    reply: z.object({
      sessionDays: z.number().int().describe("Days that ended sessions are kept"),
      idleMinutes: z.number().int().describe("Minutes without a message after which a session expires"),
      exportRows: z.number().int(),
      oldest: z.iso.datetime().nullable().describe("Start of the oldest session that is kept"),
    }),
  },
  deleteLog: { method: "POST", path: "/logs/:session/delete", right: "manage_org", reply: z.object({}) },
  deleteLogsOf: {
    method: "POST",
    path: "/logs/delete",
    right: "manage_org",
    body: z.strictObject({ user: z.string().min(1).max(80) }),
    reply: z.object({ deleted: z.number().int() }),
  },
} as const satisfies Endpoints;
