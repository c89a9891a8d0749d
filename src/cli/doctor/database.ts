// Checks of the database itself: its schema, the keys its secrets were sealed with, and the rows on record.
import { access, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { reading } from "../database-place.ts";
import { type Finding, fail, ok, type Patient, warn } from "./finding.ts";

/** Free space below which the database will soon be full, and below which it may be so at any moment, in bytes. */
const LITTLE = 1_000_000_000;
const ALMOST_NONE = 100_000_000;

/** Free space where the embedded database is, or will be. */
export async function checkDisk({ config: { data, databaseUrl } }: Patient): Promise<Finding[]> {
  if (databaseUrl !== undefined) return [];
  let folder = data;
  while (folder !== dirname(folder) && !(await isThere(folder))) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const found = `${(free / 1e9).toFixed(1)} GB are free in ${folder}`;
  const cure = "Free some, or move the data folder to a larger disk while the server is stopped";
  if (free < ALMOST_NONE) return [fail("Disk", found, cure)];
  return [free < LITTLE ? warn("Disk", found, cure) : ok("Disk", found)];
}

/**
 * The database of a place: without a server, or in a copy that the running server makes when rows are asked for. In the
 * second case the server itself has seen to schema and keys at its start.
 */
export async function checkDatabase({ config, running, rows }: Patient): Promise<Finding[]> {
  const embedded = config.databaseUrl === undefined;
  if (running && !rows) return [];
  const isNew = embedded && !(await isThere(join(config.data, "db")));
  if (isNew) return [ok("Database", "will be made on the first start")];
  if (await isThere(join(config.data, "db.unfinished"))) {
    return [ok("Database", "a first start was interrupted; the next one begins it again, and nothing was kept in it")];
  }
  const { lookOver } = await import("../../offline/look-over.ts");
  try {
    const seen = await reading(config, (copy) => lookOver(config, { rows: rows || embedded, folder: copy?.folder }));
    if (seen.unknown.length > 0) {
      const found = `${seen.describe} is of a newer version: it has ${seen.unknown.join(", ")}`;
      return [fail("Database", found, "Start that version, or restore a backup from before the upgrade")];
    }
    if (seen.pending.length > 0) {
      const found = `${seen.describe} is older: the next start applies ${seen.pending.join(", ")}`;
      return [warn("Database", found, "Take a backup first: an upgrade is not undone. dragoman backup <file>")];
    }
    return [
      ok("Database", `${seen.describe} has the schema of this version`),
      ...keysLost(seen.lost),
      ...rowsFound(seen.found),
    ];
  } catch (error) {
    const cure = "Where a backup is at hand, `dragoman restore <file>` makes a new data folder from it";
    return [fail("Database", (error as Error).message, cure)];
  }
}

function keysLost(lost: Readonly<Record<string, number>> = {}): Finding[] {
  const cure = "Set it as DRAGOMAN_SECRET_KEY_PREVIOUS, or as DRAGOMAN_SECRET_KEY if it is the one in use";
  return Object.entries(lost).map(([key, count]) =>
    fail("Secret key", `${count} secrets were sealed with the key ${key}, which is not here`, cure),
  );
}

function rowsFound(found: Readonly<Record<string, number>> | undefined): Finding[] {
  if (!found) return [];
  const odd = Object.entries(found).filter(([, count]) => count > 0);
  if (odd.length === 0) return [ok("Rows", "sessions, messages, turns and events on record agree")];
  const cure = "This should never be. Keep a backup as it is now, restore an earlier one, and report what is said here";
  return odd.map(([check, count]) => fail("Rows", `${count} ${check}`, cure));
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
