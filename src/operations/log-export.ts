// Event logs as files, a piece at a time: a row for each session, or for each moment of one.
import type { FilePiece, LogFilter, Moment, SessionLine } from "../contract/setup-logs.ts";
import { type LogCursor, listSessions } from "../store/logs.ts";
import type { Db } from "../store/schema.ts";
import { findable, lineOf } from "./log-lines.ts";

export type ExportFormat = "csv" | "jsonl";

/** Rows read at a time. */
const BATCH = 500;

type Row = Readonly<Record<string, string | number | boolean | null>>;

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

/** Rows as text. CSV begins with the names of the columns, which an empty file lacks. */
function written(rows: readonly Row[], format: ExportFormat, first: boolean): string {
  if (format === "jsonl") return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const head = first && rows[0] ? [Object.keys(rows[0])] : [];
  return [...head, ...rows.map((row) => Object.values(row))]
    .map((cells) => `${cells.map(cell).join(",")}\r\n`)
    .join("");
}

/**
 * A value in CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it: clients
 * and users choose these texts, and whoever opens the file should not run them.
 */
export function cell(value: string | number | boolean | null): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const safe = /^[\s]*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
