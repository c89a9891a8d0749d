// What an app may ask of a server and spend there: refused before anything is stored, or ended with a sentence.
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MessagesResponse } from "../../src/contract/agent-api.ts";
import { createTestDatabase } from "../support/databases.ts";
import { makeFolder } from "../support/folder.ts";
import { type ModelStub, modelStub, type StubReply } from "../support/model-stub.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { agentFile, call } from "../support/theatre.ts";

const API = "/einstein/ai-agent/v1";

const limits = {
  Free: "{}",
  Rated: "{ sendsPerMinute: 4 }",
  Starting: "{ startsPerMinute: 2 }",
  Placed: "{ turnsAtOnce: 1 }",
  Calling: "{ modelCallsPerTurn: 1 }",
  Talking: "{ tokensPerSession: 100 }",
  Daily: "{ tokensPerDay: 100 }",
  Paying: "{ costPerDay: 0.001 }",
} as const;
type App = keyof typeof limits;

const script = agentFile(
  "Clerk",
  `variables:
    topic: mutable string = ""
start_agent desk:
    description: "The desk"
    reasoning:
        instructions: ->
            | Help.
        actions:
            note: @utils.setVariables
                with topic = ...
`,
);

const project = {
  "dragoman.yaml": `org:
  name: Limits
users:
  - username: api@limits.example
    name: API
apps:
${Object.entries(limits)
  .map(([name, each]) => `  - name: ${name}\n    runAs: api@limits.example\n    limits: ${each}\n`)
  .join("")}`,
  "agents/Clerk/Clerk.agent": script,
};

const answered: StubReply = { text: ["Good day."], usage: { prompt: 60, completion: 40 } };

