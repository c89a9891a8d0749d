// Login sessions of people: a random id in a cookie, its hash and its times in the database.
import { createHmac, timingSafeEqual } from "node:crypto";
import { deleteLinksOf } from "../../store/links.ts";
import {
  deleteLoginSession,
  deleteLoginSessionsOf,
  findLoginSession,
  insertLoginSession,
  noteProof,
  noteSeen,
} from "../../store/login-sessions.ts";
import { holdUnchanged, type Judged, type MemberRow } from "../../store/members.ts";
import type { Db } from "../../store/schema.ts";
import { hashOf } from "../hash.ts";
import type { Identity, Org } from "../identity.ts";
import { randomToken } from "../letters.ts";
import { originOf } from "../orgs/domains.ts";
import { settingsOf } from "../orgs/org-settings.ts";
import { dropCookie, readCookie, setCookie } from "./cookies.ts";

export type { Judged };

/** A person who is logged in. */
export interface LoginSession {
  readonly idHash: Buffer;
  readonly orgId: string;
  readonly member: MemberRow;
  /** When the user last proved who they are; epoch milliseconds. */
  readonly verifiedAt: number;
  /** What every form of this session carries. */
  readonly csrf: string;
}

/** Where a request came from, for the records. */
export interface Visitor {
  readonly address: string;
  readonly userAgent: string;
}

/** A browser in which a session begins. */
export interface Arrival extends Visitor {
  readonly cookies: string | undefined;
  /** False where not the person but a token opened the session, which is then worth no proof. */
  readonly proven?: boolean;
}

/** Idleness is measured to the minute, so that reading pages costs no write each. */
const SEEN_EVERY_MS = 60_000;

/**
 * Who is logged in with these cookies in this org; `undefined` when nobody is, the session has ended, or the user may not
 * log in any more. A cookie of another org is nobody's. Moves the idle end on, unless nobody is at the page that asks.
 */
export async function loginSessionOf(
  identity: Identity,
  org: Org,
  cookieHeader: string | undefined,
  attended = true,
): Promise<LoginSession | undefined> {
  const id = readCookie(cookieHeader, "sid", originOf(identity, org));
  if (id === undefined) return undefined;
  const { db, now } = identity;
  const idHash = hashOf(id);
  const row = await findLoginSession(db, org.id, idHash);
  if (!row) return undefined;
  const idleEnd = row.seenAt.getTime() + settingsOf(org).sessionMinutes * 60_000;
  if (now() >= Math.min(idleEnd, row.expiresAt.getTime())) {
    await deleteLoginSession(db, idHash);
    return undefined;
  }
  const member = await identity.records.member(row.memberId);
  if (!member || !mayLogIn(member) || (member.notBefore && row.createdAt < member.notBefore)) return undefined;
  if (attended && now() - row.seenAt.getTime() >= SEEN_EVERY_MS) await noteSeen(db, idHash, new Date(now()));
  return { idHash, orgId: org.id, member, verifiedAt: row.verifiedAt.getTime(), csrf: csrfOf(id) };
}

/** People log in to pages; API-only users and the users of agents do not. */
export const mayLogIn = ({ active, kind }: Pick<MemberRow, "active" | "kind">): boolean =>
  active && kind === "standard";

/**
 * Begin a session of a user. Its id is new, whatever the browser had before, and the session it had ends: an id that was
 * planted is worth nothing (session fixation). Gives the Set-Cookie values; `undefined`, and no session, when the user has
 * changed since they were `judged`: a login with the former password must not end after the change and outlive it.
 */
export async function beginLoginSession(
  identity: Identity,
  org: Org,
  judged: Judged,
  { cookies, proven = true, ...visitor }: Arrival,
): Promise<readonly string[] | undefined> {
  const { db, now, random } = identity;
  const origin = originOf(identity, org);
  const former = readCookie(cookies, "sid", origin);
  const id = randomToken(random);
  // Not before the user's last change, which another server's clock may have put a moment ahead of this one's.
  const at = new Date(Math.max(now(), judged.notBefore?.getTime() ?? 0));
  const expiresAt = new Date(at.getTime() + settingsOf(org).login.sessionHours * 3_600_000);
  const times = { createdAt: at, seenAt: at, expiresAt, verifiedAt: proven ? at : new Date(0) };
  const begun = await db.transaction().execute(async (tx) => {
    if (!(await holdUnchanged(tx, judged))) return false;
    if (former !== undefined) await deleteLoginSession(tx, hashOf(former));
    await insertLoginSession(tx, { idHash: hashOf(id), orgId: org.id, memberId: judged.id, ...times }, visitor);
    return true;
  });
  return begun ? [setCookie("sid", id, origin), dropCookie("pre", origin)] : undefined;
}

/** The user of a session has just proved who they are. */
export const renewProof = ({ db, now }: Identity, { idHash }: Pick<LoginSession, "idHash">): Promise<void> =>
  noteProof(db, idHash, new Date(now()));

/** End the session of these cookies, if there is one. Gives the Set-Cookie value that forgets it. */
export async function endLoginSession(identity: Identity, org: Org, cookieHeader: string | undefined): Promise<string> {
  const origin = originOf(identity, org);
  const id = readCookie(cookieHeader, "sid", origin);
  if (id !== undefined) await deleteLoginSession(identity.db, hashOf(id));
  return dropCookie("sid", origin);
}

/** End every session of a user, and every link that would begin one, in the transaction of the change that ends them. */
export async function endLoginSessions(db: Db, memberId: string): Promise<void> {
  await deleteLoginSessionsOf(db, memberId);
  await deleteLinksOf(db, memberId);
}

/** The word a form must bring back, made from a cookie that another site neither reads nor sends (RFC 9700 §4.7). */
export const csrfOf = (cookie: string): string => createHmac("sha256", cookie).update("form").digest("base64url");

/** Whether a form brought the right word back. */
export const csrfMatches = (given: string | undefined, right: string): boolean =>
  given !== undefined && timingSafeEqual(hashOf(given), hashOf(right));
