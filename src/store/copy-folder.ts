// Copies a folder of files that somebody writes, as they are at one moment. The writer is held up only for what it has
// changed since the copy began, so the pause does not grow with the folder.
import { constants } from "node:fs";
import { copyFile, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a file looked like before it was copied, by its path in the folder. */
type Seen = ReadonlyMap<string, string>;

/**
 * Copy `from` into the new folder `to`, twice: first while the writer writes, then, while `paused` holds it up, whatever has
 * changed. Rejects with what the file system says, such as that the disk is full.
 */
export async function copyFolder(
  from: string,
  to: string,
  paused: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const before = await copyChanged(from, to, new Map());
  await paused(async () => {
    const now = await copyChanged(from, to, before);
    await Promise.all([...before.keys()].filter((path) => !now.has(path)).map((path) => rm(join(to, path))));
  });
}

/** Copy the files that do not look as they did, and say how all of them look. */
async function copyChanged(from: string, to: string, before: Seen): Promise<Seen> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const pathOf = (parent: string, name: string) => join(parent, name).slice(from.length + 1);
  for (const entry of entries) {
    if (entry.isDirectory())
      await mkdir(join(to, pathOf(entry.parentPath, entry.name)), { recursive: true, mode: 0o700 });
  }
  const seen = new Map<string, string>();
  const copy = async (path: string) => {
    const look = await lookOf(join(from, path));
    if (look !== before.get(path)) await copyFile(join(from, path), join(to, path), constants.COPYFILE_FICLONE);
    seen.set(path, look);
  };
  await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => copy(pathOf(entry.parentPath, entry.name)).catch(ignoreGone)),
  );
  return seen;
}

/** Milliseconds in which two writes may leave a file with the same time: a file that young is copied once more. */
const YOUNG_MS = 2_000;

/** What changes with a file's content. */
async function lookOf(file: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(file);
  const looked = Date.now();
  return looked - mtimeMs < YOUNG_MS ? `young at ${looked}, ${performance.now()}` : `${ino} ${size} ${mtimeMs}`;
}

/** A file may be removed between being listed and being copied. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
