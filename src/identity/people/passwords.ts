// Passwords: which are taken, how they are kept (Argon2id, RFC 9106), and whether one is right.
import crypto, { type Argon2Parameters, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Random } from "../../contract/ids.ts";
import type { OrgRow } from "../../store/orgs.ts";
import { settingsOf } from "../orgs/org-settings.ts";
import { isGuessable } from "./guessable.ts";

/** What one guess costs: 19 MiB and two passes, the least that OWASP recommends; memory in KiB. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Long enough for any phrase; a longer one would only cost time. */
const LONGEST = 256;

/** Whose password it is to be, and where. */
export interface PasswordPlace {
  readonly username: string;
  /** Name of the org. */
  readonly orgName: string;
  readonly minLength: number;
}

/** A user's place in an org. */
export const placeOf = (org: Pick<OrgRow, "name" | "settings">, username: string): PasswordPlace => ({
  username,
  orgName: org.name,
  minLength: settingsOf(org).login.passwordMinLength,
});

/**
 * What is wrong with a new password, in a sentence; `undefined` when it will do. Length is what counts, and that nobody
 * guesses it early: no rule asks for digits or signs (NIST SP 800-63B §5.1.1.2). Counted in characters as a person counts
 * them.
 */
export function passwordProblem(password: string, place: PasswordPlace): string | undefined {
  const { username, orgName, minLength } = place;
  const letters = [...normal(password)];
  if (letters.length < minLength) return `The password is too short: it needs at least ${minLength} characters.`;
  if (letters.length > LONGEST) return `The password is too long: at most ${LONGEST} characters.`;
  if (new Set(letters).size < 5) return "The password is made of too few different characters.";
  if (normal(password).toLowerCase().includes(username.toLowerCase()))
    return "The password must not contain the username.";
  return isGuessable(password, [username, orgName]) ? EASY : undefined;
}

const EASY =
  "The password is easily guessed: little of it is left without common words, rows of keys, repetitions and the names of user and org. Take a sentence of your own.";

/** A password as it is stored: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, the form other implementations read, too. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = Buffer.from(random(new Uint8Array(SALT_BYTES)));
  const hash = await argon2id(password, salt, COST);
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/**
 * Whether this is the password behind a stored hash. Without a hash, as when there is no such user, the work is the same
 * and the answer no, so that time does not tell who exists.
 */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const { cost, salt, hash } = stored === null ? NOBODY : read(stored);
  const given = await argon2id(password.slice(0, 4 * LONGEST), salt, cost);
  return timingSafeEqual(given, hash) && stored !== null;
}

const NOBODY = { cost: COST, salt: Buffer.alloc(SALT_BYTES), hash: Buffer.alloc(HASH_BYTES) };

function read(stored: string): typeof NOBODY {
  const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]{43})$/.exec(stored);
  if (!form) throw new Error("A stored password hash cannot be read: set the user's password anew");
  const [, memory, passes, parallelism, salt = "", hash = ""] = form;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, "base64"),
    hash: Buffer.from(hash, "base64"),
  };
}

async function argon2id(password: string, nonce: Buffer, cost: typeof COST): Promise<Buffer> {
  const parameters: Argon2Parameters = { message: normal(password), nonce, tagLength: HASH_BYTES, ...cost };
  return promisify(crypto.argon2)("argon2id", parameters);
}

/** The same characters in one spelling, whatever keyboard they came from. */
const normal = (password: string) => password.normalize("NFKC");

const unpadded = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
