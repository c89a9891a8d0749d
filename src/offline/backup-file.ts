// A backup as a file: gzip, first a line with the sealed secret key or none, then the lines of `store/backup.ts`.
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { BackupPiece } from "../store/backup.ts";

export interface Written {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  /** Whether the file holds the secret key, sealed. */
  readonly holdsKey: boolean;
}

/**
 * Write a backup, for its owner only. It stands under its name once it is whole and on the disk. Throws a sentence when
 * the file is there already, and what reading the database or writing the file throws.
 * @param key the sealed secret key, or null to leave it out
 */
export async function writeBackup(
  file: string,
  pieces: AsyncIterable<BackupPiece>,
  key: string | null,
): Promise<Written> {
  if (await stat(file).catch(() => undefined)) {
    throw new Error(`${file} is there already, and a backup is never written over another. Choose another name`);
  }
  const unfinished = `${file}.unfinished`;
  let rows = 0;
  const texts = async function* () {
    yield `${JSON.stringify({ key })}\n`;
    for await (const piece of pieces) {
      rows += piece.rows;
      yield piece.text;
    }
  };
  try {
    await rm(unfinished, { force: true });
    const target = createWriteStream(unfinished, { flags: "wx", mode: 0o600, flush: true });
    await pipeline(Readable.from(texts()), createGzip(), target);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
  return { file, rows, bytes: (await stat(file)).size, holdsKey: key !== null };
}

/** The sealed secret key of a backup, or null. Throws a sentence when the file is no backup. */
export async function keyIn(file: string): Promise<string | null> {
  for await (const line of linesIn(file)) {
    try {
      const { key } = JSON.parse(line) as { readonly key?: unknown };
      if (typeof key === "string" || key === null) return key;
    } catch {
      break;
    }
    break;
  }
  throw new Error(`${file} is no backup of Dragoman. \`dragoman backup <file>\` writes one`);
}

/** The lines of a backup without that of the key. */
export async function* backupLines(file: string): AsyncGenerator<string> {
  let first = true;
  for await (const line of linesIn(file)) {
    if (!first) yield line;
    first = false;
  }
}

/** The lines of a gzipped file. Throws a sentence when it cannot be read to its end. */
async function* linesIn(file: string): AsyncGenerator<string> {
  const text = createGunzip();
  const source = createReadStream(file).on("error", (error) => text.destroy(error));
  try {
    let rest = "";
    for await (const chunk of source.pipe(text).setEncoding("utf8") as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new Error(`There is no file ${file}`);
    throw new Error(`${file} cannot be read as a backup: ${message}. It was cut off or altered, or is no backup`, {
      cause,
    });
  } finally {
    source.destroy();
  }
}
