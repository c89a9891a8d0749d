// Backing up and restoring at the command line: under load, at rest, and when it cannot be done.
import { readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openClosers } from "../../src/closers.ts";
import { checkKept } from "../../src/store/checks.ts";
import { underLoad } from "../chaos/load.ts";
import { onFolder, onServer } from "../chaos/promises.ts";
import { openTalker, type Talker } from "../chaos/talker.ts";
import { openWorld, type World } from "../chaos/till-project.ts";
import { createTestDatabase } from "../support/databases.ts";
import { makeFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";
import { startCommand } from "../support/start-command.ts";

const command = resolve(import.meta.dirname, "../../bin/dragoman.js");
const API = "/einstein/ai-agent/v1";
const PASSPHRASE = "a passphrase for nobody";
type Env = Readonly<Record<string, string>>;

/** Run a command. That it says what it waits for, when it takes more than a second, is no error. */
const dragoman = async (env: Env, ...words: string[]) => {
  const ran = await run([process.execPath, command, ...words], { env });
  return { ...ran, err: ran.err.replace(/^\w+ing (up )?the database …\n/, "") };
};

const closers = openClosers();
const aFolder = async () => closers.add(await makeFolder({}), (folder) => rm(folder, { recursive: true, force: true }));
let world: World;
beforeAll(async () => {
  world = await openWorld(closers, 5);
});
afterAll(closers.close);

/** What each database has in its environment, new and empty. */
const kinds: Readonly<Record<string, () => Promise<Env>>> = {
  "embedded database": async () => ({ DRAGOMAN_DATA: await aFolder() }),
  "PostgreSQL server": async () => {
    const { url } = closers.add(await createTestDatabase(), (database) => database.drop());
    return { DRAGOMAN_DATA: await aFolder(), DATABASE_URL: url };
  },
};

const start = async (env: Env) => {
  const { project } = world;
  return startCommand({ project, data: env.DRAGOMAN_DATA!, model: "compatible:stub", env: { ...world.env, ...env } });
};

/** What clients were told before a moment, by session. */
const toldBy = (talkers: readonly Talker[]) =>
  new Map(talkers.map(({ sessionId, seen }) => [sessionId, seen.map(({ note }) => note)]));

describe.each(Object.entries(kinds))("a backup of the %s", (_, makeEnv) => {
  test("taken under load holds all that was acknowledged, and a server goes on from it", {
    timeout: 120_000,
  }, async () => {
    const env: Env = { ...(await makeEnv()), DRAGOMAN_BACKUP_PASSPHRASE: PASSPHRASE };
    const file = join(await aFolder(), "load.backup");
    const server = await start(env);
    const door = { origin: server.origin, token: await server.token() };
    const agent = (await server.agents()).Till!;
    const early = await openTalker([door], agent);
    for (const _ of [1, 2, 3]) await early.talk();
    const acknowledged = toldBy([early]);
    const talkers = await underLoad([door], agent, { clients: 4 }, async () => {
      const ran = await dragoman(env, "backup", file, "--json");
      expect([ran.code, ran.err]).toEqual([0, ""]);
      expect(JSON.parse(ran.out)).toMatchObject({ file, holdsKey: true });
    });
    // The server takes its copy away when it notices that the command hung up, which may be after the command ended.
    const copies = async () => (await readdir(env.DRAGOMAN_DATA!)).filter((name) => name.startsWith("copy-"));
    await expect.poll(copies, { timeout: 10_000 }).toEqual([]);
    expect(talkers.flatMap(({ seen }) => seen).length).toBeGreaterThan(0);
    const { consumerKey } = (await server.ask("env")) as { consumerKey: string };
    await server.stop();

    const target: Env = { ...(await makeEnv()), DRAGOMAN_BACKUP_PASSPHRASE: PASSPHRASE };
    const ran = await dragoman(target, "restore", file);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    const look = checkKept;
    const found = await (target.DATABASE_URL
      ? onServer(target.DATABASE_URL, look)
      : onFolder(target.DRAGOMAN_DATA!, look));
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, 0])));

    const again = await start(target);
    closers.add(again, () => again.stop());
    expect(((await again.ask("env")) as { consumerKey: string }).consumerKey).toBe(consumerKey);
    const headers = { authorization: `Bearer ${await again.token()}`, "content-type": "application/json" };
    for (const [session, notes] of acknowledged) {
      const history = await (await fetch(`${again.origin}${API}/sessions/${session}/messages`, { headers })).text();
      for (const note of notes) expect(history).toContain(note);
      const body = JSON.stringify({
        message: { type: "Text", sequenceId: 9, text: "0f0e0d0c-0000-4000-8000-000000000000" },
      });
      const sent = await fetch(`${again.origin}${API}/sessions/${session}/messages`, { method: "POST", headers, body });
      expect([sent.status, await sent.text()]).toEqual([200, expect.stringContaining("Charged: 0f0e0d0c-")]);
    }
  });
});

describe("dragoman backup and restore", () => {
  let env: Env;
  let file: string;
  beforeAll(async () => {
    env = { DRAGOMAN_DATA: await aFolder() };
    file = join(await aFolder(), "rest.backup");
    const server = await start(env);
    await server.stop();
  });

  test("work on a folder that no server uses; without a passphrase the key is left out, and that is said", async () => {
    const ran = await dragoman(env, "backup", file);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.out).toContain("The secret key is not in it");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const target = { DRAGOMAN_DATA: await aFolder() };
    const lacking = await dragoman(target, "restore", file, "--json");
    expect([lacking.code, JSON.parse(lacking.out).error.code]).toEqual([1, "restore_failed"]);
    expect(JSON.parse(lacking.out).error.message).toContain("Set DRAGOMAN_SECRET_KEY");
  });

  test("refuse to write over a file, and to restore over data", async () => {
    const over = await dragoman(env, "backup", file);
    expect([over.code, over.err]).toEqual([1, expect.stringContaining("never written over another")]);
    const restored = await dragoman(env, "restore", file);
    expect([restored.code, restored.err]).toEqual([1, expect.stringContaining("never restored over data")]);
  });

  test("say what is missing: the database, the file, and the folder of a running server", async () => {
    const none = { DRAGOMAN_DATA: join(await aFolder(), "none") };
    const nothing = await dragoman(none, "backup", `${file}.2`);
    expect([nothing.code, nothing.err]).toEqual([
      1,
      expect.stringContaining(`There is no database at ${none.DRAGOMAN_DATA}`),
    ]);
    await expect(stat(none.DRAGOMAN_DATA)).rejects.toThrow(/ENOENT/);
    expect((await dragoman(none, "restore", `${file}.3`)).err).toContain(`There is no file ${file}.3`);
    expect((await dragoman(env, "backup")).code).toBe(2);
    const server = await start(env);
    try {
      const busy = await dragoman(env, "restore", file);
      expect([busy.code, busy.err]).toEqual([1, expect.stringContaining("is in use by process")]);
    } finally {
      await server.stop();
    }
  });

  test("a server on PostgreSQL is backed up by its address, which the command has to be given", async () => {
    const onServer = await kinds["PostgreSQL server"]!();
    const server = await start(onServer);
    try {
      const ran = await dragoman({ DRAGOMAN_DATA: onServer.DRAGOMAN_DATA! }, "backup", `${file}.4`);
      expect([ran.code, ran.err]).toEqual([1, expect.stringContaining("Set DATABASE_URL as for the server")]);
    } finally {
      await server.stop();
    }
  });
});
