// Stopping a server politely: what it still takes, what becomes of turns that run, and a deploy of one server after the other.
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openClosers } from "../../src/closers.ts";
import { checkStore } from "../../src/store/checks.ts";
import { underLoad } from "../chaos/load.ts";
import { notWhole, onServer } from "../chaos/promises.ts";
import { answerTo, openWorld, type World } from "../chaos/till-project.ts";
import { createTestDatabase } from "../support/databases.ts";
import { type Event, events, readUntil, textOf } from "../support/events.ts";
import { makeFolder } from "../support/folder.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";

const API = "/einstein/ai-agent/v1";
const NOTE = "0f0e0d0c-0000-4000-8000-000000000000";
const LEASE_S = 2;
const closers = openClosers();
afterAll(closers.close);

const aFolder = async () => closers.add(await makeFolder({}), (folder) => rm(folder, { recursive: true, force: true }));

/** A server as its clients know it. */
interface Door {
  readonly origin: string;
  readonly token: string;
}

const ask = ({ origin, token }: Door, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${origin}${API}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const begin = async (door: Door, agent: string, endpoint = door.origin) => {
  const reply = await ask(door, `/agents/${agent}/sessions`, {
    externalSessionKey: "drain",
    instanceConfig: { endpoint },
    streamingCapabilities: { chunkTypes: ["Text"] },
    bypassUser: false,
  });
  return ((await reply.json()) as { sessionId: string }).sessionId;
};

const message = { message: { type: "Text", sequenceId: 1, text: NOTE } };
const ready = async ({ origin }: Door) => (await fetch(`${origin}/readyz`)).status;
const hasText = (all: readonly Event[]) => all.some(({ message: { type } }) => type === "TextChunk");

describe("a server that is asked to stop", () => {
  const start = async (paceMs: number, drainS: number) => {
    const world = await openWorld(closers, paceMs);
    const env = { ...world.env, DRAGOMAN_DRAIN_S: String(drainS) };
    const server = await startCommand({ project: world.project, data: await aFolder(), model: "compatible:stub", env });
    closers.add(server, () => server.kill());
    const door = { origin: server.origin, token: await server.token() };
    return { server, door, agent: (await server.agents()).Till! };
  };

  test("is not ready and begins no turn, while those that run are told to their end", async () => {
    const { server, door, agent } = await start(200, 20);
    const [talking, idle] = [await begin(door, agent), await begin(door, agent)];
    const sent = await ask(door, `/sessions/${talking}/messages/stream`, message);
    const stopped = server.stop();
    await expect.poll(() => ready(door)).toBe(503);
    const refused = await ask(door, `/sessions/${idle}/messages`, message);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining("the server is stopping") });
    const all = (await events(sent)).map((event) => event.message);
    expect([textOf(all), all.at(-1)?.type]).toEqual([answerTo(NOTE).join(""), "EndOfTurn"]);
    await stopped;
    expect(await fetch(door.origin).catch((error: Error) => error.name)).toBe("TypeError");
  });

  test("is gone at once when it is asked a second time", async () => {
    const { server, door, agent } = await start(60_000, 600);
    const session = await begin(door, agent);
    const sent = ask(door, `/sessions/${session}/messages`, message).catch((error: Error) => error.name);
    await expect
      .poll(async () => (await (await ask(door, `/sessions/${session}`)).json()) as unknown)
      .toMatchObject({ turnRunning: true });
    const stopped = server.stop();
    await expect.poll(() => ready(door)).toBe(503);
    process.kill(server.pid, "SIGTERM");
    await stopped;
    expect(await sent).toBe("TypeError");
  });
});

describe("two servers on one PostgreSQL", () => {
  let world: World;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let secretKey: string;
  const servers: StartedServer[] = [];
  let doors: readonly Door[];
  let agent: string;
  const startAt = async (port: string) =>
    startCommand({
      project: world.project,
      data: await aFolder(),
      model: "compatible:stub",
      env: {
        ...world.env,
        DATABASE_URL: database.url,
        DRAGOMAN_SECRET_KEY: secretKey,
        DRAGOMAN_LEASE_S: String(LEASE_S),
        DRAGOMAN_DRAIN_S: "0",
        PORT: port,
      },
    });

  beforeAll(async () => {
    world = await openWorld(closers, 60);
    database = closers.add(await createTestDatabase(), (each) => each.drop());
    secretKey = randomBytes(32).toString("base64");
    for (const at of [0, 1]) {
      servers[at] = await startAt("0");
      closers.add(at, () => servers[at]!.kill());
    }
    doors = await Promise.all(servers.map(async (each) => ({ origin: each.origin, token: await each.token() })));
    agent = (await servers[0]!.agents()).Till!;
  });

  /** Stop a server as a deploy does, and start the next version of it in its place. */
  const deploy = async (at: number) => {
    await servers[at]!.stop();
    servers[at] = await startAt(new URL(doors[at]!.origin).port);
  };

  test("S3, S4: a turn that has no time left is handed over: its stream ends without EndOfTurn, and is read on at the other", async () => {
    const [streaming, waiting] = [await begin(doors[0]!, agent), await begin(doors[0]!, agent)];
    const sent = await ask(doors[0]!, `/sessions/${streaming}/messages/stream`, message);
    const before = Number(sent.headers.get("x-dragoman-after"));
    const key = { "idempotency-key": "once" };
    const other = { message: { ...message.message, text: NOTE.replaceAll("0", "1") } };
    const whole = ask(doors[0]!, `/sessions/${waiting}/messages`, other, key);
    await readUntil(await ask(doors[1]!, `/sessions/${streaming}/messages/stream?after=${before}`), hasText);
    await deploy(0);

    const seen = await events(sent);
    expect(seen.every((event) => event.message.type !== "EndOfTurn")).toBe(true);
    const rest = await events(
      await ask(doors[1]!, `/sessions/${streaming}/messages/stream?after=${before + seen.length}`),
    );
    const all = [...seen, ...rest].map((event) => event.message);
    expect([textOf(all), all.at(-1)?.type]).toEqual([answerTo(NOTE).join(""), "EndOfTurn"]);

    const refused = await whole;
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await refused.json()).toMatchObject({
      message: expect.stringContaining("another one goes on with the turn"),
    });
    const again = await ask(doors[1]!, `/sessions/${waiting}/messages`, other, key);
    expect([again.status, await again.text()]).toEqual([
      200,
      expect.stringContaining(answerTo(other.message.text).join("")),
    ]);
    expect([...world.target.effects.values()]).toEqual([1, 1]);
  });

  test("a rolling deploy loses no message of clients that repeat by Idempotency-Key, and no action runs twice", {
    timeout: 120_000,
  }, async () => {
    const talkers = await underLoad(doors, agent, { clients: 6 }, async () => {
      for (const at of [0, 1, 0, 1]) await deploy(at);
    });
    const seen = talkers.flatMap((talker) => talker.seen);
    expect(seen.length).toBeGreaterThan(talkers.length);
    expect(seen.filter(notWhole)).toEqual([]);
    expect(seen.filter(({ note }) => world.target.effects.get(note) !== 1)).toEqual([]);
    await Promise.all(servers.map((each) => each.stop()));
    const found = await onServer(database.url, checkStore);
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, 0])));
  });
});
