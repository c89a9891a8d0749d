// Event logs as files, a piece at a time: a row for each session, or for each moment of one.
import type { ExportFormat, FilePiece } from "../contract/setup-file.ts";
import type { LogFilter, Moment, SessionLine } from "../contract/setup-logs.ts";
import { type LogCursor, listSessions } from "../store/logs.ts";
import type { Db } from "../store/schema.ts";
import { type Row, written } from "./file-rows.ts";
import { findable, lineOf } from "./log-lines.ts";

/** Rows read at a time. */
const BATCH = 500;

/** The sessions that a filter finds, newest first, at most `limit`; the last piece says whether some were left out. */
export async function* exportSessions(
  db: Db,
  orgId: string,
  filter: LogFilter,
  { format, limit, signal }: { readonly format: ExportFormat; readonly limit: number; readonly signal: AbortSignal },
): AsyncGenerator<FilePiece> {
  let after: LogCursor | undefined;
  let left = limit;
  let first = true;
  while (!signal.aborted) {
    const size = Math.min(BATCH, left);
    const rows = findable(filter) ? await listSessions(db, orgId, filter, { after, limit: size + 1 }) : [];
    const page = rows.slice(0, size);
    left -= page.length;
    const over = rows.length <= size || left === 0;
    yield {
      text: written(page.map(lineOf).map(sessionRow), format, first),
      rows: page.length,
      cut: over && rows.length > size,
    };
    if (over) return;
    after = page.at(-1);
    first = false;
  }
}

/** Some moments of one session. */
export const exportMoments = (
  sessionId: string,
  moments: readonly Moment[],
  format: ExportFormat,
  first: boolean,
): string =>
  written(
    moments.map((moment) => momentRow(sessionId, moment)),
    format,
    first,
  );

/** The columns of an exported session, in the words of the list. */
const sessionRow = (line: SessionLine): Row => ({
  "Session ID": line.id,
  "Start Time": line.startedAt,
  "End Time": line.endedAt,
  Connection: line.connection,
  Agent: line.agent.label,
  Version: line.agent.version,
  App: line.app.label,
  User: line.user.name,
  "External Session Key": line.externalKey,
  Turns: line.turns,
  Dropped: line.dropped,
  "Duration (ms)": line.durationMs,
  Error: line.failedTurns > 0,
  "Failed Turns": line.failedTurns,
  "Failed Actions": line.failedActions,
  Escalated: line.escalated,
  Status: line.status,
  "End Reason": line.endReason,
});

const momentRow = (sessionId: string, { at, turn, kind, title, text, durationMs }: Moment): Row => ({
  "Session ID": sessionId,
  Time: at,
  Turn: turn,
  Kind: kind,
  What: title,
  Text: text,
  "Duration (ms)": durationMs,
});
