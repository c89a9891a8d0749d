// What is asked of the audit trail by somebody who looks for an entry, or takes entries along as a file.
import { listAgents } from "../agents/catalogue.ts";
import { type AuditAsked, type auditEndpoints, TRAIL_PAGE, type TrailLine } from "../contract/setup-audit.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import type { ExportFormat, FilePiece } from "../contract/setup-file.ts";
import { listApps } from "../identity/apps/apps.ts";
import type { Identity } from "../identity/identity.ts";
import { searchAudit } from "../store/audit-trail.ts";
import { listMembers } from "../store/members.ts";
import { listPermissionSets } from "../store/permission-sets.ts";
import { type Row, written } from "./file-rows.ts";

/** Actors that are no users. */
const OTHERS = ["project", "operator", "server"];
/** Entries read at a time for a file. */
const BATCH = 500;

/**
 * What answers the rows about the audit trail.
 * @param exportRows most entries of one file
 */
export function operateAudit(identity: Identity, exportRows: number): Handlers<typeof auditEndpoints> {
  return {
    auditTrail: async ({ orgId }, { query: { before, ...asked } }) => {
      const read = await openTrail(identity, orgId, asked);
      const found = await read(before, TRAIL_PAGE + 1);
      return { entries: found.slice(0, TRAIL_PAGE), more: found.length > TRAIL_PAGE };
    },
    auditExport: ({ orgId }, { query: { format, ...asked }, signal }) =>
      exportTrail(identity, orgId, asked, { format, limit: exportRows, signal }),
  };
}

/** Reads entries, the newest first: those before a number, at most so many. */
type ReadTrail = (before: number | undefined, limit: number) => Promise<readonly TrailLine[]>;

/** The entries that are asked for, with the names that stand for their ids now. */
async function openTrail(identity: Identity, orgId: string, { who, what, since }: AuditAsked): Promise<ReadTrail> {
  const { db } = identity;
  const members = await listMembers(db, orgId);
  const asked = who?.trim().toLowerCase();
  const named = members.filter(({ id, username, name }) =>
    [id, username, name].some((text) => text.toLowerCase().includes(asked ?? "")),
  );
  const actors = [...OTHERS.filter((name) => name.startsWith(asked ?? "")), ...named.map(({ id }) => id)];
  const users = new Map(members.map(({ id, username }) => [id, username]));
  const names = new Map([...users, ...(await namesOf(identity, orgId))]);
  return async (before, limit) => {
    const found = await searchAudit(db, {
      orgId,
      limit,
      ...(asked && { actors }),
      ...(what?.trim() && { action: what.trim() }),
      ...(since && { since: new Date(since) }),
      ...(before !== undefined && { before }),
    });
    return found.map(({ at, ...entry }) => ({
      ...entry,
      at: at.toISOString(),
      who: users.get(entry.actor) ?? entry.actor,
      subjectName: names.get(entry.subject) ?? null,
    }));
  };
}

/** What the records of an org that are no users are called, by id. */
async function namesOf(identity: Identity, orgId: string): Promise<readonly (readonly [string, string])[]> {
  const { db, records } = identity;
  const [org, apps, agents, sets] = await Promise.all([
    records.org(orgId),
    listApps(identity, orgId),
    listAgents(db, orgId),
    listPermissionSets(db, orgId),
  ]);
  return [
    [orgId, org?.name ?? orgId],
    ...apps.map(({ id, label }) => [id, label] as const),
    ...agents.map(({ id, label }) => [id, label] as const),
    ...sets.map(({ id, label }) => [id, label] as const),
  ];
}

/** The entries as a file, the newest first, at most `limit`; the last piece says whether some were left out. */
async function* exportTrail(
  identity: Identity,
  orgId: string,
  asked: AuditAsked,
  { format, limit, signal }: { readonly format: ExportFormat; readonly limit: number; readonly signal: AbortSignal },
): AsyncGenerator<FilePiece> {
  const read = await openTrail(identity, orgId, asked);
  let before: number | undefined;
  let left = limit;
  while (!signal.aborted) {
    const size = Math.min(BATCH, left);
    const found = await read(before, size + 1);
    const page = found.slice(0, size);
    left -= page.length;
    const over = found.length <= size || left === 0;
    const text = written(page.map(rowOf), format, before === undefined);
    yield { text, rows: page.length, cut: over && found.length > size };
    if (over) return;
    before = page.at(-1)!.number;
  }
}

/** An entry in the order of the file's columns. */
const rowOf = ({ number, at, who, actor, action, subject, subjectName, address, ...values }: TrailLine): Row => {
  const { before, after, detail } = values;
  return { number, at, who, actor, action, subject, subjectName, address, before, after, detail };
};
