// Random words: keys and tokens in the 64 characters of the original (oauth spec §1.5, §2.3), ids and links in base64url.
import type { Random } from "../contract/ids.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

/** One character for each byte, all equally likely. */
export const lettersOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => LETTERS[byte & 63]).join("");

/** 32 random bytes in 43 characters: an id or a token that nobody guesses. */
export const randomToken = (random: Random): string => Buffer.from(random(new Uint8Array(32))).toString("base64url");
