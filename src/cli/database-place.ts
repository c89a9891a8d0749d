// Where a command that reads a whole database finds it: in PostgreSQL, in a folder at rest, or in the copy a server makes.
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import type { Config } from "../config.ts";
import { type Context, Failure, type Given } from "./command.ts";
import { operatorOf } from "./operator.ts";
import { operatorFile, readOperatorFile } from "./operator-file.ts";
import { readSettings } from "./settings.ts";

/** The settings, with the data folder as an absolute path. */
export function placeOf(context: Context, given: Given): Config {
  const { config } = readSettings(context, given);
  return { ...config, data: resolve(context.cwd, config.data) };
}

/** A copy of the embedded database: a data folder that holds it alone, and the key of the server that made it. */
export interface Copy {
  readonly folder: string;
  readonly keyId: string;
}

/**
 * Read the database of a place. While a server uses the folder, what is read is a copy, which the server makes in a moment
 * and takes away afterwards: its own database has one connection, and reading all of it would hold up every turn.
 * Throws a `Failure` when the server's database is not one that can be read from here.
 */
export async function reading<T>(place: Config, work: (copy: Copy | undefined) => Promise<T>): Promise<T> {
  const found = place.databaseUrl === undefined ? await readOperatorFile(place.data) : undefined;
  if (!found) return work(undefined);
  const server = operatorOf(found.url, found.token, `${operatorFile(place.data)} names a server that`);
  const copies = server.stream("copyDatabase", {});
  try {
    const first = await copies.next().catch((error: unknown) => {
      // A server that was killed leaves its file behind. Whether the folder is in use is for the folder's lock to say.
      if (error instanceof Failure && error.code === "no_server") return undefined;
      throw error;
    });
    if (!first || first.done) return await work(undefined);
    const { keeps, folder, keyId } = first.value;
    if (folder === null) throw elsewhere(keeps);
    return await work({ folder, keyId }).catch(async (error: unknown) => {
      await access(folder).catch(() => {
        throw new Failure(
          "server_stopped",
          "The server stopped meanwhile and took its copy of the database along. Run the command again",
        );
      });
      throw error;
    });
  } finally {
    await copies.return(undefined);
  }
}

const elsewhere = (keeps: "folder" | "memory" | "server") =>
  keeps === "memory"
    ? new Failure("in_memory", "This server keeps its data in memory only: there is nothing to read from here")
    : new Failure(
        "database_url_missing",
        "This server keeps its data in PostgreSQL. Set DATABASE_URL as for the server, and run the command again",
      );
