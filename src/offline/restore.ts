// Restores a backup file into an empty database, with the secret key that its secrets were sealed with.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openVault } from "../identity/keys/vault.ts";
import type { BackupHead } from "../store/backup.ts";
import { checkBackup, type Restored, restoreBackup } from "../store/restore.ts";
import { backupLines, keyIn } from "./backup-file.ts";
import { type Place, random, withStore } from "./open.ts";
import { openKey } from "./sealed-key.ts";

/**
 * Restore a backup file into the database of a place, which holds nothing yet. Nothing is touched before the file is known
 * to be whole and to fit this version and the secret key.
 * Throws a sentence that says what is wrong and what to do.
 */
export async function restore(file: string, place: Place, passphrase: string | undefined): Promise<Restored> {
  const sealed = await keyIn(file);
  const read = () => backupLines(file);
  const found = await checkBackup(read);
  const undo = await placeKey(place, found.head, sealed, passphrase);
  try {
    await withStore(place, ({ db }) => restoreBackup(db, found.head, read));
  } catch (error) {
    await undo();
    throw error;
  }
  return found;
}

/** See to it that the place has the key of the backup. Gives what takes a key file away again. */
async function placeKey(
  place: Place,
  { keyId }: BackupHead,
  sealed: string | null,
  passphrase: string | undefined,
): Promise<() => Promise<void>> {
  const file = join(place.data, "secret.key");
  let undo = async () => {};
  if (place.secretKey === undefined && (await readFile(file).catch(() => undefined)) === undefined) {
    if (sealed === null || passphrase === undefined) throw new Error(lacking(file, keyId, sealed !== null));
    const key = openKey(sealed, passphrase);
    await mkdir(place.data, { recursive: true, mode: 0o700 });
    await writeFile(file, `${key}\n`, { flag: "wx", mode: 0o600, flush: true });
    undo = () => rm(file);
  }
  const { secretKey, data } = place;
  const vault = await openVault({ secretKey, data }, random);
  if (vault.keyId === keyId) return undo;
  await undo();
  throw new Error(
    `The secrets in this backup were sealed with the key ${keyId}, and here is the key ${vault.keyId}. ` +
      `Set DRAGOMAN_SECRET_KEY to the key of that time, or put its secret.key in the place of ${file}`,
  );
}

const lacking = (file: string, keyId: string, isInside: boolean) =>
  `The secrets in this backup were sealed with the key ${keyId}, which is not here. ${
    isInside ? "The backup holds it, sealed: set DRAGOMAN_BACKUP_PASSPHRASE to open it. Or set" : "Set"
  } DRAGOMAN_SECRET_KEY, or put the secret.key of that time at ${file} (mode 600)`;
