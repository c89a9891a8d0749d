// The embedded database: PGlite in the data folder, one process at a time, started from the baked template.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createPgConfig } from "@electric-sql/pglite/node-postgres";
import pg from "pg";
import { copyFolder } from "./copy-folder.ts";
import type { Engine } from "./engine.ts";
import { takeLock } from "./lock.ts";
import { types } from "./statements.ts";
import { readTemplate } from "./template.ts";

/**
 * Open the database in `<data>/db`, or one in memory for ":memory:". Makes folder and database where there are none.
 * Throws when another process uses the folder: two of them would lose each other's rows without a word.
 */
export async function openEmbedded(data: string, onNotice: (sentence: string) => void): Promise<Engine> {
  if (data === ":memory:") {
    const lite = await PGlite.create({ loadDataDir: await readTemplate() });
    return { ...engineOn(lite), describe: "embedded PostgreSQL in memory", announce: async () => {} };
  }
  await mkdir(data, { recursive: true, mode: 0o700 });
  const lock = await takeLock(join(data, "lock"));
  try {
    const folder = join(data, "db");
    const engine = engineOn(await openFolder(folder));
    onNotice(
      `The embedded database in ${folder} survives a crash of this process, but not a power loss. ` +
        "Set DATABASE_URL to a PostgreSQL server to be safe from both.",
    );
    return {
      ...engine,
      describe: `embedded PostgreSQL in ${folder}`,
      announce: lock.announce,
      // Nothing writes while nobody has the one connection.
      copy: (to) =>
        copyFolder(folder, to, async (work) => {
          const client = await engine.pool.connect();
          await work().finally(() => client.release());
        }),
      close: () => engine.close().finally(lock.release),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * Open a folder, filling it first if it is new. A marker stands beside it while it is filled, so that a folder left
 * half-filled by a killed process is recognised and begun again; nothing was ever acknowledged from such a one.
 */
async function openFolder(folder: string): Promise<PGlite> {
  const marker = `${folder}.unfinished`;
  if (existsSync(folder) && !existsSync(marker)) {
    return PGlite.create(folder).catch((error: Error) => {
      throw new Error(
        `The embedded database in ${folder} cannot be opened: ${error.message}. It may be damaged, or made by another ` +
          "version. Restore a backup of the folder, or move it away to start with an empty database.",
        { cause: error },
      );
    });
  }
  await writeFile(marker, "The folder db is being filled. If no server runs, the next start begins it again.\n");
  await rm(folder, { recursive: true, force: true });
  const lite = await PGlite.create({ dataDir: folder, loadDataDir: await readTemplate() });
  await rm(marker);
  return lite;
}

function engineOn(lite: PGlite): Pick<Engine, "pool" | "engine" | "close"> {
  const pool = new pg.Pool({
    ...createPgConfig(lite),
    types,
    max: 1,
    // One session for ever: the adapter cannot give a second one, and the names of statements belong to it.
    idleTimeoutMillis: 0,
    // Using the outer handle inside a transaction waits for itself: an error after 30 s is better than waiting for ever.
    connectionTimeoutMillis: 30_000,
  });
  return {
    pool,
    engine: "embedded",
    close: async () => {
      await pool.end();
      await lite.close();
    },
  };
}
