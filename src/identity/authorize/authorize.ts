// The authorization endpoint: what must hold before a code is given. The order is the specification (RFC 6749 §4.1, RFC 9700).
import { type AuthorizeProblemCode, authorizeProblems } from "../../contract/authorize.ts";
import { mayBeConsumerKey } from "../apps/client.ts";
import { addressProblem } from "../apps/networks.ts";
import { matchRedirect, withParameters } from "../apps/redirects.ts";
import { fieldOf } from "../exchange/form.ts";
import type { Identity } from "../identity.ts";
import { orgAt, originOf } from "../orgs/domains.ts";
import { quirk } from "../orgs/quirks.ts";
import { csrfMatches, loginSessionOf } from "../people/login-sessions.ts";
import { permittedBy, scopesAllowed } from "../people/permission-sets.ts";
import { issueCode } from "../tokens/codes.ts";
import { askedScopes } from "./asked-scopes.ts";
import {
  type Authorization,
  type AuthorizeRequest,
  type AuthorizeStep,
  BEGAN,
  beginAuthorization,
  beginningOf,
  type End,
  known,
  type Question,
  readParameters,
  refused,
  sealBeginning,
  writeParameters,
} from "./authorization.ts";
import { askConsent } from "./consent.ts";

/** Characters of a request: it has to fit into a line of its own a second time, in the pages. */
export const LONGEST_REQUEST = 6000;

const findOrg: AuthorizeStep = async (authorization, identity) => {
  const { host } = authorization.request;
  authorization.org = await orgAt(identity, host);
  return authorization.org ? undefined : refused("host_foreign", host);
};

const readRequest: AuthorizeStep = (authorization, identity) => {
  const { query } = authorization.request;
  if (query.length > LONGEST_REQUEST) return refused("too_large", String(LONGEST_REQUEST));
  const all = readParameters(query);
  if (!all) return refused("malformed");
  const names = all.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) return refused("repeated", twice.slice(0, 64));
  const org = known(authorization, "org");
  const fields = all.filter(([name]) => name !== BEGAN);
  const began = beginningOf(identity, org, fields, fieldOf(all, BEGAN));
  authorization.fields = fields;
  authorization.began = began;
  authorization.query = writeParameters([...fields, [BEGAN, sealBeginning(identity, org, fields, began)]]);
  return undefined;
};

