// What is asked of the database about identity: orgs, users, external client apps with their consumers, signing keys.
import { type Selectable, sql } from "kysely";
import type { Db, Tables } from "./schema.ts";

type MemberTable = Selectable<Tables["member"]>;
type AppTable = Selectable<Tables["client_app"]>;
type ConsumerTable = Selectable<Tables["consumer"]>;

// --- Orgs --------------------------------------------------------------------------------------------------------

export interface OrgRow {
  readonly id: string;
  readonly name: string;
}

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
  const query = db.selectFrom("org").select(["id", "name"]);
  const one = id === undefined ? query.orderBy("created_at").orderBy("id").limit(1) : query.where("id", "=", id);
  return one.executeTakeFirst();
}

export async function insertOrg(db: Db, org: OrgRow, at: Date): Promise<void> {
  await db
    .insertInto("org")
    .values({ ...org, created_at: at })
    .execute();
}

export async function renameOrg(db: Db, id: string, name: string): Promise<void> {
  await db.updateTable("org").set({ name }).where("id", "=", id).execute();
}

// --- Users -------------------------------------------------------------------------------------------------------

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

// --- External client apps ----------------------------------------------------------------------------------------

export interface AppRow {
  readonly id: string;
  readonly orgId: string;
  readonly apiName: string;
  readonly label: string;
  readonly contactEmail: string;
  readonly enabled: boolean;
  readonly scopes: readonly string[];
  readonly settings: AppTable["settings"];
  readonly policies: AppTable["policies"];
  /** Id of the user that client credentials tokens act as. */
  readonly runAs: string | null;
  readonly madeBy: string;
}

/** An app in a list: with its consumer key in force and the username it runs as. */
export interface ListedApp extends AppRow {
  readonly consumerKey: string;
  readonly runAsUsername: string | null;
}

const appColumns = [
  "client_app.id",
  "client_app.org_id as orgId",
  "client_app.api_name as apiName",
  "client_app.label",
  "client_app.contact_email as contactEmail",
  "client_app.enabled",
  "client_app.scopes",
  "client_app.settings",
  "client_app.policies",
  "client_app.run_as as runAs",
  "client_app.made_by as madeBy",
] as const;

export function findApp(db: Db, orgId: string, apiName: string): Promise<AppRow | undefined> {
  return db
    .selectFrom("client_app")
    .select(appColumns)
    .where("org_id", "=", orgId)
    .where("api_name", "=", apiName)
    .executeTakeFirst();
}

/** Every app of an org, by API name. */
export function listApps(db: Db, orgId: string): Promise<ListedApp[]> {
  return db
    .selectFrom("client_app")
    .innerJoin("consumer", (join) =>
      join.onRef("consumer.app_id", "=", "client_app.id").on("consumer.state", "=", "primary"),
    )
    .leftJoin("member", "member.id", "client_app.run_as")
    .select(appColumns)
    .select(["consumer.consumer_key as consumerKey", "member.username as runAsUsername"])
    .where("client_app.org_id", "=", orgId)
    .orderBy("client_app.api_name")
    .execute();
}

export async function insertApp(db: Db, app: AppRow, at: Date): Promise<void> {
  await db
    .insertInto("client_app")
    .values({
      id: app.id,
      org_id: app.orgId,
      api_name: app.apiName,
      made_by: app.madeBy,
      created_at: at,
      updated_at: at,
      ...changeable(app),
    })
    .execute();
}

/** Replace what may change of an app, and count the change: a token of an older revision is not handed out again. */
export async function updateApp(db: Db, app: AppRow, at: Date): Promise<void> {
  await db
    .updateTable("client_app")
    .set({ ...changeable(app), updated_at: at })
    .set((eb) => ({ revision: eb("revision", "+", 1) }))
    .where("id", "=", app.id)
    .execute();
}

const changeable = (app: AppRow) => ({
  label: app.label,
  contact_email: app.contactEmail,
  enabled: app.enabled,
  scopes: JSON.stringify(app.scopes),
  settings: JSON.stringify(app.settings),
  policies: JSON.stringify(app.policies),
  run_as: app.runAs,
});

