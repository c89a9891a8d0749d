// Makes a database agree with a project: what is declared exists, what was edited is active, what others made stays.
import type { Actions } from "../actions/port.ts";
import { type Catalogue, findAgent, listAgents, versionById } from "../agents/catalogue.ts";
import { checkSource } from "../agents/check.ts";
import { deactivate, putAgent } from "../agents/lifecycle.ts";
import { type Change, type FileProblem, reported } from "../contract/setup.ts";
import { Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { keepSaid, sayOff } from "../store/declarations.ts";
import type { AgentFile } from "./agents.ts";
import { applyOrg, ensureUser, keptByHand, retired, retireOrgs } from "./apply-org.ts";
import { type Declarations, madeBy } from "./declarations.ts";
import { type ModelFacts, notAsAsked } from "./not-as-asked.ts";
import { fileProblem } from "./problem.ts";
import type { Project } from "./read.ts";
import { unresolvedIn } from "./unresolved.ts";

export interface ApplyPorts extends ModelFacts {
  readonly catalogue: Catalogue;
  readonly identity: Identity;
  readonly actions: Pick<Actions, "resolve">;
}

export interface Applied {
  readonly changes: readonly Change[];
  readonly problems: readonly FileProblem[];
}

/**
 * Apply a project. Doing it again changes nothing. What an earlier apply made and the project no longer has is
 * disabled; what an operator made is left alone, and nothing is deleted.
 * A project whose dragoman.yaml cannot be used has its agents applied to the org `orgId`, when given, and no more.
 */
export async function applyProject(
  project: Project,
  ports: ApplyPorts,
  orgId?: string,
): Promise<Applied & { orgId?: string }> {
  const declared = project.declared ? await applyDeclarations(project, project.declared, ports) : nothing;
  const first = declared.orgId ?? orgId;
  const orgs = [...(first === undefined ? [] : [{ orgId: first, agents: project.agents }]), ...declared.others];
  const applied: Applied[] = [];
  for (const each of orgs) applied.push(await applyAgents(each.agents, each.orgId, ports));
  return {
    ...(first !== undefined && { orgId: first }),
    changes: [...declared.changes, ...applied.flatMap(({ changes }) => changes)],
    problems: unlike([...project.problems, ...declared.problems, ...applied.flatMap(({ problems }) => problems)]),
  };
}

/** The agents of a file are the same in every org, and so is what is wrong with them. */
const unlike = (problems: readonly FileProblem[]): FileProblem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];

/** What came of the declarations; `others` are the orgs with a domain of their own, and the agents each has. */
interface AppliedOrgs extends Applied {
  readonly orgId?: string;
  readonly others: readonly { readonly orgId: string; readonly agents: readonly AgentFile[] }[];
}

const nothing: AppliedOrgs = { changes: [], problems: [], others: [] };

async function applyDeclarations(
  { agents: files, wholeApps }: Project,
  declared: Declarations,
  { identity, catalogue }: ApplyPorts,
): Promise<AppliedOrgs> {
  const applied: (Applied & { readonly orgId?: string; readonly agents: readonly AgentFile[] })[] = [];
  for (const records of [declared, ...declared.orgs]) {
    const agents = files.filter(({ developerName }) => records.agents?.includes(developerName) ?? true);
    const ofOrg = (orgId: string) => agentUsersOf(agents, orgId, catalogue);
    applied.push({ ...(await applyOrg(records, ofOrg, identity, wholeApps)), agents });
  }
  const [first, ...others] = applied;
  const named = applied.flatMap(({ orgId }) => orgId ?? []);
  const complete = named.length === applied.length;
  return {
    ...(first?.orgId !== undefined && { orgId: first.orgId }),
    others: others.flatMap(({ orgId, agents }) => (orgId === undefined ? [] : [{ orgId, agents }])),
    changes: [...applied.flatMap(({ changes }) => changes), ...(complete ? await retireOrgs(identity, named) : [])],
    problems: applied.flatMap(({ problems }) => problems),
  };
}

