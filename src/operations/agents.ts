// What is asked about agents and their versions.
import type { Actions } from "../actions/port.ts";
import { type Catalogue, findListed, listAgents, versionById, versionsOf } from "../agents/catalogue.ts";
import { checkSource } from "../agents/check.ts";
import { commitDraft, deleteAgent, discardDraft, makeAgent, saveDraft } from "../agents/drafts.ts";
import { type ActivationChange, activate, deactivate } from "../agents/lifecycle.ts";
import { blankScript, readTemplates, scriptFrom, templateNamed } from "../agents/templates.ts";
import { namesOf } from "../agents/who.ts";
import { refused } from "../contract/problems.ts";
import {
  type ActivationReply,
  type AgentDetail,
  type AgentSummary,
  AgentTemplate,
  type AgentVersion,
  type agentEndpoints,
  type TargetState,
  type VersionText,
} from "../contract/setup-agents.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";
import { Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { declareMember } from "../identity/people/members.ts";
import { type Laid, layFunctions } from "../project/lay-functions.ts";
import { unresolvedIn } from "../project/unresolved.ts";
import { findVersion, type VersionRow } from "../store/agent-versions.ts";
import type { ListedAgent } from "../store/agents.ts";
import { writeAudit } from "../store/audit.ts";
import { findMember } from "../store/members.ts";
import { told } from "./told-problems.ts";

export interface AgentPorts {
  readonly catalogue: Catalogue;
  readonly identity: Identity;
  readonly actions: Pick<Actions, "resolve">;
  /** The project folder. */
  readonly folder: string;
}

/** What answers the rows about agents. */
export function operateAgents({ catalogue, identity, actions, folder }: AgentPorts): Handlers<typeof agentEndpoints> {
  const { db } = catalogue;
  const versionLine = async (orgId: string, version: VersionRow) => lineOf(version, await namesOf(db, orgId));
  return {
    agents: async ({ orgId }) => ({ agents: (await listAgents(db, orgId)).map(summary) }),
    agent: ({ orgId }, { params: { agent } }) => detail(catalogue, orgId, agent),
    validate: async (_, { params: { agent }, body: { source } }) => {
      const { problems } = checkSource(source, agent);
      return { valid: problems.every((problem) => problem.severity !== "error"), problems: told(problems) };
    },
    activate: async ({ orgId, by }, { params: { agent }, body: { version } }) => {
      const change = await activate(catalogue, orgId, agent, { version, ...by });
      await declareAgentUser(catalogue, identity, orgId, change);
      const unresolved = change.version ? await unresolvedStates(catalogue, change.version.id, actions) : [];
      return { ...(await activationReply(catalogue, orgId, change)), unresolved };
    },
    deactivate: async ({ orgId, by }, { params: { agent } }) => {
      const change = await deactivate(catalogue, orgId, agent, by.actor, by.address);
      return { ...(await activationReply(catalogue, orgId, change)), unresolved: [] };
    },

    agentTemplates: async () => ({ templates: (await readTemplates()).map((each) => AgentTemplate.parse(each)) }),
    makeAgent: async ({ orgId, by }, { body: { developerName, template, source: given } }) => {
      const from = given === undefined && template !== undefined ? await templateNamed(template) : undefined;
      const source = given ?? (from ? scriptFrom(from, developerName) : blankScript(developerName));
      const { id } = await makeAgent(catalogue, orgId, { developerName, source, by });
      const { files, problem } = from ? await layFunctions(folder, from.files, actions) : nothingLaid;
      if (files.length > 0) {
        const detail = { agent: developerName, files };
        await writeAudit(db, { orgId, ...by, action: "agent.functions", subject: id, detail });
      }
      return { ...summary(await agentAt(catalogue, orgId, id)), files: [...files], problem };
    },
    deleteAgent: async ({ orgId, by }, { params: { agent }, body: { name } }) => {
      await deleteAgent(catalogue, orgId, agent, { name, by });
      return {};
    },

    agentVersion: ({ orgId }, { params: { agent, version } }) => versionText(catalogue, orgId, agent, version),
    saveDraft: async ({ orgId, by }, { params: { agent }, body: { source, base } }) =>
      versionLine(orgId, await saveDraft(catalogue, orgId, agent, { source, base, by })),
    discardDraft: async ({ orgId, by }, { params: { agent }, body: { base } }) => {
      await discardDraft(catalogue, orgId, agent, { base, by });
      return {};
    },
    commitDraft: async ({ orgId, by }, { params: { agent }, body: { base, message } }) => {
      const version = await commitDraft(catalogue, orgId, agent, { base, by, message: message || null });
      const unresolved = await unresolvedStates(catalogue, version.id, actions);
      return { ...(await versionLine(orgId, version)), unresolved };
    },
    cloneVersion: async ({ orgId, by }, { params: { agent, version }, body: { base } }) => {
      const { source } = await versionText(catalogue, orgId, agent, version);
      return versionLine(orgId, await saveDraft(catalogue, orgId, agent, { source, base, by }));
    },
    exportVersion: async ({ orgId }, { params: { agent, version } }) => {
      const { developerName } = await agentAt(catalogue, orgId, agent);
      const { source } = await versionText(catalogue, orgId, agent, version);
      const path = `aiAuthoringBundles/${developerName}/${developerName}`;
      return {
        files: [
          { path: `${path}.agent`, text: source },
          { path: `${path}.bundle-meta.xml`, text: BUNDLE_META },
        ],
      };
    },

    resolveTargets: async (_, { body: { targets } }) => ({
      targets: targets.map((target) => stateOf(target, actions)),
    }),
  };
}

/** An agent of a script that somebody gave brings no functions. */
const nothingLaid: Laid = { files: [], problem: null };

function stateOf(target: string, actions: AgentPorts["actions"]): TargetState {
  const found = actions.resolve(target);
  return { target, resolved: found.resolved, says: found.resolved ? found.to : found.why };
}

/** The targets of a version that lead nowhere, each once. */
async function unresolvedStates(
  catalogue: Catalogue,
  versionId: string,
  actions: AgentPorts["actions"],
): Promise<TargetState[]> {
  const targets = new Set((await unresolvedIn(catalogue, versionId, actions)).map(({ target }) => target));
  return [...targets].map((target) => stateOf(target, actions));
}

/** What stands beside the script in an authoring bundle (platform spec §2.3). */
const BUNDLE_META = `<?xml version="1.0" encoding="UTF-8"?>
<AiAuthoringBundle xmlns="http://soap.sforce.com/2006/04/metadata">
    <bundleType>AGENT</bundleType>
</AiAuthoringBundle>
`;

async function agentAt(catalogue: Catalogue, orgId: string, idOrDeveloperName: string): Promise<ListedAgent> {
  const agent = await findListed(catalogue.db, orgId, idOrDeveloperName);
  if (!agent) throw refused("agent_not_found", idOrDeveloperName);
  return agent;
}

const summary = ({ activeNumber, latestNumber, draftNumber, lastUsedAt, ...agent }: ListedAgent): AgentSummary => ({
  id: agent.id,
  developerName: agent.developerName,
  label: agent.label,
  agentType: agent.agentType,
  active: agent.activeVersionId !== null,
  activeVersion: activeNumber,
  latestVersion: latestNumber,
  draftVersion: draftNumber,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  fromProject: agent.offeredHash !== null,
});

function lineOf(version: VersionRow, name: (actor: string) => string): AgentVersion {
  const { id, number, state, sourceHash: hash, message, createdAt, committedAt } = version;
  const by = version.committedBy ?? version.changedBy ?? version.createdBy;
  return {
    ...{ id, number, state, hash, message },
    createdAt: createdAt.toISOString(),
    committedAt: committedAt?.toISOString() ?? null,
    changedAt: (committedAt ?? version.changedAt ?? createdAt).toISOString(),
    changedBy: by === null ? null : name(by),
  };
}

async function detail(catalogue: Catalogue, orgId: string, idOrDeveloperName: string): Promise<AgentDetail> {
  const agent = await agentAt(catalogue, orgId, idOrDeveloperName);
  const name = await namesOf(catalogue.db, orgId);
  const versions = await versionsOf(catalogue.db, agent.id);
  return { ...summary(agent), versions: versions.map((version) => lineOf(version, name)) };
}

async function versionText(catalogue: Catalogue, orgId: string, agent: string, asked: string): Promise<VersionText> {
  const { id, developerName } = await agentAt(catalogue, orgId, agent);
  const found = (await versionsOf(catalogue.db, id)).find(
    (version) => version.id === asked || String(version.number) === asked || version.state === asked,
  );
  const text = found && asked !== "committed" ? await findVersion(catalogue.db, found.id) : undefined;
  if (text) return { ...lineOf(text, await namesOf(catalogue.db, orgId)), source: text.source };
  throw refused(
    "bad_request",
    asked === "draft" ? `${developerName} has no draft` : `${developerName} has no version ${asked}`,
  );
}

async function activationReply(
  catalogue: Catalogue,
  orgId: string,
  { agent, version, changed }: ActivationChange,
): Promise<Omit<ActivationReply, "unresolved">> {
  return { agent: summary(await agentAt(catalogue, orgId, agent.id)), version: version?.number ?? null, changed };
}

/** The user whom sessions with `bypassUser: true` act as, as a project's agents have theirs. */
async function declareAgentUser(
  catalogue: Catalogue,
  identity: Identity,
  orgId: string,
  { agent: { developerName: name }, version }: ActivationChange,
): Promise<void> {
  const username = version && (await versionById(catalogue, version.id)).agentUser;
  if (username === undefined || (await findMember(catalogue.db, orgId, username))) return;
  try {
    await declareMember(identity, orgId, { username, name, kind: "agent", madeBy: "server" });
  } catch (error) {
    if (!(error instanceof Undeclarable)) throw error;
    throw refused("bad_request", `${name} is active, but its user could not be made: ${error.problems.join(". ")}`);
  }
}
