// A backup file of either database, restored into either: what comes back, and what is refused.
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderWith } from "../../test/support/command.ts";
import { createTestDatabase } from "../../test/support/databases.ts";
import { makeFolder } from "../../test/support/folder.ts";
import { newSession } from "../../test/support/sessions.ts";
import { loadConfig } from "../config.ts";
import { openVault } from "../identity/keys/vault.ts";
import { writeAudit } from "../store/audit.ts";
import { tablesOf } from "../store/backup.ts";
import { migrate } from "../store/migrate.ts";
import type { Tables } from "../store/schema.ts";
import { claimTurn } from "../store/turns.ts";
import { backUp } from "./backup.ts";
import { type Place, random, withStore } from "./open.ts";
import { restore } from "./restore.ts";

const PASSPHRASE = "a passphrase for nobody";
const VERSION = "1.2.3";
/** What a text may hold that a text form could spoil. */
const ODD = 'tab\t, quote", back\\slash, line\nbreak, ünïcode 🙂, {braces}, NULL';

/** A place with no database in it yet. */
type MakePlace = () => Promise<{ readonly place: Place; readonly remove: () => Promise<unknown> }>;

const inFolder: MakePlace = async () => {
  const data = await makeFolder({});
  return { place: loadConfig({}, { data }).config, remove: () => rm(data, { recursive: true, force: true }) };
};
const onServer: MakePlace = async () => {
  const { url, drop } = await createTestDatabase();
  const { place, remove } = await inFolder();
  return { place: { ...place, databaseUrl: url }, remove: () => Promise.all([remove(), drop()]) };
};
const places = { "embedded database": inFolder, "PostgreSQL server": onServer } as const;

