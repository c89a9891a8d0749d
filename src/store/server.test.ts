// A PostgreSQL server as the database: what it is called, and what is said when it does not serve.
import { once } from "node:events";
import { createServer } from "node:net";
import { sql } from "kysely";
import pg from "pg";
import { describe, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../test/support/databases.ts";
import { openStore } from "./open.ts";
import { ping } from "./ping.ts";
import { withNamedStatements } from "./statements.ts";

const password = "correct-horse-battery";

const on = (databaseUrl: string) => ({ data: "", databaseUrl, pool: 2, onNotice: () => {} });

/** The whole error, causes included, as a log would show it. */
async function refusalOf(databaseUrl: string): Promise<string> {
  const error = await openStore(on(databaseUrl)).then(
    () => expect.unreachable("the server was accepted"),
    (error: Error) => error,
  );
  expect(`${error.stack} ${JSON.stringify(error.cause)}`).not.toContain(password);
  return error.message;
}

describe("a PostgreSQL server", () => {
  test("is described by version and address, without credentials", async () => {
    const { url, drop } = await createTestDatabase();
    const store = await openStore(on(url));
    const { host, pathname } = new URL(url);
    expect(store.engine).toBe("server");
    expect(store.describe).toMatch(/^PostgreSQL \d+\.\d+ at /);
    expect(store.describe.endsWith(`at ${host}${pathname}`)).toBe(true);
    await store.close();
    await drop();
  });

  test("that is not there is refused with what to check", async () => {
    expect(await refusalOf(`postgres://me:${password}@127.0.0.1:1/house`)).toBe(
      "The PostgreSQL server at 127.0.0.1:1/house cannot be used: nothing listens there. " +
        "Check the host and port in DATABASE_URL, and that the server is running.",
    );
  });

  test("that refuses the password, or has no such database, is refused with what to check", async () => {
    const url = new URL(inject("postgresUrl"));
    url.pathname = "nowhere";
    expect(await refusalOf(url.href)).toContain("there is no such database. Create it first");
    url.password = password;
    expect(await refusalOf(url.href)).toContain("the password was refused");
  });

  test("that breaks connections in use fails their statements and nothing else", async () => {
    const { url, drop } = await createTestDatabase();
    const store = await openStore(on(url));
    const sleeping = sql`select pg_sleep(${30})`.execute(store.db);
    const failing = expect(sleeping).rejects.toThrow();
    await expect
      .poll(async () => {
        const { rows } = await sql<{ broken: boolean }>`
          select pg_terminate_backend(pid) as broken from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`.execute(store.db);
        return rows.some((row) => row.broken);
      })
      .toBe(true);
    await failing;
    await ping(store.db);
    await store.close();
    await drop();
  });

  test("that does not answer holds a statement for so long, and the next one goes by another connection", async () => {
    const pool = new pg.Pool({ connectionString: inject("postgresUrl"), max: 1 });
    const { connect } = withNamedStatements(pool, 100);
    const first = await connect();
    await expect(first.query("select pg_sleep($1)", [30])).rejects.toThrow("the database does not answer");
    first.release();
    const second = await connect();
    expect((await second.query<{ n: number }>("select $1::integer as n", [1])).rows).toEqual([{ n: 1 }]);
    second.release();
    await pool.end();
  });

  test("a URL that cannot be read is not repeated", async () => {
    expect(await refusalOf(`postgres://me:${password}@host:port/house`)).toContain("DATABASE_URL cannot be read");
  });

  test("older than version 14 is refused", async () => {
    const { url, close } = await listenAsPostgres("13.22 (Debian 13.22-1)");
    expect(await refusalOf(url)).toMatch(/runs PostgreSQL 13\.22\. Dragoman needs version 14 or newer\.$/);
    close();
  });
});

/** A server that speaks just enough of the protocol to tell its version (PostgreSQL manual, Message Formats). */
async function listenAsPostgres(version: string): Promise<{ url: string; close: () => void }> {
  const int16 = (value: number) => Buffer.from([value >> 8, value & 255]);
  const int32 = (value: number) => Buffer.concat([int16(value >>> 16), int16(value & 65_535)]);
  const message = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
  };
  const authenticated = message("R", int32(0));
  const ready = message("Z", Buffer.from("I"));
  const textColumn = [int32(0), int16(0), int32(25), int16(0), int32(0), int16(0)];
  const columns = message("T", int16(1), Buffer.from("server_version\0"), ...textColumn);
  const row = message("D", int16(1), int32(version.length), Buffer.from(version));
  const done = message("C", Buffer.from("SHOW\0"));
  const server = createServer((socket) => {
    socket.once("data", () => socket.write(Buffer.concat([authenticated, ready])));
    socket.on("data", (data) => {
      if (data.toString("latin1", 0, 1) === "Q") socket.write(Buffer.concat([columns, row, done, ready]));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as { port: number };
  return { url: `postgres://me:${password}@127.0.0.1:${port}/house`, close: () => server.close() };
}
