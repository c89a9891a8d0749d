// Which version of an agent serves: activate, deactivate, and a project's file taken as it stands.
import { refused } from "../contract/problems.ts";
import type { Problem } from "../script/problem.ts";
import { findVersion, listVersions, type VersionRow } from "../store/agent-versions.ts";
import { type AgentRow, lockAgent, updateAgent } from "../store/agents.ts";
import { lastActor, writeAudit } from "../store/audit.ts";
import type { Db } from "../store/schema.ts";
import type { Catalogue } from "./catalogue.ts";
import { checkSource } from "./check.ts";
import { addDraft, commit, ensureAgent, hashOf, lockOrRefuse, makeActive, type Offer } from "./steps.ts";
import type { Author } from "./who.ts";

export interface PutResult {
  /** Absent only when a script with errors was offered under a new name. */
  readonly agent?: AgentRow;
  /** The newest committed version after the call. */
  readonly version?: VersionRow;
  readonly change: "made" | "changed" | "unchanged";
  readonly problems: readonly Problem[];
}

/**
 * Take a script as it stands in a project: commit it as a new version when it differs from what was offered last and
 * from the newest one, and activate it. A script with errors changes nothing. What people decided stays decided until
 * the file changes: an agent that an operator deactivated stays so, and the same text offered again undoes neither the
 * activation of an older version nor a version that was committed in Setup.
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

    const offered = hashOf(offer.source);
    const same = latest !== undefined && (agent.offeredHash === offered || latest.sourceHash === offered);
    const active = agent.activeVersionId !== null;
    const wakes = !active && (!latest || (await lastActor(tx, "agent.deactivate", agent.id)) === offer.madeBy);
    const by = { actor: offer.madeBy };
    if (agent.offeredHash !== offered) {
      await updateAgent(tx, agent.id, { offeredHash: offered }, new Date(catalogue.now()));
    }
    if (same && !wakes) return unchanged;
    const version = same
      ? latest
      : await commit(tx, catalogue, agent, await addDraft(tx, catalogue, agent, offer.source, by.actor), by);
    const wakened = same ? (await checkedVersion(tx, version, agent)).agent : script;
    if ((active || wakes) && wakened) await makeActive(tx, catalogue, agent, version, wakened, by);
    return { agent: (await lockAgent(tx, orgId, key))!, version, change: latest ? "changed" : "made", problems };
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
  { version: wanted, ...by }: { version?: number | string } & Author,
): Promise<ActivationChange> {
  return catalogue.db.transaction().execute(async (tx) => {
    const agent = await lockOrRefuse(tx, orgId, idOrDeveloperName);
    const version = chooseVersion(agent, await listVersions(tx, agent.id), wanted);
    if (version.id === agent.activeVersionId) return { agent, version, changed: false };
    const { agent: script, problems } = await checkedVersion(tx, version, agent);
    if (!script) {
      const why = problems.find((problem) => problem.severity === "error")?.message ?? "it has errors";
      throw refused("bad_request", `Version ${version.number} of ${agent.developerName} cannot be activated: ${why}`);
    }
    await makeActive(tx, catalogue, agent, version, script, by);
    return { agent: await lockOrRefuse(tx, orgId, agent.id), version, changed: true };
  });
}

/** Leave an agent without an active version: sessions that are open go on, new ones are refused. */
export async function deactivate(
  catalogue: Catalogue,
  orgId: string,
  idOrDeveloperName: string,
  actor: string,
  address?: string,
): Promise<ActivationChange> {
  return catalogue.db.transaction().execute(async (tx) => {
    const agent = await lockOrRefuse(tx, orgId, idOrDeveloperName);
    if (!agent.activeVersionId) return { agent, changed: false };
    const detail = { agent: agent.developerName };
    await updateAgent(tx, agent.id, { activeVersionId: null }, new Date(catalogue.now()));
    await writeAudit(tx, { orgId, actor, address, action: "agent.deactivate", subject: agent.id, detail });
    return { agent: await lockOrRefuse(tx, orgId, agent.id), changed: true };
  });
}

/** What the checker says of a version's text today. */
const checkedVersion = async (tx: Db, version: VersionRow, agent: AgentRow) =>
  checkSource((await findVersion(tx, version.id))!.source, agent.developerName);

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
