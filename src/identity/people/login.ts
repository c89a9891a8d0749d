// Logging in: an attempt with a password or a link is judged, begins a session, and is written down.
import { writeLogin } from "../../store/login-history.ts";
import { noteLogin, readPassword, takeAttempt } from "../../store/logins.ts";
import { findMember, findMemberById, type Judged, type MemberRow } from "../../store/members.ts";
import { sourceOf } from "../apps/networks.ts";
import type { Identity, Org } from "../identity.ts";
import { settingsOf } from "../orgs/org-settings.ts";
import {
  type Arrival,
  beginLoginSession,
  type LoginSession,
  mayLogIn,
  renewProof,
  type Visitor,
} from "./login-sessions.ts";
import { passwordMatches } from "./passwords.ts";

/** How an attempt ended, as the login history says it. `changed`: the user did, while the attempt was judged. */
export type LoginOutcome =
  | "ok"
  | "unknown_user"
  | "wrong_password"
  | "locked"
  | "inactive"
  | "not_a_person"
  | "changed";

/** An attempt that came to nothing. */
type Lost =
  /** The person is told one sentence for all of these, so that nobody learns from it who exists. */
  | { readonly refused: Exclude<LoginOutcome, "ok"> }
  /** Too many failures from this network: the attempt was not looked at. */
  | { readonly waitMs: number };

/** The Set-Cookie values of the session that began, or why none did. */
export type LoggedIn = { readonly begun: readonly string[] } | Lost;

interface Given {
  readonly username: string;
  readonly password: string;
}

/** One attempt to log in to an org, which begins a session when it succeeds. */
export async function logIn(identity: Identity, org: Org, given: Given, arrival: Arrival): Promise<LoggedIn> {
  const outcome = await attempt(identity, org, given, arrival, (member) =>
    beginLoginSession(identity, org, member, arrival),
  );
  return "won" in outcome ? { begun: outcome.won } : outcome;
}

/** The user of a session gives the password again: the session's proof is new when it is right. */
export async function proveAgain(
  identity: Identity,
  org: Org,
  session: LoginSession,
  password: string,
  visitor: Visitor,
): Promise<{ readonly proven: true } | Lost> {
  const { id, username } = session.member;
  const outcome = await attempt(identity, org, { username, password }, visitor, async (member) => {
    if (member.id !== id) return undefined;
    await renewProof(identity, session);
    return true;
  });
  return "won" in outcome ? { proven: outcome.won } : outcome;
}

/**
 * One attempt with a password. What it wins may be `undefined`: then the user has changed while being judged. Leaves a row
 * in the login history, unless the network has to wait.
 */
async function attempt<T>(
  identity: Identity,
  org: Org,
  given: Given,
  { address, userAgent }: Visitor,
  win: (member: MemberRow) => Promise<T | undefined>,
): Promise<{ readonly won: T } | Lost> {
  const { db, now, wrongPasswords } = identity;
  const source = sourceOf(address);
  const waitMs = wrongPasswords.waitOf(source);
  if (waitMs > 0) return { waitMs };
  // Before the slow hash: guesses sent at once would otherwise all be looked at, and everybody else would wait for them.
  wrongPasswords.failed(source);
  const username = given.username.trim();
  const member = isPossible(username) ? await findMember(db, org.id, username) : undefined;
  const judged = await judge(identity, org, member, given.password);
  const won = judged === "ok" && member ? await win(member) : undefined;
  const outcome = judged !== "ok" || won !== undefined ? judged : "changed";
  const at = new Date(now());
  const row = { orgId: org.id, memberId: member?.id ?? null, username, appId: null, address, userAgent };
  await writeLogin(db, { ...row, kind: "password", outcome }, at);
  if (!member || won === undefined) return { refused: outcome === "ok" ? "unknown_user" : outcome };
  wrongPasswords.forgive(source);
  await noteLogin(db, member.id, at);
  return { won };
}

/**
 * The same work for everybody, known or not, locked or not: neither the answer nor its time says who exists. A locked
 * user's right password is not taken either, or guessing could go on meanwhile.
 */
async function judge(
  { db, now, hashing }: Identity,
  org: Org,
  member: MemberRow | undefined,
  password: string,
): Promise<LoginOutcome> {
  const { lockoutFailures: limit, lockoutMinutes } = settingsOf(org).login;
  const memberId = member?.id ?? "";
  const lockUntil = new Date(now() + lockoutMinutes * 60_000);
  // What is turned away at the gate is no attempt: a flood must not lock those out who come meanwhile.
  const { admitted, right } = await hashing(async () => ({
    admitted: await takeAttempt(db, memberId, { at: new Date(now()), limit, lockUntil }),
    right: await passwordMatches(password, await readPassword(db, memberId)),
  }));
  if (!member) return "unknown_user";
  if (!admitted) return "locked";
  if (!right) return "wrong_password";
  if (!member.active) return "inactive";
  return mayLogIn(member) ? "ok" : "not_a_person";
}

/** What no username is, the database is not asked about. */
const isPossible = (username: string) => username.length <= 80 && !/\p{Cc}/u.test(username) && username.isWellFormed();

/**
 * Begin the session of a user whom a link has named, and leave a row in the login history. Gives the Set-Cookie values;
 * `undefined`, and no session, when the user has changed since they were judged.
 */
export async function logInByLink(
  identity: Identity,
  org: Org,
  judged: Judged,
  arrival: Arrival,
): Promise<readonly string[] | undefined> {
  const { db, now } = identity;
  const begun = await beginLoginSession(identity, org, judged, arrival);
  const { id: memberId } = judged;
  const member = await findMemberById(db, memberId);
  const { address, userAgent } = arrival;
  const attempt = { orgId: org.id, memberId, username: member?.username ?? "", appId: null, address, userAgent };
  const outcome: LoginOutcome = begun ? "ok" : "changed";
  await writeLogin(db, { ...attempt, kind: "link", outcome }, new Date(now()));
  if (begun) await noteLogin(db, memberId, new Date(now()));
  return begun;
}
