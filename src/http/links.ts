// One-time links over HTTP: a page says whom the link logs in, and its button does it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { FRONTDOOR_PATH, OPEN_PATH } from "../contract/page-paths.ts";
import { Undeclarable } from "../identity/declare.ts";
import type { Identity } from "../identity/identity.ts";
import { settingsOf } from "../identity/orgs/org-settings.ts";
import { quirk } from "../identity/orgs/quirks.ts";
import { makeFirstAdmin } from "../identity/people/first-admin.ts";
import { isOpenedWhereMade, type LinkRow, landing, linkAt, memberOf, spendLink } from "../identity/people/links.ts";
import { logInByLink } from "../identity/people/login.ts";
import { type Judged, loginSessionOf } from "../identity/people/login-sessions.ts";
import { setPassword } from "../identity/people/set-password.ts";
import {
  bringsWord,
  type Form,
  outOfDate,
  ownForm,
  sendOn,
  TurnedAway,
  type Visit,
  visitOf,
  wordFor,
} from "./browser.ts";
import { continuePage, firstAdminPage, newPasswordPage } from "./login-pages.ts";
import { sendPage } from "./page.ts";
import { queryValue } from "./request-text.ts";
import { sameTwice } from "./same-twice.ts";

/** A link at which a browser has arrived. */
interface Held {
  readonly token: string;
  readonly link: LinkRow;
}

export function linkRoutes(scope: FastifyInstance, identity: Identity): void {
  const own = { config: { access: "own" as const } };
  const url = `${OPEN_PATH}/:token`;
  scope.get<{ Params: { token: string } }>(url, own, async (request, reply) => {
    const visit = await visitOf(identity, request);
    return sendLink(identity, reply, visit, await held(identity, visit, request.params.token));
  });
  scope.post<{ Params: { token: string } }>(url, own, (request, reply) =>
    follow(identity, request, reply, request.params.token),
  );
  // What only looks at the address, with HEAD, is no visit.
  scope.get(FRONTDOOR_PATH, { ...own, exposeHeadRoute: false }, async (request, reply) => {
    const visit = await visitOf(identity, request);
    const arrived = await held(identity, visit, queryValue(request, "otp") ?? "");
    const { purpose } = arrived.link;
    return purpose === "frontdoor" && (await isOpenedHere(identity, visit, request, arrived))
      ? enter(identity, reply, visit, arrived, await logInAs(identity, visit, arrived, noForm))
      : sendLink(identity, reply, visit, arrived);
  });
}

const gone = () =>
  new TurnedAway(
    403,
    "This link was used before, or its time is over. The server's operator gets a new one: dragoman open",
  );

async function held(identity: Identity, { org }: Visit, token: string): Promise<Held> {
  const link = await linkAt(identity, org, token);
  if (!link) throw gone();
  return { token, link };
}

/** What a browser says of a visit that no page led to: a program such as the sf CLI opened it, or a person typed it. */
const byItself = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" } as const;

/** What a browser says when it fetches ahead of its reader. */
const ahead = ["purpose", "sec-purpose", "x-moz", "x-purpose"] as const;

/**
 * Whether a link may do without its button: the org has this habit of the original, no page led here, the browser is
 * where the link was asked for and does not merely fetch ahead, and nobody else is logged in in it. Another site would
 * otherwise log its visitors in as whom it likes (login CSRF).
 */
async function isOpenedHere(identity: Identity, visit: Visit, request: FastifyRequest, { token, link }: Held) {
  const { org, cookies, visitor } = visit;
  const { headers } = request;
  if (!isOpenedWhereMade(identity, token, queryValue(request, "from"), visitor.address)) return false;
  const alone = Object.entries(byItself).every(([name, value]) => headers[name] === value);
  if (!quirk(org, "frontdoor_at_once") || !alone || ahead.some((name) => headers[name] !== undefined)) return false;
  const session = await loginSessionOf(identity, org, cookies);
  return session === undefined || session.member.id === link.memberId;
}

async function holderOf(identity: Identity, link: LinkRow) {
  const member = await memberOf(identity, link);
  if (!member) throw gone();
  return member;
}

const nothingGiven = { username: "", name: "" };

async function sendLink(
  identity: Identity,
  reply: FastifyReply,
  visit: Visit,
  { token, link }: Held,
  given: { readonly username: string; readonly name: string } = nothingGiven,
  problems: readonly string[] = [],
) {
  const { org } = visit;
  const form = { action: `${OPEN_PATH}/${token}`, csrf: wordFor(identity, reply, visit) };
  const { passwordMinLength } = settingsOf(org).login;
  const html =
    link.purpose === "first_admin"
      ? firstAdminPage(org, form, given, passwordMinLength, problems)
      : link.purpose === "password"
        ? newPasswordPage(await holderOf(identity, link), form, passwordMinLength, problems)
        : continuePage(org, await holderOf(identity, link), form);
  return sendPage(reply, html, { status: problems.length > 0 ? 400 : 200, formAction: ["'self'"] });
}

async function follow(identity: Identity, request: FastifyRequest, reply: FastifyReply, token: string) {
  const visit = await visitOf(identity, request);
  const form = ownForm(request);
  const arrived = await held(identity, visit, token);
  if (!bringsWord(visit, form)) throw outOfDate();
  try {
    const judged = await useAs[arrived.link.purpose](identity, visit, arrived, form);
    return await enter(identity, reply, visit, arrived, judged);
  } catch (error) {
    if (!(error instanceof Undeclarable)) throw error;
    const given = { username: form("username") ?? "", name: form("name") ?? "" };
    return sendLink(identity, reply, visit, arrived, given, error.problems);
  }
}

/**
 * Begin the session that a link opened, and go where it leads. A client's link proves nothing: in a browser where its user
 * has proved it, that session stays.
 */
async function enter(identity: Identity, reply: FastifyReply, visit: Visit, { link }: Held, judged: Judged) {
  const { org, cookies, visitor } = visit;
  const proven = link.purpose !== "frontdoor";
  const session = proven ? undefined : await loginSessionOf(identity, org, cookies);
  if (session?.member.id === judged.id && session.verifiedAt > 0) return sendOn(reply, landing(link.goesTo));
  const begun = await logInByLink(identity, org, judged, { ...visitor, cookies, proven });
  if (!begun) throw gone();
  reply.header("set-cookie", [...begun]);
  return sendOn(reply, landing(link.goesTo));
}

type Use = (identity: Identity, visit: Visit, held: Held, form: Form) => Promise<Judged>;

const noForm: Form = () => undefined;

/** Log in as the user of the link, once. */
const logInAs: Use = async (identity, { org }, { token, link }) => {
  const member = await holderOf(identity, link);
  if (!(await spendLink(identity, org, token))) throw gone();
  return member;
};

/** What each link does when its button is pressed; gives the user it logs in. Throws `Undeclarable`. */
const useAs: Readonly<Record<LinkRow["purpose"], Use>> = {
  open: logInAs,
  frontdoor: logInAs,
  password: async (identity, { org, visitor }, { token, link }, form) => {
    const member = await holderOf(identity, link);
    const by = { actor: member.id, address: visitor.address };
    return setPassword(identity, org, { memberId: member.id, password: sameTwice(form) }, by, async () => {
      if (!(await spendLink(identity, org, token))) throw gone();
    });
  },
  // The link ends with the making of the admin, in one transaction.
  first_admin: async (identity, { org, visitor }, _, form) => {
    const given = { username: (form("username") ?? "").trim(), name: form("name") ?? "", password: sameTwice(form) };
    return makeFirstAdmin(identity, org, given, visitor.address);
  },
};
