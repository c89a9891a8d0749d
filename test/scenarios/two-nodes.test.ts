// Two servers on one PostgreSQL: what one of them does, the other sees, stops, repeats, and goes on with.
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { relative, resolve } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Counter, openCounter } from "../support/counter.ts";
import { createTestDatabase } from "../support/databases.ts";
import { events, readUntil, textOf } from "../support/events.ts";
import { makeFolder } from "../support/folder.ts";
import { type ModelStub, modelStub, type StubReply } from "../support/model-stub.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";
import { call } from "../support/theatre.ts";
import { tillProject } from "../support/till.ts";

const API = "/einstein/ai-agent/v1";
const WORDS = ["Your ", "card ", "was ", "charged."];
const LEASE_S = 2;

describe("two servers on one PostgreSQL", () => {
  let counter: Counter;
  let stub: ModelStub;
  let project: string;
  let data: string;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let one: StartedServer;
  let other: TestServer;
  let token: string;
  let replies: StubReply[] = [];

  beforeAll(async () => {
    counter = await openCounter();
    stub = await modelStub(() => replies.shift() ?? { status: 400, text: "nothing left to say" });
    project = await makeFolder(tillProject(counter.address));
    data = await makeFolder({});
    database = await createTestDatabase();
    const secretKey = randomBytes(32).toString("base64");
    one = await startCommand({
      project,
      data,
      model: "compatible:stub",
      env: {
        DATABASE_URL: database.url,
        DRAGOMAN_SECRET_KEY: secretKey,
        DRAGOMAN_LEASE_S: String(LEASE_S),
        DRAGOMAN_MODEL_BASE_URL: stub.url,
        DRAGOMAN_ACTION_ALLOW_PRIVATE: counter.address,
      },
    });
    token = await one.token();
    other = await startTestServer({
      project: relative(resolve(import.meta.dirname, "../.."), project),
      config: {
        databaseUrl: database.url,
        secretKey,
        leaseS: LEASE_S,
        model: "compatible:stub",
        modelBaseUrl: stub.url,
        actionAllow: [counter.address],
      },
    });
  });
  afterAll(async () => {
    await one.kill();
    await other.close();
    await stub.close();
    await counter.close();
    await database.drop();
    await Promise.all([project, data].map((folder) => rm(folder, { recursive: true })));
  });

  const begin = async () =>
    (await other.startSession("Till", { streamingCapabilities: { chunkTypes: ["Text"] }, bypassUser: false }))
      .sessionId;
  const body = { message: { type: "Text", sequenceId: 1, text: "Pay" } };
  const sendToOne = (session: string, headers: Record<string, string> = {}) =>
    fetch(`${one.origin}${API}/sessions/${session}/messages/stream`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    });
  const follow = (session: string, after = 0) =>
    other.api(`/sessions/${session}/messages/stream?after=${after}`, { method: "GET" });

  test("S4: events of a turn on one server are read on the other while it runs", async () => {
    const session = await begin();
    replies = [{ text: WORDS, gapMs: 300 }];
    const sent = await sendToOne(session);
    const seen = await readUntil(await follow(session), (all) =>
      all.some(({ message }) => message.type === "TextChunk"),
    );
    expect(seen.every(({ message }) => message.type !== "EndOfTurn")).toBe(true);
    expect(await (await other.api(`/sessions/${session}`, { method: "GET" })).json()).toMatchObject({
      turnRunning: true,
    });
    const all = await events(sent);
    const read = await events(await follow(session));
    expect(read.map(({ message }) => message)).toEqual(all.map(({ message }) => message));
    expect((await follow(session, read.length)).status).toBe(204);
  });

  test("a repetition with the same Idempotency-Key is answered by the other server, and the turn runs once", async () => {
    const session = await begin();
    replies = [{ text: WORDS, gapMs: 100 }];
    const asked = stub.requests.length;
    const headers = { "idempotency-key": "once" };
    const sent = await sendToOne(session, headers);
    const repeated = await other.api(`/sessions/${session}/messages/stream`, { body, headers });
    expect((await events(repeated)).map(({ message }) => message)).toEqual(
      (await events(sent)).map(({ message }) => message),
    );
    expect(stub.requests.length).toBe(asked + 1);
    const different = { message: { ...body.message, text: "Pay twice" } };
    const refused = await other.api(`/sessions/${session}/messages`, { body: different, headers });
    expect([refused.status, await refused.json()]).toMatchObject([409, { error: "ConflictException" }]);
  });

  test("a turn is stopped by way of the other server, and the session is free", async () => {
    const session = await begin();
    replies = [{ hang: true }, { text: WORDS }];
    const asked = stub.requests.length;
    const sent = await sendToOne(session);
    await expect.poll(() => stub.requests.length).toBe(asked + 1);
    const stopped = await other.api(`/sessions/${session}/cancel`, { body: {} });
    expect(await stopped.json()).toEqual({ cancelled: true });
    expect((await events(sent)).at(-1)?.message.type).toBe("EndOfTurn");
    expect(await (await other.api(`/sessions/${session}/cancel`, { body: {} })).json()).toEqual({ cancelled: false });
    expect((await other.api(`/sessions/${session}/messages`, { body })).status).toBe(200);
  });

  test("a wish to stop whose wake-up is lost is found within a third of the lease", async () => {
    const session = await begin();
    replies = [{ hang: true }];
    const asked = stub.requests.length;
    const sent = await sendToOne(session);
    await expect.poll(() => stub.requests.length).toBe(asked + 1);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // What the other server writes, without the NOTIFY that goes with it.
    await client.query("update session set stop_fence = fence where id = $1", [session]);
    await client.end();
    expect((await events(sent)).at(-1)?.message.type).toBe("EndOfTurn");
  });

  test("S2, S3: turns of a server that is killed go on at the other within its lease, and no action runs twice", async () => {
    const [talking, charging] = [await begin(), await begin()];
    replies = [{ text: WORDS, gapMs: 400 }, call("charge"), { text: WORDS }, { text: WORDS }];
    const seen = await readUntil(await sendToOne(talking), (all) => all.length > 0);
    counter.hold();
    await sendToOne(charging);
    await counter.came(1);
    await one.kill();
    counter.release();

    const [talk, charge] = await Promise.all(
      [follow(talking, seen.length), follow(charging)].map(async (reply) => events(await reply)),
    );
    expect(textOf([...seen, ...talk!].map(({ message }) => message))).toBe(WORDS.join(""));
    expect(textOf(charge!.map(({ message }) => message))).toBe(WORDS.join(""));
    expect([...counter.calls]).toEqual([[`${charging}:1:1`, 2]]);
    for (const session of [talking, charging]) {
      const state = await (await other.api(`/sessions/${session}`, { method: "GET" })).json();
      expect(state).toMatchObject({ status: "open", turnRunning: false });
    }
  });
});
