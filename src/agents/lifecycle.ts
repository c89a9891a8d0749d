// The life of a version: draft, commit, activate, each its own step, and all three at once for a project's file.
import { createHash } from "node:crypto";
import { mintId, prefixes } from "../contract/ids.ts";
import { refused } from "../contract/problems.ts";
import type { Agent } from "../script/agent.ts";
import type { Problem } from "../script/problem.ts";
import {
  type AgentRow,
  findVersion,
  insertAgent,
  insertDraft,
  listVersions,
  lockAgent,
  markCommitted,
  pruneVersions,
  rewriteDraft,
  updateAgent,
  type VersionRow,
} from "../store/agents.ts";
import { lastActor, writeAudit } from "../store/audit.ts";
import type { Db } from "../store/schema.ts";
import { agentKey, type Catalogue } from "./catalogue.ts";
import { checkSource } from "./check.ts";

/**
 * Versions an agent keeps (platform spec §1.4). The oldest go first, rather than the newest being refused, so that a
 * day of edits under `--watch` never stops; the active version and those that open sessions run on always stay.
 */
export const VERSIONS_KEPT = 20;

/** A script offered to the catalogue. `madeBy` is `project`, `operator` or a user's id. */
export interface Offer {
  readonly developerName: string;
  readonly source: string;
  readonly madeBy: string;
}

export interface PutResult {
  /** Absent only when a script with errors was offered under a new name. */
  readonly agent?: AgentRow;
  /** The newest committed version after the call. */
  readonly version?: VersionRow;
  readonly change: "made" | "changed" | "unchanged";
  readonly problems: readonly Problem[];
}

/**
 * Take a script as it stands in a project: commit it as a new version when it differs from the newest one, and
 * activate it. A script with errors changes nothing. What an operator decided stays decided: an agent that an operator
 * deactivated stays so, and the same text offered again does not undo the activation of an older version.
 */
export async function putAgent(catalogue: Catalogue, orgId: string, offer: Offer): Promise<PutResult> {
  const { agent: script, problems } = checkSource(offer.source, offer.developerName);
  return catalogue.db.transaction().execute(async (tx): Promise<PutResult> => {
    const key = { developerName: offer.developerName };
    const agent = script ? await ensureAgent(tx, catalogue, orgId, offer, script) : await lockAgent(tx, orgId, key);
    const latest = agent && (await listVersions(tx, agent.id)).find((version) => version.state === "committed");
    const unchanged: PutResult = {
      ...(agent && { agent }),
      ...(latest && { version: latest }),
      change: "unchanged",
      problems,
    };
    if (!script || !agent) return unchanged;

    const same = latest?.sourceHash === hash(offer.source);
    const active = agent.activeVersionId !== null;
    const wakes = !active && (!latest || (await lastActor(tx, "agent.deactivate", agent.id)) === offer.madeBy);
    if (same && !wakes) return unchanged;
    const version = same
      ? latest
      : await commit(tx, catalogue, agent, await addDraft(tx, catalogue, agent, offer.source), offer.madeBy);
    if (active || wakes) await makeActive(tx, catalogue, agent, version, script, offer.madeBy);
    return { agent: (await lockAgent(tx, orgId, key))!, version, change: latest ? "changed" : "made", problems };
  });
}

/** Keep a script as the agent's one draft. A draft may have errors; it says which. */
export async function saveDraft(
  catalogue: Catalogue,
  orgId: string,
  offer: Offer,
): Promise<{ agent: AgentRow; version: VersionRow; problems: readonly Problem[] }> {
  const { agent: script, problems } = checkSource(offer.source, offer.developerName);
  return catalogue.db.transaction().execute(async (tx) => {
    const agent = await ensureAgent(tx, catalogue, orgId, offer, script);
    const draft = (await listVersions(tx, agent.id)).find((version) => version.state === "draft");
    const version = draft
      ? await rewriteDraft(tx, draft.id, offer.source, hash(offer.source))
      : await addDraft(tx, catalogue, agent, offer.source);
    return { agent, version, problems };
  });
}

/** Commit an agent's draft: from here on it never changes. A draft with errors stays a draft. */
export async function commitDraft(
  catalogue: Catalogue,
  orgId: string,
  idOrDeveloperName: string,
  actor: string,
): Promise<{ version: VersionRow; problems: readonly Problem[] }> {
  return catalogue.db.transaction().execute(async (tx) => {
    const agent = await lockOrRefuse(tx, orgId, idOrDeveloperName);
    const draft = (await listVersions(tx, agent.id)).find((version) => version.state === "draft");
    if (!draft) throw refused("bad_request", `${agent.developerName} has no draft to commit`);
    const { source } = (await findVersion(tx, draft.id))!;
    const { agent: script, problems } = checkSource(source, agent.developerName);
    return { version: script ? await commit(tx, catalogue, agent, draft, actor) : draft, problems };
  });
}

export interface ActivationChange {
  readonly agent: AgentRow;
  readonly version?: VersionRow;
  readonly changed: boolean;
}

