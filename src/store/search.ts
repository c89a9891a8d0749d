// What is asked of the database when somebody searches: the few records of an org that some words or an id point to.
import type { Db } from "./schema.ts";

export interface Found {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
}

/** What is searched for: text that a name holds, or the id of the record. */
export interface Searched {
  readonly orgId: string;
  readonly words: string;
  readonly limit: number;
}

/** Text for `ilike` that holds these words as they are. */
const holding = (words: string) => `%${words.replace(/[\\%_]/g, "\\$&")}%`;

/** Agents by label, developer name or id. */
export function searchAgents(db: Db, { orgId, words, limit }: Searched): Promise<Found[]> {
  return db
    .selectFrom("agent")
    .select(["id as key", "label", "developer_name as detail"])
    .where("org_id", "=", orgId)
    .where((eb) =>
      eb.or([
        eb("label", "ilike", holding(words)),
        eb("developer_name", "ilike", holding(words)),
        eb("id", "like", `${words.replace(/[\\%_]/g, "\\$&")}%`),
      ]),
    )
    .orderBy("label")
    .limit(limit)
    .execute();
}

/** External client apps by label, API name, or consumer key. */
export function searchApps(db: Db, { orgId, words, limit }: Searched): Promise<Found[]> {
  const byKey = db
    .selectFrom("consumer")
    .select("app_id")
    .where("consumer.org_id", "=", orgId)
    .where("consumer_key", "=", words);
  return db
    .selectFrom("client_app")
    .select(["api_name as key", "label", "api_name as detail"])
    .where("org_id", "=", orgId)
    .where((eb) =>
      eb.or([
        eb("label", "ilike", holding(words)),
        eb("api_name", "ilike", holding(words)),
        eb("id", "=", words),
        eb("id", "in", byKey),
      ]),
    )
    .orderBy("label")
    .limit(limit)
    .execute();
}

/** Users by name, username or id. */
export function searchMembers(db: Db, { orgId, words, limit }: Searched): Promise<Found[]> {
  return db
    .selectFrom("member")
    .select(["id as key", "name as label", "username as detail"])
    .where("org_id", "=", orgId)
    .where((eb) =>
      eb.or([eb("name", "ilike", holding(words)), eb("username", "ilike", holding(words)), eb("id", "=", words)]),
    )
    .orderBy("username")
    .limit(limit)
    .execute();
}

/** The session of this id, which must be a UUID. */
export function searchSession(db: Db, orgId: string, id: string): Promise<Found | undefined> {
  return db
    .selectFrom("session")
    .innerJoin("agent", "agent.id", "session.agent_id")
    .select(["session.id as key", "session.id as label", "agent.label as detail"])
    .where("session.org_id", "=", orgId)
    .where("session.id", "=", id)
    .executeTakeFirst();
}
