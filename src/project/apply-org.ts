// Makes one org agree with what a project declares of it: its settings, permission sets, users and apps.
import type { Change, FileProblem } from "../contract/setup.ts";
import { noticesOf } from "../identity/apps/app-declaration.ts";
import { declareApp, retireApps } from "../identity/apps/apps.ts";
import { type Declared, Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { declareOrg } from "../identity/orgs/orgs.ts";
import type { MemberDeclaration } from "../identity/people/member-declaration.ts";
import { bringBack, declareMember, retireMembers } from "../identity/people/members.ts";
import { declarePermissionSet, retirePermissionSets } from "../identity/people/permission-sets.ts";
import { lastActor } from "../store/audit.ts";
import { findMember } from "../store/members.ts";
import { listOrgs } from "../store/orgs.ts";
import { madeBy, type OrgRecords, project } from "./declarations.ts";
import { fileProblem } from "./problem.ts";
import { PROJECT_FILE } from "./read.ts";

export interface AppliedOrg {
  /** Absent when the org itself cannot be declared. */
  readonly orgId?: string;
  readonly changes: readonly Change[];
  readonly problems: readonly FileProblem[];
}

/**
 * Declare an org and what it has; what cannot be declared is a problem, and the rest is declared all the same. What the
 * project made and no longer names is disabled only when everything was understood (`whole`): it may be meant to stay.
 */
export async function applyOrg(
  { org, permissionSets, users, apps }: OrgRecords,
  agentUsers: (orgId: string) => Promise<readonly string[]>,
  identity: Identity,
  whole: boolean,
): Promise<AppliedOrg> {
  const changes: Change[] = [];
  const problems: FileProblem[] = [];
  /** Do it, note what it changed, and note why it was refused. */
  const attempt = async (
    kind: Change["kind"],
    name: string,
    file: string,
    work: () => Promise<Declared | undefined>,
  ) => {
    try {
      const declared = await work();
      if (declared && declared.change !== "unchanged") {
        const { id, change, what } = declared;
        changes.push({ kind, name, id, change, what: what.join("; ") });
      }
      if (declared?.kept) problems.push(keptByHand(kind, name, file, declared.kept));
      return declared;
    } catch (error) {
      if (!(error instanceof Undeclarable)) throw error;
      problems.push(...error.problems.map((sentence) => fileProblem(file, "undeclarable", sentence)));
      return undefined;
    }
  };

  const declared = await attempt("org", org.name, PROJECT_FILE, () =>
    declareOrg(identity, { ...org, madeBy }, project),
  );
  if (!declared) return { changes, problems };
  const { id: orgId } = declared;
  for (const set of permissionSets) {
    await attempt("permission set", set.apiName, PROJECT_FILE, () =>
      declarePermissionSet(identity, orgId, set, project),
    );
  }
  for (const user of users) {
    await attempt("user", user.username, PROJECT_FILE, () => declareMember(identity, orgId, user, project));
  }
  for (const { file = PROJECT_FILE, ...app } of apps) {
    const { runAs } = app;
    if (app.metadata && runAs !== undefined) {
      await attempt("user", runAs, file, () =>
        ensureUser(identity, orgId, { username: runAs, name: runAs, kind: "api_only" }),
      );
    }
    const made = await attempt("app", app.apiName, file, () => declareApp(identity, orgId, app, project));
    const notices = made ? noticesOf(app, identity.now()) : [];
    problems.push(
      ...notices.map(({ sentence, severity }) => fileProblem(file, "app-notice", sentence, undefined, severity)),
    );
  }
  if (!whole || problems.some(({ severity }) => severity === "error")) return { orgId, changes, problems };

  const named = {
    apps: apps.map(({ apiName }) => apiName),
    users: [...users.map(({ username }) => username), ...apps.flatMap(({ runAs }) => runAs ?? [])],
    sets: [...permissionSets.map(({ apiName }) => apiName), ...users.flatMap((user) => user.permissionSets ?? [])],
  };
  const kept = [...named.users, ...(await agentUsers(orgId))];
  for (const name of await retireApps(identity, orgId, named.apps, madeBy)) changes.push(retired("app", name));
  for (const name of await retireMembers(identity, orgId, kept, madeBy)) changes.push(retired("user", name));
  for (const { apiName, closed } of await retirePermissionSets(identity, orgId, named.sets, madeBy)) {
    changes.push({ ...retired("permission set", apiName), what: setRetired(closed) });
  }
  return { orgId, changes, problems };
}

export const retired = (kind: Change["kind"], name: string): Change => ({
  kind,
  name,
  change: "changed",
  what: "disabled: the project no longer declares it",
});

/** Nobody should meet a door that opened because its guard went. */
const setRetired = (closed: readonly string[]) =>
  closed.length === 0
    ? "deleted: the project no longer declares it"
    : `taken from its holders: the project no longer declares it. What it names stays closed (${closed.join(", ")}); to open that, declare the set once with empty lists`;

/** One line about what of the file is not applied. */
export const keptByHand = (kind: string, name: string, file: string, kept: readonly string[]): FileProblem =>
  fileProblem(
    file,
    "kept-by-hand",
    `The ${kind} ${name} was changed by hand, and the file says the same as before: ${kept.join("; ")}`,
    undefined,
    "warning",
  );

/**
 * A user that is needed beside those declared: whoever has the name already, else a new one of this kind. Whom the project
 * deactivated comes back; whom somebody else did does not.
 */
export async function ensureUser(
  identity: Identity,
  orgId: string,
  wanted: Pick<MemberDeclaration, "username" | "name" | "kind">,
): Promise<Declared | undefined> {
  const found = await findMember(identity.db, orgId, wanted.username);
  if (found?.active) return undefined;
  return found
    ? bringBack(identity, orgId, found, project)
    : declareMember(identity, orgId, { ...wanted, madeBy }, project);
}

/** Of an org that a project made and no longer declares, the apps and users that it made are disabled. */
export async function retireOrgs(identity: Identity, named: readonly string[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const { id, name, myDomain } of await listOrgs(identity.db)) {
    if (named.includes(id) || myDomain === null || (await lastActor(identity.db, "org.make", id)) !== madeBy) continue;
    const gone = [...(await retireApps(identity, id, [], madeBy)), ...(await retireMembers(identity, id, [], madeBy))];
    if (gone.length > 0) changes.push(retired("org", name));
  }
  return changes;
}
