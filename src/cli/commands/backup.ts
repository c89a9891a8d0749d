// `dragoman backup` and `dragoman restore`: the whole database as one file, and a new database from it.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, dataOption, Failure } from "../command.ts";
import { placeOf, reading } from "../database-place.ts";
import { startCalls } from "../invocation.ts";
import { packageRoot } from "../package-root.ts";

export const backup: Command = {
  name: "backup",
  summary: "write the whole database to a new file, while the server serves or when it is stopped",
  arguments: [["<file>", "such as dragoman.backup"]],
  options: [dataOption],
  async run(context, given) {
    const { output, cwd } = context;
    const file = resolve(cwd, given.args[0]!);
    const place = placeOf(context, given);
    // Loaded here and below, as most of the other commands can do without a database's weight.
    const { backUp } = await import("../../offline/backup.ts");
    const { version } = JSON.parse(await readFile(new URL("package.json", packageRoot), "utf8")) as { version: string };
    const written = await output.progress(
      "Backing up the database",
      reading(place, (copy) =>
        backUp(file, place, { version, passphrase: place.backupPassphrase, ...(copy && { copy }) }),
      ).catch(sentence("backup_failed")),
    );
    output.data(written);
    output.line(`${file} holds ${written.rows} rows in ${sizeOf(written.bytes)}, for your eyes only`);
    output.line(
      written.holdsKey
        ? "and the secret key, sealed: keep DRAGOMAN_BACKUP_PASSPHRASE in another place than the file"
        : "The secret key is not in it. Keep that too, in another place: without it no secret and no token can be used again",
    );
    return 0;
  },
};

export const restore: Command = {
  name: "restore",
  summary: "make a new database from a backup: into an empty data folder, or an empty PostgreSQL database",
  arguments: [["<file>", "what `dragoman backup` has written"]],
  options: [dataOption],
  async run(context, given) {
    const { output, cwd, self } = context;
    const place = placeOf(context, given);
    const { restore: restoreFile } = await import("../../offline/restore.ts");
    const { head, tables, rows } = await output.progress(
      "Restoring the database",
      restoreFile(resolve(cwd, given.args[0]!), place, place.backupPassphrase).catch(sentence("restore_failed")),
    );
    const into = place.databaseUrl === undefined ? place.data : "the database of DATABASE_URL";
    output.data({ at: head.at, version: head.version, keyId: head.keyId, tables, rows, into });
    output.line(`${rows} rows of ${head.at} are in ${into}`);
    output.line("Turns that ran at that time end with an error: what they did afterwards is not in the backup");
    output.line(`Start the server on it with: ${startCalls(self)}`);
    return 0;
  },
};

/** Errors of the database's room as failures that programs can name. */
const sentence =
  (code: string) =>
  (error: Error): never => {
    throw error instanceof Failure ? error : new Failure(code, error.message);
  };

const sizeOf = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
