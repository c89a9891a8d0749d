// What is asked about agents and their versions.
import { type Catalogue, findAgent, listAgents, versionsOf } from "../agents/catalogue.ts";
import { checkSource } from "../agents/check.ts";
import { type ActivationChange, activate, deactivate } from "../agents/lifecycle.ts";
import { refused } from "../contract/problems.ts";
import { type ActivationReply, type AgentDetail, type agentEndpoints, reported } from "../contract/setup-agents.ts";
import type { Handlers } from "../contract/setup-endpoint.ts";

/** What answers the rows about agents. */
export function operateAgents(catalogue: Catalogue): Handlers<typeof agentEndpoints> {
  return {
    agents: async ({ orgId }) => {
      const agents = await listAgents(catalogue.db, orgId);
      return {
        agents: agents.map(({ activeNumber, latestNumber, activeVersionId, ...agent }) => ({
          ...agent,
          active: activeVersionId !== null,
          activeVersion: activeNumber,
          latestVersion: latestNumber,
        })),
      };
    },
    agent: ({ orgId }, { params: { agent } }) => detail(catalogue, orgId, agent),
    validate: async (_, { params: { agent }, body: { source } }) => {
      const problems = checkSource(source, agent).problems.map(reported);
      return { valid: problems.every((problem) => problem.severity !== "error"), problems };
    },
    activate: async ({ orgId, by }, { params: { agent }, body: { version } }) =>
      activationReply(catalogue, orgId, await activate(catalogue, orgId, agent, { version, actor: by.actor })),
    deactivate: async ({ orgId, by }, { params: { agent } }) =>
      activationReply(catalogue, orgId, await deactivate(catalogue, orgId, agent, by.actor)),
  };
}

async function detail(catalogue: Catalogue, orgId: string, idOrDeveloperName: string): Promise<AgentDetail> {
  const agent = await findAgent(catalogue.db, orgId, idOrDeveloperName);
  if (!agent) throw refused("agent_not_found", idOrDeveloperName);
  const versions = await versionsOf(catalogue.db, agent.id);
  return {
    id: agent.id,
    developerName: agent.developerName,
    label: agent.label,
    agentType: agent.agentType,
    active: agent.activeVersionId !== null,
    activeVersion: versions.find((version) => version.id === agent.activeVersionId)?.number ?? null,
    latestVersion: versions[0]?.number ?? null,
    versions: versions.map(({ id, number, state, createdAt, committedAt }) => ({
      id,
      number,
      state,
      createdAt: createdAt.toISOString(),
      committedAt: committedAt?.toISOString() ?? null,
    })),
  };
}

async function activationReply(
  catalogue: Catalogue,
  orgId: string,
  { agent, version, changed }: ActivationChange,
): Promise<ActivationReply> {
  return { agent: await detail(catalogue, orgId, agent.id), version: version?.number ?? null, changed };
}