/** A disabled app answers as an unknown one: which it is, is nobody's business outside. */
const findClient: AuthorizeStep = async (authorization, identity) => {
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
const trustRedirect: AuthorizeStep = (authorization) => {
  const given = fieldOf(authorization.fields, "redirect_uri");
  if (given === undefined) return refused("redirect_missing");
  const anyLoopbackPort = !quirk(known(authorization, "org"), "fixed_loopback_port");
  const { callbackUrls } = known(authorization, "client").settings;
  authorization.redirectUri = matchRedirect(callbackUrls, given, { anyLoopbackPort });
  return authorization.redirectUri === undefined ? refused("redirect_mismatch", given.slice(0, 255)) : undefined;
};

/** What this server does not do, and what cannot be meant. */
const refuseOddities: AuthorizeStep = ({ fields }) => {
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

const promptsOf = (fields: Authorization["fields"]) => (fieldOf(fields, "prompt") ?? "").split(" ").filter(Boolean);

/** RFC 7636. A challenge without a method is S256 to the original's clients, none of which sends one. */
const checkChallenge: AuthorizeStep = (authorization) => {
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

const readScopes: AuthorizeStep = (authorization) => {
  const scopes = askedScopes(known(authorization, "client").scopes, fieldOf(authorization.fields, "scope"));
  if (!scopes) return refused("scope_not_allowed");
  authorization.scopes = scopes;
  return undefined;
};

const checkAddress: AuthorizeStep = (authorization) => {
  const { policies } = known(authorization, "client");
  const why = addressProblem(policies, authorization.request.visitor.address, "other");
  return why === undefined ? undefined : refused("address_refused", why);
};

/** Who is at the browser, proven as lately as the client, the app's policy and `max_age` ask. */
const identifyUser: AuthorizeStep = async (authorization, identity) => {
  const { request } = authorization;
  const session = await loginSessionOf(identity, known(authorization, "org"), request.cookies);
  if (!session || session.verifiedAt < provenSince(authorization)) return ask("login", authorization);
  authorization.session = session;
  if (request.pressed && csrfMatches(request.pressed.csrf, session.csrf)) authorization.choice = request.pressed.choice;
  return undefined;
};

/** The earliest proof that will do. Never that of a session which a token opened: it would turn into a longer right. */
function provenSince({ fields, began, client }: Authorization): number {
  const anew = promptsOf(fields).includes("login") || client?.policies.sessionLevel === "high";
  const maxAge = fieldOf(fields, "max_age");
  return Math.max(1, anew ? began : 0, maxAge === undefined ? 0 : began - Number(maxAge) * 1000);
}

const chooseAccount: AuthorizeStep = (authorization) => {
  const { fields, began, choice } = authorization;
  const chosen = choice !== undefined || known(authorization, "session").verifiedAt >= began;
  return promptsOf(fields).includes("select_account") && !chosen ? ask("account", authorization) : undefined;
};

/** Permitted users (oauth spec §1.4), and of the scopes those that this user may be given. */
const permitUser: AuthorizeStep = async (authorization, identity) => {
  const { member, orgId } = known(authorization, "session");
  const client = known(authorization, "client");
  if ((await permittedBy(identity, client, member.id)) === "refused") {
    const word = quirk(known(authorization, "org"), "app_access_error") ? "not_admitted" : "not_admitted_strict";
    return refused(word, member.id);
  }
  authorization.scopes = await scopesAllowed(identity, orgId, member.id, authorization.scopes);
  return authorization.scopes.length === 0 ? refused("scope_not_allowed") : undefined;
};

const consent: AuthorizeStep = async (authorization, identity) => {
  const asksAlways = promptsOf(authorization.fields).includes("consent") || mayBePosedAs(authorization);
  const outcome = await askConsent(authorization, identity, { asksAlways });
  if (outcome === "denied") return refused("denied");
  return outcome === "ask" ? ask("consent", authorization) : undefined;
};

/** An app on the user's device has neither a secret nor an address of its own that would prove it. */
function mayBePosedAs(authorization: Authorization): boolean {
  const { settings } = known(authorization, "client");
  const onDevice = !known(authorization, "redirectUri").startsWith("https:");
  return !settings.secretForWebServer && onDevice && !quirk(known(authorization, "org"), "remembered_native_apps");
}

const giveCode: AuthorizeStep = async (authorization, identity) => {
  const { fields, scopes } = authorization;
  const { member, verifiedAt } = known(authorization, "session");
  const code = await issueCode(identity, {
    client: known(authorization, "client"),
    memberId: member.id,
    redirectUri: known(authorization, "redirectUri"),
    scopes,
    codeChallenge: fieldOf(fields, "code_challenge"),
    nonce: fieldOf(fields, "nonce"),
    authTime: verifiedAt,
  });
  return { code };
};

/** Until the redirect URI is trusted. */
const trustSteps: readonly AuthorizeStep[] = [findOrg, readRequest, findClient, trustRedirect];

/** Every rule, in order. A page sends the request back to the first: nothing is believed because a page said it. */
export const authorizeSteps: readonly AuthorizeStep[] = [
  ...trustSteps,
  refuseOddities,
  checkChallenge,
  readScopes,
  checkAddress,
  identifyUser,
  chooseAccount,
  permitUser,
  consent, // consent.ts
  giveCode,
];

/** A client that wants no page gets the word for what a page would have asked. */
function ask(question: Question, { fields }: Authorization): End {
  if (fieldOf(fields, "immediate") === "true") return refused("immediate_unsuccessful");
  if (!promptsOf(fields).includes("none")) return { ask: question };
  return refused(
    ({ login: "login_required", account: "selection_required", consent: "consent_required" } as const)[question],
  );
}

/** A reply of the endpoint. `refusal` is for the log. */
export type AuthorizeReply =
  | { readonly kind: "redirect"; readonly to: string; readonly refusal?: Refusal }
  | { readonly kind: "plain"; readonly body: string; readonly refusal: Refusal }
  | { readonly kind: "ask"; readonly question: Question; readonly authorization: Authorization };

interface Refusal {
  readonly reason: AuthorizeProblemCode;
  readonly detail: string;
}

/** Answer a request for a code. What is thrown is a fault of the server. */
export async function answerAuthorizeRequest(identity: Identity, request: AuthorizeRequest): Promise<AuthorizeReply> {
  const authorization = beginAuthorization(request);
  for (const step of authorizeSteps) {
    const end = await step(authorization, identity);
    if (end) return replyOf(end, authorization, identity);
  }
  throw new Error("The last step gives a code or refuses: see the order of the steps");
}

function replyOf(end: End, authorization: Authorization, identity: Identity): AuthorizeReply {
  if ("ask" in end) return { kind: "ask", question: end.ask, authorization };
  const { org, fields, redirectUri } = authorization;
  // Who answers is always said, so that no client takes one server's answer for another's (RFC 9207).
  const context = { state: fieldOf(fields, "state"), iss: org && originOf(identity, org) };
  if ("code" in end) {
    return {
      kind: "redirect",
      to: withParameters(known(authorization, "redirectUri"), { code: end.code, ...context }),
    };
  }
  const { refused: reason, detail = "" } = end;
  const { error, description } = authorizeProblems[reason];
  const words = { error, error_description: description(detail) };
  const refusal = { reason, detail };
  return redirectUri === undefined
    ? { kind: "plain", body: withParameters("", words).slice(1), refusal }
    : { kind: "redirect", to: withParameters(redirectUri, { ...words, ...context }), refusal };
}

/** Which app a request is of, and where it leads; `undefined` when it is not to be trusted. For the page before it. */
export async function trustedRequest(
  identity: Identity,
  request: AuthorizeRequest,
): Promise<{ readonly app: string; readonly redirectUri: string } | undefined> {
  const authorization = beginAuthorization(request);
  for (const step of trustSteps) if (await step(authorization, identity)) return undefined;
  return { app: known(authorization, "client").label, redirectUri: known(authorization, "redirectUri") };
}
