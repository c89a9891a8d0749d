// Makes a database agree with a project: what is declared exists, what was edited is active, what others made stays.
import type { Actions } from "../actions/port.ts";
import { type Catalogue, findAgent, listAgents, versionById } from "../agents/catalogue.ts";
import { checkSource } from "../agents/check.ts";
import { deactivate, putAgent } from "../agents/lifecycle.ts";
import { type Change, type FileProblem, reported } from "../contract/setup.ts";
import { declareApp, retireApps } from "../identity/apps.ts";
import { type Declared, Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { declareMember, retireMembers } from "../identity/members.ts";
import { declareOrg } from "../identity/orgs.ts";
import { findMember } from "../store/identity.ts";
import type { AgentFile } from "./agents.ts";
import { type ModelFacts, notAsAsked } from "./not-as-asked.ts";
import { fileProblem } from "./problem.ts";
import { PROJECT_FILE, type Project } from "./read.ts";
import { type Declarations, madeBy } from "./shape.ts";
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
  const agentUsers = (org: string) => agentUsersOf(project.agents, org, ports.catalogue);
  const declared = project.declared ? await applyDeclarations(project.declared, agentUsers, ports.identity) : nothing;
  const org = declared.orgId ?? orgId;
  const agents = org === undefined ? nothing : await applyAgents(project.agents, org, ports);
  return {
    ...(org !== undefined && { orgId: org }),
    changes: [...declared.changes, ...agents.changes],
    problems: [...project.problems, ...declared.problems, ...agents.problems],
  };
}

const nothing: Applied & { orgId?: string } = { changes: [], problems: [] };

async function applyDeclarations(
  { org, users, apps }: Declarations,
  agentUsers: (orgId: string) => Promise<readonly string[]>,
  identity: Identity,
): Promise<Applied & { orgId?: string }> {
  const changes: Change[] = [];
  const note = (kind: Change["kind"], name: string, { id, change, what }: Declared) => {
    if (change !== "unchanged") changes.push({ kind, name, id, change, what: what.join("; ") });
  };
  let orgId: string | undefined;
  try {
    const made = await declareOrg(identity, { ...org, madeBy });
    orgId = made.id;
    note("org", org.name, made);
    for (const user of users) note("user", user.username, await declareMember(identity, orgId, user));
    for (const app of apps) note("app", app.apiName, await declareApp(identity, orgId, app));
    const apiNames = apps.map((app) => app.apiName);
    const usernames = [...users.map((user) => user.username), ...(await agentUsers(orgId))];
    for (const name of await retireApps(identity, orgId, apiNames, madeBy)) changes.push(retired("app", name));
    for (const name of await retireMembers(identity, orgId, usernames, madeBy)) changes.push(retired("user", name));
    return { orgId, changes, problems: [] };
  } catch (error) {
    if (!(error instanceof Undeclarable)) throw error;
    const problems = error.problems.map((sentence) => fileProblem(PROJECT_FILE, "undeclarable", sentence));
    return { ...(orgId !== undefined && { orgId }), changes, problems };
  }
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

const retired = (kind: Change["kind"], name: string): Change => ({
  kind,
  name,
  change: "changed",
  what: "disabled: the project no longer declares it",
});

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
  if (put.change === "unchanged" || !put.agent || !put.version) return { changes: [], problems };
  const active = put.agent.activeVersionId === put.version.id;
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
  if (username === undefined || (await findMember(catalogue.db, orgId, username))?.active) return [];
  try {
    await declareMember(identity, orgId, { username, name: developerName, kind: "agent", madeBy });
    return [];
  } catch (error) {
    if (!(error instanceof Undeclarable)) throw error;
    return error.problems.map((sentence) => fileProblem(file, "agent-user", sentence));
  }
}

/** Deactivate agents that an earlier apply made and whose files are gone. Their return activates them again. */
async function retireAgents(files: readonly AgentFile[], orgId: string, catalogue: Catalogue): Promise<Change[]> {
  const present = new Set(files.map((file) => file.developerName));
  const gone = (await listAgents(catalogue.db, orgId)).filter(
    (agent) => agent.madeBy === madeBy && agent.activeVersionId !== null && !present.has(agent.developerName),
  );
  for (const { id } of gone) await deactivate(catalogue, orgId, id, madeBy);
  return gone.map(({ developerName }) => retired("agent", developerName));
}
