// Consumer keys and secrets: minted, checked when given, and read again by whoever may (oauth spec §1.5).
import type { Random } from "../../contract/ids.ts";
import { writeAudit } from "../../store/audit.ts";
import { listConsumers } from "../../store/consumers.ts";
import type { Actor } from "../actor.ts";
import type { Identity } from "../identity.ts";
import { lettersOf } from "../letters.ts";
import type { LoginSession } from "../people/login-sessions.ts";
import { requireRecentProof } from "../people/step-up.ts";

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

/** A person at a page, who has to have proved who they are just before (`step-up.ts`). */
export interface Person {
  readonly session: Pick<LoginSession, "member" | "verifiedAt">;
  readonly address: string;
}

/**
 * Key and secret of an app, in clear: the pair in force, or that of the consumer named. The one way by which they leave
 * the server: every reading leaves an audit row with the reader. `undefined`: there is no such app, or no such pair.
 * Refuses with `forbidden` a person whose last proof is too old.
 */
export async function readCredentials(
  identity: Pick<Identity, "db" | "vault" | "now">,
  appId: string,
  by: Actor | Person,
  consumerId?: string,
): Promise<Credentials | undefined> {
  const { db, vault, now } = identity;
  const actor = readerOf(identity, by);
  const found = (await listConsumers(db, appId)).find(({ id, state, expiresAt }) =>
    consumerId === undefined ? state === "primary" : id === consumerId && !(expiresAt && expiresAt.getTime() <= now()),
  );
  if (!found) return undefined;
  const { orgId, consumerKey, state } = found;
  await writeAudit(db, { orgId, ...actor, action: "credentials.read", subject: appId, detail: { consumerKey, state } });
  return { consumerKey, consumerSecret: vault.open(found.secretSealed, found.id) };
}

function readerOf(identity: Pick<Identity, "now">, by: Actor | Person): Actor {
  if (!("session" in by)) return by;
  requireRecentProof(identity, by.session);
  return { actor: by.session.member.id, address: by.address };
}
