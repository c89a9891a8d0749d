// External client apps: declared, enabled, disabled, listed and retired.
import { isDeepStrictEqual } from "node:util";
import { mintId, prefixes } from "../../contract/ids.ts";
import { type AppRow, findApp, insertApp, listApps as readApps, updateApp } from "../../store/apps.ts";
import { writeAudit } from "../../store/audit.ts";
import { keepSaid, lastSaid, sayOff } from "../../store/declarations.ts";
import { findMember, findMemberById, listMembers } from "../../store/members.ts";
import { listPermissionSets } from "../../store/permission-sets.ts";
import type { Db } from "../../store/schema.ts";
import type { Actor } from "../actor.ts";
import {
  changed,
  type Declared,
  didYouMean,
  differenceOf,
  inOrg,
  nextSecond,
  Undeclarable,
  type View,
} from "../declare.ts";
import type { Identity } from "../identity.ts";
import { permissionSetProblems } from "../people/permission-sets.ts";
import { keptOf, weigh } from "../standing.ts";
import { endGrants } from "../tokens/end-grants.ts";
import { type AppDeclaration, type DeclaredApp, problemsOf, recordOf, storedApp, viewOf } from "./app-declaration.ts";
import { apart, askedOf, joined, saidOf } from "./app-standing.ts";
import { runAsProblem } from "./client.ts";
import { type Beside, changeCredentials, makeCredentials, nothingBeside } from "./declared-credentials.ts";
import { whatEnds } from "./withdrawals.ts";

/** Make sure an org has this app. Throws `Undeclarable` with every problem found; then nothing was changed. */
export async function declareApp(
  identity: Identity,
  orgId: string,
  app: AppDeclaration,
  by: Actor = { actor: app.madeBy },
): Promise<Declared> {
  const problems = problemsOf(app);
  if (problems.length > 0) throw new Undeclarable(problems);
  return inOrg(identity, orgId, async (tx) => {
    const unknown = permissionSetProblems(app.policies.permissionSets ?? [], await listPermissionSets(tx, orgId));
    if (unknown.length > 0) throw new Undeclarable(unknown);
    const found = await findApp(tx, orgId, app.apiName);
    const runAs = await runAsOf(tx, orgId, app, found);
    return found ? changeApp(identity, tx, found, app, runAs, by) : makeApp(identity, tx, orgId, app, runAs, by);
  });
}

async function makeApp(
  identity: Identity,
  tx: Db,
  orgId: string,
  app: AppDeclaration,
  runAs: string | null,
  by: Actor,
): Promise<Declared> {
  const { apiName, madeBy, metadata = {} } = app;
  const id = mintId(prefixes.app, identity.random);
  const record = recordOf(app, runAs, 0);
  await insertApp(tx, { ...record, id, orgId, apiName, metadata, madeBy }, new Date(identity.now()));
  const consumerKey = await makeCredentials(identity, tx, { id, orgId }, app, by);
  const after = { apiName, ...viewOf(record, app.runAs), consumerKey };
  await writeAudit(tx, { orgId, ...by, action: "app.make", subject: id, after });
  if (by.repeats) await keepSaid(tx, orgId, id, saidOf(app, record, consumerKey));
  return { id, change: "made", what: [] };
}

async function changeApp(
  identity: Identity,
  tx: Db,
  found: AppRow,
  app: AppDeclaration,
  runAs: string | null,
  by: Actor,
): Promise<Declared> {
  const stands = storedApp(found);
  const asked = askedOf(app, runAs, stands);
  const said = by.repeats ? await lastSaid(tx, found.id) : undefined;
  const wanted = by.repeats ? joined(weigh(said, apart(asked), apart(stands)), stands) : asked;
  const { rotated, inForce, before, after } = await changeCredentials(identity.vault, tx, found, app, said);
  if (by.repeats) await keepSaid(tx, found.orgId, found.id, saidOf(app, asked, inForce));
  const metadata = app.metadata ?? found.metadata;
  // Elements without a meaning here are in no view of the app, and must not get lost.
  const beside = isDeepStrictEqual(metadata, found.metadata)
    ? { before, after }
    : { before: { ...before, metadata: "as it was" }, after: { ...after, metadata: "changed" } };
  const saved = await saveApp(identity, tx, { ...found, metadata }, wanted, beside, by);
  const kept = [
    ...keptOf(await shownOf(tx, asked), await shownOf(tx, wanted)),
    ...(rotated ? ["key and secret stay as they were rotated to"] : []),
  ];
  return { ...saved, ...(kept.length > 0 && { kept }) };
}

