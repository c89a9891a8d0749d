// The one draft of an agent: begun, saved and discarded by several people, none of whom overwrites another unseen.

import { mintId, prefixes } from "../contract/ids.ts";
import { refused } from "../contract/problems.ts";
import { apiName, longestName, spellingFix } from "../script/spelling.ts";
import { deleteDraft, findVersion, listVersions, rewriteDraft, type VersionRow } from "../store/agent-versions.ts";
import { type AgentRow, deleteAgent as deleteRow, insertAgent, lockAgent, updateAgent } from "../store/agents.ts";
import { writeAudit } from "../store/audit.ts";
import type { Db } from "../store/schema.ts";
import type { Catalogue } from "./catalogue.ts";
import { type Checked, checkSource } from "./check.ts";
import { addDraft, commit, hashOf, lockOrRefuse } from "./steps.ts";
import { type Author, namesOf } from "./who.ts";

/** A text for the draft. `base` is the hash of the draft that its author saw; null: there was none. */
export interface Edited {
  readonly source: string;
  readonly base: string | null;
  readonly by: Author;
}

/**
 * Keep a text as the agent's one draft; errors do not matter yet. Refuses with `edit_conflict` when the draft is not the
 * one that the author saw, unless it has this very text already.
 */
export function saveDraft(
  catalogue: Catalogue,
  orgId: string,
  agent: string,
  { source, base, by }: Edited,
): Promise<VersionRow> {
  const sourceHash = hashOf(source);
  return change(catalogue, orgId, agent, async (tx, row, versions) => {
    const draft = draftOf(versions);
    if (draft?.sourceHash === sourceHash) return draft;
    await requireBase(tx, row, versions, base);
    if (!draft || (draft.changedBy ?? draft.createdBy) !== by.actor)
      await audited(tx, row, { action: "agent.draft", by });
    // Until a version is active, the newest text that can be read says what the agent is called.
    const { agent: script } = row.activeVersionId === null ? checkSource(source, row.developerName) : noScript;
    if (script && (script.label !== row.label || script.agentType !== row.agentType)) {
      const shown = { label: script.label, agentType: script.agentType };
      await updateAgent(tx, row.id, shown, new Date(catalogue.now()));
    }
    return draft
      ? rewriteDraft(tx, { id: draft.id, source, sourceHash, changedBy: by.actor }, new Date(catalogue.now()))
      : addDraft(tx, catalogue, row, source, by.actor);
  });
}

/** Throw a draft away: the one that its author saw. */
export function discardDraft(
  catalogue: Catalogue,
  orgId: string,
  agent: string,
  { base, by }: Omit<Edited, "source">,
): Promise<void> {
  return change(catalogue, orgId, agent, async (tx, row, versions) => {
    const draft = draftOf(versions);
    if (!draft) return;
    await requireBase(tx, row, versions, base);
    if (versions.length === 1) {
      throw refused("bad_request", `${row.developerName} has nothing but its draft. Delete the agent instead`);
    }
    await deleteDraft(tx, draft.id);
    await audited(tx, row, { action: "agent.discard", by });
  });
}

/**
 * Commit an agent's draft: from here on it never changes. Refuses a draft with errors, one that is not what its author
 * saw (`edit_conflict`), and an agent without one.
 */
export function commitDraft(
  catalogue: Catalogue,
  orgId: string,
  agent: string,
  { base, by, message }: Omit<Edited, "source"> & { readonly message: string | null },
): Promise<VersionRow> {
  return change(catalogue, orgId, agent, async (tx, row, versions) => {
    const draft = draftOf(versions);
    if (!draft) throw refused("bad_request", `${row.developerName} has no draft to commit`);
    await requireBase(tx, row, versions, base);
    const { source } = (await findVersion(tx, draft.id))!;
    const { agent: script, problems } = checkSource(source, row.developerName);
    const error = problems.find(({ severity }) => severity === "error");
    if (!script) {
      const where = error ? `line ${error.span.start.line}: ${error.message}` : "it has errors";
      throw refused("bad_request", `The draft of ${row.developerName} cannot be committed: ${where}. Cure it first`);
    }
    // Until a version is active, the newest one says what the agent is called.
    const shown = { label: script.label, agentType: script.agentType };
    if (row.activeVersionId === null) await updateAgent(tx, row.id, shown, new Date(catalogue.now()));
    return commit(tx, catalogue, row, draft, by, message);
  });
}

