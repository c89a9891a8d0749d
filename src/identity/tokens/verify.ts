// Checks that an access token was issued here and for here and has not ended, and says in a sentence why it was not.
import { compactVerify, decodeJwt, decodeProtectedHeader, type JWTPayload } from "jose";
import { z } from "zod";
import { refused } from "../../contract/problems.ts";
import { findOpaqueToken } from "../../store/opaque-tokens.ts";
import { hashOf } from "../hash.ts";
import type { Identity, TokenClaims } from "../identity.ts";
import { ALGORITHM } from "../keys/keys.ts";
import { originOf } from "../orgs/domains.ts";
import { SKEW_S } from "./lifetimes.ts";

/** Longer than any token of ours; a longer one is not looked at. */
const LONGEST_TOKEN = 8192;

/** What every token of ours carries (oauth spec §3.1); read once its signature has been found right. */
const OwnClaims = z.object({
  sub: z.string().startsWith("uid:"),
  client_id: z.string(),
  scp: z.string(),
  jti: z.string(),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
  grant_id: z.string().optional(),
});

const invalid = (why: string) => refused("token_invalid", why);

/** The form of an opaque token; what follows the org's id is not looked at but for its hash. */
export const isOpaque = (token: string): boolean => /^00D[A-Za-z0-9]{12}!/.test(token);

/**
 * The claims of an access token of ours that lives, a JWT or an opaque one. Refuses with `token_invalid`. Whether its
 * app and its user still stand is another question: see `principalOf`.
 */
export async function verifyAccessToken(identity: Identity, token: string): Promise<TokenClaims> {
  const claims = await readAccessToken(identity, token);
  requireCurrent(claims, identity.now());
  if (await identity.revocations.ended(claims))
    throw invalid(`it was revoked, or what it was given under has ended. ${newToken}`);
  return claims;
}

/**
 * The claims of an access token of ours, living or not. One that was read before is recognised by its hash, as long as
 * its key is published. Refuses with `token_invalid`.
 */
export async function readAccessToken(identity: Identity, token: string): Promise<TokenClaims> {
  const hash = hashOf(token);
  const key = hash.toString("base64");
  const known = identity.verified.get(key);
  if (known && (known.kid === undefined || (await publicKey(identity, known.kid)))) return known;
  const claims = isOpaque(token) ? await findOpaque(identity, hash) : await verifySignature(identity, token);
  identity.verified.set(key, claims);
  return claims;
}

const publicKey = async ({ records }: Identity, kid: unknown) =>
  (await records.publicKeys()).find((key) => key.kid === kid);

async function findOpaque(identity: Identity, hash: Buffer): Promise<TokenClaims> {
  const row = await findOpaqueToken(identity.db, hash);
  const org = row && (await identity.records.org(row.orgId));
  if (!org) throw invalid(`it is opaque, and this server has issued no such token or has forgotten it. ${newToken}`);
  const issuedAt = Math.floor(row.issuedAt.getTime() / 1000);
  return {
    kid: undefined,
    grantId: row.grantId ?? undefined,
    orgId: row.orgId,
    origin: originOf(identity, org),
    memberId: row.memberId,
    clientId: row.consumerKey,
    scopes: row.scopes,
    tokenId: hash.toString("hex"),
    issuedAt,
    notBefore: issuedAt,
    expiresAt: Math.floor(row.expiresAt.getTime() / 1000),
  };
}

async function verifySignature(identity: Identity, token: string): Promise<TokenClaims> {
  const { kid, alg, claimed } = decode(token);
  if (alg !== ALGORITHM) {
    throw invalid(`it is signed with ${printable(alg)}, and only ${ALGORITHM} is accepted. ${newToken}`);
  }
  const signedWith = await publicKey(identity, kid);
  const org = signedWith && (await identity.records.org(signedWith.orgId));
  const origin = org ? originOf(identity, org) : identity.origin();
  if (!signedWith) {
    throw claimed.iss === origin
      ? invalid(`it is signed with the key ${printable(kid)}, which this server does not have. ${newToken}`)
      : foreign(claimed, origin);
  }
  try {
    await compactVerify(token, signedWith.key, { algorithms: [ALGORITHM] });
  } catch {
    throw invalid(`its signature does not match: the token was altered or cut. ${newToken}`);
  }
  if (claimed.iss !== origin || ![claimed.aud].flat().includes(origin)) throw foreign(claimed, origin);
  const parsed = OwnClaims.safeParse(claimed);
  if (!parsed.success) throw invalid(`it is signed here but is no access token; an ID token is none. ${newToken}`);
  const own = parsed.data;
  return {
    kid: signedWith.kid,
    grantId: own.grant_id,
    orgId: signedWith.orgId,
    origin,
    memberId: own.sub.slice("uid:".length),
    clientId: own.client_id,
    scopes: own.scp.split(" ").filter(Boolean),
    tokenId: own.jti,
    issuedAt: own.iat,
    notBefore: own.nbf,
    expiresAt: own.exp,
  };
}

const newToken = "Get a new token from POST /services/oauth2/token";

function decode(token: string): { kid: unknown; alg: unknown; claimed: JWTPayload } {
  if (token.length > LONGEST_TOKEN) throw invalid(`it is longer than ${LONGEST_TOKEN} characters. ${newToken}`);
  if (token.split(".").length !== 3) {
    throw invalid(`it is not a JWT, which has three parts separated by dots (INVALID_JWT_FORMAT). ${newToken}`);
  }
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return { kid, alg, claimed: decodeJwt(token) };
  } catch {
    throw invalid(`its parts are not base64url-encoded JSON (INVALID_JWT_FORMAT). ${newToken}`);
  }
}

function foreign({ iss, aud }: JWTPayload, origin: string) {
  return iss === origin
    ? invalid(`it is meant for ${printable([aud].flat().join(", "))}, and this server is ${origin}. ${newToken}`)
    : invalid(`it was issued by ${printable(iss)}, and this server is ${origin}. ${newToken}`);
}

function requireCurrent({ notBefore, expiresAt }: TokenClaims, now: number): void {
  const seconds = now / 1000;
  if (seconds >= expiresAt + SKEW_S) throw invalid(`it expired ${instant(expiresAt)}. ${newToken}`);
  if (seconds < notBefore - SKEW_S) {
    throw invalid(`it is not valid before ${instant(notBefore)}. Compare the clocks of the servers`);
  }
}

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();

/** A word of an unverified token, safe to show: short, and visible ASCII without quotes. */
const printable = (word: unknown): string =>
  typeof word === "string" && word !== "" ? word.replace(/[^\x20-\x7e]|["\\]/g, "?").slice(0, 120) : "nobody";
