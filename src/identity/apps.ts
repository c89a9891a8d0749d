// External client apps: declared, listed and retired.
import { mintId, prefixes } from "../contract/ids.ts";
import { type AppRow, findApp, insertApp, listApps as readApps, updateApp } from "../store/apps.ts";
import { writeAudit } from "../store/audit.ts";
import { findConsumer, insertConsumer, replaceCredentials } from "../store/consumers.ts";
import { findMember, findMemberById } from "../store/members.ts";
import type { Db } from "../store/schema.ts";
import { type AppDeclaration, differences, losesRight, problemsOf, recordOf, storedApp } from "./app-declaration.ts";
import type { AppPolicies, AppSettings } from "./app-settings.ts";
import { runAsProblem } from "./client.ts";
import { mintConsumerKey, mintConsumerSecret } from "./credentials.ts";
import { changed, type Declared, difference, inOrg, Undeclarable } from "./declare.ts";
import type { Identity } from "./identity.ts";

/** Make sure an org has this app. Throws `Undeclarable` with every problem found; then nothing was changed. */
export async function declareApp(identity: Identity, orgId: string, app: AppDeclaration): Promise<Declared> {
  const problems = problemsOf(app);
  if (problems.length > 0) throw new Undeclarable(problems);
  return inOrg(identity, orgId, async (tx) => {
    const runAs = await runAsOf(tx, orgId, app);
    const found = await findApp(tx, orgId, app.apiName);
    return found ? changeApp(identity, tx, found, app, runAs) : makeApp(identity, tx, orgId, app, runAs);
  });
}

async function makeApp(
  { now, random, vault }: Identity,
  tx: Db,
  orgId: string,
  app: AppDeclaration,
  runAs: string | null,
): Promise<Declared> {
  const { apiName, madeBy } = app;
  const at = new Date(now());
  const id = mintId(prefixes.app, random);
  await insertApp(tx, { ...recordOf(app, runAs, 0), id, orgId, apiName, madeBy }, at);
  const consumerId = mintId(prefixes.consumer, random);
  const consumerKey = app.consumerKey ?? mintConsumerKey(random);
  await refuseTakenKey(tx, consumerKey);
  const secretSealed = vault.seal(app.consumerSecret ?? mintConsumerSecret(random), consumerId);
  const consumer = { id: consumerId, orgId, appId: id, consumerKey, secretSealed };
  await insertConsumer(tx, { ...consumer, state: "primary", expiresAt: null }, at);
  await writeAudit(tx, { orgId, actor: madeBy, action: "app.make", subject: id, detail: { apiName } });
  return { id, change: "made", what: [] };
}

async function changeApp(
  { now, vault }: Identity,
  tx: Db,
  found: AppRow,
  app: AppDeclaration,
  runAs: string | null,
): Promise<Declared> {
  const before = storedApp(found);
  const kept = recordOf(app, runAs, before.policies.notBefore);
  const what = [
    ...differences(before, kept),
    ...difference("run-as user", await usernameOf(tx, before.runAs), await usernameOf(tx, runAs)),
    ...(await changeCredentials(vault, tx, found.id, app)),
  ];
  if (what.length > 0) {
    const after = losesRight(before, kept) ? recordOf(app, runAs, nextSecond(now())) : kept;
    await updateApp(tx, { ...found, ...after }, new Date(now()));
    const { orgId, id } = found;
    await writeAudit(tx, { orgId, actor: app.madeBy, action: "app.change", subject: id, detail: { what } });
  }
  return changed(found.id, what);
}

/** The first second whose tokens are surely younger than this moment: `iat` counts whole seconds. */
const nextSecond = (now: number) => Math.floor(now / 1000) + 1;

/** A key or secret that is given and differs takes the place of the one in force. */
async function changeCredentials(
  vault: Identity["vault"],
  tx: Db,
  appId: string,
  app: AppDeclaration,
): Promise<string[]> {
  const found = await findConsumer(tx, { appId });
  if (!found) throw new Error(`The app ${app.apiName} has no consumer in force: restore it from a backup`);
  const secret = vault.open(found.secretSealed, found.id);
  const keyDiffers = app.consumerKey !== undefined && app.consumerKey !== found.consumerKey;
  const secretDiffers = app.consumerSecret !== undefined && app.consumerSecret !== secret;
  if (!keyDiffers && !secretDiffers) return [];
  const consumerKey = app.consumerKey ?? found.consumerKey;
  if (keyDiffers) await refuseTakenKey(tx, consumerKey);
  const secretSealed = vault.seal(app.consumerSecret ?? secret, found.id);
  await replaceCredentials(tx, { id: found.id, consumerKey, secretSealed });
  return [...(keyDiffers ? ["consumer key"] : []), ...(secretDiffers ? ["consumer secret"] : [])];
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

async function refuseTakenKey(tx: Db, consumerKey: string): Promise<void> {
  if (await findConsumer(tx, { consumerKey })) {
    throw new Undeclarable(["The consumer key given belongs to another app: give each app its own"]);
  }
}

const usernameOf = async (tx: Db, id: string | null) =>
  id === null ? undefined : (await findMemberById(tx, id))?.username;

/** An app in a list. The secret is not here: `readCredentials` has it. */
export interface ListedApp {
  readonly id: string;
  readonly apiName: string;
  readonly label: string;
  readonly contactEmail: string;
  readonly enabled: boolean;
  readonly scopes: readonly string[];
  readonly settings: AppSettings;
  readonly policies: AppPolicies;
  readonly consumerKey: string;
  /** Username that client credentials tokens act as. */
  readonly runAs: string | null;
  readonly madeBy: string;
}

/** Every app of an org, by API name. */
export async function listApps({ db }: Pick<Identity, "db">, orgId: string): Promise<ListedApp[]> {
  return (await readApps(db, orgId)).map((row) => {
    const { settings, policies } = storedApp(row);
    const { id, apiName, label, contactEmail, enabled, scopes, consumerKey, madeBy } = row;
    const app = { id, apiName, label, contactEmail, enabled, scopes, consumerKey, madeBy };
    return { ...app, settings, policies, runAs: row.runAsUsername };
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
    const now = identity.now();
    const gone = (await readApps(tx, orgId)).filter(
      (app) => app.enabled && app.madeBy === madeBy && !named.includes(app.apiName),
    );
    for (const app of gone) {
      const { id, apiName } = app;
      const policies = { ...app.policies, notBefore: nextSecond(now) };
      await updateApp(tx, { ...app, enabled: false, policies }, new Date(now));
      await writeAudit(tx, { orgId, actor: madeBy, action: "app.retire", subject: id, detail: { apiName } });
    }
    return gone.map(({ apiName }) => apiName);
  });
}
