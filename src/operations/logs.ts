// What is asked about event logs: sessions listed and told, watched as they come, taken away as files, and deleted.
import type { Catalogue } from "../agents/catalogue.ts";
import { refused } from "../contract/problems.ts";
import type { Caller, Handlers } from "../contract/setup-endpoint.ts";
import type { ExportFormat, FilePiece } from "../contract/setup-file.ts";
import { type logEndpoints, type SessionLog, TURNS_SHOWN } from "../contract/setup-logs.ts";
import { isUuid } from "../sessions/find.ts";
import { writeAudit } from "../store/audit.ts";
import { greetingOf, turnsOf } from "../store/log-moments.ts";
import { type LoggedSession, listSessions, oldestSession } from "../store/logs.ts";
import { forgetSession, forgetSessionsOf } from "../store/retention.ts";
import { exportMoments, exportSessions } from "./log-export.ts";
import { lineOf, pageOf } from "./log-lines.ts";
import { isMasked } from "./log-masks.ts";
import { momentsOf } from "./log-moments.ts";
import { tail } from "./log-tail.ts";

export interface LogPorts {
  readonly catalogue: Catalogue;
  readonly kept: {
    readonly sessionDays: number;
    readonly idleMinutes: number;
    /** Most rows of one file. */
    readonly exportRows: number;
  };
}

/** Sessions deleted in one transaction. */
const BATCH = 500;

/** What answers the rows about event logs. */
export function operateLogs({ catalogue, kept }: LogPorts): Handlers<typeof logEndpoints> {
  const { db } = catalogue;
  return {
    logs: ({ orgId }, { query }) => pageOf(db, orgId, query),
    log: async (caller, { params, query }) => {
      const found = await sessionAt(catalogue, caller, params.session);
      return chapter(catalogue, caller, found, Number(query.after ?? 0));
    },
    logTail: (caller, { query, signal }) => tail({ catalogue }, caller, query, signal),
    logExport: (caller, { query: { format, what, ...filter }, signal }) =>
      what === "sessions"
        ? exportSessions(db, caller.orgId, filter, { format, limit: kept.exportRows, signal })
        : exportOne(catalogue, caller, filter.session ?? "", { format, limit: kept.exportRows, signal }),
    logRetention: async ({ orgId }) => ({ ...kept, oldest: (await oldestSession(db, orgId))?.toISOString() ?? null }),
    deleteLog: ({ orgId, by }, { params: { session } }) =>
      db.transaction().execute(async (tx) => {
        if (!isUuid(session) || !(await forgetSession(tx, orgId, session))) throw noSession(session);
        await writeAudit(tx, { orgId, ...by, action: "session.delete", subject: session });
        return {};
      }),
    deleteLogsOf: async (caller, { body: { user } }) => {
      let deleted = 0;
      while (true) {
        const count = await deleteSome(db, caller, user);
        deleted += count;
        if (count < BATCH) return { deleted };
      }
    },
  };
}

/** Each transaction leaves a line of its own, so that what was deleted is on record wherever this stops. */
const deleteSome = (db: Catalogue["db"], { orgId, by }: Caller, user: string): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const deleted = await forgetSessionsOf(tx, orgId, user, BATCH);
    await writeAudit(tx, { orgId, ...by, action: "user.delete_sessions", subject: user, detail: { deleted } });
    return deleted;
  });

const noSession = (id: string) => refused("record_not_found", `the session ${id}`);

/** The session that a path names. Those of Setup's previews are found as well. */
async function sessionAt({ db }: Catalogue, { orgId }: Caller, id: string): Promise<LoggedSession> {
  const [found] = isUuid(id) ? await listSessions(db, orgId, { session: id, preview: "too" }, { limit: 1 }) : [];
  if (!found) throw noSession(id);
  return found;
}

/** Some turns of a session in time order: those after a number. */
async function chapter(catalogue: Catalogue, caller: Caller, found: LoggedSession, after: number): Promise<SessionLog> {
  const { db } = catalogue;
  const [turns, greeting, masked] = await Promise.all([
    turnsOf(db, caller.orgId, found.id, { after, limit: TURNS_SHOWN + 1 }),
    after === 0 ? greetingOf(db, caller.orgId, found.id).then((message) => message ?? null) : undefined,
    isMasked(catalogue, caller, { ...found, sessionId: found.id }),
  ]);
  const page = turns.slice(0, TURNS_SHOWN);
  const next = turns.length > TURNS_SHOWN ? page.at(-1)!.number : null;
  const session = lineOf(found);
  return {
    session,
    masked,
    next,
    moments: momentsOf({ session, greeting, turns: page, whole: next === null, masked }),
  };
}

async function* exportOne(
  catalogue: Catalogue,
  caller: Caller,
  sessionId: string,
  { format, limit, signal }: { readonly format: ExportFormat; readonly limit: number; readonly signal: AbortSignal },
): AsyncGenerator<FilePiece> {
  const found = await sessionAt(catalogue, caller, sessionId);
  let after: number | null = 0;
  let left = limit;
  while (after !== null && left > 0 && !signal.aborted) {
    const { moments, next }: SessionLog = await chapter(catalogue, caller, found, after);
    const taken = moments.slice(0, left);
    const cut = taken.length < moments.length || (taken.length === left && next !== null);
    yield { text: exportMoments(found.id, taken, format, after === 0), rows: taken.length, cut };
    left -= taken.length;
    after = next;
  }
}
