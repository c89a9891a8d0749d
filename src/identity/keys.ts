// The keys that sign access tokens: an RSA pair per org, its private part sealed, its public part published.
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { Kysely } from "kysely";
import { lockOrg } from "../store/orgs.ts";
import type { Db, Tables } from "../store/schema.ts";
import { findSigningKey, insertSigningKey, listSigningKeys, type SigningKeyRow } from "../store/signing-keys.ts";
import type { Vault } from "./vault.ts";

/** The one algorithm of access tokens (oauth spec §3.1); verification accepts no other. */
export const ALGORITHM = "RS256";

/** A retired key stays published for as long as a token it signed can live (oauth spec §3.3). */
const LONGEST_TOKEN_MS = 720 * 60_000;

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
  if (!(await findSigningKey(db, orgId))) {
    const made = await makeKey(vault, orgId, now);
    await db.transaction().execute(async (tx) => {
      await lockOrg(tx, orgId);
      if (!(await findSigningKey(tx, orgId))) await insertSigningKey(tx, made, new Date(now));
    });
  }
  await openSigningKey(db, vault, orgId);
}

async function makeKey(vault: Vault, orgId: string, now: number): Promise<SigningKeyRow> {
  const kid = `CORE_ATJWT.${orgId.slice(0, 15)}.${now}`;
  const pair = await generateKeyPair(ALGORITHM, { modulusLength: 2048, extractable: true });
  const publicJwk = { ...(await exportJWK(pair.publicKey)), alg: ALGORITHM, use: "sig", kid };
  const privateSealed = vault.seal(JSON.stringify(await exportJWK(pair.privateKey)), kid);
  return { kid, orgId, publicJwk, privateSealed };
}

/** The private key that signs this org's tokens now. */
export async function openSigningKey(db: Db, vault: Vault, orgId: string): Promise<SigningKey> {
  const row = await findSigningKey(db, orgId);
  if (!row) throw new Error(`Org ${orgId} has no signing key: declare the org before it issues tokens`);
  return { kid: row.kid, key: await importRsa(JSON.parse(vault.open(row.privateSealed, row.kid))) };
}

/** The keys that tokens of this server may be signed with, newest first. */
export async function publicKeys(db: Db, now: number): Promise<PublicKey[]> {
  const rows = await listSigningKeys(db, new Date(now - LONGEST_TOKEN_MS));
  return Promise.all(
    rows.map(async ({ kid, orgId, publicJwk }) => ({ kid, orgId, jwk: publicJwk, key: await importRsa(publicJwk) })),
  );
}

async function importRsa(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM);
  if (key instanceof Uint8Array) throw new Error("A stored signing key is not an RSA key");
  return key;
}
