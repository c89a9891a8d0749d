// Judges assertions: JWTs that a client signs with the key of the certificate it left with its app (RFC 7523 §3).
import { type KeyObject, X509Certificate } from "node:crypto";
import { compactVerify, decodeJwt, decodeProtectedHeader } from "jose";
import { z } from "zod";
import { TOKEN_PATH } from "../../contract/identity.ts";
import { rememberAssertion } from "../../store/assertions.ts";
import type { Client } from "../apps/client.ts";
import { hashOf } from "../hash.ts";
import type { Identity, Org } from "../identity.ts";
import { ALGORITHM } from "../keys/keys.ts";
import { orgAt, originOf } from "../orgs/domains.ts";
import { type Habits, habitsOf } from "../orgs/quirks.ts";
import { SKEW_S } from "../tokens/lifetimes.ts";

/** Longer than any assertion needs to be; a longer one is not looked at. */
const LONGEST = 8192;

/** How long a strictly judged assertion may live, in seconds (oauth spec §6.1). */
const STRICT_LIFE_S = 5 * 60;

/** A number of seconds so far away is one of milliseconds (oauth spec §2.7). */
const MILLISECONDS_FROM = 10 ** 11;

/** The last second of the year 9999: what lies beyond is as good as for ever, and no database date. */
const FOR_EVER_S = 253_402_300_799;

const Claims = z.object({
  iss: z.string().min(1),
  sub: z.string().min(1),
  aud: z.union([z.string(), z.array(z.string()).min(1)]),
  exp: z.number().positive(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
});

/** What an assertion says; nothing in it has been believed yet. */
export interface Assertion {
  readonly text: string;
  readonly algorithm: unknown;
  readonly claims: z.infer<typeof Claims>;
}

/** What is wrong with an assertion, for the log. The audience has an answer of its own: clients try several. */
export interface AssertionProblem {
  readonly of: "assertion" | "audience";
  readonly why: string;
}

const problem = (why: string): AssertionProblem => ({ of: "assertion", why });

/** Reads an assertion, or says why it is none. */
export function readAssertion(text: string): Assertion | AssertionProblem {
  if (text.length > LONGEST) return problem(`it is longer than ${LONGEST} characters`);
  try {
    const claims = Claims.safeParse(decodeJwt(text));
    const { alg } = decodeProtectedHeader(text);
    return claims.success ? { text, algorithm: alg, claims: claims.data } : problem(z.prettifyError(claims.error));
  } catch {
    return problem("it is not a JWT");
  }
}

/** The client an assertion says it is from. */
export function issuerOf(text: string): string | undefined {
  const read = readAssertion(text);
  return "claims" in read ? read.claims.iss : undefined;
}

/** Why an assertion does not prove that it is this client who asks (`private_key_jwt`); `undefined` when it does. */
export async function clientAssertion(
  identity: Identity,
  org: Org,
  client: Client,
  text: string,
): Promise<AssertionProblem | undefined> {
  const read = readAssertion(text);
  if (!("claims" in read)) return read;
  const { iss, sub } = read.claims;
  if (iss !== client.consumerKey || sub !== client.consumerKey) {
    return problem("iss and sub are not both the consumer key");
  }
  return judge(identity, org, client, read);
}

/**
 * What stands against an assertion of this client; `undefined` when it holds, and then it never holds again. The
 * audience comes first: clients that do not know it try one after the other.
 */
export async function judge(
  identity: Identity,
  org: Org,
  client: Client,
  { text, algorithm, claims }: Assertion,
): Promise<AssertionProblem | undefined> {
  const habits = habitsOf(org);
  const audiences = [claims.aud].flat();
  if (!(await anyIsOurs(identity, org, audiences, habits))) {
    return { of: "audience", why: audiences.join(" ").slice(0, 255) };
  }
  const times = timesOf(claims, habits);
  const late = timesProblem(times, identity.now() / 1000, habits);
  if (late) return problem(late);
  const unsigned = await signatureProblem(client, text, algorithm, identity.now());
  if (unsigned) return problem(unsigned);
  // Of what was signed, not of the whole: the last letter of a signature can be written in several ways.
  const signed = text.slice(0, text.lastIndexOf("."));
  const until = new Date(Math.min(times.exp + SKEW_S, FOR_EVER_S) * 1000);
  const first = await rememberAssertion(identity.db, org.id, hashOf(signed), until);
  return first ? undefined : problem("it was used before");
}

/** Hosts under which the original's assertions are addressed to any org (oauth spec §2.7). */
const VENDOR = ["https://login.salesforce.com", "https://test.salesforce.com"];

async function anyIsOurs(identity: Identity, org: Org, audiences: readonly string[], habits: Habits): Promise<boolean> {
  const origin = originOf(identity, org);
  for (const audience of audiences) {
    const named = audience.endsWith("/") ? audience.slice(0, -1) : audience;
    if (named === origin || named === origin + TOKEN_PATH) return true;
    if (!habits.vendor_audiences) continue;
    if (VENDOR.includes(named.replace(TOKEN_PATH, ""))) return true;
    const host = URL.parse(named)?.host;
    if (host && (await orgAt(identity, host))?.id === org.id) return true;
  }
  return false;
}

/** Epoch seconds. */
type Times = Pick<z.infer<typeof Claims>, "exp" | "iat" | "nbf">;

function timesOf({ exp, nbf, iat }: Times, { assertion_milliseconds }: Habits): Times {
  const seconds = (time: number) => (assertion_milliseconds && time > MILLISECONDS_FROM ? time / 1000 : time);
  return { exp: seconds(exp), nbf: nbf && seconds(nbf), iat: iat && seconds(iat) };
}

function timesProblem({ exp, nbf, iat }: Times, now: number, { assertion_any_age }: Habits): string | undefined {
  if (now >= exp + SKEW_S) return "it expired";
  if (nbf !== undefined && now < nbf - SKEW_S) return "it is not valid yet";
  if (iat !== undefined && now < iat - SKEW_S) return "it was issued in the future";
  if (assertion_any_age) return undefined;
  if (exp > now + STRICT_LIFE_S + SKEW_S) return "it lives longer than five minutes";
  if (iat !== undefined && now > iat + STRICT_LIFE_S + SKEW_S) return "it was issued more than five minutes ago";
  return undefined;
}

async function signatureProblem(
  { settings }: Client,
  text: string,
  algorithm: unknown,
  now: number,
): Promise<string | undefined> {
  if (algorithm !== ALGORITHM) return `it is not signed with ${ALGORITHM}`;
  if (settings.certificate === undefined) return "the app has no certificate";
  const key = keyOf(settings.certificate, now);
  if (typeof key === "string") return key;
  try {
    await compactVerify(text, key, { algorithms: [ALGORITHM] });
    return undefined;
  } catch {
    return "its signature does not match the app's certificate";
  }
}

/** The key of a certificate within its time, or why it is not to be used. A declared one can be read. */
function keyOf(pem: string, now: number): KeyObject | string {
  const { publicKey, validFromDate, validToDate } = new X509Certificate(pem);
  if (now > validToDate.getTime()) return "the certificate of the app has expired";
  if (now < validFromDate.getTime()) return "the certificate of the app is not valid yet";
  return publicKey;
}
