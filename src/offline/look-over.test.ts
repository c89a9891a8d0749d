// What is found in a database without its server: a schema of another version, keys that are away, rows that do not agree.
import { rm } from "node:fs/promises";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "../../test/support/databases.ts";
import { makeFolder } from "../../test/support/folder.ts";
import { newSession } from "../../test/support/sessions.ts";
import { loadConfig } from "../config.ts";
import { migrate } from "../store/migrate.ts";
import { migrations } from "../store/migrations/index.ts";
import { lookOver } from "./look-over.ts";
import { type Place, withStore } from "./open.ts";

const secretKey = Buffer.alloc(32, 7).toString("base64");

const makePlace = async (kind: string): Promise<Place> => {
  const data = await makeFolder({});
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const { config } = loadConfig({}, { data, secretKey });
  if (kind === "embedded database") return config;
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  return { ...config, databaseUrl: url };
};

describe.each(["embedded database", "PostgreSQL server"])("the %s", (kind) => {
  test("is in order when its schema is of this version, its keys are here and its rows agree", async () => {
    const place = await makePlace(kind);
    await withStore(place, async ({ db }) => {
      await migrate(db);
      await newSession(db);
    });
    const seen = await lookOver(place, { rows: true });
    expect(seen).toMatchObject({ pending: [], unknown: [], lost: {} });
    expect(Object.keys(seen.found!).length).toBeGreaterThan(5);
    expect(Object.values(seen.found!).every((count) => count === 0)).toBe(true);
  });

  test("is known to be empty, older, or of a newer version", async () => {
    const place = await makePlace(kind);
    const names = Object.keys(migrations);
    expect(await lookOver(place, { rows: true })).toMatchObject({ pending: names, unknown: [] });
    const first = Object.fromEntries(Object.entries(migrations).slice(0, 1));
    await withStore(place, ({ db }) => migrate(db, first));
    expect(await lookOver(place, { rows: true })).toMatchObject({ pending: names.slice(1), unknown: [] });
    const nothing = { up: async () => {} };
    await withStore(place, ({ db }) => migrate(db, { ...migrations, "9999-later": nothing }));
    expect(await lookOver(place, { rows: true })).toMatchObject({ pending: [], unknown: ["9999-later"] });
  });

  test("tells which rows do not agree, and which secret keys are away", async () => {
    const place = await makePlace(kind);
    await withStore(place, async ({ db }) => {
      await migrate(db);
      const { id } = await newSession(db);
      await sql`update session set events = 7 where id = ${id}`.execute(db);
      await sql`insert into org (id, name, my_domain) values ('00Dorg', 'Org', 'org.example.test')`.execute(db);
      await sql`insert into signing_key (kid, org_id, public_jwk, private_sealed)
        values ('kid', '00Dorg', '{}', 'v1.0badc0de.iv.body')`.execute(db);
    });
    const seen = await lookOver(place, { rows: true });
    expect(seen).toMatchObject({
      lost: { "0badc0de": 1 },
      found: { "sessions whose counter is not their last event": 1 },
    });
    expect((await lookOver(place, { rows: false })).found).toBeUndefined();
  });
});
