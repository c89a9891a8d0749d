// What is asked of the database about the versions of an agent: the draft, what was committed, and which of them go.
import type { ExpressionBuilder, Selectable } from "kysely";
import type { Db, Tables } from "./schema.ts";

export interface VersionRow {
  readonly id: string;
  readonly agentId: string;
  readonly number: number;
  readonly state: Selectable<Tables["agent_version"]>["state"];
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