// --- Consumers ---------------------------------------------------------------------------------------------------

export interface ConsumerRow {
  readonly id: string;
  readonly orgId: string;
  readonly appId: string;
  readonly consumerKey: string;
  /** Sealed for the consumer's id. */
  readonly secretSealed: string;
  readonly state: ConsumerTable["state"];
  readonly expiresAt: Date | null;
}

const consumerColumns = [
  "consumer.id",
  "consumer.org_id as orgId",
  "consumer.app_id as appId",
  "consumer.consumer_key as consumerKey",
  "consumer.secret_sealed as secretSealed",
  "consumer.state",
  "consumer.expires_at as expiresAt",
] as const;

/** A consumer by its key, or the one in force of an app: a staged one waits, a rotated one is on its way out. */
export function findConsumer(
  db: Db,
  by: { readonly consumerKey: string } | { readonly appId: string },
): Promise<ConsumerRow | undefined> {
  const query = db.selectFrom("consumer").select(consumerColumns);
  const one =
    "consumerKey" in by
      ? query.where("consumer_key", "=", by.consumerKey)
      : query.where("app_id", "=", by.appId).where("state", "=", "primary");
  return one.executeTakeFirst();
}

/** A consumer with what the token endpoint asks about its app. */
export interface ClientRow extends ConsumerRow, Pick<AppTable, "enabled" | "scopes" | "settings" | "policies"> {
  readonly revision: number;
  readonly runAs: string | null;
}

export function findClient(db: Db, consumerKey: string): Promise<ClientRow | undefined> {
  return db
    .selectFrom("consumer")
    .innerJoin("client_app", "client_app.id", "consumer.app_id")
    .select(consumerColumns)
    .select(["enabled", "scopes", "settings", "policies", "revision", "run_as as runAs"])
    .where("consumer_key", "=", consumerKey)
    .executeTakeFirst();
}

export async function insertConsumer(db: Db, consumer: ConsumerRow, at: Date): Promise<void> {
  await db
    .insertInto("consumer")
    .values({
      id: consumer.id,
      org_id: consumer.orgId,
      app_id: consumer.appId,
      consumer_key: consumer.consumerKey,
      secret_sealed: consumer.secretSealed,
      state: consumer.state,
      expires_at: consumer.expiresAt,
      created_at: at,
    })
    .execute();
}

export async function replaceCredentials(
  db: Db,
  consumer: Pick<ConsumerRow, "id" | "consumerKey" | "secretSealed">,
): Promise<void> {
  await db
    .updateTable("consumer")
    .set({ consumer_key: consumer.consumerKey, secret_sealed: consumer.secretSealed })
    .where("id", "=", consumer.id)
    .execute();
}

// --- Signing keys ------------------------------------------------------------------------------------------------

export interface SigningKeyRow {
  readonly kid: string;
  readonly orgId: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** Sealed for the kid. */
  readonly privateSealed: string;
}

const keyColumns = ["kid", "org_id as orgId", "public_jwk as publicJwk", "private_sealed as privateSealed"] as const;

/** The newest key of an org that still signs. */
export function findSigningKey(db: Db, orgId: string): Promise<SigningKeyRow | undefined> {
  return db
    .selectFrom("signing_key")
    .select(keyColumns)
    .where("org_id", "=", orgId)
    .where("retired_at", "is", null)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** The keys of every org that still sign, or that were retired after `since`; newest first. */
export function listSigningKeys(db: Db, since: Date): Promise<SigningKeyRow[]> {
  return db
    .selectFrom("signing_key")
    .select(keyColumns)
    .where((eb) => eb.or([eb("retired_at", "is", null), eb("retired_at", ">", since)]))
    .orderBy("created_at", "desc")
    .execute();
}

export async function insertSigningKey(db: Db, key: SigningKeyRow, at: Date): Promise<void> {
  await db
    .insertInto("signing_key")
    .values({
      kid: key.kid,
      org_id: key.orgId,
      public_jwk: JSON.stringify(key.publicJwk),
      private_sealed: key.privateSealed,
      created_at: at,
    })
    .execute();
}
