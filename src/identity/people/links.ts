// One-time links that log their holder in: made for an operator, a first admin, a new password or a client's browser.
import { AUTHORIZE_PATH } from "../../contract/authorize.ts";
import { findLink, insertLink, type LinkRow, renameLink, useLink } from "../../store/links.ts";
import { hashOf } from "../hash.ts";
import type { Identity, Org } from "../identity.ts";
import { randomToken } from "../letters.ts";
import { originOf } from "../orgs/domains.ts";
import { readCookie, setCookie } from "./cookies.ts";

export type { LinkRow };

/** Minutes until a link is followed, by purpose. */
const minutes: Readonly<Record<LinkRow["purpose"], number>> = {
  first_admin: 10,
  open: 10,
  frontdoor: 1,
  password: 24 * 60,
};

/** Time to fill in the form a link leads to. */
const FORM_MINUTES = 10;

export const OPEN_PATH = "/open";
export const FRONTDOOR_PATH = "/secur/frontdoor.jsp";
export const HOME_PATH = "/home";
export const PASSWORD_PATH = "/password";

export interface Link {
  readonly url: string;
  readonly expiresAt: Date;
}

/**
 * A new link. `memberId` is whom it logs in, `null` for a first admin; `goesTo` is where it leads then, and is looked at
 * when it does (`landing`). Stored as a hash; the only copy of the token is in the URL given back.
 */
export async function makeLink(
  identity: Identity,
  org: Org,
  { memberId, purpose, goesTo = null }: Pick<LinkRow, "memberId" | "purpose"> & { readonly goesTo?: string | null },
): Promise<Link> {
  const { db, now, random } = identity;
  const token = randomToken(random);
  const expiresAt = new Date(now() + minutes[purpose] * 60_000);
  const row = { orgId: org.id, memberId, purpose, goesTo };
  await insertLink(db, hashOf(token), row, { issuedAt: new Date(now()), expiresAt });
  const path = purpose === "frontdoor" ? `${FRONTDOOR_PATH}?otp=${token}` : `${OPEN_PATH}/${token}`;
  return { url: `${originOf(identity, org)}${path}`, expiresAt };
}

/**
 * The first request for a link takes the token out of its URL and puts another into a cookie. What a proxy's log, a
 * history or a Referer keeps of the URL opens nothing from then on. Gives the Set-Cookie value; `undefined` when the
 * link was used or its time is over.
 */
export async function takeLink(identity: Identity, org: Org, token: string): Promise<string | undefined> {
  const { db, now, random } = identity;
  const fresh = randomToken(random);
  const at = new Date(now());
  const expiresAt = new Date(now() + FORM_MINUTES * 60_000);
  const taken = await renameLink(db, org.id, hashOf(token), { newHash: inCookie(fresh), at, expiresAt });
  return taken ? setCookie("link", fresh, originOf(identity, org)) : undefined;
}

/** The link that these cookies hold, to be shown as a page. */
export async function heldLink(
  identity: Identity,
  org: Org,
  cookies: string | undefined,
): Promise<LinkRow | undefined> {
  const hash = heldHash(identity, org, cookies);
  return hash && findLink(identity.db, org.id, hash, new Date(identity.now()));
}

/** Use up the link that these cookies hold. Of two requests at once, one gets it. */
export async function followLink(
  identity: Identity,
  org: Org,
  cookies: string | undefined,
): Promise<LinkRow | undefined> {
  const hash = heldHash(identity, org, cookies);
  return hash && useLink(identity.db, org.id, hash, new Date(identity.now()));
}

function heldHash(identity: Identity, org: Org, cookies: string | undefined): Buffer | undefined {
  const token = readCookie(cookies, "link", originOf(identity, org));
  return token === undefined ? undefined : inCookie(token);
}

/** The hash of a cookie's token, which opens nothing in a URL: followed again and again, its link would never end. */
const inCookie = (token: string) => hashOf(`cookie ${token}`);

/** Pages that a login may lead to; one that takes parameters ends in a question mark. */
const landings = [`${AUTHORIZE_PATH}?`, HOME_PATH, PASSWORD_PATH];

/**
 * Where a login leads: the asked page when it is one of ours, else the home page. Read as a browser would read it, and kept
 * only when nothing of it was a host, a scheme or a way up (no open redirect).
 */
export function landing(asked: string | null | undefined): string {
  const base = "http://landing.invalid";
  const url = asked ? URL.parse(asked, base) : null;
  if (!asked || url?.origin !== base || url.pathname !== asked.split("?", 1)[0]) return HOME_PATH;
  const path = `${url.pathname}${url.search}`;
  return landings.some((each) => (each.endsWith("?") ? path.startsWith(each) : path === each)) ? path : HOME_PATH;
}
