// The authorization endpoint: what must hold before a code is given. The order is the specification (RFC 6749 §4.1, RFC 9700).
import { type AuthorizeProblemCode, authorizeProblems } from "../../contract/authorize.ts";
import { withParameters } from "../apps/redirects.ts";
import { fieldOf } from "../exchange/form.ts";
import type { Identity } from "../identity.ts";
import { originOf } from "../orgs/domains.ts";
import { issueCode } from "../tokens/codes.ts";
import { ask, chooseAccount, consent, identifyUser, permitUser } from "./ask-user.ts";
import {
  type Authorization,
  type AuthorizeRequest,
  type AuthorizeStep,
  beginAuthorization,
  type End,
  known,
  type Question,
} from "./authorization.ts";
import {
  checkAddress,
  checkChallenge,
  findClient,
  findOrg,
  readRequest,
  readScopes,
  refuseOddities,
  trustRedirect,
} from "./read-request.ts";

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
  return code === undefined ? ask("login", authorization) : { code };
};

/** Until the redirect URI is trusted. */
const trustSteps: readonly AuthorizeStep[] = [findOrg, readRequest, findClient, trustRedirect];

/** Every rule, in order. A page sends the request back to the first: nothing is believed because a page said it. */
const authorizeSteps: readonly AuthorizeStep[] = [
  ...trustSteps, // read-request.ts, to checkAddress
  refuseOddities,
  checkChallenge,
  readScopes,
  checkAddress,
  identifyUser, // ask-user.ts, to consent
  chooseAccount,
  permitUser,
  consent,
  giveCode,
];

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
