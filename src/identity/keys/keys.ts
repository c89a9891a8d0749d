// The keys that sign tokens: RSA pairs of an org, their private parts sealed, their public parts published.
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { Kysely } from "kysely";
import { refused } from "../../contract/problems.ts";
import { writeAudit } from "../../store/audit.ts";
import { lockOrg } from "../../store/orgs.ts";
import type { Db, Tables } from "../../store/schema.ts";
import {
  findSigningKey,
  insertSigningKey,
  listKeyTimes,
  listSigningKeys,
  retireSigningKey,
  retireSigningKeys,
  type SigningKeyRow,
} from "../../store/signing-keys.ts";
import type { Actor } from "../actor.ts";
import { inOrg, type Records } from "../declare.ts";
import { LONGEST_TOKEN_MS, SKEW_S } from "../tokens/lifetimes.ts";
import type { Vault } from "./vault.ts";

/** The one algorithm of access tokens (oauth spec §3.1); verification accepts no other. */
export const ALGORITHM = "RS256";

/** A retired key stays published for as long as a token it signed can live (oauth spec §6.1). */
const KEPT_MS = LONGEST_TOKEN_MS + SKEW_S * 1000;

/** A key that signs at once signs on a server whose clock is behind, too. */
const alreadyBy = (at: Date): Date => new Date(at.getTime() - SKEW_S * 1000);

/** How long before it signs the next key is published: verifiers may keep what they have read for a day. */
export const AHEAD_MS = 24 * 60 * 60_000;

/** What a change of keys takes: the identity room, or as much of it. */
interface KeyPorts extends Records {
  readonly vault: Vault;
  readonly now: () => number;
}

export interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

export interface PublicKey extends SigningKey {
  readonly orgId: string;
  readonly jwk: JWK;
}

/**
 * Make sure the org has a key that signs, and that this server can open it. Servers that start at once agree on one:
 * the second waits for the org's row and finds the key. Throws the vault's sentence when the key cannot be opened.
 */
export async function ensureSigningKey(db: Kysely<Tables>, vault: Vault, orgId: string, now: number): Promise<void> {
  const at = new Date(now);
  if (!(await findSigningKey(db, orgId, at))) {
    const made = await makeKey(vault, orgId, now);
    await db.transaction().execute(async (tx) => {
      await lockOrg(tx, orgId);
      if (!(await findSigningKey(tx, orgId, at))) await insertSigningKey(tx, made, at, alreadyBy(at));
    });
  }
  await openSigningKey(db, vault, orgId, now);
}

/**
 * Give an org its next key: published at once, and signing from `signsFrom` on, when those before it stop. They stay
 * published until the last token they signed is dead, so no token ends. Returns the kid. Of calls that overlap one is
 * served; the others are refused with `edit_conflict`, as each would retire the key of the one before.
 */
export async function rotateKey(identity: KeyPorts, orgId: string, signsFrom: Date, by: Actor): Promise<string> {
  const before = await kidsOf(identity.db, orgId);
  const made = await makeKey(identity.vault, orgId, identity.now());
  return inOrg(identity, orgId, async (tx) => {
    const stranger = (await kidsOf(tx, orgId)).difference(before).values().next().value;
    if (stranger !== undefined)
      throw refused("edit_conflict", `the signing key was rotated, and ${stranger} is the next`);
    await retireSigningKeys(tx, orgId, signsFrom);
    await insertSigningKey(tx, made, new Date(identity.now()), signsFrom);
    await writeAudit(tx, { orgId, ...by, action: "key.rotate", subject: made.kid, detail: { signsFrom } });
    return made.kid;
  });
}

const kidsOf = async (db: Db, orgId: string) => new Set((await listKeyTimes(db, orgId)).map(({ kid }) => kid));

/**
 * Take a key out of use because others may know it: it is no longer published, and every token it signed ends, here at
 * once and on every other server within a second. Where it was the one that signs, a new one takes its place.
 * False when the org has no such key.
 */
export async function withdrawKey(identity: KeyPorts, orgId: string, kid: string, by: Actor): Promise<boolean> {
  const at = new Date(identity.now());
  const made = await makeKey(identity.vault, orgId, identity.now());
  return inOrg(identity, orgId, async (tx) => {
    const found = await retireSigningKey(tx, orgId, kid, new Date(0));
    if (!(await findSigningKey(tx, orgId, at))) await insertSigningKey(tx, made, at, alreadyBy(at));
    if (found) await writeAudit(tx, { orgId, ...by, action: "key.withdraw", subject: kid });
    return found;
  });
}

async function makeKey(vault: Vault, orgId: string, now: number): Promise<SigningKeyRow> {
  const pair = await generateKeyPair(ALGORITHM, { modulusLength: 2048, extractable: true });
  const publicPart = await exportJWK(pair.publicKey);
  const kid = `CORE_ATJWT.${orgId.slice(0, 15)}.${now}.${await thumbprint(publicPart)}`;
  const publicJwk = { ...publicPart, alg: ALGORITHM, use: "sig", kid };
  const privateSealed = vault.seal(JSON.stringify(await exportJWK(pair.privateKey)), kid);
  return { kid, orgId, publicJwk, privateSealed };
}

/** What tells two keys of one millisecond apart: 66 bits of RFC 7638, since a kid stands in every token. */
const thumbprint = async (publicPart: JWK): Promise<string> => (await calculateJwkThumbprint(publicPart)).slice(0, 11);

/** The private key that signs this org's tokens now. */
export async function openSigningKey(db: Db, vault: Vault, orgId: string, now: number): Promise<SigningKey> {
  const row = await findSigningKey(db, orgId, new Date(now));
  if (!row) throw new Error(`Org ${orgId} has no signing key: declare the org before it issues tokens`);
  return { kid: row.kid, key: await importRsa(JSON.parse(vault.open(row.privateSealed, row.kid))) };
}

/** The keys that tokens of this server may be signed with, newest first. */
export async function publicKeys(db: Db, now: number): Promise<PublicKey[]> {
  const rows = await listSigningKeys(db, new Date(now - KEPT_MS));
  return Promise.all(
    rows.map(async ({ kid, orgId, publicJwk }) => ({ kid, orgId, jwk: publicJwk, key: await importRsa(publicJwk) })),
  );
}

async function importRsa(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM);
  if (key instanceof Uint8Array) throw new Error("A stored signing key is not an RSA key");
  return key;
}
