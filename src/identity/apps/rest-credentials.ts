// Consumer keys and secrets over the data API: whose they are, and their staged rotation (oauth spec §1.5).
import type {
  AppConsumers,
  ConsumerCredentials,
  CredentialPart,
  OAuthUsage,
  StagedCredentials,
} from "../../contract/connect-credentials.ts";
import { DataRefused } from "../../contract/data-api.ts";
import { normalizeId, prefixes } from "../../contract/ids.ts";
import { type AppRow, findApp } from "../../store/apps.ts";
import { findConsumer } from "../../store/consumers.ts";
import type { Actor } from "../actor.ts";
import type { Identity } from "../identity.ts";
import { settingsOf } from "../orgs/org-settings.ts";
import { may } from "../people/roles.ts";
import type { Bearer } from "../tokens/bearer.ts";
import { listApps } from "./apps.ts";
import { readCredentials } from "./credentials.ts";
import {
  deleteStaged,
  rotateCredentials,
  type StagedCredential,
  stageCredentials,
  stagedCredentials,
} from "./rotate-credentials.ts";

/** Who asks, and where the links of the answer begin: `/services/data/v65.0/apps/oauth`. */
export interface Asking extends Bearer {
  readonly by: Actor;
  readonly base: string;
}

/** The apps of the org. Refuses with `INSUFFICIENT_ACCESS` whoever may not manage them. */
export async function oauthUsage(identity: Identity, asking: Asking): Promise<OAuthUsage> {
  await requireManager(identity, asking);
  const apps = await listApps(identity, asking.org.id);
  return { apps: apps.map(({ id, apiName }) => ({ identifier: id, developerName: apiName })) };
}

/** The consumer of an app: its id, its key and where its credentials are. */
export async function appConsumers(identity: Identity, asking: Asking, appId: string): Promise<AppConsumers> {
  const { id, consumerKey: key, url } = await consumerOf(identity, asking, appId);
  return { consumers: [{ id, key, url, stagedCredentialsUrl: `${url}/staged` }] };
}

/** Key, secret or both of an app's consumer. Every reading leaves an audit row. */
export async function consumerCredentials(
  identity: Identity,
  asking: Asking,
  { appId, consumerId, part }: Address & { readonly part: (typeof CredentialPart)["options"][number] },
): Promise<ConsumerCredentials> {
  const { app, id, consumerKey: key } = await consumerOf(identity, asking, appId, consumerId);
  if (part === "key") return { id, key };
  const pair = await readCredentials(identity, app.id, asking.by);
  if (!pair) throw missing("consumer");
  return { id, ...(part === "keyandsecret" && { key: pair.consumerKey }), secret: pair.consumerSecret };
}

/** The staged or rotated pair beside the one in force. */
export async function listStaged(identity: Identity, asking: Asking, at: Address): Promise<StagedCredentials> {
  const { app, url } = await consumerOf(identity, asking, at.appId, at.consumerId);
  return shown(identity, asking, app, url, await stagedCredentials(identity, asking.org.id, app.id));
}

/** Stage a pair. Refuses with `ENTITY_IS_LOCKED` while a rotated pair is in its place. */
export async function stage(identity: Identity, asking: Asking, at: Address): Promise<StagedCredentials> {
  const { app, url } = await consumerOf(identity, asking, at.appId, at.consumerId);
  const staged = await stageCredentials(identity, asking.org.id, app.id, asking.by);
  if (staged) return shown(identity, asking, app, url, [staged]);
  const cure = "Delete the rotated pair first: it still works, and what uses it would stop";
  throw new DataRefused("ENTITY_IS_LOCKED", `The app has a rotated pair of credentials. ${cure}`);
}

/** Put the staged pair in force. The pair that was goes on working until it is deleted or its thirty days are over. */
export async function rotate(
  identity: Identity,
  asking: Asking,
  at: Address & { readonly stagedId: string },
): Promise<StagedCredentials> {
  const { app, url } = await consumerOf(identity, asking, at.appId, at.consumerId);
  const rotated = await rotateCredentials(identity, asking.org.id, app.id, consumerId(at.stagedId), asking.by);
  if (!rotated) throw missing("staged pair");
  return shown(identity, asking, app, url, [rotated]);
}

/** Delete the staged or rotated pair: what uses it stops working at once. */
export async function removeStaged(
  identity: Identity,
  asking: Asking,
  at: Address & { readonly stagedId: string },
): Promise<void> {
  const { app } = await consumerOf(identity, asking, at.appId, at.consumerId);
  const deleted = await deleteStaged(identity, asking.org.id, app.id, consumerId(at.stagedId), asking.by);
  if (!deleted) throw missing("staged pair");
}

interface Address {
  readonly appId: string;
  readonly consumerId: string;
}

async function shown(
  identity: Identity,
  { by }: Asking,
  app: AppRow,
  url: string,
  pairs: readonly StagedCredential[],
): Promise<StagedCredentials> {
  const stagedCredentials = [];
  for (const { id, status, createdBy, createdAt, expiresAt } of pairs) {
    const pair = await readCredentials(identity, app.id, by, id);
    if (!pair) continue;
    stagedCredentials.push({
      id,
      key: pair.consumerKey,
      secret: pair.consumerSecret,
      status,
      url: `${url}/staged/${id}`,
      createdBy: normalizeId(createdBy, prefixes.user) ?? null,
      createdDate: createdAt.toISOString(),
      expirationDate: expiresAt.toISOString(),
    });
  }
  return { stagedCredentials };
}

async function requireManager(identity: Identity, { principal }: Asking): Promise<void> {
  const member = await identity.records.member(principal.memberId);
  if (member && may(member.role, "manage_apps") && may(member.role, "see_secrets")) return;
  throw new DataRefused("INSUFFICIENT_ACCESS", "Only an administrator of the org may manage its external client apps");
}

/** The consumer in force of an app of the org, for whoever may see its secret over this API. */
async function consumerOf(identity: Identity, asking: Asking, appIdText: string, consumerIdText?: string) {
  await requireManager(identity, asking);
  const { org, base } = asking;
  if (!settingsOf(org).secretInRest) {
    const cure = "Switch it on in the settings of the org (secretInRest)";
    throw new DataRefused("API_DISABLED_FOR_ORG", `The org does not show consumer secrets over this API. ${cure}`);
  }
  const appId = normalizeId(appIdText, prefixes.app);
  const app = appId && (await findApp(identity.db, org.id, appId));
  if (!app) throw missing("external client app");
  const consumer = await findConsumer(identity.db, { appId: app.id });
  if (!consumer || (consumerIdText !== undefined && consumer.id !== consumerId(consumerIdText))) {
    throw missing("consumer");
  }
  const { id, consumerKey } = consumer;
  return { app, id, consumerKey, url: `${base}/credentials/${app.id}/${id}` };
}

/** An id in any spelling; one that is none is no consumer's. */
const consumerId = (text: string) => normalizeId(text, prefixes.consumer) ?? "";

const missing = (what: string) => new DataRefused("NOT_FOUND", `The org has no such ${what}`);
