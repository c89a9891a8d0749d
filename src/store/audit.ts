// The audit trail: who changed what, in order, never rewritten.
import type { Db } from "./schema.ts";

export interface AuditEntry {
  readonly orgId: string;
  /** `project`, `operator`, or the id of a user. */
  readonly actor: string;
  /** What was done, as `noun.verb`, such as `agent.activate`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly subject: string;
  /** What else matters to a reader. Never a secret (invariant I1). */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Add one entry, in the transaction of the change it tells of. */
export async function writeAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db
    .insertInto("audit")
    .values({
      org_id: entry.orgId,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      detail: JSON.stringify(entry.detail),
    })
    .execute();
}

/** Who did this to that last; `undefined` when nobody ever did. */
export async function lastActor(db: Db, action: string, subject: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("audit")
    .select("actor")
    .where("action", "=", action)
    .where("subject", "=", subject)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.actor;
}
