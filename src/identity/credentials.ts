// Consumer keys and secrets: minted, checked when given, and read again by whoever may (oauth spec §1.5).
import type { Random } from "../contract/ids.ts";
import { writeAudit } from "../store/audit.ts";
import { findConsumer } from "../store/consumers.ts";
import type { Identity } from "./identity.ts";
import { lettersOf } from "./letters.ts";

/** 85 characters that begin as the original's do. */
export const mintConsumerKey = (random: Random): string => `3MVG9${lettersOf(random(new Uint8Array(80)))}`;

/** 64 capital hex digits: 256 bits. */
export const mintConsumerSecret = (random: Random): string =>
  Buffer.from(random(new Uint8Array(32)))
    .toString("hex")
    .toUpperCase();

/**
 * What is wrong with a key or secret that was given in place of a minted one. Only characters that form encoding and
 * Basic authentication leave as they are, so that every client sends the same bytes.
 */
export function credentialProblem(name: string, given: string | undefined, shortest: number): string[] {
  if (given === undefined || (/^[A-Za-z0-9._~-]{1,255}$/.test(given) && given.length >= shortest)) return [];
  return [`The ${name} must have ${shortest} to 255 characters out of A-Z a-z 0-9 . _ ~ -`];
}

export interface Credentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
}

/** Key and secret of an app, in clear. Every reading leaves an audit row with the actor. */
export async function readCredentials(
  { db, vault }: Identity,
  appId: string,
  actor: string,
): Promise<Credentials | undefined> {
  const consumer = await findConsumer(db, { appId });
  if (!consumer) return undefined;
  const { orgId, consumerKey } = consumer;
  await writeAudit(db, { orgId, actor, action: "credentials.read", subject: appId, detail: { consumerKey } });
  return { consumerKey, consumerSecret: vault.open(consumer.secretSealed, consumer.id) };
}
