// A PostgreSQL server as the database: one pool, checked once before anything relies on it.
import pg from "pg";
import type { Engine } from "./engine.ts";
import { types } from "./statements.ts";
import { listen } from "./wake.ts";

/** The oldest release still supported by its makers when this was written. */
const oldestVersion = 14;

/** Milliseconds to wait for a connection, and for the answer to a statement: a server that hangs holds nobody for ever. */
const CONNECT_MS = 10_000;
const PATIENCE_MS = 20_000;

/** What to check, by the code of a system error or the SQLSTATE of the server's refusal. */
const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there. Check the host and port in DATABASE_URL, and that the server is running",
  ENOTFOUND: "the host name is unknown. Check the host in DATABASE_URL",
  EAI_AGAIN: "the host name cannot be looked up now. Check the network, and the host in DATABASE_URL",
  ETIMEDOUT: "there was no answer. Check the host and port in DATABASE_URL, and the firewall in between",
  "28P01": "the password was refused. Check user and password in DATABASE_URL",
  "28000": "this user may not log in from here. Check the user in DATABASE_URL, and pg_hba.conf on the server",
  "3D000": "there is no such database. Create it first, with createdb or CREATE DATABASE",
  "53300": "it has no connection left. Lower DRAGOMAN_DATABASE_POOL or raise max_connections",
  "57P03": "it is still starting or shutting down. Try again in a moment",
};

/**
 * Connect to a PostgreSQL server and check its version. No error and no notice holds the password.
 * `onNotice` also hears of idle connections that break; the pool replaces them.
 */
export async function openServer(url: string, size: number, onNotice: (sentence: string) => void): Promise<Engine> {
  const where = addressOf(url);
  const connection = {
    connectionString: url,
    types,
    application_name: "dragoman",
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...connection, max: size });
  // A connection that breaks while it is in use tells the statement that runs, and says it again as an event, which would
  // end the process if nobody listened. The pool takes no such connection back.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", (error) => onNotice(`A connection to ${where} broke and will be replaced: ${error.message}.`));
  const version = await serverVersion(pool).catch(async (error: unknown) => {
    await pool.end();
    throw unreachable(where, error);
  });
  if (Number.parseInt(version, 10) < oldestVersion) {
    await pool.end();
    throw new Error(`${where} runs PostgreSQL ${version}. Dragoman needs version ${oldestVersion} or newer.`);
  }
  return {
    pool,
    patienceMs: PATIENCE_MS,
    engine: "server",
    describe: `PostgreSQL ${version} at ${where}`,
    listen: (woken) => listen(() => new pg.Client(connection), woken),
    announce: async () => {},
    close: () => pool.end(),
  };
}

async function serverVersion(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ server_version: string }>("show server_version");
  return rows[0]!.server_version.split(" ")[0]!;
}

/** Host, port and database of a URL, and nothing else: a URL may hold a password in more than one place. */
function addressOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) throw new Error("DATABASE_URL cannot be read. Expected postgres://user:password@host:5432/database.");
  const host = parsed.hostname || parsed.searchParams.get("host") || "localhost";
  return `${decodeURIComponent(host)}:${parsed.port || 5432}${parsed.pathname}`;
}

function unreachable(where: string, error: unknown): Error {
  const { code, message } = error as { code?: string; message: string };
  return new Error(`The PostgreSQL server at ${where} cannot be used: ${advice[code ?? ""] ?? message}.`, {
    cause: error,
  });
}
