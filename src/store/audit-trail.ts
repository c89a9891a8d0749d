// What is asked of the audit trail by somebody who looks for an entry: the newest first, by who, what and when.
import type { AuditRow } from "./audit.ts";
import type { Db } from "./schema.ts";

export interface AuditSearch {
  readonly orgId: string;
  /** Ids of whoever did it; empty: nobody of these. Absent: anybody. */
  readonly actors?: readonly string[];
  /** Beginning of an action, such as `app.` or `user.change`. */
  readonly action?: string;
  readonly subject?: string;
  readonly since?: Date;
  /** Only entries before this number: the next page. */
  readonly before?: number;
  readonly limit: number;
}

/** Entries of an org, the newest first. */
export function searchAudit(db: Db, search: AuditSearch): Promise<AuditRow[]> {
  const { orgId, actors, action, subject, since, before, limit } = search;
  let query = db
    .selectFrom("audit")
    .select(["id as number", "at", "actor", "action", "subject", "address", "detail", "before", "after"])
    .where("org_id", "=", orgId);
  if (actors) query = query.where("actor", "in", actors.length > 0 ? actors : [""]);
  if (action) query = query.where("action", "like", `${action.replace(/[\\%_]/g, "\\$&")}%`);
  if (subject) query = query.where("subject", "=", subject);
  if (since) query = query.where("at", ">=", since);
  if (before !== undefined) query = query.where("id", "<", before);
  return query.orderBy("id", "desc").limit(limit).execute();
}
