// What is asked of the database about agents: each by its names, all in a list, and which version is active.
import type { Selectable } from "kysely";
import type { Db, Tables } from "./schema.ts";

type AgentTable = Selectable<Tables["agent"]>;

export interface AgentRow {
  readonly id: string;
  readonly orgId: string;
  readonly developerName: string;
  readonly label: string;
  readonly agentType: string;
  readonly activeVersionId: string | null;
  readonly madeBy: string;
  readonly updatedAt: Date;
  /** Hash of the text that the project offered last. */
  readonly offeredHash: string | null;
}

/** An agent in a list: with its versions in short, and when a session began with it last. */
export interface ListedAgent extends AgentRow {
  readonly activeNumber: number | null;
  readonly latestNumber: number | null;
  readonly draftNumber: number | null;
  readonly lastUsedAt: Date | null;
}

const agentColumns = [
  "agent.id",
  "agent.org_id as orgId",
  "agent.developer_name as developerName",
  "agent.label",
  "agent.agent_type as agentType",
  "agent.active_version_id as activeVersionId",
  "agent.made_by as madeBy",
  "agent.updated_at as updatedAt",
  "agent.offered_hash as offeredHash",
] as const;

/** One agent of an org, by its 18-character id or by its developer name. */
export type AgentKey = { readonly id: string } | { readonly developerName: string };

const agentBy = (db: Db, orgId: string, key: AgentKey) => {
  const query = db.selectFrom("agent").select(agentColumns).where("org_id", "=", orgId);
  return "id" in key ? query.where("id", "=", key.id) : query.where("developer_name", "=", key.developerName);
};

export function findAgent(db: Db, orgId: string, key: AgentKey): Promise<AgentRow | undefined> {
  return agentBy(db, orgId, key).executeTakeFirst();
}

/** The same, holding the agent's row until the transaction ends: changes to one agent's versions take turns. */
export function lockAgent(tx: Db, orgId: string, key: AgentKey): Promise<AgentRow | undefined> {
  return agentBy(tx, orgId, key).forUpdate().executeTakeFirst();
}

/** Every agent of an org, by developer name. */
export function listAgents(db: Db, orgId: string): Promise<ListedAgent[]> {
  return listed(db, orgId).orderBy("developer_name").execute();
}

/** One agent as it stands in the list. */
export function findListedAgent(db: Db, orgId: string, key: AgentKey): Promise<ListedAgent | undefined> {
  const query = listed(db, orgId);
  return (
    "id" in key ? query.where("id", "=", key.id) : query.where("developer_name", "=", key.developerName)
  ).executeTakeFirst();
}

const listed = (db: Db, orgId: string) =>
  db
    .selectFrom("agent")
    .select(agentColumns)
    .select((eb) => [
      eb
        .selectFrom("agent_version as active")
        .select("active.number")
        .whereRef("active.id", "=", "agent.active_version_id")
        .as("activeNumber"),
      eb
        .selectFrom("agent_version as one")
        .select((count) => count.fn.max("one.number").as("latest"))
        .whereRef("one.agent_id", "=", "agent.id")
        .as("latestNumber"),
      eb
        .selectFrom("agent_version as draft")
        .select("draft.number")
        .whereRef("draft.agent_id", "=", "agent.id")
        .where("draft.state", "=", "draft")
        .limit(1)
        .as("draftNumber"),
      // One step into the index `session_of_agent`, however many sessions there are.
      eb
        .selectFrom("session")
        .select("session.created_at")
        .whereRef("session.org_id", "=", "agent.org_id")
        .whereRef("session.agent_id", "=", "agent.id")
        .orderBy("session.created_at", "desc")
        .orderBy("session.id", "desc")
        .limit(1)
        .as("lastUsedAt"),
    ])
    .where("org_id", "=", orgId);

/** Make an agent unless its developer name is taken. */
export async function insertAgent(
  db: Db,
  agent: Pick<AgentRow, "id" | "orgId" | "developerName" | "label" | "agentType" | "madeBy">,
): Promise<void> {
  await db
    .insertInto("agent")
    .values({
      id: agent.id,
      org_id: agent.orgId,
      developer_name: agent.developerName,
      label: agent.label,
      agent_type: agent.agentType,
      made_by: agent.madeBy,
    })
    .onConflict((conflict) => conflict.columns(["org_id", "developer_name"]).doNothing())
    .execute();
}

/** Point an agent at its active version, or at none, and set what may change with it. */
export async function updateAgent(
  db: Db,
  agentId: string,
  change: { activeVersionId?: string | null; label?: string; agentType?: string; offeredHash?: string },
  at: Date,
): Promise<void> {
  const columns: Partial<AgentTable> = {
    ...("activeVersionId" in change && { active_version_id: change.activeVersionId }),
    ...(change.label !== undefined && { label: change.label }),
    ...(change.agentType !== undefined && { agent_type: change.agentType }),
    ...(change.offeredHash !== undefined && { offered_hash: change.offeredHash }),
  };
  await db
    .updateTable("agent")
    .set({ ...columns, updated_at: at })
    .where("id", "=", agentId)
    .execute();
}

/** Delete an agent with its versions. Its sessions stay until they are too old. */
export async function deleteAgent(tx: Db, agentId: string): Promise<void> {
  await tx.deleteFrom("agent").where("id", "=", agentId).execute();
}
