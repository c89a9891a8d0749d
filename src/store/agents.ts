// What is asked of the database about agents: the agents themselves, their versions, and which version is active.
import type { ExpressionBuilder, Selectable } from "kysely";
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

export interface VersionRow {
  readonly id: string;
  readonly agentId: string;
  readonly number: number;
  readonly state: VersionTable["state"];
  readonly sourceHash: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  /** When and by whom it was saved last while it was a draft; null when it never was, beyond its making. */
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
  readonly committedAt: Date | null;
  readonly committedBy: string | null;
  /** What whoever committed it said of it. */
  readonly message: string | null;
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
  "agent.offered_hash as offeredHash",
] as const;

const versionColumns = [
  "id",
  "agent_id as agentId",
  "number",
  "state",
  "source_hash as sourceHash",
  "created_at as createdAt",
  "created_by as createdBy",
  "changed_at as changedAt",
  "changed_by as changedBy",
  "committed_at as committedAt",
  "committed_by as committedBy",
  "message",
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
  draft: { id: string; orgId: string; agentId: string; source: string; sourceHash: string; createdBy: string },
): Promise<VersionRow> {
  return tx
    .insertInto("agent_version")
    .values((eb) => ({
      id: draft.id,
      org_id: draft.orgId,
      agent_id: draft.agentId,
      number: nextNumber(eb, draft.agentId),
      state: "draft" as const,
      source: draft.source,
      source_hash: draft.sourceHash,
      created_by: draft.createdBy,
    }))
    .returning(versionColumns)
    .executeTakeFirstOrThrow();
}

const nextNumber = (eb: ExpressionBuilder<Tables, "agent_version">, agentId: string) =>
  eb
    .selectFrom("agent_version")
    .select((next) => next(next.fn.coalesce(next.fn.max("number"), next.lit(0)), "+", 1).as("number"))
    .where("agent_id", "=", agentId);

/** Replace the text of a draft. A committed version never changes. */
export function rewriteDraft(
  tx: Db,
  draft: { id: string; source: string; sourceHash: string; changedBy: string },
  at: Date,
): Promise<VersionRow> {
  return tx
    .updateTable("agent_version")
    .set({ source: draft.source, source_hash: draft.sourceHash, changed_at: at, changed_by: draft.changedBy })
    .where("id", "=", draft.id)
    .where("state", "=", "draft")
    .returning(versionColumns)
    .executeTakeFirstOrThrow();
}

/** Make a draft a version for good, under the next number when others were committed since it was begun. */
export function markCommitted(
  tx: Db,
  draft: Pick<VersionRow, "id" | "agentId" | "number">,
  { by, message, at }: { by: string; message: string | null; at: Date },
): Promise<VersionRow> {
  return tx
    .updateTable("agent_version")
    .set((eb) => ({
      state: "committed" as const,
      committed_at: at,
      committed_by: by,
      message,
      number: eb
        .case()
        .when(
          eb.exists(
            eb
              .selectFrom("agent_version as newer")
              .select("newer.id")
              .where("newer.agent_id", "=", draft.agentId)
              .where("newer.number", ">", draft.number),
          ),
        )
        .then(nextNumber(eb, draft.agentId))
        .else(draft.number)
        .end(),
    }))
    .where("id", "=", draft.id)
    .returning(versionColumns)
    .executeTakeFirstOrThrow();
}

export async function deleteDraft(tx: Db, versionId: string): Promise<void> {
  await tx.deleteFrom("agent_version").where("id", "=", versionId).where("state", "=", "draft").execute();
}

/** Delete an agent with its versions. Its sessions stay until they are too old. */
export async function deleteAgent(tx: Db, agentId: string): Promise<void> {
  await tx.deleteFrom("agent").where("id", "=", agentId).execute();
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
