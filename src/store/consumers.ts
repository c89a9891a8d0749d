// What is asked of the database about consumers: the key and secret of an app, and what a token request asks about it.
import type { Selectable } from "kysely";
import type { Db, Tables } from "./schema.ts";

type AppTable = Selectable<Tables["client_app"]>;
type ConsumerTable = Selectable<Tables["consumer"]>;

export interface ConsumerRow {
  readonly id: string;
  readonly orgId: string;
  readonly appId: string;
  readonly consumerKey: string;
  /** Sealed for the consumer's id. */
  readonly secretSealed: string;
  readonly state: ConsumerTable["state"];
  /** Who made it; `null` for the first one of an app. */
  readonly madeBy: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

const consumerColumns = [
  "consumer.id",
  "consumer.org_id as orgId",
  "consumer.app_id as appId",
  "consumer.consumer_key as consumerKey",
  "consumer.secret_sealed as secretSealed",
  "consumer.state",
  "consumer.made_by as madeBy",
  "consumer.created_at as createdAt",
  "consumer.expires_at as expiresAt",
] as const;

/** A consumer of an org by its key, or the one in force of an app: a staged one waits, a rotated one is on its way out. */
export function findConsumer(
  db: Db,
  by: { readonly orgId: string; readonly consumerKey: string } | { readonly appId: string },
): Promise<ConsumerRow | undefined> {
  const query = db.selectFrom("consumer").select(consumerColumns);
  const one =
    "consumerKey" in by
      ? query.where("org_id", "=", by.orgId).where("consumer_key", "=", by.consumerKey)
      : query.where("app_id", "=", by.appId).where("state", "=", "primary");
  return one.executeTakeFirst();
}

/** Every consumer of an app, the one in force first. */
export function listConsumers(db: Db, appId: string): Promise<ConsumerRow[]> {
  return db
    .selectFrom("consumer")
    .select(consumerColumns)
    .where("app_id", "=", appId)
    .orderBy("state")
    .orderBy("created_at")
    .execute();
}

/** Delete a consumer; its key is unknown from then on. */
export async function deleteConsumer(db: Db, id: string): Promise<void> {
  await db.deleteFrom("consumer").where("id", "=", id).execute();
}

/** A consumer with what the token endpoint asks about its app. */
export interface ClientRow
  extends ConsumerRow,
    Pick<AppTable, "label" | "enabled" | "scopes" | "settings" | "policies"> {
  readonly revision: number;
  readonly runAs: string | null;
}

/** The client behind a consumer key of an org, whatever state it is in. */
export function findClient(db: Db, orgId: string, consumerKey: string): Promise<ClientRow | undefined> {
  return db
    .selectFrom("consumer")
    .innerJoin("client_app", "client_app.id", "consumer.app_id")
    .select(consumerColumns)
    .select(["label", "enabled", "scopes", "settings", "policies", "revision", "run_as as runAs"])
    .where("consumer.org_id", "=", orgId)
    .where("consumer_key", "=", consumerKey)
    .executeTakeFirst();
}

/** Add a consumer. */
export async function insertConsumer(db: Db, consumer: ConsumerRow): Promise<void> {
  await db
    .insertInto("consumer")
    .values({
      id: consumer.id,
      org_id: consumer.orgId,
      app_id: consumer.appId,
      consumer_key: consumer.consumerKey,
      secret_sealed: consumer.secretSealed,
      state: consumer.state,
      made_by: consumer.madeBy,
      expires_at: consumer.expiresAt,
      created_at: consumer.createdAt,
    })
    .execute();
}

/** Give a consumer another key and secret; it keeps its id. */
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
