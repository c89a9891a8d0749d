// The part of Setup's API that reads the audit trail as people do: the newest first, by who, what and when.
import { z } from "zod";
import type { Endpoints } from "./setup-endpoint.ts";
import { ExportFormat, FilePiece } from "./setup-file.ts";
import { AuditLine } from "./setup-records.ts";

/** An entry with the names of what its ids stand for. */
export const TrailLine = AuditLine.extend({
  who: z.string().describe("Username, or what the actor is called"),
  subjectName: z.string().nullable().describe("Null where nothing here has the subject's id any more"),
});
export type TrailLine = z.infer<typeof TrailLine>;

/** Entries come in pages of this size. */
export const TRAIL_PAGE = 100;

/** What is looked for in the trail; what is absent does not matter. */
const AuditAsked = z.strictObject({
  who: z.string().max(100).optional().describe("Part of a username, or `project`, `operator`, `server`"),
  what: z.string().max(100).optional().describe("Beginning of an action, such as `app.`"),
  since: z.iso.datetime().optional(),
});
export type AuditAsked = z.infer<typeof AuditAsked>;

export const auditEndpoints = {
  auditTrail: {
    method: "GET",
    path: "/audit-trail",
    right: "see_audit",
    query: AuditAsked.extend({
      before: z.coerce.number().int().min(1).optional().describe("Number of the last entry of the page before"),
    }),
    reply: z.object({ entries: z.array(TrailLine), more: z.boolean() }),
  },
  auditExport: {
    method: "GET",
    path: "/audit-trail/export",
    right: "see_audit",
    query: AuditAsked.extend({ format: ExportFormat }),
    reply: FilePiece,
    events: true,
  },
} as const satisfies Endpoints;
