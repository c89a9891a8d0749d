// Secrets at rest: sealed with AES-256-GCM, each bound to the record it belongs to. One key seals; former keys still open.
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { link, mkdir, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "../../contract/ids.ts";

export interface Vault {
  /** Eight hex digits that name the key that seals, without giving it away. */
  readonly keyId: string;
  /** Seal a text for one record: `v1.<key id>.<iv>.<ciphertext and tag>`, base64url. */
  readonly seal: (text: string, recordId: string) => string;
  /** The text again. Throws a sentence when no key here sealed it, or it was sealed for another record. */
  readonly open: (sealed: string, recordId: string) => string;
}

/** Where the keys of a vault come from. */
interface VaultKeys {
  readonly secretKey: string | undefined;
  /** Keys of an earlier time: they open what `reseal.ts` has not sealed anew yet. */
  readonly previous?: readonly string[];
  readonly data: string;
}

/**
 * The vault of this server. The key is `secretKey` when given, else `<data>/secret.key`, made on first start and
 * readable by its owner only; a data folder of ":memory:" gets a key that lives as long as the process.
 * Throws a sentence when a key cannot be read, or when others can read it.
 */
export async function openVault({ secretKey, previous = [], data }: VaultKeys, random: Random): Promise<Vault> {
  const former = previous.map((key) => parseKey(key, "DRAGOMAN_SECRET_KEY_PREVIOUS"));
  if (secretKey !== undefined) return createVault(parseKey(secretKey, "DRAGOMAN_SECRET_KEY"), random, former);
  if (data === ":memory:") return createVault(random(new Uint8Array(32)), random, former);
  const file = join(data, "secret.key");
  const found = (await readKeyFile(file)) ?? (await makeKeyFile(data, file, random));
  return createVault(parseKey(found, file), random, former);
}

const idOf = (key: Uint8Array): string =>
  createHash("sha256").update("dragoman key id").update(key).digest("hex").slice(0, 8);

/** A vault that seals under the given 32 bytes, and opens what they or the former keys sealed. */
export function createVault(key: Uint8Array, random: Random, former: readonly Uint8Array[] = []): Vault {
  const keyId = idOf(key);
  const keys = new Map([...former, key].map((each) => [idOf(each), each]));
  return {
    keyId,
    seal(text, recordId) {
      const iv = random(new Uint8Array(12));
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(recordId));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1.${keyId}.${Buffer.from(iv).toString("base64url")}.${sealed.toString("base64url")}`;
    },
    open(sealed, recordId) {
      const [version, sealer, iv, body] = sealed.split(".");
      if (version !== "v1" || !sealer || !iv || !body) {
        throw new Error(`The sealed secret of ${recordId} is damaged: restore it from a backup`);
      }
      const opener = keys.get(sealer);
      if (!opener) {
        throw new Error(
          `The secrets of this data were sealed with the key ${sealer}, and this server has the key ${keyId}. ` +
            "Give it the former key: set DRAGOMAN_SECRET_KEY, or put the former secret.key back into the data folder. " +
            "If the key was changed on purpose, set the former one as DRAGOMAN_SECRET_KEY_PREVIOUS",
        );
      }
      try {
        return decrypt(opener, Buffer.from(iv, "base64url"), Buffer.from(body, "base64url"), recordId);
      } catch {
        throw new Error(
          `The sealed secret of ${recordId} was altered, or belongs to another record: restore it from a backup`,
        );
      }
    },
  };
}

function decrypt(key: Uint8Array, iv: Uint8Array, body: Buffer, recordId: string): string {
  const tagAt = body.length - 16;
  const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: 16 })
    .setAAD(Buffer.from(recordId))
    .setAuthTag(body.subarray(tagAt));
  return Buffer.concat([decipher.update(body.subarray(0, tagAt)), decipher.final()]).toString("utf8");
}

/** 32 bytes from 64 hex digits, or from base64 in either alphabet. `from` names the source in the error. */
function parseKey(text: string, from: string): Uint8Array {
  const given = text.trim();
  if (/^[0-9a-f]{64}$/i.test(given)) return Buffer.from(given, "hex");
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(given)) return Buffer.from(given, "base64");
  throw new Error(
    `${from} does not hold a key of 32 bytes. Give 64 hex digits or 44 characters of base64: openssl rand -base64 32`,
  );
}

async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new Error(
        `${file} can be read by other users (mode ${(mode & 0o777).toString(8)}). Make it yours alone: chmod 600 ${file}`,
      );
    }
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Written whole under another name, then linked: `link` fails when the name is taken, so of two servers starting at
 * once one makes the key and both read it.
 */
async function makeKeyFile(data: string, file: string, random: Random): Promise<string> {
  await mkdir(data, { recursive: true });
  const draft = `${file}.${Buffer.from(random(new Uint8Array(6))).toString("hex")}`;
  const key = Buffer.from(random(new Uint8Array(32))).toString("base64");
  await writeFile(draft, `${key}\n`, { flag: "wx", mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file, "utf8");
}
