// Checks that an access token was signed here and for here, and says in a sentence why it was not.
import { compactVerify, decodeJwt, decodeProtectedHeader, type JWTPayload } from "jose";
import { z } from "zod";
import { refused } from "../contract/problems.ts";
import { hashOf } from "./client.ts";
import { originOf } from "./domains.ts";
import type { Identity, TokenClaims } from "./identity.ts";
import { ALGORITHM } from "./keys.ts";

/** Clocks may differ by this much (oauth spec §3.4). */
const SKEW_S = 30;

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
});

const invalid = (why: string) => refused("token_invalid", why);

/**
 * The claims of a token of ours. A token whose signature was checked before is recognised by its hash; its times are
 * checked every time. Refuses with `token_invalid`.
 */
export async function verifyToken(identity: Identity, token: string): Promise<TokenClaims> {
  const hash = hashOf(token).toString("base64");
  const known = identity.verified.get(hash);
  const claims = known ?? (await verifySignature(identity, token));
  requireCurrent(claims, identity.now());
  if (!known) identity.verified.set(hash, claims);
  return claims;
}

async function verifySignature(identity: Identity, token: string): Promise<TokenClaims> {
  const { kid, alg, claimed } = decode(token);
  if (alg !== ALGORITHM) {
    throw invalid(`it is signed with ${printable(alg)}, and only ${ALGORITHM} is accepted. ${newToken}`);
  }
  const publicKey = (await identity.records.publicKeys()).find((key) => key.kid === kid);
  const org = publicKey && (await identity.records.org(publicKey.orgId));
  const origin = org ? originOf(identity, org) : identity.origin();
  if (!publicKey) {
    throw claimed.iss === origin
      ? invalid(`it is signed with the key ${printable(kid)}, which this server does not have. ${newToken}`)
      : foreign(claimed, origin);
  }
  try {
    await compactVerify(token, publicKey.key, { algorithms: [ALGORITHM] });
  } catch {
    throw invalid(`its signature does not match: the token was altered or cut. ${newToken}`);
  }
  if (claimed.iss !== origin || ![claimed.aud].flat().includes(origin)) throw foreign(claimed, origin);
  const own = OwnClaims.parse(claimed);
  return {
    orgId: publicKey.orgId,
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
  if (/^00D[A-Za-z0-9]{12}!/.test(token)) {
    throw invalid(
      "it is opaque, and the Agent API takes JWTs only. Set namedUserJwt: true in the settings of the external client app " +
        '("Issue JSON Web Token (JWT)-based access tokens for named users") and get a new token',
    );
  }
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