/** Users that the scripts name, and those that the active versions act as: a script with errors leaves its last good one. */
async function agentUsersOf(files: readonly AgentFile[], orgId: string, catalogue: Catalogue): Promise<string[]> {
  const users: (string | undefined)[] = [];
  for (const { source, developerName } of files) {
    const active = (await findAgent(catalogue.db, orgId, developerName))?.activeVersionId;
    users.push(checkSource(source, developerName).agent?.agentUser);
    users.push(active ? (await versionById(catalogue, active)).agentUser : undefined);
  }
  return users.filter((user) => user !== undefined);
}

/** Commit and activate what differs. An agent with errors keeps the version it has. */
async function applyAgents(files: readonly AgentFile[], orgId: string, ports: ApplyPorts): Promise<Applied> {
  const applied: Applied[] = [];
  for (const file of files) applied.push(await applyAgent(file, orgId, ports));
  return {
    changes: [...applied.flatMap(({ changes }) => changes), ...(await retireAgents(files, orgId, ports.catalogue))],
    problems: applied.flatMap(({ problems }) => problems),
  };
}

async function applyAgent(file: AgentFile, orgId: string, ports: ApplyPorts): Promise<Applied> {
  const { catalogue, actions } = ports;
  const { developerName, source } = file;
  const put = await putAgent(catalogue, orgId, { developerName, source, madeBy });
  const errors = put.problems.some((problem) => problem.severity === "error");
  const committed = errors ? undefined : put.version?.id;
  const unresolved = committed ? await unresolvedIn(catalogue, committed, actions) : [];
  const refused = committed ? await notAsAsked(await versionById(catalogue, committed), ports) : [];
  const found = [...put.problems.map(reported), ...unresolved, ...refused].map((problem) => ({
    file: file.file,
    ...problem,
  }));
  const problems = [...found, ...(committed ? await declareAgentUser(file, committed, orgId, ports) : [])];
  if (put.agent) await keepSaid(catalogue.db, orgId, put.agent.id, { active: true });
  if (!put.agent || !put.version) return { changes: [], problems };
  const active = put.agent.activeVersionId === put.version.id;
  if (put.change === "unchanged") {
    const how = put.agent.activeVersionId === null ? "it stays deactivated" : "another version of it stays active";
    const kept = active || errors ? [] : [keptByHand("agent", developerName, file.file, [how])];
    return { changes: [], problems: [...problems, ...kept] };
  }
  const what = `version ${put.version.number} is ${active ? "active" : "committed; the agent stays deactivated"}`;
  return { changes: [{ kind: "agent", name: developerName, id: put.agent.id, change: put.change, what }], problems };
}

/** A service agent's own user, whom sessions with `bypassUser: true` act as. A user of that name may be there already. */
async function declareAgentUser(
  { file, developerName }: AgentFile,
  versionId: string,
  orgId: string,
  { catalogue, identity }: ApplyPorts,
): Promise<FileProblem[]> {
  const { agentUser: username } = await versionById(catalogue, versionId);
  if (username === undefined) return [];
  try {
    const kept = (await ensureUser(identity, orgId, { username, name: developerName, kind: "agent" }))?.kept ?? [];
    return kept.length === 0 ? [] : [keptByHand("user", username, file, kept)];
  } catch (error) {
    if (!(error instanceof Undeclarable)) throw error;
    return error.problems.map((sentence) => fileProblem(file, "agent-user", sentence));
  }
}

/**
 * Deactivate agents that an earlier apply made and whose files are gone, once: one that somebody activates again stays
 * active. Their return activates them again.
 */
async function retireAgents(files: readonly AgentFile[], orgId: string, catalogue: Catalogue): Promise<Change[]> {
  const present = new Set(files.map((file) => file.developerName));
  const unnamed = (await listAgents(catalogue.db, orgId)).filter(
    (agent) => agent.madeBy === madeBy && agent.activeVersionId !== null && !present.has(agent.developerName),
  );
  const gone: Change[] = [];
  for (const { id, developerName } of unnamed) {
    if (!(await sayOff(catalogue.db, orgId, id, "active"))) continue;
    await deactivate(catalogue, orgId, id, madeBy);
    gone.push(retired("agent", developerName));
  }
  return gone;
}
