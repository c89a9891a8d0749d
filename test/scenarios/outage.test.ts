// A database that goes away under a running server, and comes back.
import pg from "pg";
import { expect, test } from "vitest";
import { startPostgres } from "../support/postgres.ts";
import { startTestServer } from "../support/server.ts";

test("while the database is away every call answers 503 with when to try again, and says nothing of the database", async () => {
  const postgres = await startPostgres();
  const server = await startTestServer({ config: { databaseUrl: postgres.url } });
  try {
    const { sessionId } = await server.startSession("Desk");
    const authorization = `Bearer ${await server.token()}`;
    await postgres.stop();
    const response = await server.fetch(`/einstein/ai-agent/v1/sessions/${sessionId}/messages`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ message: { type: "Text", sequenceId: 1, text: "hello" } }),
    });
    const body = await response.text();
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(JSON.parse(body)).toMatchObject({ status: 503, error: "ServiceUnavailable", expected: false });
    expect(body).not.toContain(new URL(postgres.url).port);
    const query = await server.fetch("/services/data/v65.0/query?q=SELECT+Id+FROM+User", {
      headers: { authorization },
    });
    expect(query.status).toBe(503);
    expect(query.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await query.json()).toEqual([{ errorCode: "SERVER_UNAVAILABLE", message: expect.stringMatching(/again/) }]);
    expect((await server.fetch("/services/oauth2/userinfo", { headers: { authorization } })).status).toBe(503);
    expect((await server.fetch("/readyz")).status).toBe(503);
    expect((await server.fetch("/healthz")).status).toBe(200);
  } finally {
    await server.close().catch(() => {});
  }
});

test("while the database can only be read, as after a failover to a standby, sends answer 503, and go on once it is writable", async () => {
  const postgres = await startPostgres();
  const server = await startTestServer({ config: { databaseUrl: postgres.url } });
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  const readOnly = async (on: boolean) => {
    // Both settings hold for this session, too: it has to be let write before it can say so.
    await admin.query("set default_transaction_read_only = off");
    await admin.query(`alter system set default_transaction_read_only = ${on ? "on" : "off"}`);
    await admin.query("select pg_reload_conf()");
  };
  try {
    const { sessionId } = await server.startSession("Desk");
    const authorization = `Bearer ${await server.token()}`;
    const send = () =>
      server.fetch(`/einstein/ai-agent/v1/sessions/${sessionId}/messages`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ message: { type: "Text", sequenceId: 1, text: "hello" } }),
      });
    expect((await send()).status).toBe(200);
    await readOnly(true);
    await expect.poll(async () => (await server.fetch("/readyz")).status).toBe(503);
    const refused = await send();
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    await readOnly(false);
    await expect.poll(async () => (await server.fetch("/readyz")).status).toBe(200);
    await expect.poll(async () => (await send()).status).toBe(200);
  } finally {
    await admin.end();
    await server.close().catch(() => {});
    await postgres.stop();
  }
});
