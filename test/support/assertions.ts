// An app that proves itself by a certificate, and what a client signs with the key of it (RFC 7523).
import type { KeyObject } from "node:crypto";
import { CompactSign } from "jose";
import { makeCertificate } from "./certificate.ts";
import type { Credentials, TestOrg } from "./orgs.ts";

export const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const CLIENT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Claims to be changed or added; `undefined` leaves one out. */
type Claims = Readonly<Record<string, unknown>>;

export type Signer = Credentials & {
  readonly privateKey: KeyObject;
  /** PEM of the certificate, which anyone may have. */
  readonly certificate: string;
  /** An assertion for Ada that lives two minutes, with claims changed. */
  sign(change?: Claims): Promise<string>;
  /** The form of the jwt-bearer grant. */
  form(change?: Claims): Promise<Readonly<Record<string, string>>>;
  /** How the client proves itself elsewhere (private_key_jwt). */
  proof(change?: Claims): Promise<Readonly<Record<string, string>>>;
};

/** Give the app Certified of an org a certificate, and let Ada approve it. */
export async function openSigner(org: TestOrg): Promise<Signer> {
  const day = 86_400_000;
  const { pem, privateKey } = makeCertificate(new Date(Date.now() - day), new Date(Date.now() + 365 * day));
  const changed = await org.operate("/apps/Certified", { fields: { certificate: pem } });
  if (changed.status !== 200) throw new Error(`certificate: ${changed.status} ${changed.text}`);
  const credentials = await org.credentials("Certified");
  await org.redeemed("Certified");
  const { client_id } = credentials;
  const sign: Signer["sign"] = (change = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const jti = crypto.randomUUID();
    const claims = { iss: client_id, sub: org.ada.username, aud: org.origin, iat: now, exp: now + 120, jti, ...change };
    return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg: "RS256" }).sign(privateKey);
  };
  return {
    ...credentials,
    privateKey,
    certificate: pem,
    sign,
    form: async (change) => ({ grant_type: JWT_BEARER, assertion: await sign(change) }),
    proof: async (change) => ({
      client_assertion_type: CLIENT_ASSERTION,
      client_assertion: await sign({ sub: client_id, ...change }),
    }),
  };
}
