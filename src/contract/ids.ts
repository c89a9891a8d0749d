// Record ids as they travel: 15 case-sensitive characters, or 18 with a checksum (agent-api spec §11.7, oauth spec §4).

/** Key prefixes of the records this server makes. */
export const prefixes = {
  org: "00D",
  user: "005",
  app: "0xI",
  consumer: "888",
  agent: "0Xx",
  agentVersion: "0X9",
  permissionSet: "0PS",
} as const;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The 18-character form of a 15-character id: for each group of five, one letter that says which are capitals. */
export function to18(id: string): string {
  let suffix = "";
  for (const start of [0, 5, 10]) {
    let bits = 0;
    for (let i = 0; i < 5; i++) {
      const char = id[start + i]!;
      if (char >= "A" && char <= "Z") bits |= 1 << i;
    }
    suffix += LETTERS[bits];
  }
  return id + suffix;
}

/**
 * The 18-character form of any spelling of an id: 15 characters, 18 characters, or 18 whose case was lost on the way
 * (the checksum restores it). `undefined` when the text is no such id.
 */
export function normalizeId(text: string, prefix: string): string | undefined {
  if (!/^[A-Za-z0-9]+$/.test(text)) return undefined;
  const id = text.length === 15 ? to18(text) : text.length === 18 ? restoreCase(text) : undefined;
  return id?.startsWith(prefix) ? id : undefined;
}

function restoreCase(text: string): string | undefined {
  const suffix = text.slice(15).toUpperCase();
  let body = "";
  for (let i = 0; i < 15; i++) {
    const bits = LETTERS.indexOf(suffix[Math.floor(i / 5)]!);
    if (bits < 0) return undefined;
    const char = text[i]!;
    body += bits & (1 << (i % 5)) ? char.toUpperCase() : char.toLowerCase();
  }
  const id = to18(body);
  return id.slice(15) === suffix ? id : undefined;
}

/** Fills the bytes with cryptographic randomness and returns them, as `crypto.getRandomValues` does. */
export type Random = (bytes: Uint8Array) => Uint8Array;

/** A new 18-character id under a prefix. */
export function mintId(prefix: string, random: Random): string {
  const bytes = random(new Uint8Array(12));
  let body = "";
  for (const byte of bytes) body += DIGITS[byte % DIGITS.length];
  return to18(prefix + body);
}
