// External client apps: declared, enabled, disabled, listed and retired.
import { isDeepStrictEqual } from "node:util";
import { mintId, prefixes } from "../../contract/ids.ts";
import { type AppRow, findApp, insertApp, listApps as readApps, updateApp } from "../../store/apps.ts";
import { writeAudit } from "../../store/audit.ts";
import { findConsumer, insertConsumer, replaceCredentials } from "../../store/consumers.ts";
import { findMember, findMemberById } from "../../store/members.ts";
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
import { endGrants } from "../tokens/end-grants.ts";
import {
  type AppDeclaration,
  type DeclaredApp,
  problemsOf,
  recordOf,
  storedApp,
  viewOf,
  whatEnds,
} from "./app-declaration.ts";
import { runAsProblem } from "./client.ts";
import { mintConsumerKey, mintConsumerSecret } from "./credentials.ts";

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
    const runAs = await runAsOf(tx, orgId, app);
    const found = await findApp(tx, orgId, app.apiName);
    return found ? changeApp(identity, tx, found, app, runAs, by) : makeApp(identity, tx, orgId, app, runAs, by);
  });
}

async function makeApp(
  { now, random, vault }: Identity,
  tx: Db,
  orgId: string,
  app: AppDeclaration,
  runAs: string | null,
  by: Actor,
): Promise<Declared> {
  const { apiName, madeBy, metadata = {} } = app;
  const at = new Date(now());
  const id = mintId(prefixes.app, random);
  const record = recordOf(app, runAs, 0);
  await insertApp(tx, { ...record, id, orgId, apiName, metadata, madeBy }, at);
  const consumerId = mintId(prefixes.consumer, random);
  const consumerKey = app.consumerKey ?? mintConsumerKey(random);
  await refuseTakenKey(tx, orgId, consumerKey);
  const secretSealed = vault.seal(app.consumerSecret ?? mintConsumerSecret(random), consumerId);
  const consumer = { id: consumerId, orgId, appId: id, consumerKey, secretSealed, state: "primary" } as const;
  await insertConsumer(tx, { ...consumer, madeBy: by.actor, createdAt: at, expiresAt: null });
  const after = { apiName, ...viewOf(record, app.runAs), consumerKey };
  await writeAudit(tx, { orgId, ...by, action: "app.make", subject: id, after });
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
  const { policies } = storedApp(found);
  const { notBefore, trustedRanges } = policies;
  // Metadata files cannot say trusted ranges, and must not take them away in silence. Where the file of policies is not
  // among them, the admin's policies stand, as they do when only the developer's side is deployed (oauth spec §1).
  const silent = app.metadata !== undefined && Object.keys(app.policies).length === 0;
  const kept = silent
    ? recordOf({ ...app, policies }, found.runAs, notBefore)
    : recordOf({ ...app, policies: { trustedRanges, ...app.policies } }, runAs, notBefore);
  const { before, after } = await changeCredentials(identity.vault, tx, found, app);
  const metadata = app.metadata ?? found.metadata;
  // Elements without a meaning here are in no view of the app, and must not get lost.
  const beside = isDeepStrictEqual(metadata, found.metadata)
    ? { before, after }
    : { before: { ...before, metadata: "as it was" }, after: { ...after, metadata: "changed" } };
  return saveApp(identity, tx, { ...found, metadata }, kept, beside, by);
}

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
    { ...viewOf(before, await usernameOf(tx, before.runAs)), ...beside.before },
    { ...viewOf(kept, await usernameOf(tx, kept.runAs)), ...beside.after },
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

/** What else changes, for the audit trail: of a secret and of metadata files only that they were replaced. */
interface Beside {
  readonly before: View;
  readonly after: View;
}

const nothingBeside: Beside = { before: {}, after: {} };

/** A key or secret that is given and differs takes the place of the one in force. */
async function changeCredentials(
  vault: Identity["vault"],
  tx: Db,
  { id: appId, orgId }: AppRow,
  app: AppDeclaration,
): Promise<Beside> {
  const found = await findConsumer(tx, { appId });
  if (!found) throw new Error(`The app ${app.apiName} has no consumer in force: restore it from a backup`);
  const secret = vault.open(found.secretSealed, found.id);
  const keyDiffers = app.consumerKey !== undefined && app.consumerKey !== found.consumerKey;
  const secretDiffers = app.consumerSecret !== undefined && app.consumerSecret !== secret;
  if (!keyDiffers && !secretDiffers) return nothingBeside;
  const consumerKey = app.consumerKey ?? found.consumerKey;
  if (keyDiffers) await refuseTakenKey(tx, orgId, consumerKey);
  const secretSealed = vault.seal(app.consumerSecret ?? secret, found.id);
  await replaceCredentials(tx, { id: found.id, consumerKey, secretSealed });
  return {
    before: { consumerKey: found.consumerKey, ...(secretDiffers && { consumerSecret: "as it was" }) },
    after: { consumerKey, ...(secretDiffers && { consumerSecret: "replaced" }) },
  };
}

async function runAsOf(tx: Db, orgId: string, app: AppDeclaration): Promise<string | null> {
  if (app.runAs === undefined) {
    if (!app.policies.clientCredentials) return null;
    throw new Undeclarable([
      `The app ${app.apiName} allows the client credentials flow and so needs a run-as user: name one of the org's users`,
    ]);
  }
  const member = await findMember(tx, orgId, app.runAs);
  const why = runAsProblem(member);
  if (!member || why) throw new Undeclarable([`The app ${app.apiName} cannot run as ${app.runAs}: ${why}`]);
  return member.id;
}

/** The org's row is locked, so nobody takes the key between this question and the change. */
async function refuseTakenKey(tx: Db, orgId: string, consumerKey: string): Promise<void> {
  if (await findConsumer(tx, { orgId, consumerKey })) {
    throw new Undeclarable(["The consumer key given belongs to another app of the org: give each app its own"]);
  }
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

/** Disable the enabled apps that `madeBy` made and no longer names. Their tokens end. Returns their API names. */
export function retireApps(
  identity: Identity,
  orgId: string,
  named: readonly string[],
  madeBy: string,
): Promise<string[]> {
  return inOrg(identity, orgId, async (tx) => {
    const gone = (await readApps(tx, orgId)).filter(
      (app) => app.enabled && app.madeBy === madeBy && !named.includes(app.apiName),
    );
    for (const app of gone) {
      const disabled = { ...storedApp(app), enabled: false };
      await saveApp(identity, tx, app, disabled, nothingBeside, { actor: madeBy });
    }
    return gone.map(({ apiName }) => apiName);
  });
}
