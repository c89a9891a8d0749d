// Who may talk to an agent, asked anew in the middle of a session: what another server withdraws holds here within a second.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/databases.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: TestServer;
let elsewhere: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer({ config: { databaseUrl: database.url } });
  elsewhere = new pg.Client({ connectionString: database.url });
  await elsewhere.connect();
  await elsewhere.query(
    `insert into permission_set (id, org_id, api_name, label, agents, made_by)
     select '0PS000000000001AAA', id, 'Callers', 'Callers', $1, 'test' from org`,
    [JSON.stringify(Object.keys(server.agents))],
  );
});
afterAll(async () => {
  await elsewhere.end();
  await server.close();
  await database.drop();
});

const hello = { message: { type: "Text", sequenceId: 1, text: "hello" } };
const post = (sessionId: string, what: string, body: unknown) => server.api(`/sessions/${sessionId}/${what}`, { body });
const plan = async (sessionId: string, planId: string) =>
  server.fetch(`/einstein/ai-agent/v1.1/preview/sessions/${sessionId}/plans/${planId}`, {
    headers: { authorization: `Bearer ${await server.token()}` },
  });

/** The user of the project's apps holds the permission set that names every agent. */
async function mayTalk(): Promise<void> {
  await elsewhere.query(
    `insert into permission_set_member (org_id, permission_set_id, member_id)
     select org_id, '0PS000000000001AAA', id from member where username = 'api.user@conformance.example'`,
  );
  await expect.poll(() => server.startSession("Desk").catch(() => undefined), { timeout: 5000 }).toBeDefined();
}

const mayTalkNoMore = () => elsewhere.query("delete from permission_set_member");

test("a user who loses the agent in the middle of a session is refused within a second, and may still end it", async () => {
  await mayTalk();
  const { sessionId } = await server.startSession("Desk");
  const first = await post(sessionId, "messages", hello);
  expect(first.status).toBe(200);
  const { messages } = (await first.json()) as { messages: { planId: string; feedbackId: string }[] };
  const { planId, feedbackId } = messages[0]!;
  expect((await plan(sessionId, planId)).status).toBe(200);

  await mayTalkNoMore();
  const withdrawnAt = performance.now();
  await expect.poll(async () => (await post(sessionId, "messages", hello)).status, { timeout: 5000 }).toBe(403);
  expect(performance.now() - withdrawnAt).toBeLessThan(1500);

  const refused = await post(sessionId, "messages", hello);
  expect(await refused.json()).toEqual({
    status: 403,
    path: `v6.0.0/sessions/${sessionId}/messages`,
    mode: "unknown",
    requestId: expect.any(String),
    error: "ForbiddenError",
    message:
      "User forbidden from accessing the resource: no permission set of api.user@conformance.example names the agent Desk",
    timestamp: expect.any(Number),
    expected: true,
  });
  const stream = await post(sessionId, "messages/stream", hello);
  expect(stream.status).toBe(403);
  expect(stream.headers.get("content-type")).toMatch(/^application\/json/);
  expect((await plan(sessionId, planId)).status).toBe(403);

  const turns = "select count(*)::integer as count from turn where session_id = $1";
  const { count } = (await elsewhere.query(turns, [sessionId])).rows[0];
  await post(sessionId, "messages", hello);
  expect((await elsewhere.query(turns, [sessionId])).rows[0].count).toBe(count);

  expect((await post(sessionId, "feedback", { feedback: "GOOD", feedbackId })).status).toBe(201);
  const headers = { "x-session-end-reason": "UserRequest" };
  expect((await server.api(`/sessions/${sessionId}`, { method: "DELETE", headers })).status).toBe(200);
});

test("a session of another app is unknown also to a user who may not talk to its agent", async () => {
  await mayTalk();
  const { sessionId } = await server.startSession("Desk");
  await mayTalkNoMore();
  await expect.poll(async () => (await post(sessionId, "messages", hello)).status, { timeout: 5000 }).toBe(403);
  const credentials = await (await server.operate("/apps/Second_Client/credentials", {})).json();
  const { consumerKey: client_id, consumerSecret: client_secret } = credentials as Record<string, string>;
  const { access_token } = (await (await server.issue({ client_id, client_secret })).json()) as Record<string, string>;
  const asOther = { headers: { authorization: `Bearer ${access_token}` }, body: hello };
  expect((await server.api(`/sessions/${sessionId}/messages`, asOther)).status).toBe(404);
});
