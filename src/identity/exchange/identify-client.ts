// Which client asks, and what it shows to prove it: Basic, form body, query or an assertion (oauth spec §2.2).
import { timingSafeEqual } from "node:crypto";
import { type Client, mayBeConsumerKey } from "../apps/client.ts";
import { addressProblem, sourceOf } from "../apps/networks.ts";
import { hashOf } from "../hash.ts";
import type { Identity } from "../identity.ts";
import { clientAssertion, issuerOf } from "./assertions.ts";
import { type Exchange, found, type Step } from "./exchange.ts";
import { fieldOf, formDecode } from "./form.ts";
import { refuse } from "./refusal.ts";

/** RFC 7523 §2.2. */
export const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Finds the client by its consumer key, and holds it to whatever proof it sends: a wrong one is never ignored. */
export const identifyClient: Step = async (exchange, identity) => {
  const { consumerKey, secret, assertion } = presented(exchange);
  if (consumerKey === undefined) throw refuse({ reason: "client_missing" });
  exchange.client = await clientOf(exchange, identity, consumerKey);
  if (secret !== undefined) checkSecret(exchange, identity, exchange.client, secret);
  if (assertion !== undefined) await checkAssertion(exchange, identity, exchange.client, assertion);
  exchange.proven = secret !== undefined || assertion !== undefined;
};

/** The client with this key. The consumer of another org is unknown at this domain. */
export async function clientOf(exchange: Exchange, identity: Identity, consumerKey: string): Promise<Client> {
  const org = found(exchange, "org");
  const client = mayBeConsumerKey(consumerKey) ? await identity.records.client(org.id, consumerKey) : undefined;
  if (client) return client;
  countFailure(identity.unknownKeys, sourceOf(exchange.request.address), exchange.request.address);
  throw refuse({ reason: "client_unknown", consumerKey: consumerKey.slice(0, 255) });
}

/** The client must have proved who it is. */
export const requireProof: Step = (exchange) => {
  if (exchange.proven) return;
  throw refuse({ reason: "secret_missing", consumerKey: found(exchange, "client").consumerKey });
};

/** It must have where its app's settings say so; elsewhere it is a public client (oauth spec §1.2). */
export const requireProofBy =
  (setting: "secretForRefresh" | "secretForWebServer"): Step =>
  (exchange, identity) =>
    found(exchange, "client").settings[setting] ? requireProof(exchange, identity) : undefined;

/** A disabled app is refused; outside it looks like one that does not exist. */
export const requireEnabledApp: Step = (exchange) => {
  const { appId, enabled } = found(exchange, "client");
  if (!enabled) throw refuse({ reason: "app_disabled", appId });
};

/** The request must come from where the app's policies allow it (oauth spec §1.4). */
export const requireTrustedAddress =
  (use: "refresh" | "other"): Step =>
  (exchange) => {
    const { appId, policies } = found(exchange, "client");
    const why = addressProblem(policies, exchange.request.address, use);
    if (why) throw refuse({ reason: "address_untrusted", appId, why });
  };

/**
 * Compares the presented secret. Wrong ones are counted by consumer key and address together: a guesser is slowed
 * down, and the rightful client at another address is not.
 */
function checkSecret({ request }: Exchange, { wrongSecrets }: Identity, client: Client, secret: string): void {
  const { consumerKey, secretHash } = client;
  const { address } = request;
  const guesser = `${consumerKey} ${sourceOf(address)}`;
  const waitMs = wrongSecrets.waitOf(guesser);
  if (waitMs > 0) throw refuse({ reason: "failing_too_often", address, waitMs });
  if (timingSafeEqual(hashOf(secret), secretHash)) return;
  wrongSecrets.failed(guesser);
  throw refuse({ reason: "secret_wrong", consumerKey });
}

async function checkAssertion(exchange: Exchange, identity: Identity, client: Client, text: string): Promise<void> {
  const problem = await clientAssertion(identity, found(exchange, "org"), client, text);
  if (problem) throw refuse({ reason: "client_assertion_unfit", why: problem.why });
}

function countFailure(throttle: Identity["unknownKeys"], source: string, address: string): void {
  const waitMs = throttle.waitOf(source);
  if (waitMs > 0) throw refuse({ reason: "failing_too_often", address, waitMs });
  throttle.failed(source);
}

interface Presented {
  readonly consumerKey: string | undefined;
  readonly secret: string | undefined;
  readonly assertion?: string | undefined;
}

/** RFC 6749 §2.3: one way of authentication per request. Two that agree do no harm; two that differ are refused. */
function presented({ request, fields }: Exchange): Presented {
  const form = { consumerKey: fieldOf(fields, "client_id"), secret: fieldOf(fields, "client_secret") };
  const basic = basicCredentials(request.authorization);
  const assertion = fieldOf(fields, "client_assertion");
  if (assertion !== undefined) {
    if (basic || form.secret !== undefined) throw refuse({ reason: "credentials_twice" });
    return byAssertion(fields, form.consumerKey, assertion);
  }
  if (!basic) return form;
  const differs =
    (form.consumerKey !== undefined && form.consumerKey !== basic.consumerKey) ||
    (form.secret !== undefined && form.secret !== basic.secret);
  if (differs) throw refuse({ reason: "credentials_twice" });
  return basic;
}

function basicCredentials(authorization: string | undefined): Presented | undefined {
  const [scheme, encoded] = authorization?.trim().split(/ +/) ?? [];
  if (scheme?.toLowerCase() !== "basic") return undefined;
  const text = Buffer.from(encoded ?? "", "base64").toString("utf8");
  const colon = text.indexOf(":");
  const consumerKey = formDecode(text.slice(0, colon));
  const secret = formDecode(text.slice(colon + 1));
  if (colon < 1 || !consumerKey || secret === undefined) throw refuse({ reason: "authorization_malformed" });
  return { consumerKey, secret: secret || undefined };
}

/** The assertion names the client; `client_id` may be left out (RFC 7521 §4.2). */
function byAssertion(fields: Exchange["fields"], consumerKey: string | undefined, assertion: string): Presented {
  if (fieldOf(fields, "client_assertion_type") !== ASSERTION_TYPE) {
    throw refuse({ reason: "client_assertion_unfit", why: `client_assertion_type is not ${ASSERTION_TYPE}` });
  }
  return { consumerKey: consumerKey ?? issuerOf(assertion), secret: undefined, assertion };
}
