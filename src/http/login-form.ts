// Sends the login page, with the word that keeps other sites from logging a visitor in, and a policy that lets it lead on.
import type { FastifyReply } from "fastify";
import { AUTHORIZE_PATH } from "../contract/authorize.ts";
import { formTargetOf } from "../identity/apps/redirects.ts";
import { trustedRequest } from "../identity/authorize/authorize.ts";
import type { Identity } from "../identity/identity.ts";
import { randomToken } from "../identity/letters.ts";
import { readCookie, setCookie } from "../identity/people/cookies.ts";
import { csrfOf } from "../identity/people/login-sessions.ts";
import type { Visit } from "./browser.ts";
import { loginPage } from "./login-pages.ts";
import { sendPage } from "./page.ts";

export interface LoginView {
  /** Page of ours that the login leads to. */
  readonly to: string;
  readonly username: string;
  /** The user is logged in, and proves it again. */
  readonly known?: boolean;
  readonly problems?: readonly string[];
  readonly status?: number;
}

/**
 * Send the login page. Its form carries a word made from a cookie of this browser, which it gets here when it has none:
 * another site knows neither, and so cannot log a visitor in as somebody else (login CSRF).
 */
export async function sendLogin(identity: Identity, reply: FastifyReply, visit: Visit, view: LoginView) {
  const { org, origin, cookies } = visit;
  const { status = 200, problems = [], ...rest } = view;
  const pre = readCookie(cookies, "pre", origin) ?? randomToken(identity.random);
  reply.header("set-cookie", setCookie("pre", pre, origin));
  const waiting = await waitingApp(identity, visit, view.to);
  // A browser holds the redirects that follow a form to the policy of the form's page.
  const formAction = ["'self'", ...(waiting ? [formTargetOf(waiting.redirectUri)] : [])];
  const html = loginPage({ org, csrf: csrfOf(pre), app: waiting?.app, problems, ...rest });
  return sendPage(reply, html, { status, formAction });
}

/** The app whose authorization a login leads to, if it does. */
function waitingApp(identity: Identity, { origin, cookies, visitor }: Visit, to: string) {
  const [path, query = ""] = to.split(/\?(.*)/s);
  if (path !== AUTHORIZE_PATH) return undefined;
  return trustedRequest(identity, { host: new URL(origin).host, cookies, visitor, query });
}