/** Make an agent whose first version is a draft of this text. Refuses a name that is taken, or that is no name. */
export async function makeAgent(
  catalogue: Catalogue,
  orgId: string,
  { developerName, source, by }: { developerName: string; source: string; by: Author },
): Promise<AgentRow> {
  if (!apiName.test(developerName) || developerName.length > longestName) {
    throw refused("bad_request", `"${developerName}" cannot name an agent. ${spellingFix}`);
  }
  const { agent: script } = checkSource(source, developerName);
  return catalogue.db.transaction().execute(async (tx) => {
    const id = mintId(prefixes.agent, catalogue.random);
    await insertAgent(tx, {
      ...{ id, orgId, developerName, madeBy: by.actor },
      label: script?.label ?? developerName,
      agentType: script?.agentType ?? "AgentforceServiceAgent",
    });
    const row = (await lockAgent(tx, orgId, { developerName }))!;
    if (row.id !== id) {
      throw refused(
        "bad_request",
        `An agent is named ${developerName} already. Choose another name, or open that agent`,
      );
    }
    await addDraft(tx, catalogue, row, source, by.actor);
    await audited(tx, row, { action: "agent.make", by });
    return row;
  });
}

/** Delete an agent with its versions, for whoever gives its name. What was said with it stays in the logs. */
export function deleteAgent(
  catalogue: Catalogue,
  orgId: string,
  agent: string,
  { name, by }: { readonly name: string; readonly by: Author },
): Promise<void> {
  return change(catalogue, orgId, agent, async (tx, row, versions) => {
    if (name !== row.developerName) {
      throw refused("bad_request", `Nothing was deleted: type ${row.developerName} to say that you mean it`);
    }
    await deleteRow(tx, row.id);
    await audited(tx, row, { action: "agent.delete", by, versions: versions.length });
  });
}

/** Of an agent whose active version names it, no other text is read. */
const noScript: Partial<Checked> = {};

const draftOf = (versions: readonly VersionRow[]) => versions.find(({ state }) => state === "draft");

/** Work on an agent whose row is held, so that changes of one agent take turns. */
function change<T>(
  catalogue: Catalogue,
  orgId: string,
  agent: string,
  work: (tx: Db, row: AgentRow, versions: readonly VersionRow[]) => Promise<T>,
): Promise<T> {
  return catalogue.db.transaction().execute(async (tx) => {
    const row = await lockOrRefuse(tx, orgId, agent);
    return work(tx, row, await listVersions(tx, row.id));
  });
}

/** Leave a row in the trail; what it says besides stands in its detail. */
const audited = (
  tx: Db,
  row: AgentRow,
  { action, by, ...more }: { readonly action: string; readonly by: Author; readonly versions?: number },
) =>
  writeAudit(tx, {
    ...{ orgId: row.orgId, ...by, action, subject: row.id },
    detail: { agent: row.developerName, ...more },
  });

/** Refuses with `edit_conflict`, saying who and when, unless the draft is the one that an author saw. */
async function requireBase(tx: Db, row: AgentRow, versions: readonly VersionRow[], base: string | null): Promise<void> {
  const draft = draftOf(versions);
  if ((draft?.sourceHash ?? null) === base) return;
  const name = await namesOf(tx, row.orgId);
  if (draft) {
    const at = (draft.changedAt ?? draft.createdAt).toISOString();
    throw refused("edit_conflict", `${name(draft.changedBy ?? draft.createdBy ?? "")} saved the draft at ${at}`);
  }
  const committed = versions.find(({ sourceHash }) => sourceHash === base);
  throw refused(
    "edit_conflict",
    committed
      ? `${name(committed.committedBy ?? "")} committed the draft as version ${committed.number}`
      : "the draft was discarded",
  );
}
