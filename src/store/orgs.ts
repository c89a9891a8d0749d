// What is asked of the database about orgs.
import { sql } from "kysely";
import type { Db } from "./schema.ts";

export interface OrgRow {
  readonly id: string;
  readonly name: string;
  /** Host and port of the org's own; `null` for the org that answers under every other name. */
  readonly myDomain: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
}

const orgColumns = ["id", "name", "my_domain as myDomain", "settings"] as const;

/** Until the transaction ends, no other server makes an org. */
export async function lockOrgs(tx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('dragoman.org'))`.execute(tx);
}

/** Until the transaction ends, no other server changes the identity records of this org. */
export async function lockOrg(tx: Db, id: string): Promise<void> {
  await tx.selectFrom("org").select("id").where("id", "=", id).forUpdate().execute();
}

/** The org with this id; without an id, the oldest one. */
export function findOrg(db: Db, id?: string): Promise<OrgRow | undefined> {
  const query = db.selectFrom("org").select(orgColumns);
  const one = id === undefined ? query.orderBy("created_at").orderBy("id").limit(1) : query.where("id", "=", id);
  return one.executeTakeFirst();
}

/** The org that has this domain; without one, the oldest org that has none. */
export function findOrgAt(db: Db, domain: string | undefined): Promise<OrgRow | undefined> {
  const query = db.selectFrom("org").select(orgColumns).orderBy("created_at").orderBy("id").limit(1);
  const one = domain === undefined ? query.where("my_domain", "is", null) : query.where("my_domain", "=", domain);
  return one.executeTakeFirst();
}

/** Add an org. */
export async function insertOrg(db: Db, { id, name, myDomain: my_domain, settings }: OrgRow, at: Date): Promise<void> {
  await db
    .insertInto("org")
    .values({ id, name, my_domain, settings: JSON.stringify(settings), created_at: at })
    .execute();
}

/** Replace name, domain and settings of an org. */
export async function updateOrg(db: Db, { id, name, myDomain: my_domain, settings }: OrgRow): Promise<void> {
  await db
    .updateTable("org")
    .set({ name, my_domain, settings: JSON.stringify(settings) })
    .where("id", "=", id)
    .execute();
}

/** Every org, oldest first. */
export function listOrgs(db: Db): Promise<OrgRow[]> {
  return db.selectFrom("org").select(orgColumns).orderBy("created_at").orderBy("id").execute();
}
