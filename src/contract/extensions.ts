// What this server's Agent API offers beyond the original's: a session as it stands, its history, its events again, and a
// way to stop a turn. Stock clients never meet any of it; each operation says so in the documents.
import { z } from "zod";
import { BASE_PATH, StreamEnvelope } from "./agent-api.ts";
import type { Operation, Parameter } from "./operation.ts";

/** A request with this header can be sent again: the first one runs, and the others get its reply. */
export const IDEMPOTENCY_KEY = "idempotency-key";

/** On a streamed reply: number of the session's last event before the turn. Events received are counted from there. */
export const AFTER_HEADER = "x-dragoman-after";

/** `cancel`: the turn ends when its client leaves. */
export const ON_DISCONNECT = "x-dragoman-on-disconnect";

export const SessionState = z
  .object({
    sessionId: z.string(),
    agentId: z.string(),
    status: z.enum(["open", "ended", "expired"]),
    turnRunning: z.boolean(),
    lastEvent: z.number().int().describe("Number of the newest event: `after` for a stream of what comes next"),
  })
  .meta({ id: "SessionState" });
export type SessionState = z.infer<typeof SessionState>;

export const History = z
  .object({
    messages: z.array(
      z.object({
        role: z.enum(["user", "agent"]),
        text: z.string(),
        planId: z.string().nullable().describe("The turn; null for the greeting"),
        at: z.iso.datetime(),
      }),
    ),
    nextAfter: z.number().int().nullable().describe("`after` of the next page, or null"),
  })
  .meta({ id: "History" });
export type History = z.infer<typeof History>;

/** Whether a turn was told to stop, or had ended. */
export const Cancelled = z.object({ cancelled: z.boolean() }).meta({ id: "Cancelled" });
export type Cancelled = z.infer<typeof Cancelled>;

const sessionId: Parameter = {
  name: "sessionId",
  in: "path",
  required: true,
  description: "The sessionId of the reply that started the session",
};
const after = (what: string): Parameter => ({ name: "after", in: "query", required: false, description: what });

const shared = { tag: "Extensions", security: "jwtBearer", parameters: [sessionId] } as const;

export const extensionOperations: readonly Operation[] = [
  {
    ...shared,
    id: "resumeStream",
    method: "get",
    path: `${BASE_PATH}/sessions/{sessionId}/messages/stream`,
    summary: "Read a session's events again, and go on reading",
    about:
      "An extension. Every event after the one that is named, each exactly once and in order, from any server of the database; then those of the turn that runs, until it ends. The id of each event holds its number after a dot, so that an event source that comes back goes on where it stopped. 204 when nothing is left to read.",
    parameters: [
      sessionId,
      after(
        "Number of the last event seen: `x-dragoman-after` of the stream that broke plus the events received from it. 0 or nothing: from the first",
      ),
      {
        name: "last-event-id",
        in: "header",
        required: false,
        description:
          "What an event source sends: an id of this stream, or the id of a turn, which begins with the turn's first event",
      },
    ],
    reply: { status: 200, about: "The events", type: "text/event-stream", schema: StreamEnvelope },
    problems: ["session_not_found", "event_unknown"],
  },
  {
    ...shared,
    id: "sessionState",
    method: "get",
    path: `${BASE_PATH}/sessions/{sessionId}`,
    summary: "See how a session stands",
    about:
      "An extension. Whether it is open, whether a turn runs, and how many events it has. Ended sessions are shown, too.",
    reply: { status: 200, about: "The session", schema: SessionState },
    problems: ["session_not_found"],
  },
  {
    ...shared,
    id: "history",
    method: "get",
    path: `${BASE_PATH}/sessions/{sessionId}/messages`,
    summary: "Read a conversation",
    about: "An extension. What the user and the agent said, oldest first, a hundred messages at a time.",
    parameters: [sessionId, after("`nextAfter` of the page before")],
    reply: { status: 200, about: "A page of the conversation", schema: History },
    problems: ["session_not_found", "event_unknown"],
  },
  {
    ...shared,
    id: "cancelTurn",
    method: "post",
    path: `${BASE_PATH}/sessions/{sessionId}/cancel`,
    summary: "Stop the turn that runs",
    about:
      "An extension. The turn ends as soon as it can: no further model call or action begins, what was said stays said, and the session is free. The server that runs it may be another. `false` when no turn runs.",
    reply: { status: 200, about: "Whether a turn was told to stop", schema: Cancelled },
    problems: ["session_not_found"],
  },
];
