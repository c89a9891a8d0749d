// The authorization endpoint over HTTP: redirects, its pages, and the plain body for a request that is not to be trusted.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { APPROVE_PATH, AUTHORIZE_PATH } from "../contract/authorize.ts";
import { formTargetOf } from "../identity/apps/redirects.ts";
import {
  type Authorization,
  type Choice,
  known,
  readParameters,
  writeParameters,
} from "../identity/authorize/authorization.ts";
import { type AuthorizeReply, answerAuthorizeRequest } from "../identity/authorize/authorize.ts";
import { LONGEST_REQUEST } from "../identity/authorize/read-request.ts";
import { fieldOf } from "../identity/exchange/form.ts";
import type { Identity } from "../identity/identity.ts";
import { setCookie } from "../identity/people/cookies.ts";
import { csrfMatches, endLoginSession, loginSessionOf } from "../identity/people/login-sessions.ts";
import { forBrowsers, formText, ownForm, sendOn, visitOf, visitorOf } from "./browser.ts";
import { sendLogin } from "./login-form.ts";
import { accountPage, consentPage } from "./login-pages.ts";
import { sendPage } from "./page.ts";
import { queryOf } from "./request-text.ts";

export function authorizeRoutes(app: FastifyInstance, identity: Identity): void {
  forBrowsers(app, identity, (scope) => {
    const own = { config: { access: "own" as const } };
    // A request that only looks, with HEAD, gets no code.
    scope.get(AUTHORIZE_PATH, { ...own, exposeHeadRoute: false }, (request, reply) =>
      answer(identity, request, reply, queryOf(request)),
    );
    scope.post(AUTHORIZE_PATH, own, (request, reply) => {
      const query = [queryOf(request), formText(request)].filter(Boolean).join("&");
      const fields = query.length > LONGEST_REQUEST ? undefined : readParameters(query);
      // A form of the client's site comes without our cookies (SameSite); sent on, the same request has them.
      return fields
        ? sendOn(reply, `${AUTHORIZE_PATH}?${writeParameters(fields)}`)
        : answer(identity, request, reply, query);
    });
    scope.post(APPROVE_PATH, own, (request, reply) => takeChoice(identity, request, reply));
  });
}

/** What a user pressed on a page of the endpoint's own. */
async function takeChoice(identity: Identity, request: FastifyRequest, reply: FastifyReply) {
  const form = ownForm(request);
  const query = form("request") ?? "";
  const csrf = form("csrf");
  const choice = form("choice");
  if (choice === "switch") {
    const { org, cookies } = await visitOf(identity, request);
    const session = await loginSessionOf(identity, org, cookies);
    if (session && csrfMatches(csrf, session.csrf)) {
      reply.header("set-cookie", await endLoginSession(identity, org, cookies));
    }
    return sendOn(reply, `${AUTHORIZE_PATH}?${writeParameters(readParameters(query) ?? [])}`);
  }
  const pressed = choices.find((each) => each === choice);
  return answer(identity, request, reply, query, pressed && { choice: pressed, csrf });
}

const choices: readonly Choice[] = ["allow", "deny", "continue"];

async function answer(
  identity: Identity,
  request: FastifyRequest,
  reply: FastifyReply,
  query: string,
  pressed?: { readonly choice: Choice; readonly csrf: string | undefined },
) {
  const { cookie: cookies } = request.headers;
  const asked = { host: request.headers.host, cookies, visitor: visitorOf(request), query, pressed };
  const answered = await answerAuthorizeRequest(identity, asked);
  if (answered.kind === "ask") return sendQuestion(identity, request, reply, answered);
  if (answered.refusal) request.log.info(answered.refusal, "authorization refused");
  if (answered.kind === "redirect") return sendOn(reply, answered.to, request.method === "GET" ? 302 : 303);
  return reply.code(400).type("text/plain;charset=UTF-8").send(answered.body);
}

async function sendQuestion(
  identity: Identity,
  request: FastifyRequest,
  reply: FastifyReply,
  { question, authorization }: Extract<AuthorizeReply, { kind: "ask" }>,
) {
  const { fields, query, browser } = authorization;
  const visit = await visitOf(identity, request);
  reply.header("set-cookie", setCookie("asked", browser, visit.origin));
  if (question === "login") {
    const username = fieldOf(fields, "login_hint") ?? "";
    return sendLogin(identity, reply, visit, { to: `${AUTHORIZE_PATH}?${query}`, username });
  }
  const view = viewOf(authorization);
  const html = question === "account" ? accountPage(view) : consentPage({ ...view, scopes: authorization.scopes });
  return sendPage(reply, html, { formAction: ["'self'", formTargetOf(view.redirectUri)] });
}

function viewOf(authorization: Authorization) {
  const { member, csrf } = known(authorization, "session");
  return {
    org: known(authorization, "org"),
    member,
    app: known(authorization, "client").label,
    csrf,
    request: authorization.query,
    redirectUri: known(authorization, "redirectUri"),
  };
}
