// What is asked of the database about external client apps.
import type { Selectable } from "kysely";
import { jsonb } from "./json.ts";
import type { Db, Tables } from "./schema.ts";

type AppTable = Selectable<Tables["client_app"]>;

export interface AppRow {
  readonly id: string;
  readonly orgId: string;
  readonly apiName: string;
  readonly label: string;
  readonly contactEmail: string;
  readonly contactPhone: string | null;
  readonly description: string | null;
  readonly distributionState: AppTable["distribution_state"];
  readonly enabled: boolean;
  readonly scopes: readonly string[];
  readonly settings: AppTable["settings"];
  readonly policies: AppTable["policies"];
  /** Id of the user that client credentials tokens act as. */
  readonly runAs: string | null;
  /** The metadata files it was imported from (`identity/apps/metadata/`). */
  readonly metadata: AppTable["metadata"];
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
  "client_app.contact_phone as contactPhone",
  "client_app.description",
  "client_app.distribution_state as distributionState",
  "client_app.enabled",
  "client_app.scopes",
  "client_app.settings",
  "client_app.policies",
  "client_app.run_as as runAs",
  "client_app.metadata",
  "client_app.made_by as madeBy",
] as const;

/** An app of an org by its API name or its id. */
export function findApp(db: Db, orgId: string, nameOrId: string): Promise<AppRow | undefined> {
  return db
    .selectFrom("client_app")
    .select(appColumns)
    .where("org_id", "=", orgId)
    .where((eb) => eb.or([eb("api_name", "=", nameOrId), eb("id", "=", nameOrId)]))
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

/** Add an app. */
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
  contact_phone: app.contactPhone,
  description: app.description,
  distribution_state: app.distributionState,
  enabled: app.enabled,
  scopes: JSON.stringify(app.scopes),
  settings: JSON.stringify(app.settings),
  policies: JSON.stringify(app.policies),
  run_as: app.runAs,
  metadata: jsonb(app.metadata),
});
