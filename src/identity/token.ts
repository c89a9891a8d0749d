// The token endpoint: what must hold before a token is given. The order is the specification (RFC 6749 §3.2, §5).
import { orgAt } from "./domains.ts";
import { beginExchange, type Exchange, found, type Step, type TokenRequest } from "./exchange.ts";
import { fieldOf, readFields } from "./form.ts";
import { clientCredentials } from "./grants/client-credentials.ts";
import type { Identity } from "./identity.ts";
import { mintToken } from "./mint.ts";
import { onTheWire, refuse, type TokenRefusal, TokenRefused } from "./refusal.ts";

/** The grants of this version, each a table of steps. A Map: a grant type is the client's word, and may be "constructor". */
export const grants: ReadonlyMap<string, readonly Step[]> = new Map([["client_credentials", clientCredentials]]);

/** The org whose domain the request was sent to. A host that is nobody's gets the original's answer (oauth spec §2.1). */
const findOrg: Step = async (exchange, identity) => {
  const { host } = exchange.request;
  exchange.org = await orgAt(identity, host);
  if (exchange.org) return;
  const cure = "If clients reach this server under that name, set DRAGOMAN_PUBLIC_URL or give an org that domain";
  throw refuse({ reason: "host_foreign", host, ours: new URL(identity.origin()).host, cure });
};

const readForm: Step = (exchange) => {
  const { query, contentType, body } = exchange.request;
  exchange.fields = readFields(query, contentType, body);
};

/** RFC 6749 §3.2: no parameter more than once, be it in the body, in the query or in both. */
const refuseDuplicates: Step = ({ fields }) => {
  const seen = new Set<string>();
  for (const [name] of fields) {
    if (seen.has(name)) throw refuse({ reason: "parameter_repeated", name: name.slice(0, 64) });
    seen.add(name);
  }
};

/** Scopes come from the app; a `scope` parameter is refused (oauth spec §0.4). */
const refuseScope: Step = ({ fields }) => {
  if (fieldOf(fields, "scope") !== undefined) throw refuse({ reason: "scope_sent" });
};

const runGrant: Step = async (exchange, identity) => {
  const grant = fieldOf(exchange.fields, "grant_type");
  if (grant === undefined) throw refuse({ reason: "grant_missing", contentType: exchange.request.contentType });
  const steps = grants.get(grant);
  if (!steps) throw refuse({ reason: "grant_unknown", grant: grant.slice(0, 128) });
  await walk(steps, exchange, identity);
};

export const tokenSteps: readonly Step[] = [
  findOrg,
  readForm,
  refuseDuplicates,
  refuseScope,
  runGrant, // grants/<name>.ts: who asks, and as whom
  mintToken,
];

async function walk(steps: readonly Step[], exchange: Exchange, identity: Identity): Promise<void> {
  for (const step of steps) await step(exchange, identity);
}

/** A reply of the token endpoint, ready to send. `refusal` is for the log. */
export interface TokenReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
  readonly refusal?: TokenRefusal;
}

/** Answer a token request. Refusals are replies; what is thrown is a fault of the server. */
export async function answerTokenRequest(identity: Identity, request: TokenRequest): Promise<TokenReply> {
  const exchange = beginExchange(request);
  try {
    await walk(tokenSteps, exchange, identity);
  } catch (error) {
    if (error instanceof TokenRefused) return refusedReply(error.refusal);
    throw error;
  }
  return { status: 200, headers: neverStored, body: found(exchange, "reply") };
}

/** The reply to a refused request. */
export function refusedReply(refusal: TokenRefusal): TokenReply {
  const { status, body, headers } = onTheWire(refusal);
  return { status, headers: { ...neverStored, ...headers }, body: JSON.stringify(body), refusal };
}

/** RFC 6749 §5.1. */
const neverStored = { "Cache-Control": "no-store", Pragma: "no-cache" };
