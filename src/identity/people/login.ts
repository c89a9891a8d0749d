// Logging in by password: one attempt, judged, counted and written down; and the setting of a password.
import { writeAudit } from "../../store/audit.ts";
import { writeLogin } from "../../store/login-history.ts";
import { noteLogin, readPassword, takeAttempt, writePassword } from "../../store/logins.ts";
import { findMember, findMemberById, type Judged, type MemberRow } from "../../store/members.ts";
import type { Actor } from "../actor.ts";
import { sourceOf } from "../apps/networks.ts";
import { inOrg, Undeclarable } from "../declare.ts";
import type { Identity, Org } from "../identity.ts";
import { settingsOf } from "../orgs/org-settings.ts";
import { endGrants } from "../tokens/end-grants.ts";
import { endLoginSessions, mayLogIn, type Visitor } from "./login-sessions.ts";
import { hashPassword, passwordMatches, passwordProblem, placeOf } from "./passwords.ts";

/** How an attempt ended, as the login history says it. */
export type LoginOutcome = "ok" | "unknown_user" | "wrong_password" | "locked" | "inactive" | "not_a_person";

export type LoggedIn =
  | { readonly member: MemberRow }
  /** The person is told one sentence for all of these, so that nobody learns from it who exists. */
  | { readonly refused: Exclude<LoginOutcome, "ok"> }
  /** Too many failures from this network: the attempt was not looked at. */
  | { readonly waitMs: number };

/** One attempt to log in to an org. Leaves a row in the login history, unless the network has to wait. */
export async function logIn(
  identity: Identity,
  org: Org,
  given: { readonly username: string; readonly password: string },
  visitor: Visitor,
): Promise<LoggedIn> {
  const { db, now, wrongPasswords } = identity;
  const source = sourceOf(visitor.address);
  const waitMs = wrongPasswords.waitOf(source);
  if (waitMs > 0) return { waitMs };
  // Before the slow hash: guesses sent at once would otherwise all be looked at, and everybody else would wait for them.
  wrongPasswords.failed(source);
  const username = given.username.trim();
  const member = isPossible(username) ? await findMember(db, org.id, username) : undefined;
  const outcome = await judge(identity, org, member, given.password);
  const at = new Date(now());
  const { address, userAgent } = visitor;
  const attempt = { orgId: org.id, memberId: member?.id ?? null, username, appId: null, address, userAgent };
  await writeLogin(db, { ...attempt, kind: "password", outcome }, at);
  if (!member || outcome !== "ok") return { refused: outcome === "ok" ? "unknown_user" : outcome };
  wrongPasswords.forgive(source);
  await noteLogin(db, member.id, at);
  return { member };
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

/** Leave a row in the login history of a user whom a link logged in. */
export async function noteLinkLogin(
  { db, now }: Identity,
  org: Org,
  memberId: string,
  { address, userAgent }: Visitor,
): Promise<void> {
  const member = await findMemberById(db, memberId);
  const attempt = { orgId: org.id, memberId, username: member?.username ?? "", appId: null, address, userAgent };
  await writeLogin(db, { ...attempt, kind: "link", outcome: "ok" }, new Date(now()));
  await noteLogin(db, memberId, new Date(now()));
}

/**
 * Give a user a password. Every login session of the user ends, and every grant: what a thief got with the former
 * password goes with it. Gives the user as they are then. Throws `Undeclarable` with what is wrong with it.
 * `before` is done when nothing is wrong, and may throw: then the password stays.
 */
export async function setPassword(
  identity: Identity,
  org: Org,
  { memberId, password }: { readonly memberId: string; readonly password: string },
  by: Actor,
  before: () => Promise<void> = async () => {},
): Promise<Judged> {
  const { db, now, random, hashing } = identity;
  const member = await findMemberById(db, memberId);
  if (!member || member.orgId !== org.id) throw new Undeclarable(["There is no such user in the org"]);
  const problem = passwordProblem(password, placeOf(org, member.username));
  if (problem !== undefined) throw new Undeclarable([problem]);
  const hash = await hashing(() => hashPassword(password, random));
  await before();
  return inOrg(identity, org.id, async (tx) => {
    const at = new Date(now());
    await writePassword(tx, memberId, hash, at);
    await endLoginSessions(tx, memberId);
    await endGrants(identity, tx, { memberId }, "the user's password changed");
    await writeAudit(tx, { orgId: org.id, ...by, action: "user.password", subject: memberId });
    return { id: memberId, notBefore: at };
  });
}
