// What an authorization request says: for which org and app, where it leads, how it is proven, what it asks for.
import type { AuthorizeProblemCode } from "../../contract/authorize.ts";
import { mayBeConsumerKey } from "../apps/client.ts";
import { addressProblem } from "../apps/networks.ts";
import { matchRedirect } from "../apps/redirects.ts";
import { fieldOf } from "../exchange/form.ts";
import { randomToken } from "../letters.ts";
import { orgAt, originOf } from "../orgs/domains.ts";
import { quirk } from "../orgs/quirks.ts";
import { readCookie } from "../people/cookies.ts";
import { askedScopes } from "./asked-scopes.ts";
import { type AuthorizeStep, known, promptsOf, readParameters, refused } from "./authorization.ts";
import { readBeginning } from "./beginning.ts";

/** Characters of a request: it has to fit into a line of its own a second time, in the pages. */
export const LONGEST_REQUEST = 6000;

export const findOrg: AuthorizeStep = async (authorization, identity) => {
  const { host } = authorization.request;
  authorization.org = await orgAt(identity, host);
  return authorization.org ? undefined : refused("host_foreign", host);
};

export const readRequest: AuthorizeStep = (authorization, identity) => {
  const { query } = authorization.request;
  if (query.length > LONGEST_REQUEST) return refused("too_large", String(LONGEST_REQUEST));
  const all = readParameters(query);
  if (!all) return refused("malformed");
  const names = all.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) return refused("repeated", twice.slice(0, 64));
  const org = known(authorization, "org");
  const had = readCookie(authorization.request.cookies, "asked", originOf(identity, org));
  const browser = had ?? randomToken(identity.random);
  Object.assign(authorization, { browser, ...readBeginning(identity, { org, browser }, all) });
  return undefined;
};

/** A disabled app answers as an unknown one: which it is, is nobody's business outside. */
export const findClient: AuthorizeStep = async (authorization, identity) => {
  const consumerKey = fieldOf(authorization.fields, "client_id");
  if (consumerKey === undefined) return refused("client_missing");
  const { id: orgId } = known(authorization, "org");
  const client = mayBeConsumerKey(consumerKey) ? await identity.records.client(orgId, consumerKey) : undefined;
  if (!client) return refused("client_unknown", consumerKey.slice(0, 255));
  if (!client.enabled) return refused("app_disabled", client.appId);
  authorization.client = client;
  return undefined;
};

/** From here on, and not before, a browser may be sent to where the request says (RFC 9700 §4.11.2). */
export const trustRedirect: AuthorizeStep = (authorization) => {
  const given = fieldOf(authorization.fields, "redirect_uri");
  if (given === undefined) return refused("redirect_missing");
  const anyLoopbackPort = !quirk(known(authorization, "org"), "fixed_loopback_port");
  const { callbackUrls } = known(authorization, "client").settings;
  authorization.redirectUri = matchRedirect(callbackUrls, given, { anyLoopbackPort });
  return authorization.redirectUri === undefined ? refused("redirect_mismatch", given.slice(0, 255)) : undefined;
};

/** What this server does not do, and what cannot be meant. */
export const refuseOddities: AuthorizeStep = ({ fields }) => {
  const value = (name: string) => fieldOf(fields, name) ?? "";
  const prompts = promptsOf(fields);
  const wrong: readonly (readonly [AuthorizeProblemCode, boolean])[] = [
    ["response_type", value("response_type") !== "code"],
    ["response_mode", !["", "query"].includes(value("response_mode"))],
    ["request_object", value("request") !== ""],
    ["request_uri", value("request_uri") !== ""],
    ["prompt_unknown", prompts.some((prompt) => !["none", "login", "consent", "select_account"].includes(prompt))],
    ["prompt_none_with_more", prompts.includes("none") && prompts.length > 1],
    ["max_age_malformed", !/^\d{0,9}$/.test(value("max_age"))],
    ["nonce_malformed", !/^[^\p{Cc}]{0,512}$/u.test(value("nonce"))],
  ];
  const found = wrong.find(([, is]) => is);
  return found && refused(found[0]);
};

/** RFC 7636. A challenge without a method is S256 to the original's clients, none of which sends one. */
export const checkChallenge: AuthorizeStep = (authorization) => {
  const { fields } = authorization;
  const org = known(authorization, "org");
  const challenge = fieldOf(fields, "code_challenge");
  const method = fieldOf(fields, "code_challenge_method") ?? (quirk(org, "implied_s256") ? "S256" : "plain");
  if (challenge === undefined) {
    const { pkceRequired } = known(authorization, "client").settings;
    return pkceRequired || !quirk(org, "optional_challenge") ? refused("challenge_missing") : undefined;
  }
  if (method !== "S256") return refused("challenge_method");
  return /^[A-Za-z0-9_-]{43}$/.test(challenge) ? undefined : refused("challenge_malformed");
};

export const readScopes: AuthorizeStep = (authorization) => {
  const scopes = askedScopes(known(authorization, "client").scopes, fieldOf(authorization.fields, "scope"));
  if (!scopes) return refused("scope_not_allowed");
  authorization.scopes = scopes;
  return undefined;
};

export const checkAddress: AuthorizeStep = (authorization) => {
  const { policies } = known(authorization, "client");
  const why = addressProblem(policies, authorization.request.visitor.address, "other");
  return why === undefined ? undefined : refused("address_refused", why);
};
