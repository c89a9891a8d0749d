// What is asked of the database about agents: the agents themselves, their versions, and which version is active.
import type { Selectable } from "kysely";
import type { Db, Tables } from "./schema.ts";

type AgentTable = Selectable<Tables["agent"]>;
type VersionTable = Selectable<Tables["agent_version"]>;

export interface AgentRow {
  readonly id: string;
  readonly orgId: string;
  readonly developerName: string;
  readonly label: string;
  readonly agentType: string;
  readonly activeVersionId: string | null;
  readonly madeBy: string;
  readonly updatedAt: Date;
}

/** An agent in a list: with the numbers of its active version and of its newest one. */
export interface ListedAgent extends AgentRow {
  readonly activeNumber: number | null;
  readonly latestNumber: number | null;
}

export interface VersionRow {
  readonly id: string;
  readonly agentId: string;
  readonly number: number;
  readonly state: VersionTable["state"];
  readonly sourceHash: string;
  readonly createdAt: Date;
  readonly committedAt: Date | null;
}

/** A version with the text of its script. */
export interface VersionSource extends VersionRow {
  readonly source: string;
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
] as const;

const versionColumns = [
  "id",
  "agent_id as agentId",
  "number",
  "state",
  "source_hash as sourceHash",
  "created_at as createdAt",
  "committed_at as committedAt",
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
  return db
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
    ])
    .where("org_id", "=", orgId)
    .orderBy("developer_name")
    .execute();
}

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
  change: { activeVersionId?: string | null; label?: string; agentType?: string },
  at: Date,
): Promise<void> {
  const columns: Partial<AgentTable> = {
    ...("activeVersionId" in change && { active_version_id: change.activeVersionId }),
    ...(change.label !== undefined && { label: change.label }),
    ...(change.agentType !== undefined && { agent_type: change.agentType }),
  };
  await db
    .updateTable("agent")
    .set({ ...columns, updated_at: at })
    .where("id", "=", agentId)
    .execute();
}

/** An agent's versions, newest first, without their text. */
export function listVersions(db: Db, agentId: string): Promise<VersionRow[]> {
  return db
    .selectFrom("agent_version")
    .select(versionColumns)
    .where("agent_id", "=", agentId)
    .orderBy("number", "desc")
    .execute();
}

export function findVersion(db: Db, versionId: string): Promise<VersionSource | undefined> {
  return db
    .selectFrom("agent_version")
    .select([...versionColumns, "source"])
    .where("id", "=", versionId)
    .executeTakeFirst();
}

/** Add a draft under the agent's next number. Call it with the agent's row locked. */
export function insertDraft(
  tx: Db,
  draft: { id: string; orgId: string; agentId: string; source: string; sourceHash: string },
): Promise<VersionRow> {
  return tx
    .insertInto("agent_version")
    .values((eb) => ({
      id: draft.id,
      org_id: draft.orgId,
      agent_id: draft.agentId,
      number: eb
        .selectFrom("agent_version")
        .select((next) => next(next.fn.coalesce(next.fn.max("number"), next.lit(0)), "+", 1).as("number"))
        .where("agent_id", "=", draft.agentId),
      state: "draft" as const,
      source: draft.source,
      source_hash: draft.sourceHash,
    }))
    .returning(versionColumns)
    .executeTakeFirstOrThrow();
}

/** Replace the text of a draft. A committed version never changes. */
export function rewriteDraft(tx: Db, versionId: string, source: string, sourceHash: string): Promise<VersionRow> {
  return tx
    .updateTable("agent_version")
    .set({ source, source_hash: sourceHash })
    .where("id", "=", versionId)
    .where("state", "=", "draft")
    .returning(versionColumns)
    .executeTakeFirstOrThrow();
}

export function markCommitted(tx: Db, versionId: string, at: Date): Promise<VersionRow> {
  return tx
    .updateTable("agent_version")
    .set({ state: "committed", committed_at: at })
    .where("id", "=", versionId)
    .returning(versionColumns)
    .executeTakeFirstOrThrow();
}

/**
 * Delete committed versions beyond the newest `keep`, save the active one and those an open session still runs on.
 * Returns how many went.
 */
export async function pruneVersions(tx: Db, agentId: string, keep: number): Promise<number> {
  const result = await tx
    .deleteFrom("agent_version")
    .where("agent_id", "=", agentId)
    .where("state", "=", "committed")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("agent_version as old")
        .select("old.id")
        .where("old.agent_id", "=", agentId)
        .orderBy("old.number", "desc")
        .offset(keep),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("agent").select("agent.id").whereRef("active_version_id", "=", "agent_version.id"))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("session")
            .select("session.id")
            .whereRef("version_id", "=", "agent_version.id")
            .where("status", "=", "open"),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
