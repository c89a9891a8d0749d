// The catalogue of agents: what may be served under an id, and the compiled scripts behind it.
import type { Kysely } from "kysely";
import { type Bounded, bounded } from "../bounded.ts";
import { normalizeId, prefixes, type Random } from "../contract/ids.ts";
import { refused } from "../contract/problems.ts";
import type { Agent } from "../script/agent.ts";
import { readScript } from "../script/read.ts";
import { findVersion, listVersions, type VersionRow } from "../store/agent-versions.ts";
import {
  type AgentKey,
  type AgentRow,
  findListedAgent,
  type ListedAgent,
  findAgent as readAgent,
  listAgents as readAgents,
} from "../store/agents.ts";
import type { Db, Tables } from "../store/schema.ts";

/** Compiled versions kept in memory. One is a few hundred kilobytes at most; versions never change. */
const COMPILED_KEPT = 256;

/** The catalogue's ports and its memory. A plain record: make it with `createCatalogue`, pass it on. */
export interface Catalogue {
  readonly db: Kysely<Tables>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly random: Random;
  /** Compiled committed versions by version id. */
  readonly compiled: Bounded<Agent>;
}

export function createCatalogue(ports: Omit<Catalogue, "compiled">): Catalogue {
  return { ...ports, compiled: bounded(COMPILED_KEPT) };
}

/** Every agent of an org, by developer name. */
export function listAgents(db: Db, orgId: string): Promise<ListedAgent[]> {
  return readAgents(db, orgId);
}

/** One agent, by an id of 15 or 18 characters or by its developer name. */
export function findAgent(db: Db, orgId: string, idOrDeveloperName: string): Promise<AgentRow | undefined> {
  return readAgent(db, orgId, agentKey(idOrDeveloperName));
}

/** The same, as it stands in the list. */
export function findListed(db: Db, orgId: string, idOrDeveloperName: string): Promise<ListedAgent | undefined> {
  return findListedAgent(db, orgId, agentKey(idOrDeveloperName));
}

/** An agent's versions, newest first. */
export function versionsOf(db: Db, agentId: string): Promise<VersionRow[]> {
  return listVersions(db, agentId);
}

/** An id in any spelling, else a developer name: no developer name begins with a digit, so the two never meet. */
export function agentKey(text: string): AgentKey {
  const id = normalizeId(text, prefixes.agent);
  return id ? { id } : { developerName: text };
}

/** A version a session can start on. */
export interface Servable {
  readonly agentId: string;
  readonly versionId: string;
  readonly developerName: string;
  readonly kind: AgentKind;
  readonly agent: Agent;
}

export type AgentKind = "service" | "employee";

/** Types that act as the user who asks (agent-api spec §11.6). */
const employeeTypes = new Set(["agentforceemployeeagent", "internalcopilot"]);
/** Spellings of "Agentforce (Default)", which the Agent API has never served. */
const unservedTypes = new Set(["agentforce (default)", "agentforcedefault", "einsteincopilot", "copilot"]);

/** Whom an agent of this type acts as; `undefined` for the type that the Agent API does not serve. */
export function kindOf(agentType: string): AgentKind | undefined {
  const type = agentType.toLowerCase();
  if (unservedTypes.has(type)) return undefined;
  return employeeTypes.has(type) ? "employee" : "service";
}

/**
 * The active version of an agent, ready to run, from the id in a request's path.
 * Refuses with `agent_id_malformed`, `agent_not_found` (or, when `unknownIs500`, the original's `agent_not_found_500`),
 * `agent_not_active` or `agent_kind_unsupported`.
 */
export async function servable(
  catalogue: Catalogue,
  orgId: string,
  agentIdText: string,
  unknownIs500 = false,
): Promise<Servable> {
  const id = normalizeId(agentIdText, prefixes.agent);
  if (!id) throw refused("agent_id_malformed", agentIdText);
  const row = await readAgent(catalogue.db, orgId, { id });
  if (!row) throw refused(unknownIs500 ? "agent_not_found_500" : "agent_not_found", agentIdText);
  if (!row.activeVersionId) throw refused("agent_not_active", row.developerName);
  const kind = kindOf(row.agentType);
  if (!kind) throw refused("agent_kind_unsupported", row.label);
  const agent = await versionById(catalogue, row.activeVersionId);
  return { agentId: row.id, versionId: row.activeVersionId, developerName: row.developerName, kind, agent };
}

/** A version, compiled. Later turns of a session come here with the version the session began on. */
export async function versionById(catalogue: Catalogue, versionId: string): Promise<Agent> {
  const known = catalogue.compiled.get(versionId);
  if (known) return known;
  const version = await findVersion(catalogue.db, versionId);
  if (!version) throw refused("unavailable", `version ${versionId} of the agent is gone. Start a new session`);
  const { agent, problems } = readScript(version.source);
  if (!agent) {
    // Checked when it was committed, so this is a version from a release whose checker knew less.
    const why = problems.find((problem) => problem.severity === "error")?.message ?? "it has errors";
    throw refused(
      "unavailable",
      `version ${version.number} no longer passes the checks: ${why}. Commit a cured version`,
    );
  }
  if (version.state === "committed") catalogue.compiled.set(versionId, agent);
  return agent;
}
