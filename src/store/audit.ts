// The audit trail: who changed what, in order, never rewritten (a trigger refuses it).
import { sql } from "kysely";
import { jsonb } from "./json.ts";
import type { Db } from "./schema.ts";

/** Values by field, as a reader of the trail sees them. Never a secret (invariant I1). */
type Values = Readonly<Record<string, unknown>>;

export interface AuditEntry {
  readonly orgId: string;
  /** `project`, `operator`, or the id of a user. */
  readonly actor: string;
  /** What was done, as `noun.verb`, such as `agent.activate`. */
  readonly action: string;
  /** Id of what it was done to. */
  readonly subject: string;
  /** What else matters to a reader. */
  readonly detail?: Values;
  /** Network address of the actor, where it came over the network. */
  readonly address?: string | undefined;
  /** The fields that changed, as they were and as they are. */
  readonly before?: Values;
  readonly after?: Values;
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
      detail: jsonb(entry.detail ?? {}),
      address: entry.address ?? null,
      before: entry.before ? jsonb(entry.before) : null,
      after: entry.after ? jsonb(entry.after) : null,
    })
    .execute();
}

/** An entry as it is read. */
export interface AuditRow {
  /** Counts up over all orgs; entries are read in its order. */
  readonly number: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly address: string | null;
  readonly detail: Values;
  readonly before: Values | null;
  readonly after: Values | null;
}

/** Entries of an org in order: those after the number `after`, none older than `since`, at most `limit`. */
export function listAudit(
  db: Db,
  orgId: string,
  { after, since, limit }: { readonly after: number; readonly since: Date; readonly limit: number },
): Promise<AuditRow[]> {
  return db
    .selectFrom("audit")
    .select(["id as number", "at", "actor", "action", "subject", "address", "detail", "before", "after"])
    .where("org_id", "=", orgId)
    .where("id", ">", after)
    .where("at", ">=", since)
    .orderBy("id")
    .limit(limit)
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

/** The highest number of the trail, over all orgs; 0 where it is empty. */
export async function lastAuditNumber(db: Db): Promise<number> {
  const row = await db
    .selectFrom("audit")
    .select((asked) => asked.fn.max("id").as("number"))
    .executeTakeFirst();
  return row?.number ?? 0;
}

/** Entries of every org with a number above `after` that is none of `told`, in order. */
export function newAudit(
  db: Db,
  after: number,
  told: readonly number[],
): Promise<(AuditRow & { readonly orgId: string })[]> {
  return db
    .selectFrom("audit")
    .select(["id as number", "org_id as orgId", "at", "actor", "action", "subject", "address"])
    .select(["detail", "before", "after"])
    .where("id", ">", after)
    .where(sql<boolean>`id <> all(${told}::bigint[])`)
    .orderBy("id")
    .execute();
}