describe.each(["one server", "two servers on one PostgreSQL"])("with %s", (which) => {
  let folder: string;
  let stub: ModelStub;
  let database: Awaited<ReturnType<typeof createTestDatabase>> | undefined;
  let servers: readonly TestServer[] = [];
  let replies: StubReply[] = [];
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    folder = await makeFolder(project);
    stub = await modelStub(() => replies.shift() ?? answered);
    if (which !== "one server") database = await createTestDatabase();
    const config = {
      ...(database && { databaseUrl: database.url, secretKey: randomBytes(32).toString("base64") }),
      ...{
        model: "compatible:stub",
        modelBaseUrl: stub.url,
        modelPrices: { "compatible:stub": { input: 10, output: 10 } },
      },
    };
    const place = relative(resolve(import.meta.dirname, "../.."), folder);
    servers = [await startTestServer({ project: place, config })];
    if (database) servers = [...servers, await startTestServer({ project: place, config })];
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await stub.close();
    await database?.drop();
    await rm(folder, { recursive: true });
  });

  /** The servers by turns. */
  let turn = 0;
  const next = (): TestServer => servers[turn++ % servers.length]!;
  const tokenOf = async (server: TestServer, app: App): Promise<string> => {
    const key = `${server.origin} ${app}`;
    const known = tokens.get(key);
    if (known) return known;
    const pair = (await (await server.operate(`/apps/${app}/credentials`, {})).json()) as {
      consumerKey: string;
      consumerSecret: string;
    };
    const issued = await server.issue({ client_id: pair.consumerKey, client_secret: pair.consumerSecret });
    const { access_token } = (await issued.json()) as { access_token: string };
    tokens.set(key, access_token);
    return access_token;
  };
  const post = async (server: TestServer, app: App, path: string, body: unknown, headers = {}) =>
    fetch(`${server.origin}${API}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: {
        authorization: `Bearer ${await tokenOf(server, app)}`,
        "content-type": "application/json",
        ...headers,
      },
    });
  const start = (app: App, server = next()) =>
    post(server, app, `/agents/${server.agents.Clerk}/sessions`, {
      externalSessionKey: "k",
      instanceConfig: { endpoint: server.origin },
    });
  const begin = async (app: App) => ((await (await start(app)).json()) as { sessionId: string }).sessionId;
  const send = (app: App, session: string, headers = {}, server = next()) =>
    post(
      server,
      app,
      `/sessions/${session}/messages`,
      { message: { sequenceId: 1, type: "Text", text: "Hello" } },
      headers,
    );
  const said = async (response: Response) =>
    ((await response.json()) as MessagesResponse).messages.map((each) => ("message" in each ? each.message : ""));
  const history = async (app: App, session: string) => {
    const server = next();
    const headers = { authorization: `Bearer ${await tokenOf(server, app)}` };
    const read = await fetch(`${server.origin}${API}/sessions/${session}/messages`, { headers });
    return ((await read.json()) as { messages: readonly unknown[] }).messages;
  };

  test("messages beyond those of a minute are refused with 429 and when to come again, and leave nothing behind", async () => {
    const session = await begin("Rated");
    const answers = [];
    for (let count = 0; count < 6; count++) answers.push(await send("Rated", session));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    const refused = answers.at(-1)!;
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(15);
    expect(await refused.json()).toMatchObject({
      status: 429,
      error: "TooManyRequestsError",
      message: expect.stringContaining("sendsPerMinute"),
    });
    expect(await history("Rated", session)).toHaveLength(1 + 2 * 4);
  });

  test("a repetition of what was answered counts as nothing new", async () => {
    const session = await begin("Free");
    const first = await send("Free", session, { "idempotency-key": "same" });
    const asked = stub.requests.length;
    expect(await said(await send("Free", session, { "idempotency-key": "same" }))).toEqual(await said(first));
    expect(stub.requests.length).toBe(asked);
  });

  test("sessions beyond those of a minute are not begun", async () => {
    const answers = [await start("Starting"), await start("Starting"), await start("Starting")];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(await answers[2]!.json()).toMatchObject({ message: expect.stringContaining("startsPerMinute") });
  });

  test("no more turns run at once than an app may have, and a place is free when its turn is over", async () => {
    const [one, other] = [await begin("Placed"), await begin("Placed")];
    replies = [{ hang: true }];
    const asked = stub.requests.length;
    const leaving = new AbortController();
    const server = next();
    const running = fetch(`${server.origin}${API}/sessions/${one}/messages`, {
      method: "POST",
      body: JSON.stringify({ message: { sequenceId: 1, type: "Text", text: "Hello" } }),
      headers: {
        authorization: `Bearer ${await tokenOf(server, "Placed")}`,
        "content-type": "application/json",
        "x-dragoman-on-disconnect": "cancel",
      },
      signal: leaving.signal,
    }).catch(() => undefined);
    await expect.poll(() => stub.requests.length).toBe(asked + 1);
    for (let count = 0; count < 2; count++) {
      const refused = await send("Placed", other);
      expect([refused.status, await refused.json()]).toMatchObject([
        429,
        { message: expect.stringContaining("turnsAtOnce") },
      ]);
    }
    leaving.abort();
    await running;
    await expect.poll(async () => (await send("Placed", other)).status, { timeout: 10_000, interval: 200 }).toBe(200);
  });

  test("a turn that may call no more models says so, and the user's session goes on", async () => {
    const session = await begin("Calling");
    replies = [call("note", { topic: "tea" })];
    expect(await said(await send("Calling", session))).toEqual([expect.stringMatching(/^I have to stop here/)]);
    expect(await said(await send("Calling", session))).toEqual(["Good day."]);
  });

  test("a session that used up its tokens says that a new one is needed", async () => {
    const session = await begin("Talking");
    expect(await said(await send("Talking", session))).toEqual(["Good day."]);
    expect(await said(await send("Talking", session))).toEqual([expect.stringMatching(/start a new one/)]);
    expect(await said(await send("Talking", await begin("Talking")))).toEqual(["Good day."]);
  });

  test.each(["Daily", "Paying"] as const)(
    "the limit of a day holds for every session of the app %s, on every server",
    async (app) => {
      expect(await said(await send(app, await begin(app)))).toEqual(["Good day."]);
      // What one server spends, another hears of within a second or two.
      for (const server of servers)
        await expect
          .poll(async () => said(await send(app, await begin(app), {}, server)), { timeout: 10_000, interval: 300 })
          .toEqual([expect.stringMatching(/come back tomorrow/)]);
      const asked = stub.requests.length;
      for (const server of servers) await said(await send(app, await begin(app), {}, server));
      expect(stub.requests.length).toBe(asked);
    },
  );
});
