// Which client asks, and proof that it is: Basic, form body or query (oauth spec §2.2, RFC 6749 §2.3.1).
import { timingSafeEqual } from "node:crypto";
import ipaddr from "ipaddr.js";
import { hashOf } from "./client.ts";
import { type Exchange, found, type Step } from "./exchange.ts";
import { fieldOf, formDecode } from "./form.ts";
import type { Identity } from "./identity.ts";
import { refuse } from "./refusal.ts";

/** Visible ASCII: nothing else can be a consumer key, and the database is not asked about anything else. */
const POSSIBLE_KEY = /^[\x21-\x7e]{1,255}$/;

/** Finds the client by its consumer key and keeps the presented secret for `requireSecret`. */
export const identifyClient: Step = async (exchange, identity) => {
  const { consumerKey, secret } = presented(exchange);
  if (consumerKey === undefined) throw refuse({ reason: "client_missing" });
  const client = POSSIBLE_KEY.test(consumerKey) ? await identity.records.client(consumerKey) : undefined;
  // The consumer of another org is unknown at this domain.
  if (!client || client.orgId !== found(exchange, "org").id) {
    countFailure(identity.unknownKeys, sourceOf(exchange.request.address), exchange.request.address);
    throw refuse({ reason: "client_unknown", consumerKey: consumerKey.slice(0, 255) });
  }
  exchange.client = client;
  exchange.secret = secret;
};

/**
 * Compares the presented secret. Wrong ones are counted by consumer key and address together: a guesser is slowed
 * down, and the rightful client at another address is not.
 */
export const requireSecret: Step = (exchange, identity) => {
  const { consumerKey, secretHash } = found(exchange, "client");
  const { secret } = exchange;
  if (secret === undefined) throw refuse({ reason: "secret_missing", consumerKey });
  const { address } = exchange.request;
  const guesser = `${consumerKey} ${sourceOf(address)}`;
  const waitMs = identity.wrongSecrets.waitOf(guesser);
  if (waitMs > 0) throw refuse({ reason: "failing_too_often", address, waitMs });
  if (timingSafeEqual(hashOf(secret), secretHash)) return;
  identity.wrongSecrets.failed(guesser);
  throw refuse({ reason: "secret_wrong", consumerKey });
};

function countFailure(throttle: Identity["unknownKeys"], source: string, address: string): void {
  const waitMs = throttle.waitOf(source);
  if (waitMs > 0) throw refuse({ reason: "failing_too_often", address, waitMs });
  throttle.failed(source);
}

interface Presented {
  readonly consumerKey: string | undefined;
  readonly secret: string | undefined;
}

/** RFC 6749 §2.3: one way of authentication per request. Two that agree do no harm; two that differ are refused. */
function presented({ request, fields }: Exchange): Presented {
  const form = { consumerKey: fieldOf(fields, "client_id"), secret: fieldOf(fields, "client_secret") };
  const basic = basicCredentials(request.authorization);
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

/** Whom failures are counted against: an IPv4 address, or the /64 network that one IPv6 customer has to itself. */
function sourceOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toNormalizedString().split(":", 4).join(":");
}