/** Make a committed version the one new sessions get: by number, by id, or the newest when neither is given. */
export async function activate(
  catalogue: Catalogue,
  orgId: string,
  idOrDeveloperName: string,
  options: { version?: number | string; actor: string },
): Promise<ActivationChange> {
  return catalogue.db.transaction().execute(async (tx) => {
    const agent = await lockOrRefuse(tx, orgId, idOrDeveloperName);
    const version = chooseVersion(agent, await listVersions(tx, agent.id), options.version);
    if (version.id === agent.activeVersionId) return { agent, version, changed: false };
    const { source } = (await findVersion(tx, version.id))!;
    const { agent: script, problems } = checkSource(source, agent.developerName);
    if (!script) {
      const why = problems.find((problem) => problem.severity === "error")?.message ?? "it has errors";
      throw refused("bad_request", `Version ${version.number} of ${agent.developerName} cannot be activated: ${why}`);
    }
    await makeActive(tx, catalogue, agent, version, script, options.actor);
    return { agent: await lockOrRefuse(tx, orgId, agent.id), version, changed: true };
  });
}

/** Leave an agent without an active version: sessions that are open go on, new ones are refused. */
export async function deactivate(
  catalogue: Catalogue,
  orgId: string,
  idOrDeveloperName: string,
  actor: string,
): Promise<ActivationChange> {
  return catalogue.db.transaction().execute(async (tx) => {
    const agent = await lockOrRefuse(tx, orgId, idOrDeveloperName);
    if (!agent.activeVersionId) return { agent, changed: false };
    const detail = { agent: agent.developerName };
    await updateAgent(tx, agent.id, { activeVersionId: null }, new Date(catalogue.now()));
    await writeAudit(tx, { orgId, actor, action: "agent.deactivate", subject: agent.id, detail });
    return { agent: await lockOrRefuse(tx, orgId, agent.id), changed: true };
  });
}

// --- The steps, each inside a transaction that holds the agent's row -----------------------------------------------

async function ensureAgent(
  tx: Db,
  catalogue: Catalogue,
  orgId: string,
  offer: Offer,
  script: Agent | undefined,
): Promise<AgentRow> {
  const { developerName, madeBy } = offer;
  const known = await lockAgent(tx, orgId, { developerName });
  if (known) return known;
  await insertAgent(tx, {
    id: mintId(prefixes.agent, catalogue.random),
    orgId,
    developerName,
    label: script?.label ?? developerName,
    agentType: script?.agentType ?? "AgentforceServiceAgent",
    madeBy,
  });
  return (await lockAgent(tx, orgId, { developerName }))!;
}

function addDraft(tx: Db, catalogue: Catalogue, agent: AgentRow, source: string): Promise<VersionRow> {
  const id = mintId(prefixes.agentVersion, catalogue.random);
  return insertDraft(tx, { id, orgId: agent.orgId, agentId: agent.id, source, sourceHash: hash(source) });
}

async function commit(
  tx: Db,
  catalogue: Catalogue,
  agent: AgentRow,
  draft: VersionRow,
  actor: string,
): Promise<VersionRow> {
  const version = await markCommitted(tx, draft.id, new Date(catalogue.now()));
  await pruneVersions(tx, agent.id, VERSIONS_KEPT);
  const detail = { agent: agent.developerName, version: version.number, sourceHash: version.sourceHash };
  await writeAudit(tx, { orgId: agent.orgId, actor, action: "agent.commit", subject: agent.id, detail });
  return version;
}

async function makeActive(
  tx: Db,
  catalogue: Catalogue,
  agent: AgentRow,
  version: VersionRow,
  script: Agent,
  actor: string,
): Promise<void> {
  const change = { activeVersionId: version.id, label: script.label, agentType: script.agentType };
  await updateAgent(tx, agent.id, change, new Date(catalogue.now()));
  catalogue.compiled.set(version.id, script);
  const detail = { agent: agent.developerName, version: version.number };
  await writeAudit(tx, { orgId: agent.orgId, actor, action: "agent.activate", subject: agent.id, detail });
}

async function lockOrRefuse(tx: Db, orgId: string, idOrDeveloperName: string): Promise<AgentRow> {
  const agent = await lockAgent(tx, orgId, agentKey(idOrDeveloperName));
  if (!agent) throw refused("agent_not_found", idOrDeveloperName);
  return agent;
}

function chooseVersion(agent: AgentRow, versions: readonly VersionRow[], wanted?: number | string): VersionRow {
  const committed = versions.filter((version) => version.state === "committed");
  const found =
    wanted === undefined
      ? committed[0]
      : versions.find((version) => version.id === wanted || version.number === Number(wanted));
  if (!found) {
    const have = committed.map((version) => version.number).join(", ") || "none";
    const what = wanted === undefined ? "committed version" : `version ${wanted}`;
    throw refused("bad_request", `${agent.developerName} has no ${what}. Committed versions: ${have}`);
  }
  if (found.state === "draft") {
    throw refused("bad_request", `Version ${found.number} of ${agent.developerName} is a draft. Commit it first`);
  }
  return found;
}

const hash = (source: string) => createHash("sha256").update(source).digest("hex");
