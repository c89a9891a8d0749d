// Backs a database up into a file: a folder that nobody uses, the copy of one that a server uses, or a PostgreSQL server.
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { openVault } from "../identity/keys/vault.ts";
import { readBackup } from "../store/backup.ts";
import { type Written, writeBackup } from "./backup-file.ts";
import { type Place, random, withStore } from "./open.ts";
import { sealKey } from "./sealed-key.ts";

export interface BackupOptions {
  /** Version of the program. */
  readonly version: string;
  /** With it the secret key is taken along, sealed; without it the backup has no key. */
  readonly passphrase: string | undefined;
  /** A folder with a copy of the embedded database, made by the server that uses it, and the key of that server. */
  readonly copy?: { readonly folder: string; readonly keyId: string };
}

/**
 * Back the database of a place up. Throws a sentence when it holds no database of this version or an older one, when a
 * server uses its folder, when its key is away, and when the file cannot be written.
 */
export async function backUp(
  file: string,
  place: Place,
  { version, passphrase, copy }: BackupOptions,
): Promise<Written> {
  const { data, databaseUrl, secretKey } = place;
  if (databaseUrl === undefined) await requireThere(join(copy?.folder ?? data, "db"), "database");
  if (!copy && secretKey === undefined) await requireThere(join(data, "secret.key"), "secret key");
  const keyId = copy?.keyId ?? (await openVault({ secretKey, data }, random)).keyId;
  const key = passphrase === undefined ? null : sealKey(await keyOf(place, keyId), passphrase);
  return withStore(copy ? { ...place, data: copy.folder } : place, ({ db }) =>
    writeBackup(file, readBackup(db, { version, keyId }), key),
  );
}

async function requireThere(path: string, what: string): Promise<void> {
  await access(path).catch(() => {
    throw new Error(`There is no ${what} at ${path}. Name the data folder of your server: --data <folder>`);
  });
}

/** The text of the secret key of this name. Throws a sentence when it is not the one that is here. */
async function keyOf({ secretKey, data }: Place, keyId: string): Promise<string> {
  const text = secretKey ?? (await readFile(join(data, "secret.key"), "utf8").catch(() => undefined));
  const found = text === undefined ? undefined : await openVault({ secretKey: text, data }, random);
  if (text !== undefined && found?.keyId === keyId) return text.trim();
  throw new Error(
    `DRAGOMAN_BACKUP_PASSPHRASE asks for the secret key in the backup, and the server's key ${keyId} is not here. ` +
      "Set DRAGOMAN_SECRET_KEY as for the server, or unset the passphrase to leave the key out",
  );
}
