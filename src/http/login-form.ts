// Sends the login page, with a policy that lets it lead on to the app that waits for it.
import type { FastifyReply } from "fastify";
import { AUTHORIZE_PATH } from "../contract/authorize.ts";
import { formTargetOf } from "../identity/apps/redirects.ts";
import { trustedRequest } from "../identity/authorize/authorize.ts";
import type { Identity } from "../identity/identity.ts";
import { type Visit, wordFor } from "./browser.ts";
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

/** Send the login page. */
export async function sendLogin(identity: Identity, reply: FastifyReply, visit: Visit, view: LoginView) {
  const { org } = visit;
  const { status = 200, problems = [], ...rest } = view;
  const waiting = await waitingApp(identity, visit, view.to);
  // A browser holds the redirects that follow a form to the policy of the form's page.
  const formAction = ["'self'", ...(waiting ? [formTargetOf(waiting.redirectUri)] : [])];
  const html = loginPage({ org, csrf: wordFor(identity, reply, visit), app: waiting?.app, problems, ...rest });
  return sendPage(reply, html, { status, formAction });
}

/** The app whose authorization a login leads to, if it does. */
function waitingApp(identity: Identity, { origin, cookies, visitor }: Visit, to: string) {
  const [path, query = ""] = to.split(/\?(.*)/s);
  if (path !== AUTHORIZE_PATH) return undefined;
  return trustedRequest(identity, { host: new URL(origin).host, cookies, visitor, query });
}
