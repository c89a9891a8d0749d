// Key and secret of an app as it is declared: minted or given at first, then replaced where others are given.
import { mintId, prefixes } from "../../contract/ids.ts";
import type { AppRow } from "../../store/apps.ts";
import { findConsumer, insertConsumer, replaceCredentials } from "../../store/consumers.ts";
import type { Said } from "../../store/declarations.ts";
import type { Db } from "../../store/schema.ts";
import type { Actor } from "../actor.ts";
import { Undeclarable, type View } from "../declare.ts";
import type { Identity } from "../identity.ts";
import type { AppDeclaration } from "./app-declaration.ts";
import { wasRotated } from "./app-standing.ts";
import { mintConsumerKey, mintConsumerSecret } from "./credentials.ts";

/** The first pair of a new app, in force at once. Gives the consumer key. Throws `Undeclarable` where it is another app's. */
export async function makeCredentials(
  { now, random, vault }: Identity,
  tx: Db,
  { id: appId, orgId }: Pick<AppRow, "id" | "orgId">,
  app: AppDeclaration,
  by: Actor,
): Promise<string> {
  const id = mintId(prefixes.consumer, random);
  const consumerKey = app.consumerKey ?? mintConsumerKey(random);
  await refuseTakenKey(tx, orgId, consumerKey);
  const secretSealed = vault.seal(app.consumerSecret ?? mintConsumerSecret(random), id);
  const consumer = { id, orgId, appId, consumerKey, secretSealed, state: "primary" } as const;
  await insertConsumer(tx, { ...consumer, madeBy: by.actor, createdAt: new Date(now()), expiresAt: null });
  return consumerKey;
}

/** What else changes, for the audit trail: of a secret and of metadata files only that they were replaced. */
export interface Beside {
  readonly before: View;
  readonly after: View;
}

export const nothingBeside: Beside = { before: {}, after: {} };

/** What a declaration did to the credentials of an app. */
interface Change extends Beside {
  /** The consumer key in force, as a file that repeats itself knows it. */
  readonly inForce: string;
  /** The pair in force was rotated by hand, and so not replaced. */
  readonly rotated: boolean;
}

/**
 * A key or secret that is given and differs takes the place of the one in force, unless that was rotated by hand. Throws
 * `Undeclarable` where the key is another app's.
 */
export async function changeCredentials(
  vault: Identity["vault"],
  tx: Db,
  { id: appId, orgId }: AppRow,
  app: AppDeclaration,
  said: Said | undefined,
): Promise<Change> {
  const found = await findConsumer(tx, { appId });
  if (!found) throw new Error(`The app ${app.apiName} has no consumer in force: restore it from a backup`);
  if (said && wasRotated(app, said, found.consumerKey)) {
    const given = app.consumerKey !== undefined || app.consumerSecret !== undefined;
    return { ...nothingBeside, inForce: String(said.inForce), rotated: given };
  }
  const secret = vault.open(found.secretSealed, found.id);
  const keyDiffers = app.consumerKey !== undefined && app.consumerKey !== found.consumerKey;
  const secretDiffers = app.consumerSecret !== undefined && app.consumerSecret !== secret;
  if (!keyDiffers && !secretDiffers) return { ...nothingBeside, inForce: found.consumerKey, rotated: false };
  const consumerKey = app.consumerKey ?? found.consumerKey;
  if (keyDiffers) await refuseTakenKey(tx, orgId, consumerKey);
  const secretSealed = vault.seal(app.consumerSecret ?? secret, found.id);
  await replaceCredentials(tx, { id: found.id, consumerKey, secretSealed });
  return {
    inForce: consumerKey,
    rotated: false,
    before: { consumerKey: found.consumerKey, ...(secretDiffers && { consumerSecret: "as it was" }) },
    after: { consumerKey, ...(secretDiffers && { consumerSecret: "replaced" }) },
  };
}

/** The org's row is locked, so nobody takes the key between this question and the change. */
async function refuseTakenKey(tx: Db, orgId: string, consumerKey: string): Promise<void> {
  if (await findConsumer(tx, { orgId, consumerKey })) {
    throw new Undeclarable(["The consumer key given belongs to another app of the org: give each app its own"]);
  }
}
