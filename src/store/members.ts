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
  readonly role: MemberTable["role"];
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly locale: string;
  readonly timeZone: string;
  readonly active: boolean;
  /** Tokens and sessions issued earlier are refused. */
  readonly notBefore: Date | null;
  readonly madeBy: string;
}

const memberColumns = [
  "id",
  "org_id as orgId",
  "username",
  "name",
  "kind",
  "role",
  "email",
  "first_name as firstName",
  "last_name as lastName",
  "locale",
  "time_zone as timeZone",
  "active",
  "not_before as notBefore",
  "made_by as madeBy",
] as const;

/** A user by username, which is compared without regard to case. */
export function findMember(db: Db, orgId: string, username: string): Promise<MemberRow | undefined> {
  return db
    .selectFrom("member")
    .select(memberColumns)
    .where("org_id", "=", orgId)
    .where(sql`lower(username)`, "=", sql`lower(${username})`)
    .executeTakeFirst();
}

/** A user of any org: compare `orgId`. */
export function findMemberById(db: Db, id: string): Promise<MemberRow | undefined> {
  return db.selectFrom("member").select(memberColumns).where("id", "=", id).executeTakeFirst();
}

/**
 * Whether a user stands as when they were judged: unchanged in what ends sessions and grants (`notBefore`). Until the
 * transaction ends nobody changes that, so what begins in it is there to be ended by whoever changes it next.
 */
export async function holdUnchanged(tx: Db, { id, notBefore }: Judged): Promise<boolean> {
  const { rows } = await sql`
    select 1 from member where id = ${id} and not_before is not distinct from ${notBefore}::timestamptz for share
  `.execute(tx);
  return rows.length > 0;
}

/**
 * Whether a proof of this moment is one of the user as they stand. Until the transaction ends nobody changes that, as with
 * `holdUnchanged`.
 */
export async function holdProof(tx: Db, id: string, provenAt: Date): Promise<boolean> {
  const { rows } = await sql`
    select 1 from member where id = ${id} and (not_before is null or not_before <= ${provenAt}) for share
  `.execute(tx);
  return rows.length > 0;
}

/** A user as they were when somebody proved to be them. */
export type Judged = Pick<MemberRow, "id" | "notBefore">;

/** When the record of a user last changed. */
export async function memberChangedAt(db: Db, id: string): Promise<Date | undefined> {
  const row = await db.selectFrom("member").select("updated_at").where("id", "=", id).executeTakeFirst();
  return row?.updated_at;
}

/** Every user of an org, by username. */
export function listMembers(db: Db, orgId: string): Promise<MemberRow[]> {
  return db.selectFrom("member").select(memberColumns).where("org_id", "=", orgId).orderBy("username").execute();
}

/** Add a user. */
export async function insertMember(db: Db, member: MemberRow, at: Date): Promise<void> {
  await db
    .insertInto("member")
    .values({
      id: member.id,
      org_id: member.orgId,
      made_by: member.madeBy,
      created_at: at,
      updated_at: at,
      ...changeable(member),
    })
    .execute();
}

/** Replace what may change of a user. */
export async function updateMember(db: Db, id: string, member: ChangeableMember, at: Date): Promise<void> {
  await db
    .updateTable("member")
    .set({ ...changeable(member), updated_at: at })
    .where("id", "=", id)
    .execute();
}

/** What may change of a user. */
export type ChangeableMember = Omit<MemberRow, "id" | "orgId" | "madeBy">;

const changeable = (member: ChangeableMember) => ({
  username: member.username,
  name: member.name,
  kind: member.kind,
  role: member.role,
  email: member.email,
  first_name: member.firstName,
  last_name: member.lastName,
  locale: member.locale,
  time_zone: member.timeZone,
  active: member.active,
  not_before: member.notBefore,
});