/** Every row of every table, as text. */
async function contents(db: Kysely<Tables>): Promise<Readonly<Record<string, readonly string[]>>> {
  const all: Record<string, readonly string[]> = {};
  for (const { table } of await tablesOf(db)) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(each)::text as row from ${sql.table(table)} each order by 1`.execute(db);
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** Sessions, a turn that runs, an audit trail, and more rows than a page holds. */
async function fill(place: Place): Promise<void> {
  await openVault(place, random);
  await withStore(place, async ({ db }) => {
    await migrate(db);
    const session = await newSession(db);
    await writeAudit(db, {
      orgId: "00Dorg",
      actor: "operator",
      action: "test.odd",
      subject: ODD,
      detail: { ODD, none: null },
    });
    await sql`
      insert into session_message (session_id, seq, org_id, turn_id, message)
      select ${session.id}::uuid, seq, '00Dorg', null, jsonb_build_object('role', 'user', 'text', ${ODD}::text || seq)
      from generate_series(2, 1300) seq`.execute(db);
    await sql`insert into server (id, lease_until, oldest_turn)
      values ('018f0000-0000-7000-8000-000000000001', now() + interval '1 hour', '018f0000-0000-7000-8000-000000000000')`.execute(
      db,
    );
    await claimTurn(db, {
      session,
      turnId: "018f0000-0000-7000-8000-000000000002",
      origin: "1-REQ",
      request: { type: "Text", sequenceId: 1, text: ODD },
      given: undefined,
      repeat: undefined,
      owner: "018f0000-0000-7000-8000-000000000001",
      idleMs: 60_000,
      historyLimit: 10,
    });
  });
}

for (const [name, makePlace] of Object.entries(places)) {
  describe(`a backup of the ${name}`, () => {
    let place: Place;
    let remove: () => Promise<unknown>;
    let folder: string;
    let file: string;
    beforeAll(async () => {
      ({ place, remove } = await makePlace());
      folder = await makeFolder({});
      file = join(folder, "whole.backup");
      await fill(place);
      await backUp(file, place, { version: VERSION, passphrase: PASSPHRASE });
    });
    afterAll(() => Promise.all([remove(), rm(folder, { recursive: true })]));

    for (const [other, makeOther] of Object.entries(places)) {
      test(`comes back row by row in an empty ${other}, with its key; turns that ran are left to be given up`, async () => {
        const target = await makeOther();
        try {
          const restored = await restore(file, target.place, PASSPHRASE);
          const before = await withStore(place, ({ db }) => contents(db));
          const after = await withStore(target.place, ({ db }) => contents(db));
          const rows = Object.values(before).reduce((sum, each) => sum + each.length, 0);
          expect([restored.rows, restored.head.version]).toEqual([rows, VERSION]);
          const { turn: turns, server: servers, ...rest } = before;
          expect(after).toMatchObject(rest);
          expect(after.turn).toHaveLength(turns!.length);
          expect(after.turn!.every((row) => row.includes('"attempts": 1000'))).toBe(true);
          expect(after.server).toHaveLength(servers!.length);
          await withStore(target.place, async ({ db }) => {
            await writeAudit(db, { orgId: "00Dorg", actor: "operator", action: "test.next", subject: "next" });
            const { rows } = await sql<{
              live: number;
            }>`select count(*) as live from server where lease_until > now()`.execute(db);
            expect(rows).toEqual([{ live: 0 }]);
          });
          const key = join(target.place.data, "secret.key");
          expect(await readFile(key, "utf8")).toBe(await readFile(join(place.data, "secret.key"), "utf8"));
          expect((await stat(key)).mode & 0o777).toBe(0o600);
        } finally {
          await target.remove();
        }
      });
    }

    test("is for its owner only, and holds the secret key in no readable form", async () => {
      const key = (await readFile(join(place.data, "secret.key"), "utf8")).trim();
      const text = gunzipSync(await readFile(file)).toString();
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      for (const form of [key, Buffer.from(key, "base64").toString("hex"), Buffer.from(key).toString("base64url")]) {
        expect(text).not.toContain(form);
      }
    });

    test("is never restored over data", async () => {
      const before = await withStore(place, ({ db }) => contents(db));
      await expect(restore(file, place, PASSPHRASE)).rejects.toThrow(
        /not empty, and a backup is never restored over data/,
      );
      expect(await withStore(place, ({ db }) => contents(db))).toEqual(before);
    });

    test("is never written over a file, and leaves none when it fails", async () => {
      await expect(backUp(file, place, { version: VERSION, passphrase: undefined })).rejects.toThrow(
        /is there already/,
      );
      const elsewhere = join(folder, "none", "x.backup");
      await expect(backUp(elsewhere, place, { version: VERSION, passphrase: undefined })).rejects.toThrow(/ENOENT/);
    });

    test("needs its key: without one, or with another, nothing is restored", async () => {
      const bare = join(folder, "bare.backup");
      expect(await backUp(bare, place, { version: VERSION, passphrase: undefined })).toMatchObject({ holdsKey: false });
      const empty = await makePlace();
      try {
        await expect(restore(bare, empty.place, PASSPHRASE)).rejects.toThrow(/Set DRAGOMAN_SECRET_KEY/);
        await expect(restore(file, empty.place, undefined)).rejects.toThrow(
          /set DRAGOMAN_BACKUP_PASSPHRASE to open it/,
        );
        await expect(restore(file, empty.place, "another")).rejects.toThrow(/sealed with another passphrase/);
        const secretKey = Buffer.alloc(32, 7).toString("base64");
        await expect(restore(file, { ...empty.place, secretKey }, PASSPHRASE)).rejects.toThrow(/and here is the key/);
        await expect(stat(join(empty.place.data, "secret.key"))).rejects.toThrow(/ENOENT/);
      } finally {
        await empty.remove();
      }
    });
  });
}

describe("a backup file that is not as it was written", () => {
  let whole: Buffer;
  let lines: readonly string[];
  let made: Awaited<ReturnType<MakePlace>>;
  beforeAll(async () => {
    made = await inFolder();
    await fill(made.place);
    const file = join(made.place.data, "whole.backup");
    await backUp(file, made.place, { version: VERSION, passphrase: PASSPHRASE });
    whole = await readFile(file);
    lines = gunzipSync(whole).toString().split("\n").slice(0, -1);
  });
  afterAll(() => made.remove());

  const zipped = (given: readonly string[]) => gzipSync(`${given.join("\n")}\n`);
  const change = (find: RegExp, by: (line: string) => readonly string[]) => () =>
    zipped(lines.flatMap((line) => (find.test(line) ? by(line) : [line])));
  const cases: Readonly<Record<string, readonly [damage: () => Uint8Array, sentence: RegExp]>> = {
    "cut off": [() => whole.subarray(0, whole.length / 2), /cut off or altered/],
    "with a byte turned over": [
      () => whole.map((byte, at) => (at === whole.length >> 1 ? byte ^ 1 : byte)),
      /altered|checksum/,
    ],
    "without its last rows": [() => zipped(lines.slice(0, -20)), /ends too soon/],
    "with an altered row": [
      change(/test\.odd/, (line) => [line.replace("operator", "somebody")]),
      /checksum does not fit/,
    ],
    "with a row more": [change(/test\.odd/, (line) => [line, line]), /checksum does not fit/],
    "that goes on after its end": [() => zipped([...lines, "[]"]), /goes on after its end/],
    "of a newer version": [
      change(/^\{"backup"/, (line) => [line.replace(/"0001-\w+"/, '$&,"9999-later"')]),
      /newer version of Dragoman/,
    ],
    "of a form to come": [
      change(/^\{"backup"/, (line) => [line.replace('"backup":1', '"backup":2')]),
      /newer version of Dragoman/,
    ],
    "that is no backup": [() => Buffer.from("hello"), /cannot be read as a backup|is no backup/],
    "that is empty": [() => new Uint8Array(), /or is no backup/],
  };
  test.each(Object.entries(cases))("%s is refused before anything is touched", async (_, [damage, sentence]) => {
    const folder = await folderWith({ "damaged.backup": damage() });
    const data = join(folder, "data");
    const target = loadConfig({}, { data }).config;
    await expect(restore(join(folder, "damaged.backup"), target, PASSPHRASE)).rejects.toThrow(sentence);
    await expect(stat(data)).rejects.toThrow(/ENOENT/);
  });

  test("a file that is not there is named", async () => {
    const folder = await folderWith({});
    const target = loadConfig({}, { data: join(folder, "data") }).config;
    await expect(restore(join(folder, "x.backup"), target, undefined)).rejects.toThrow(
      `There is no file ${join(folder, "x.backup")}`,
    );
    await writeFile(join(folder, "x.backup"), whole);
    expect((await restore(join(folder, "x.backup"), target, PASSPHRASE)).rows).toBeGreaterThan(1_000);
  });
});
