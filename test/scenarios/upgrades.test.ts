// Databases of every former schema, with conversations in them and a turn that its server was killed in, under this version.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadConfig } from "../../src/config.ts";
import { backupLines } from "../../src/offline/backup-file.ts";
import { type Place, withStore } from "../../src/offline/open.ts";
import { restore } from "../../src/offline/restore.ts";
import { checkStore } from "../../src/store/checks.ts";
import { migrations } from "../../src/store/migrations/index.ts";
import { checkBackup, putBack } from "../../src/store/restore.ts";
import { onFolder, onServer } from "../chaos/promises.ts";
import { createTestDatabase } from "../support/databases.ts";
import { makeFolder } from "../support/folder.ts";
import { modelStub } from "../support/model-stub.ts";
import { startCommand } from "../support/start-command.ts";
import { agentFile } from "../support/theatre.ts";

const fixtures = join(import.meta.dirname, "../fixtures/upgrades");
/** Of the servers that made the fixtures. */
const secretKey = Buffer.alloc(32, 1).toString("base64");
const API = "/einstein/ai-agent/v1";

/** The project they served. */
const project = {
  "dragoman.yaml": `org:
  name: Upgraded
users:
  - username: api@upgraded.example
    name: API
apps:
  - name: Client
    runAs: api@upgraded.example
`,
  "agents/Desk/Desk.agent": agentFile(
    "Desk",
    `    description: "A desk"

start_agent desk:
    description: "The desk"
    reasoning:
        instructions: ->
            | Help.
`,
  ),
};

const aFolder = async (files: Readonly<Record<string, string>> = {}) => {
  const folder = await makeFolder(files);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const kinds: Readonly<Record<string, () => Promise<Place>>> = {
  "embedded database": async () => loadConfig({}, { data: await aFolder(), secretKey }).config,
  "PostgreSQL server": async () => {
    const { url, drop } = await createTestDatabase();
    onTestFinished(drop);
    return loadConfig({}, { data: await aFolder(), secretKey, databaseUrl: url }).config;
  },
};

const schemas = (await readdir(fixtures)).map((name) => name.replace(".backup", "")).sort();

test("there is a database of each of the first schemas, without a gap", () => {
  expect(schemas.length).toBeGreaterThanOrEqual(5);
  expect(Object.keys(migrations).slice(0, schemas.length)).toEqual(schemas);
});

describe.each(Object.entries(kinds))("on the %s", (_, makePlace) => {
  test.each(schemas)(
    "a database of schema %s is upgraded when a server starts on it, and its sessions go on",
    async (schema) => {
      const place = await makePlace();
      const file = join(fixtures, `${schema}.backup`);
      const read = () => backupLines(file);
      const { head } = await checkBackup(read);
      await withStore(place, ({ db }) => putBack(db, head, read));
      await goOn(place, file);
    },
  );

  test("a backup of the oldest schema is restored into one of this version, and its sessions go on", async () => {
    const place = await makePlace();
    const file = join(fixtures, `${schemas[0]}.backup`);
    await restore(file, place, undefined);
    await goOn(place, file);
  });
});

/** Start a server on a database and talk in each session of a backup; what was said before is still there. */
async function goOn(place: Place, file: string): Promise<void> {
  const stub = await modelStub([{ text: "The desk is open still." }]);
  onTestFinished(stub.close);
  const server = await startCommand({
    project: await aFolder(project),
    data: place.data,
    model: "compatible:stub",
    env: {
      DRAGOMAN_MODEL_BASE_URL: stub.url,
      DRAGOMAN_SECRET_KEY: secretKey,
      DRAGOMAN_LEASE_S: "2",
      // The conversations of the fixtures are as old as they are.
      DRAGOMAN_SESSION_IDLE_MIN: "525600",
      DRAGOMAN_RETENTION_DAYS: "3650",
      ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
    },
  });
  try {
    const headers = { authorization: `Bearer ${await server.token()}`, "content-type": "application/json" };
    const body = JSON.stringify({ message: { type: "Text", sequenceId: 3, text: "And now?" } });
    for (const session of await sessionsIn(file)) {
      const at = `${server.origin}${API}/sessions/${session}/messages`;
      await expect
        .poll(async () => (await fetch(at, { method: "POST", headers, body })).status, { timeout: 20_000 })
        .toBe(200);
      const history = await (await fetch(at, { headers })).text();
      for (const text of ["Are you open?", "The desk is open.", "And now?", "The desk is open still."]) {
        expect(history).toContain(text);
      }
    }
  } finally {
    await server.stop();
  }
  const found = await (place.databaseUrl === undefined
    ? onFolder(place.data, checkStore)
    : onServer(place.databaseUrl, checkStore));
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, 0])));
}

/** Ids of the sessions in a backup. */
async function sessionsIn(file: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let within = false;
  for await (const line of backupLines(file)) {
    const parsed = JSON.parse(line) as unknown;
    if (!Array.isArray(parsed)) within = (parsed as { readonly table?: string }).table === "session";
    else if (within) ids.push(parsed[0] as string);
  }
  return ids;
}
