// What is asked of the database about users.
import { type Selectable, sql } from "kysely";
import type { Db, Tables } from "./schema.ts";

type MemberTable = Selectable<Tables["member"]>;

export interface MemberRow {
  readonly id: string;
  readonly orgId: string;
  readonly username: string;
  readonly name: string;
  readonly kind: MemberTable["kind"];
  readonly active: boolean;
  readonly madeBy: string;
}

const memberColumns = ["id", "org_id as orgId", "username", "name", "kind", "active", "made_by as madeBy"] as const;

/** A user by username, which is compared without regard to case. */
export function findMember(db: Db, orgId: string, username: string): Promise<MemberRow | undefined> {
  return db
    .selectFrom("member")
    .select(memberColumns)
    .where("org_id", "=", orgId)
    .where(sql`lower(username)`, "=", sql`lower(${username})`)
    .executeTakeFirst();
}

export function findMemberById(db: Db, id: string): Promise<MemberRow | undefined> {
  return db.selectFrom("member").select(memberColumns).where("id", "=", id).executeTakeFirst();
}

/** Every user of an org, by username. */
export function listMembers(db: Db, orgId: string): Promise<MemberRow[]> {
  return db.selectFrom("member").select(memberColumns).where("org_id", "=", orgId).orderBy("username").execute();
}

export async function insertMember(db: Db, member: MemberRow, at: Date): Promise<void> {
  const { orgId: org_id, madeBy: made_by, ...same } = member;
  await db
    .insertInto("member")
    .values({ ...same, org_id, made_by, created_at: at })
    .execute();
}

export async function updateMember(
  db: Db,
  id: string,
  change: Partial<Pick<MemberRow, "username" | "name" | "kind" | "active">>,
): Promise<void> {
  await db.updateTable("member").set(change).where("id", "=", id).execute();
}
