// The secret key of a data folder as a backup may hold it: sealed with a passphrase, never in clear.
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";

/** Cost of a guess at the passphrase: 128 MB and about half a second. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };

/** What the key is bound to, so that no other sealed text passes for it. */
const BOUND = Buffer.from("dragoman backup key");

/** `scrypt.<salt>.<iv>.<ciphertext and tag>`, base64url. */
export function sealKey(key: string, passphrase: string): string {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", scryptSync(passphrase, salt, 32, COST), iv).setAAD(BOUND);
  const sealed = Buffer.concat([cipher.update(key, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return ["scrypt", ...[salt, iv, sealed].map((part) => part.toString("base64url"))].join(".");
}

/** The key again. Throws a sentence when the passphrase is not the one it was sealed with. */
export function openKey(sealed: string, passphrase: string): string {
  const [salt, iv, body] = sealed
    .split(".")
    .slice(1)
    .map((part) => Buffer.from(part, "base64url"));
  try {
    const decipher = createDecipheriv("aes-256-gcm", scryptSync(passphrase, salt!, 32, COST), iv!)
      .setAAD(BOUND)
      .setAuthTag(body!.subarray(-16));
    return Buffer.concat([decipher.update(body!.subarray(0, -16)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new Error(
      "The secret key in this backup was sealed with another passphrase. Set DRAGOMAN_BACKUP_PASSPHRASE to the one that " +
        "the backup was taken with, or put the secret.key of that time into the data folder",
      { cause },
    );
  }
}
