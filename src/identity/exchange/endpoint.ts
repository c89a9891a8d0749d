// What the endpoints that clients post forms to have in common: how a request is read, and how an answer or a refusal leaves.

import type { Identity } from "../identity.ts";
import { orgAt } from "../orgs/domains.ts";
import { beginExchange, type Exchange, found, type Step, type TokenRequest, walk } from "./exchange.ts";
import { readFields } from "./form.ts";
import { onTheWire, refuse, type TokenRefusal, TokenRefused } from "./refusal.ts";

/** The org whose domain the request was sent to. A host that is nobody's gets the original's answer (oauth spec §2.1). */
const findOrg: Step = async (exchange, identity) => {
  const { host } = exchange.request;
  exchange.org = await orgAt(identity, host);
  if (exchange.org) {
    exchange.habits = identity.records.habitsOf(exchange.org);
    return;
  }
  const cure = "If clients reach this server under that name, set DRAGOMAN_PUBLIC_URL or give an org that domain";
  throw refuse({ reason: "host_foreign", host, ours: new URL(identity.origin()).host, cure });
};

const readForm: Step = (exchange) => {
  const { method, query, contentType, body } = exchange.request;
  const fromQuery = method === "GET" || found(exchange, "habits").query_parameters;
  exchange.fields = readFields(fromQuery ? query : "", contentType, body);
};

/** RFC 6749 §3.2: no parameter more than once, be it in the body, in the query or in both. */
const refuseDuplicates: Step = ({ fields }) => {
  const seen = new Set<string>();
  for (const [name] of fields) {
    if (seen.has(name)) throw refuse({ reason: "parameter_repeated", name: name.slice(0, 64) });
    seen.add(name);
  }
};

const readingSteps: readonly Step[] = [findOrg, readForm, refuseDuplicates];

/** A reply, ready to send. `refusal` is for the log. */
export interface EndpointReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, unless the headers say otherwise; empty where there is nothing to say. */
  readonly body: string;
  readonly refusal?: TokenRefusal;
  /** In which form the client wants the body; as JSON unless it says otherwise. */
  readonly format?: string | undefined;
}

/** Read a request and take the endpoint's steps. Refusals are replies; what is thrown is a fault of the server. */
export async function answer(
  identity: Identity,
  request: TokenRequest,
  steps: readonly Step[],
): Promise<{ readonly reply: EndpointReply; readonly exchange: Exchange }> {
  const exchange = beginExchange(request);
  try {
    await walk([...readingSteps, ...steps], exchange, identity);
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    return { reply: refusedReply(error.refusal, exchange.habits), exchange };
  }
  return { reply: { status: 200, headers: neverStored, body: found(exchange, "reply") }, exchange };
}

/** The reply to a refused request, in the way the org speaks. */
export function refusedReply(refusal: TokenRefusal, habits?: Exchange["habits"]): EndpointReply {
  const { status, body, headers } = onTheWire(refusal, habits);
  return { status, headers: { ...neverStored, ...headers }, body: JSON.stringify(body), refusal };
}

/** RFC 6749 §5.1. */
const neverStored: Readonly<Record<string, string>> = { "Cache-Control": "no-store", Pragma: "no-cache" };
