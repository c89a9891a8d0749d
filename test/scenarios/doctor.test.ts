// What `dragoman doctor` says of the data folder: at rest, beside the server that uses it, and after something went wrong.
import { readdir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClosers } from "../../src/closers.ts";
import { openStore } from "../../src/store/open.ts";
import { makeFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";
import { startCommand } from "../support/start-command.ts";

const command = resolve(import.meta.dirname, "../../bin/dragoman.js");
const examples = resolve(import.meta.dirname, "../../examples");
const closers = openClosers();
afterAll(closers.close);

let data: string;
const start = () => startCommand({ project: examples, data });
beforeAll(async () => {
  data = closers.add(await makeFolder({}), (folder) => rm(folder, { recursive: true, force: true }));
  await (await start()).stop();
});

const doctor = async (...words: string[]) => {
  const env = { DRAGOMAN_DATA: data, DRAGOMAN_MODEL: "matcher", PORT: "0" };
  const { code, out } = await run([process.execPath, command, "doctor", "--json", ...words], { env });
  const findings = JSON.parse(out) as { level: string; about: string; found: string; cure?: string }[];
  return { code, of: (about: string) => findings.filter((finding) => finding.about === about) };
};

test("a folder at rest is opened, and its schema, keys and rows are checked", async () => {
  const { code, of } = await doctor();
  expect(of("Database")).toMatchObject([
    { level: "ok", found: expect.stringContaining("has the schema of this version") },
  ]);
  expect(of("Rows")).toMatchObject([{ level: "ok" }]);
  expect(of("Disk")).toMatchObject([{ found: expect.stringContaining("GB are free") }]);
  expect(code).toBe(0);
});

test("beside a running server, rows are checked in a copy when they are asked for, and the copy is taken away", async () => {
  const server = await start();
  try {
    expect((await doctor()).of("Rows")).toEqual([]);
    const { code, of } = await doctor("--rows");
    expect(of("Rows")).toMatchObject([{ level: "ok" }]);
    expect(code).toBe(0);
    const copies = async () => (await readdir(data)).filter((name) => name.startsWith("copy-"));
    await expect.poll(copies, { timeout: 10_000 }).toEqual([]);
  } finally {
    await server.stop();
  }
});

test("rows that do not agree are a failure, with what to do", async () => {
  const store = await openStore({ data, pool: 1, onNotice: () => {} });
  await sql`insert into session_event (session_id, seq, org_id, turn_id, kind, data)
    values (gen_random_uuid(), 2, '00Dorg', gen_random_uuid(), 'INFORM', '{}')`.execute(store.db);
  await store.close();
  const { code, of } = await doctor();
  expect(of("Rows")).toMatchObject([
    { level: "fail", found: "1 events with a gap or twice", cure: expect.stringContaining("Keep a backup") },
  ]);
  expect(code).toBe(1);
});
