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
