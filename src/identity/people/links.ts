// One-time links that log their holder in: made for an operator, a first admin, a new password or a client's browser.
import { AUTHORIZE_PATH } from "../../contract/authorize.ts";
import { FRONTDOOR_PATH, HOME_PATH, OPEN_PATH, PASSWORD_PATH } from "../../contract/page-paths.ts";
import { PAGES_PATH } from "../../contract/setup-places.ts";
import { findLink, insertLink, type LinkRow, useLink } from "../../store/links.ts";
import { findMemberById, type MemberRow } from "../../store/members.ts";
import { sourceOf } from "../apps/networks.ts";
import { hashOf } from "../hash.ts";
import type { Identity, Org } from "../identity.ts";
import { randomToken } from "../letters.ts";
import { originOf } from "../orgs/domains.ts";
import { mayLogIn } from "./login-sessions.ts";

export type { LinkRow };

/** Minutes until the button behind a link is pressed, by purpose. */
const minutes: Readonly<Record<LinkRow["purpose"], number>> = {
  first_admin: 10,
  open: 10,
  frontdoor: 1,
  password: 24 * 60,
};

export interface Link {
  readonly url: string;
  readonly expiresAt: Date;
}

/**
 * A new link. `memberId` is whom it logs in, `null` for a first admin; `goesTo` is where it leads then, and is looked at
 * when it does (`landing`). Stored as a hash; the only copy of the token is in the URL given back. `address` is whose
 * request asked for it: the URL carries that along, sealed (`isOpenedWhereMade`).
 */
export async function makeLink(
  identity: Identity,
  org: Org,
  { memberId, purpose, goesTo = null, address }: LinkWanted,
): Promise<Link> {
  const { db, now, random, vault } = identity;
  const token = randomToken(random);
  const expiresAt = new Date(now() + minutes[purpose] * 60_000);
  const row = { orgId: org.id, memberId, purpose, goesTo };
  await insertLink(db, hashOf(token), row, { issuedAt: new Date(now()), expiresAt });
  const from = address === undefined ? "" : `&from=${vault.seal(sourceOf(address), boundTo(token))}`;
  const path = purpose === "frontdoor" ? `${FRONTDOOR_PATH}?otp=${token}${from}` : `${OPEN_PATH}/${token}`;
  return { url: `${originOf(identity, org)}${path}`, expiresAt };
}

interface LinkWanted extends Pick<LinkRow, "memberId" | "purpose"> {
  readonly goesTo?: string | null;
  readonly address?: string;
}

const boundTo = (token: string) => `link ${token}`;

/**
 * Whether a link is opened from where it was asked for, by the `from` of its URL. An address that a person typed, scanned
 * or found in a mail program may send the browser on to somebody else's link, and the browser still says that no page led
 * there.
 */
export function isOpenedWhereMade(
  { vault }: Identity,
  token: string,
  from: string | undefined,
  address: string,
): boolean {
  try {
    return from !== undefined && vault.open(from, boundTo(token)) === sourceOf(address);
  } catch {
    return false;
  }
}

/**
 * The link behind a token, to be shown as a page. Nothing changes: scanners of mail, previews and a browser that fetches
 * ahead follow links, too.
 */
export const linkAt = ({ db, now }: Identity, org: Org, token: string): Promise<LinkRow | undefined> =>
  findLink(db, org.id, hashOf(token), new Date(now()));

/** The user a link is for as they are now; `undefined` when they have lost the right to log in since it was made. */
export async function memberOf({ db }: Identity, { memberId, orgId }: LinkRow): Promise<MemberRow | undefined> {
  const member = memberId === null ? undefined : await findMemberById(db, memberId);
  return member?.orgId === orgId && mayLogIn(member) ? member : undefined;
}

/** Use up a link. Of two requests at once, one gets it. */
export const spendLink = ({ db, now }: Identity, org: Org, token: string): Promise<LinkRow | undefined> =>
  useLink(db, org.id, hashOf(token), new Date(now()));

/** Pages that a login may lead to; what follows a question mark or a last slash varies. */
const landings = [`${AUTHORIZE_PATH}?`, `${PAGES_PATH}/`, HOME_PATH, PASSWORD_PATH];

/**
 * Where a login leads: the asked page when it is one of ours, else the home page. Read as a browser would read it, and kept
 * only when nothing of it was a host, a scheme or a way up (no open redirect).
 */
export function landing(asked: string | null | undefined): string {
  const base = "http://landing.invalid";
  const url = asked ? URL.parse(asked, base) : null;
  if (!asked || url?.origin !== base || url.pathname !== asked.split("?", 1)[0]) return HOME_PATH;
  const path = `${url.pathname}${url.search}`;
  return landings.some((each) => (/[?/]$/.test(each) ? path.startsWith(each) : path === each)) ? path : HOME_PATH;
}
