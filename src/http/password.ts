// The page on which a person who is logged in changes the password.
import type { FastifyInstance, FastifyReply } from "fastify";
import { HOME_PATH, PASSWORD_PATH, VERIFY_PATH } from "../contract/page-paths.ts";
import { Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { settingsOf } from "../identity/orgs/org-settings.ts";
import {
  beginLoginSession,
  csrfMatches,
  type LoginSession,
  loginSessionOf,
} from "../identity/people/login-sessions.ts";
import { setPassword } from "../identity/people/set-password.ts";
import { hasRecentProof, requireRecentProof } from "../identity/people/step-up.ts";
import { outOfDate, ownForm, sendOn, type Visit, visitOf } from "./browser.ts";
import { newPasswordPage } from "./login-pages.ts";
import { sendPage } from "./page.ts";
import { sameTwice } from "./same-twice.ts";

export function passwordRoutes(scope: FastifyInstance, identity: Identity): void {
  const own = { config: { access: "own" as const } };
  scope.get(PASSWORD_PATH, own, async (request, reply) => {
    const visit = await visitOf(identity, request);
    const session = await loginSessionOf(identity, visit.org, visit.cookies);
    if (!session || !hasRecentProof(identity, session)) return sendOn(reply, `${VERIFY_PATH}?to=${PASSWORD_PATH}`);
    return sendForm(reply, visit, session, []);
  });
  scope.post(PASSWORD_PATH, own, async (request, reply) => {
    const visit = await visitOf(identity, request);
    const form = ownForm(request);
    const { org, cookies, visitor } = visit;
    const session = await loginSessionOf(identity, org, cookies);
    if (!session || !csrfMatches(form("csrf"), session.csrf)) throw outOfDate();
    requireRecentProof(identity, session);
    const memberId = session.member.id;
    try {
      const by = { actor: memberId, address: visitor.address };
      const changed = await setPassword(identity, org, { memberId, password: sameTwice(form) }, by);
      const begun = await beginLoginSession(identity, org, changed, { ...visitor, cookies });
      // Changed once more meanwhile, by somebody else: that page was out of date already.
      if (!begun) throw outOfDate();
      reply.header("set-cookie", [...begun]);
      return sendOn(reply, HOME_PATH);
    } catch (error) {
      if (error instanceof Undeclarable) return sendForm(reply, visit, session, error.problems);
      throw error;
    }
  });
}

function sendForm(reply: FastifyReply, { org }: Visit, { member, csrf }: LoginSession, problems: readonly string[]) {
  const html = newPasswordPage(
    member,
    { action: PASSWORD_PATH, csrf },
    settingsOf(org).login.passwordMinLength,
    problems,
  );
  return sendPage(reply, html, { status: problems.length > 0 ? 400 : 200, formAction: ["'self'"] });
}