/** An app as people see it. */
const shownOf = async (tx: Db, app: DeclaredApp): Promise<View> => viewOf(app, await usernameOf(tx, app.runAs));

/** Store an app as it is from now on, end what it lost the right to, and say in the audit trail what differs. */
async function saveApp(
  identity: Identity,
  tx: Db,
  found: AppRow,
  kept: DeclaredApp,
  beside: Beside,
  by: Actor,
): Promise<Declared> {
  const { id, orgId } = found;
  const before = storedApp(found);
  const { what, ...sides } = differenceOf(
    { ...(await shownOf(tx, before)), ...beside.before },
    { ...(await shownOf(tx, kept)), ...beside.after },
  );
  const ends = whatEnds(before, kept);
  const policies = ends ? { ...kept.policies, notBefore: nextSecond(identity.now()) } : kept.policies;
  if (what.length > 0) {
    await updateApp(tx, { ...found, ...kept, policies }, new Date(identity.now()));
    await writeAudit(tx, { orgId, ...by, action: "app.change", subject: id, ...sides });
  }
  if (ends === "grants") await endGrants(identity, tx, { appId: id }, "the app lost a right");
  return changed(id, what);
}

/** Whom it is to run as. Whom it ran as before may be deactivated by now: then it gets no token, and is declared all the same. */
async function runAsOf(tx: Db, orgId: string, app: AppDeclaration, found: AppRow | undefined): Promise<string | null> {
  if (app.runAs === undefined) {
    if (!app.policies.clientCredentials) return null;
    const fit = (await listMembers(tx, orgId)).filter((member) => runAsProblem(member) === undefined);
    throw new Undeclarable([
      `The app ${app.apiName} allows the client credentials flow and so needs a run-as user: name one of ${fit.map(({ username }) => username).join(", ") || "the org's users, of which none is fit yet"}. Or switch the flow off: clientCredentials=false`,
    ]);
  }
  const member = await findMember(tx, orgId, app.runAs);
  const why = runAsProblem(member);
  if (!member || (why && found?.runAs !== member.id))
    throw new Undeclarable([`The app ${app.apiName} cannot run as ${app.runAs}: ${why}`]);
  return member.id;
}

const usernameOf = async (tx: Db, id: string | null) =>
  id === null ? undefined : (await findMemberById(tx, id))?.username;

/** An app in a list. The secret is not here: `readCredentials` has it. */
export interface ListedApp extends Omit<DeclaredApp, "runAs"> {
  readonly id: string;
  readonly apiName: string;
  readonly consumerKey: string;
  /** Username that client credentials tokens act as. */
  readonly runAs: string | null;
  readonly metadata: AppRow["metadata"];
  readonly madeBy: string;
}

/** Every app of an org, by API name. */
export async function listApps({ db }: Pick<Identity, "db">, orgId: string): Promise<ListedApp[]> {
  return (await readApps(db, orgId)).map((row) => {
    const { id, apiName, consumerKey, metadata, madeBy } = row;
    return { ...storedApp(row), id, apiName, consumerKey, metadata, madeBy, runAs: row.runAsUsername };
  });
}

/** Enable or disable an app, by API name or id. What a disabled app gave out ends. Throws `Undeclarable`: no such app. */
export function setAppEnabled(
  identity: Identity,
  orgId: string,
  app: string,
  enabled: boolean,
  by: Actor,
): Promise<Declared> {
  return inOrg(identity, orgId, async (tx) => {
    const found = await findApp(tx, orgId, app);
    if (found) return saveApp(identity, tx, found, { ...storedApp(found), enabled }, nothingBeside, by);
    const known = (await readApps(tx, orgId)).map(({ apiName }) => apiName);
    throw new Undeclarable([`"${app}" is not an external client app of the org: ${didYouMean(app, known)}`]);
  });
}

/**
 * Disable the enabled apps that `madeBy` made and no longer names, once: what somebody enables again stays enabled.
 * Their tokens end. Returns their API names.
 */
export function retireApps(
  identity: Identity,
  orgId: string,
  named: readonly string[],
  madeBy: string,
): Promise<string[]> {
  return inOrg(identity, orgId, async (tx) => {
    const unnamed = (await readApps(tx, orgId)).filter(
      (app) => app.enabled && app.madeBy === madeBy && !named.includes(app.apiName),
    );
    const gone: string[] = [];
    for (const app of unnamed) {
      if (!(await sayOff(tx, orgId, app.id, "enabled"))) continue;
      gone.push(app.apiName);
      const disabled = { ...storedApp(app), enabled: false };
      await saveApp(identity, tx, app, disabled, nothingBeside, { actor: madeBy });
    }
    return gone;
  });
}
