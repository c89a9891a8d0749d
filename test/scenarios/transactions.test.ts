// What a turn leaves open in the database while it waits for the world: nothing.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/databases.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: TestServer;
let watcher: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer({ config: { databaseUrl: database.url } });
  watcher = new pg.Client({ connectionString: database.url });
  await watcher.connect();
});
afterAll(async () => {
  await watcher.end();
  await server.close();
  await database.drop();
});

const openTransactions = async () => {
  const { rows } = await watcher.query<{ count: string }>(
    "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null",
  );
  return Number(rows[0]!.count);
};

test("S5: no transaction is open while an action runs, and the session is locked all the same", async () => {
  const { sessionId } = await server.startSession("Desk");
  const body = { message: { type: "Text", sequenceId: 1, text: "slow" } };
  const slow = server.api(`/sessions/${sessionId}/messages`, { body });
  const locked = "select 1 from session where id = $1 and lease_owner is not null";
  await expect.poll(async () => (await watcher.query(locked, [sessionId])).rowCount).toBe(1);
  const intents =
    "select 1 from turn_step join turn on turn.id = turn_id where session_id = $1 and turn_step.state = 'intent'";
  await expect.poll(async () => (await watcher.query(intents, [sessionId])).rowCount).toBe(1);
  expect(await openTransactions()).toBe(0);
  expect((await server.api(`/sessions/${sessionId}/messages`, { body })).status).toBe(423);
  expect((await slow).status).toBe(200);
});
