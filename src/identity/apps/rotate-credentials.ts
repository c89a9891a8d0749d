// Staged rotation of a consumer key and secret: two pairs are valid until the former one is deleted (oauth spec §1.5).
//   stage: a second pair, which waits · rotate: it is in force, and the pair that was goes on working in the staged slot
//   delete: the pair in the slot is gone. The slot empties itself after thirty days.
import { mintId, prefixes } from "../../contract/ids.ts";
import { writeAudit } from "../../store/audit.ts";
import {
  type ConsumerRow,
  deleteConsumer,
  insertConsumer,
  listConsumers,
  replaceCredentials,
} from "../../store/consumers.ts";
import type { Db } from "../../store/schema.ts";
import type { Actor } from "../actor.ts";
import { inOrg } from "../declare.ts";
import type { Identity } from "../identity.ts";
import { mintConsumerKey, mintConsumerSecret } from "./credentials.ts";

const STAGED_MS = 30 * 24 * 3_600_000;

/** The pair in the staged slot. `staged`: not in force yet. `rotated`: the pair that was in force before. */
export interface StagedCredential {
  readonly id: string;
  readonly consumerKey: string;
  readonly status: "staged" | "rotated";
  /** Id of a user, `operator` or `project`; empty where nobody is known. */
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The pairs of an app besides the one in force: one, or none. */
export async function stagedCredentials(
  { db, now }: Pick<Identity, "db" | "now">,
  orgId: string,
  appId: string,
): Promise<StagedCredential[]> {
  return (await pairsOf(db, orgId, appId, now())).slot.map(staged);
}

/**
 * Stage a second pair. Asked again while one is staged, gives that one. `undefined`: no such app, or the slot still
 * holds the pair that was rotated out, which has to be deleted first.
 */
export function stageCredentials(
  identity: Identity,
  orgId: string,
  appId: string,
  by: Actor,
): Promise<StagedCredential | undefined> {
  const { random, vault, now } = identity;
  return inOrg(identity, orgId, async (tx) => {
    const { primary, slot, expired } = await pairsOf(tx, orgId, appId, now());
    const [there] = slot;
    if (!primary || there) return there?.state === "staged" ? staged(there) : undefined;
    for (const { id } of expired) await deleteConsumer(tx, id);
    const id = mintId(prefixes.consumer, random);
    const made: ConsumerRow = {
      id,
      orgId,
      appId,
      consumerKey: mintConsumerKey(random),
      secretSealed: vault.seal(mintConsumerSecret(random), id),
      state: "staged",
      madeBy: by.actor,
      createdAt: new Date(now()),
      expiresAt: new Date(now() + STAGED_MS),
    };
    await insertConsumer(tx, made);
    await writeAudit(tx, {
      orgId,
      ...by,
      action: "credentials.stage",
      subject: appId,
      after: { consumerKey: made.consumerKey, expiresAt: made.expiresAt },
    });
    return staged(made);
  });
}

/**
 * Put the staged pair in force; the pair that was takes its place in the slot and goes on working for thirty days. The
 * consumers keep their ids, so the address of each stays. `undefined`: there is no such staged pair.
 */
export function rotateCredentials(
  identity: Identity,
  orgId: string,
  appId: string,
  stagedId: string,
  by: Actor,
): Promise<StagedCredential | undefined> {
  const { vault, now } = identity;
  return inOrg(identity, orgId, async (tx) => {
    const { primary, slot } = await pairsOf(tx, orgId, appId, now());
    const next = slot.find(({ id, state }) => id === stagedId && state === "staged");
    if (!primary || !next) return undefined;
    const former: ConsumerRow = {
      ...next,
      consumerKey: primary.consumerKey,
      secretSealed: vault.seal(vault.open(primary.secretSealed, primary.id), next.id),
      state: "rotated",
      madeBy: by.actor,
      expiresAt: new Date(now() + STAGED_MS),
    };
    await deleteConsumer(tx, next.id);
    await replaceCredentials(tx, {
      id: primary.id,
      consumerKey: next.consumerKey,
      secretSealed: vault.seal(vault.open(next.secretSealed, next.id), primary.id),
    });
    await insertConsumer(tx, former);
    await writeAudit(tx, {
      orgId,
      ...by,
      action: "credentials.rotate",
      subject: appId,
      before: { consumerKey: primary.consumerKey },
      after: { consumerKey: next.consumerKey },
    });
    return staged(former);
  });
}

/** Delete the pair in the slot; what was issued to it ends. False: there is no such pair. */
export function deleteStaged(
  identity: Identity,
  orgId: string,
  appId: string,
  stagedId: string,
  by: Actor,
): Promise<boolean> {
  return inOrg(identity, orgId, async (tx) => {
    const { slot } = await pairsOf(tx, orgId, appId, identity.now());
    const found = slot.find(({ id }) => id === stagedId);
    if (!found) return false;
    await deleteConsumer(tx, found.id);
    const before = { consumerKey: found.consumerKey, status: found.state };
    await writeAudit(tx, { orgId, ...by, action: "credentials.delete", subject: appId, before });
    return true;
  });
}

async function pairsOf(db: Db, orgId: string, appId: string, now: number) {
  const all = (await listConsumers(db, appId)).filter((consumer) => consumer.orgId === orgId);
  const others = all.filter(({ state }) => state !== "primary");
  const isOver = ({ expiresAt }: ConsumerRow) => expiresAt !== null && expiresAt.getTime() <= now;
  return {
    primary: all.find(({ state }) => state === "primary"),
    slot: others.filter((consumer) => !isOver(consumer)),
    expired: others.filter(isOver),
  };
}

const staged = ({ id, consumerKey, state, madeBy, createdAt, expiresAt }: ConsumerRow): StagedCredential => ({
  id,
  consumerKey,
  status: state === "rotated" ? "rotated" : "staged",
  createdBy: madeBy ?? "",
  createdAt,
  expiresAt: expiresAt ?? createdAt,
});
