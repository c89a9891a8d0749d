// One-time links over HTTP: a first request takes the link out of its URL, a page says whom it logs in, a button does it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { settingsOf } from "../identity/orgs/org-settings.ts";
import { dropCookie, readCookie } from "../identity/people/cookies.ts";
import { makeFirstAdmin } from "../identity/people/first-admin.ts";
import {
  FRONTDOOR_PATH,
  followLink,
  heldLink,
  type LinkRow,
  landing,
  OPEN_PATH,
  takeLink,
} from "../identity/people/links.ts";
import { noteLinkLogin, setPassword } from "../identity/people/login.ts";
import { beginLoginSession, csrfMatches, csrfOf, mayLogIn } from "../identity/people/login-sessions.ts";
import { type Form, outOfDate, ownForm, sendOn, TurnedAway, type Visit, visitOf } from "./browser.ts";
import { continuePage, firstAdminPage, newPasswordPage } from "./login-pages.ts";
import { sendPage } from "./page.ts";
import { queryValue } from "./request-text.ts";

export function linkRoutes(scope: FastifyInstance, identity: Identity): void {
  const own = { config: { access: "own" as const } };
  // A look at the link, as previews take it with HEAD, must not use it up.
  const once = { ...own, exposeHeadRoute: false };
  const take = async (request: FastifyRequest, reply: FastifyReply, token: string) => {
    const { org } = await visitOf(identity, request);
    const cookie = await takeLink(identity, org, token);
    if (cookie === undefined) throw gone();
    reply.header("set-cookie", cookie);
    return sendOn(reply, OPEN_PATH);
  };
  scope.get<{ Params: { token: string } }>(`${OPEN_PATH}/:token`, once, (request, reply) =>
    take(request, reply, request.params.token),
  );
  scope.get(FRONTDOOR_PATH, once, (request, reply) => take(request, reply, queryValue(request, "otp") ?? ""));
  scope.get(OPEN_PATH, once, async (request, reply) => {
    const visit = await visitOf(identity, request);
    return sendLink(identity, reply, visit, await linkOf(identity, visit), { username: "", name: "" }, []);
  });
  scope.post(OPEN_PATH, own, (request, reply) => follow(identity, request, reply));
}

const gone = () =>
  new TurnedAway(
    403,
    "This link was used before, or its time is over. The server's operator gets a new one: dragoman open",
  );

async function linkOf(identity: Identity, { org, cookies }: Visit): Promise<LinkRow> {
  const link = await heldLink(identity, org, cookies);
  if (!link) throw gone();
  return link;
}

/** The user a link is for, who may have lost the right to log in since it was made. */
async function memberOf({ records }: Identity, { memberId, orgId }: LinkRow) {
  const member = memberId === null ? undefined : await records.member(memberId);
  if (member?.orgId !== orgId || !mayLogIn(member)) throw gone();
  return member;
}

async function sendLink(
  identity: Identity,
  reply: FastifyReply,
  visit: Visit,
  link: LinkRow,
  given: { readonly username: string; readonly name: string },
  problems: readonly string[],
) {
  const { org } = visit;
  const csrf = csrfOfLink(visit);
  const { passwordMinLength } = settingsOf(org).login;
  const html =
    link.purpose === "first_admin"
      ? firstAdminPage(org, csrf, given, passwordMinLength, problems)
      : link.purpose === "password"
        ? newPasswordPage(OPEN_PATH, await memberOf(identity, link), csrf, passwordMinLength, problems)
        : continuePage(org, await memberOf(identity, link), csrf);
  return sendPage(reply, html, { status: problems.length > 0 ? 400 : 200, formAction: ["'self'"] });
}

/** The link's own cookie makes the word: who holds the link may use it, and no other site does. */
function csrfOfLink({ cookies, origin }: Visit): string {
  const token = readCookie(cookies, "link", origin);
  if (token === undefined) throw gone();
  return csrfOf(token);
}

async function follow(identity: Identity, request: FastifyRequest, reply: FastifyReply) {
  const visit = await visitOf(identity, request);
  const { org, origin, cookies, visitor } = visit;
  const form = ownForm(request);
  const link = await linkOf(identity, visit);
  if (!csrfMatches(form("csrf"), csrfOfLink(visit))) throw outOfDate();
  try {
    const memberId = await useAs[link.purpose](identity, visit, link, form);
    await noteLinkLogin(identity, org, memberId, visitor);
    const proven = link.purpose !== "frontdoor";
    const begun = await beginLoginSession(identity, org, memberId, { ...visitor, cookies, proven });
    reply.header("set-cookie", [...begun, dropCookie("link", origin)]);
    return sendOn(reply, landing(link.goesTo));
  } catch (error) {
    if (!(error instanceof Undeclarable)) throw error;
    const given = { username: form("username") ?? "", name: form("name") ?? "" };
    return sendLink(identity, reply, visit, link, given, error.problems);
  }
}

type Use = (identity: Identity, visit: Visit, link: LinkRow, form: Form) => Promise<string>;

/** Log in as the user of the link, once. */
const logInAs: Use = async (identity, { org, cookies }, link) => {
  const member = await memberOf(identity, link);
  if (!(await followLink(identity, org, cookies))) throw gone();
  return member.id;
};

/** What each link does when its button is pressed; gives the id of the user it logs in. Throws `Undeclarable`. */
const useAs: Readonly<Record<LinkRow["purpose"], Use>> = {
  open: logInAs,
  frontdoor: logInAs,
  password: async (identity, visit, link, form) => {
    const member = await memberOf(identity, link);
    const { org, cookies, visitor } = visit;
    const by = { actor: member.id, address: visitor.address };
    await setPassword(identity, org, { memberId: member.id, password: sameTwice(form) }, by, async () => {
      if (!(await followLink(identity, org, cookies))) throw gone();
    });
    return member.id;
  },
  // The link ends with the making of the admin, in one transaction.
  first_admin: async (identity, { org, visitor }, _, form) => {
    const given = { username: (form("username") ?? "").trim(), name: form("name") ?? "", password: sameTwice(form) };
    return makeFirstAdmin(identity, org, given, visitor.address);
  },
};

/** A new password that was typed twice. Throws `Undeclarable` when the two differ. */
export function sameTwice(form: Form): string {
  const password = form("password") ?? "";
  if (password !== (form("again") ?? "")) throw new Undeclarable(["The two passwords differ: type the same twice."]);
  return password;
}
