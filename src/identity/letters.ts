// Random words in the 64 characters that consumer keys and opaque tokens are made of (oauth spec §1.5, §2.3).

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

/** One character for each byte, all equally likely. */
export const lettersOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => LETTERS[byte & 63]).join("");
