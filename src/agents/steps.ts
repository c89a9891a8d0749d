// The steps of an agent's life, each inside a transaction that holds the agent's row.
import { createHash } from "node:crypto";
import { mintId, prefixes } from "../contract/ids.ts";
import { refused } from "../contract/problems.ts";
import type { Agent } from "../script/agent.ts";
import { insertDraft, markCommitted, pruneVersions, type VersionRow } from "../store/agent-versions.ts";
import { type AgentRow, insertAgent, lockAgent, updateAgent } from "../store/agents.ts";
import { writeAudit } from "../store/audit.ts";
import type { Db } from "../store/schema.ts";
import { agentKey, type Catalogue } from "./catalogue.ts";
import type { Author } from "./who.ts";

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

/** The agent of an offer's name, made when there is none. */
export async function ensureAgent(
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

export function addDraft(
  tx: Db,
  catalogue: Catalogue,
  agent: AgentRow,
  source: string,
  createdBy: string,
): Promise<VersionRow> {
  const id = mintId(prefixes.agentVersion, catalogue.random);
  return insertDraft(tx, { id, orgId: agent.orgId, agentId: agent.id, source, sourceHash: hashOf(source), createdBy });
}

export async function commit(
  tx: Db,
  catalogue: Catalogue,
  agent: AgentRow,
  draft: VersionRow,
  by: Author,
  message: string | null = null,
): Promise<VersionRow> {
  const version = await markCommitted(tx, draft, { by: by.actor, message, at: new Date(catalogue.now()) });
  await pruneVersions(tx, agent.id, VERSIONS_KEPT);
  const { number, sourceHash } = version;
  const detail = { agent: agent.developerName, version: number, sourceHash, ...(message !== null && { message }) };
  await writeAudit(tx, { orgId: agent.orgId, ...by, action: "agent.commit", subject: agent.id, detail });
  return version;
}

export async function makeActive(
  tx: Db,
  catalogue: Catalogue,
  agent: AgentRow,
  version: VersionRow,
  script: Agent,
  by: Author,
): Promise<void> {
  const change = { activeVersionId: version.id, label: script.label, agentType: script.agentType };
  await updateAgent(tx, agent.id, change, new Date(catalogue.now()));
  catalogue.compiled.set(version.id, script);
  const detail = { agent: agent.developerName, version: version.number };
  await writeAudit(tx, { orgId: agent.orgId, ...by, action: "agent.activate", subject: agent.id, detail });
}

/** The agent, its row held. Refuses with `agent_not_found`. */
export async function lockOrRefuse(tx: Db, orgId: string, idOrDeveloperName: string): Promise<AgentRow> {
  const agent = await lockAgent(tx, orgId, agentKey(idOrDeveloperName));
  if (!agent) throw refused("agent_not_found", idOrDeveloperName);
  return agent;
}

/** What tells one text from another. */
export const hashOf = (source: string) => createHash("sha256").update(source).digest("hex");
