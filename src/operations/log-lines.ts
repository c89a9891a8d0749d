// Sessions as event logs list them, and where the next page of a list begins.
import { LOG_COUNT_LIMIT, LOG_PAGE, type LogFilter, type SessionLine } from "../contract/setup-logs.ts";
import { isUuid } from "../sessions/find.ts";
import { countSessions, type LogCursor, type LoggedSession, listSessions } from "../store/logs.ts";
import type { Db } from "../store/schema.ts";

/** A page of the sessions that a filter finds, and how many there are. */
export async function pageOf(db: Db, orgId: string, { after, ...filter }: LogFilter & { readonly after?: string }) {
  if (!findable(filter)) return { sessions: [], next: null, count: { number: 0, more: false } };
  const [rows, counted] = await Promise.all([
    listSessions(db, orgId, filter, { after: readCursor(after), limit: LOG_PAGE + 1 }),
    countSessions(db, orgId, filter, LOG_COUNT_LIMIT),
  ]);
  const page = rows.slice(0, LOG_PAGE);
  return {
    sessions: page.map(lineOf),
    next: rows.length > LOG_PAGE ? cursorAt(page.at(-1)!) : null,
    count: { number: Math.min(counted, LOG_COUNT_LIMIT), more: counted > LOG_COUNT_LIMIT },
  };
}

/** Whether a filter can find anything: no session has an id that is none. */
export const findable = ({ session }: LogFilter) => session === undefined || isUuid(session);

/** A moment and an id, as `next` of a page. */
export const cursorAt = ({ began, id }: LogCursor) => `${began}~${id}`;

/** The cursor of a text that `cursorAt` gave; of any other, the beginning. */
function readCursor(text: string | undefined): LogCursor | undefined {
  const [, began, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~([0-9a-f-]{36})$/.exec(text ?? "") ?? [];
  return began !== undefined && id !== undefined && isDay(began) && isUuid(id) ? { began, id } : undefined;
}

/** Whether a moment is one that the calendar has and the database takes, which begins with the year 1. */
function isDay(moment: string): boolean {
  const read = new Date(moment);
  const same = !Number.isNaN(read.getTime()) && read.toISOString().slice(0, 19) === moment.slice(0, 19);
  return same && !moment.startsWith("0000");
}

/** A session as it is shown. What was deleted is named by its id. */
export function lineOf(session: LoggedSession): SessionLine {
  const { createdAt, endedAt, activeAt, agentId, appId, memberId, status } = session;
  const last = status === "expired" ? activeAt : (endedAt ?? activeAt);
  return {
    id: session.id,
    startedAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    connection: session.preview ? "Builder preview" : "Agent API",
    agent: { id: agentId, label: session.agentLabel ?? agentId, version: session.version },
    app: { id: appId, label: session.preview ? "Setup" : (session.appLabel ?? appId) },
    user: { id: memberId, name: session.memberName ?? memberId },
    externalKey: session.externalKey,
    turns: session.turns,
    durationMs: Math.max(0, last.getTime() - createdAt.getTime()),
    status,
    endReason: session.endReason,
    dropped: status === "expired",
    failedTurns: session.failedTurns,
    failedActions: session.failedActions,
    escalated: session.escalated,
    preview: session.preview,
  };
}
