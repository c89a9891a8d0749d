// Logging in and out over HTTP: the login page, the page that says who is logged in, and one-time links.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HOME_PATH, LOGIN_PATH, LOGOUT_PATH, VERIFY_PATH } from "../contract/page-paths.ts";
import { SETUP_HOME } from "../contract/setup-places.ts";
import type { Identity } from "../identity/identity.ts";
import { landing } from "../identity/people/links.ts";
import { logIn } from "../identity/people/login.ts";
import { csrfMatches, endLoginSession, loginSessionOf } from "../identity/people/login-sessions.ts";
import { may } from "../identity/people/roles.ts";
import { bringsWord, forBrowsers, outOfDate, ownForm, sendOn, visitOf } from "./browser.ts";
import { linkRoutes } from "./links.ts";
import { sendLogin } from "./login-form.ts";
import { homePage } from "./login-pages.ts";
import { sendPage } from "./page.ts";
import { passwordRoutes } from "./password.ts";
import { queryValue } from "./request-text.ts";

export function loginRoutes(app: FastifyInstance, identity: Identity): void {
  forBrowsers(app, identity, (scope) => {
    const own = { config: { access: "own" as const } };
    scope.get(LOGIN_PATH, own, async (request, reply) => {
      const visit = await visitOf(identity, request);
      const username = queryValue(request, "hint") ?? "";
      return sendLogin(identity, reply, visit, { to: landing(queryValue(request, "to")), username });
    });
    scope.post(LOGIN_PATH, own, (request, reply) => takeLogin(identity, request, reply));
    scope.get(VERIFY_PATH, own, async (request, reply) => {
      const visit = await visitOf(identity, request);
      const to = landing(queryValue(request, "to"));
      const session = await loginSessionOf(identity, visit.org, visit.cookies);
      const username = session?.member.username ?? "";
      return sendLogin(identity, reply, visit, { to, username, known: session !== undefined });
    });
    scope.post(LOGOUT_PATH, own, async (request, reply) => {
      const visit = await visitOf(identity, request);
      const given = ownForm(request)("csrf");
      const session = await loginSessionOf(identity, visit.org, visit.cookies);
      if (session && !csrfMatches(given, session.csrf)) throw outOfDate();
      reply.header("set-cookie", await endLoginSession(identity, visit.org, visit.cookies));
      return sendOn(reply, LOGIN_PATH);
    });
    scope.get(HOME_PATH, own, async (request, reply) => {
      const { org, cookies } = await visitOf(identity, request);
      const session = await loginSessionOf(identity, org, cookies);
      if (!session) return sendOn(reply, `${LOGIN_PATH}?to=${HOME_PATH}`);
      if (may(session.member.role, "see")) return sendOn(reply, SETUP_HOME);
      return sendPage(reply, homePage(org, session.member, session.csrf), { formAction: ["'self'"] });
    });
    passwordRoutes(scope, identity);
    linkRoutes(scope, identity);
  });
}

/** One sentence for every reason: who guesses learns nothing from it. */
const NOT_LOGGED_IN =
  "Username and password do not fit, or this user may not log in here. After many failures a user is locked for a while.";

async function takeLogin(identity: Identity, request: FastifyRequest, reply: FastifyReply) {
  const visit = await visitOf(identity, request);
  const { org, cookies, visitor } = visit;
  const form = ownForm(request);
  const to = landing(form("to"));
  const username = form("username") ?? "";
  const again = (status: number, problem: string) =>
    sendLogin(identity, reply, visit, { to, username, problems: [problem], status });
  if (!bringsWord(visit, form)) {
    return again(403, "The page was out of date, or your browser takes no cookies. Please try again.");
  }
  const outcome = await logIn(identity, org, { username, password: form("password") ?? "" }, { ...visitor, cookies });
  if ("waitMs" in outcome) {
    const seconds = Math.ceil(outcome.waitMs / 1000);
    reply.header("retry-after", String(seconds));
    return again(429, `Too many failed logins from your network. Try again in ${seconds} seconds.`);
  }
  if ("refused" in outcome) {
    request.log.info({ outcome: outcome.refused, org: org.id }, "login refused");
    return again(403, NOT_LOGGED_IN);
  }
  reply.header("set-cookie", [...outcome.begun]);
  return sendOn(reply, to);
}
