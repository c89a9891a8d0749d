// A user as declared, and what is wrong with it: names, addresses, places and roles that none can have.
import type { MemberRow } from "../../store/members.ts";

/** A user as declared. What is left out keeps its value; a new user gets the default. */
export interface MemberDeclaration {
  /** Has the form of an e-mail address, as usernames of the original do; compared without regard to case. */
  readonly username: string;
  readonly name: string;
  readonly kind: MemberRow["kind"];
  /** What the user may do in Setup; a new user may do nothing there. */
  readonly role?: MemberRow["role"] | undefined;
  /** `null` takes it away. */
  readonly email?: string | null | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  /** Such as `en_US`. */
  readonly locale?: string | undefined;
  /** IANA name. */
  readonly timeZone?: string | undefined;
  /** API names; exactly these are held from now on. */
  readonly permissionSets?: readonly string[] | undefined;
  /** Whom a declaration does not say otherwise of is active from now on. */
  readonly active?: boolean | undefined;
  /** Who declares it. What a project file made, the project file may retire. */
  readonly madeBy: string;
}

/** What is wrong with a declaration by itself; one sentence each. */
export function memberProblems(member: Omit<MemberDeclaration, "madeBy">): string[] {
  const { username, name, email, locale, timeZone, kind, role } = member;
  const checks: readonly (readonly [ok: boolean, sentence: string])[] = [
    [isName(name), `The user ${username} needs a name of at most 80 characters`],
    [email === undefined || email === null || isAddress(email), `"${email}" is not an e-mail address`],
    [
      locale === undefined || /^[a-z]{2,3}(?:_[A-Z]{2})?$/.test(locale),
      `"${locale}" is not a locale: write a language and a country, such as en_US or de_CH`,
    ],
    [
      timeZone === undefined || isTimeZone(timeZone),
      `"${timeZone}" is not a time zone: write its name, such as Europe/Zurich`,
    ],
    [
      kind === "standard" || role === undefined || role === "api",
      `${username} cannot be ${role} in Setup: only users of kind standard log in to pages`,
    ],
  ];
  const sentences = checks.filter(([ok]) => !ok).map(([, sentence]) => sentence);
  return [usernameProblem(username) ?? [], sentences].flat();
}

/** What is wrong with a username, in a sentence; `undefined` when a user may have it. */
export const usernameProblem = (username: string): string | undefined =>
  isAddress(username) && username.length <= 80
    ? undefined
    : `"${username}" is not a username: it has the form of an e-mail address, such as bot.runner@example.org`;

/** Whether a user may have this name. */
export const isName = (name: string): boolean => name.trim() !== "" && name.length <= 80 && !/\p{Cc}/u.test(name);

const isAddress = (text: string) => /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(text);

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
