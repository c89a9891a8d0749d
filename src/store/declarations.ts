// What a project's file said last of a record, so that the next reading can tell what it says anew.
import { sql } from "kysely";
import { jsonb } from "./json.ts";
import type { Db } from "./schema.ts";

/** Values by field. Never a secret. */
export type Said = Readonly<Record<string, unknown>>;

/** What the file said last of the record with this id; `undefined` when it never named it. */
export async function lastSaid(db: Db, subject: string): Promise<Said | undefined> {
  const row = await db.selectFrom("declaration").select("said").where("subject", "=", subject).executeTakeFirst();
  return row?.said;
}

/** Remember what the file says of a record. The same again is no write. */
export async function keepSaid(db: Db, orgId: string, subject: string, said: Said): Promise<void> {
  await db
    .insertInto("declaration")
    .values({ subject, org_id: orgId, said: jsonb(said) })
    .onConflict((conflict) =>
      conflict
        .column("subject")
        .doUpdateSet({ said: sql`excluded.said` })
        .where(sql<boolean>`declaration.said is distinct from excluded.said`),
    )
    .execute();
}

/**
 * Remember that the file no longer names a record, which says that it is off; `field` is what says so. False where that was
 * remembered before: what somebody has switched on since stays on.
 */
export async function sayOff(db: Db, orgId: string, subject: string, field: "active" | "enabled"): Promise<boolean> {
  const said = await lastSaid(db, subject);
  if (said?.[field] === false) return false;
  await keepSaid(db, orgId, subject, { ...said, [field]: false });
  return true;
}
