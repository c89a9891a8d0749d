// What every database under the server does alike: schema, types, transactions, claims, keys and retention.
import { randomUUID } from "node:crypto";
import { type Insertable, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appliedMigrations, migrate } from "../../src/store/migrate.ts";
import { migrations } from "../../src/store/migrations/index.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { expireIdleSessions, forgetOldSessions, vacuum } from "../../src/store/retention.ts";
import type { Db, Tables } from "../../src/store/schema.ts";
import { createTestDatabase, databases } from "../support/databases.ts";

for (const database of databases) {
  describe(`the store on the ${database.name}`, () => {
    let store: Store;
    let db: Store["db"];
    beforeAll(async () => {
      store = await database.open();
      db = store.db;
    });
    afterAll(() => store.close());

    test("every migration is applied, once", async () => {
      expect(await appliedMigrations(db)).toEqual(Object.keys(migrations));
      expect(await migrate(db)).toEqual([]);
    });

    test("a database that a newer version has migrated is refused", async () => {
      const newer = { ...migrations, "9999-later": { up: async () => {} } };
      expect(await migrate(db, newer)).toEqual(["9999-later"]);
      await expect(migrate(db)).rejects.toThrow(/newer version of Dragoman: it has the migration "9999-later"/);
      await sql`delete from kysely_migration where name = '9999-later'`.execute(db);
    });

    test("migrations that fail leave nothing behind", async () => {
      const run = (text: string) => ({ up: async (tx: Store["db"]) => void (await sql.raw(text).execute(tx)) });
      const broken = {
        ...migrations,
        "9998-half": run("create table half (id int)"),
        "9999-typo": run("create tabel"),
      };
      await expect(migrate(db, broken)).rejects.toThrow(/^The migration "9999-typo" failed, and nothing was changed: /);
      expect(await appliedMigrations(db)).toEqual(Object.keys(migrations));
      expect((await sql`select to_regclass('half') as half`.execute(db)).rows).toEqual([{ half: null }]);
    });

    test("every table carries its org", async () => {
      const { rows } = await sql<{ table_name: string }>`
        select table_name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%'
        except
        select table_name from information_schema.columns where column_name = 'org_id' and is_nullable = 'NO'
      `.execute(db);
      // Servers are of no org.
      expect(rows.map((row) => row.table_name).sort()).toEqual(["org", "server"]);
    });

    test("JSON, counts, moments, nulls and text of any script come back as they went in", async () => {
      const given = {
        state: { "naïve ✓": [1, 2.5, null, true, "𝒟 \\u0041 'quoted' \"twice\""], deep: { er: {} } },
        fence: 2 ** 53 - 1,
        active_at: new Date("2096-02-29T23:59:59.999Z"),
        time_zone: null,
        external_key: "clé; drop table session; --",
      };
      const id = await addSession(db, { ...given, state: JSON.stringify(given.state) });
      const found = await db
        .selectFrom("session")
        .select(["state", "fence", "active_at", "time_zone", "external_key"])
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      expect(found).toEqual(given);
      const { rows } =
        await sql`select count(*) as n, sum(turns)::bigint as none from session where id = ${id}`.execute(db);
      expect(rows).toEqual([{ n: 1, none: 0 }]);
    });

    test("a transaction is kept whole or not at all", async () => {
      const kept = randomUUID();
      const dropped = randomUUID();
      await db.transaction().execute(async (tx) => {
        await addSession(tx, { id: kept });
      });
      const failure = db.transaction().execute(async (tx) => {
        await addSession(tx, { id: dropped });
        throw new Error("changed our mind");
      });
      await expect(failure).rejects.toThrow("changed our mind");
      expect(await present(db, [kept, dropped])).toEqual([kept]);
    });

    test("transactions that start together do not see into each other", async () => {
      const ids = Array.from({ length: 16 }, () => randomUUID());
      const outcomes = await Promise.allSettled(
        ids.map((id, index) =>
          db.transaction().execute(async (tx) => {
            await addSession(tx, { id });
            if (index % 2) throw new Error("odd ones out");
          }),
        ),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(ids.map((_, i) => (i % 2 ? "rejected" : "fulfilled")));
      expect(await present(db, ids)).toEqual(ids.filter((_, i) => i % 2 === 0).sort());
    });

    test("of many claims on one session, one statement each, every one gets a fence of its own", async () => {
      const id = await addSession(db);
      const claims = Array.from({ length: 16 }, async () => {
        const { rows } = await sql<{ fence: number; seq: number }>`
          with claimed as (
            update session set fence = fence + 1 where id = ${id} returning id, org_id, fence
          ), said as (
            insert into session_message (session_id, seq, org_id, message)
            select id, fence, org_id, '{}' from claimed returning seq
          )
          select claimed.fence, said.seq from claimed, said
        `.execute(db);
        return rows[0];
      });
      const numbers = (await Promise.all(claims)).sort((a, b) => a!.fence - b!.fence);
      expect(numbers).toEqual(numbers.map((_, index) => ({ fence: index + 1, seq: index + 1 })));
    });

    test("a table that changes its shape costs one statement, and the next one sees the change", async () => {
      await sql`create table growing (org_id text not null)`.execute(db);
      const everything = () => sql`select * from growing where org_id = ${"00D"}`.execute(db);
      expect((await everything()).rows).toEqual([]);
      await sql`alter table growing add column name text default 'new'`.execute(db);
      await sql`insert into growing (org_id) values ('00D')`.execute(db);
      await expect(everything()).rejects.toThrow("cached plan");
      expect((await everything()).rows).toEqual([{ org_id: "00D", name: "new" }]);
      await sql`drop table growing`.execute(db);
    });

    test("a quiet session expires, unless a turn still holds it", async () => {
      const quiet = { active_at: minutesAgo(61), fence: 3 };
      const left = await addSession(db, quiet);
      const held = await addSession(db, { ...quiet, lease_owner: "node-1" });
      const ended = await addSession(db, { ...quiet, status: "ended", ended_at: minutesAgo(61) });
      const lively = await addSession(db, { active_at: minutesAgo(59) });
      expect(await expireIdleSessions(db, 60 * 60_000)).toBe(1);
      expect(await expireIdleSessions(db, 60 * 60_000)).toBe(0);
      const rows = await db
        .selectFrom("session")
        .select(["id", "status", "fence", "lease_owner"])
        .where("id", "in", [left, held, ended, lively])
        .execute();
      expect(Object.fromEntries(rows.map((row) => [row.id, row]))).toMatchObject({
        [left]: { status: "expired", fence: 4, lease_owner: null },
        [held]: { status: "open", fence: 3 },
        [ended]: { status: "ended" },
        [lively]: { status: "open" },
      });
    });

    test("an old session is forgotten with all that was said and done in it, and the audit is kept", async () => {
      const old = { status: "ended", ended_at: minutesAgo(31 * 24 * 60) } as const;
      const gone = await Promise.all(Array.from({ length: 7 }, () => addConversation(db, old)));
      const young = await addConversation(db, { status: "expired", ended_at: minutesAgo(29 * 24 * 60) });
      const open = await addConversation(db, { active_at: minutesAgo(31 * 24 * 60) });
      const audit = { org_id: "00D", actor: "005", action: "ended", subject: gone[0]!, detail: "{}" };
      await db
        .insertInto("audit")
        .values({ ...audit, at: minutesAgo(31 * 24 * 60) })
        .execute();

      const sweeps = await Promise.all([forgetOldSessions(db, 30, 3), forgetOldSessions(db, 30, 3)]);
      expect(sweeps[0] + sweeps[1]).toBe(7);
      expect(await present(db, [...gone, young, open])).toEqual([young, open].sort());
      expect(await countRows(db, gone)).toEqual([0, 0, 0, 0, 0]);
      expect(await countRows(db, [young, open])).toEqual([2, 2, 2, 2, 2]);
      expect(await db.selectFrom("audit").select("subject").execute()).toEqual([{ subject: gone[0] }]);
    });

    test("the room of forgotten sessions is used again", async () => {
      const fillAndForget = async () => {
        const session_id = await addSession(db, { status: "ended", ended_at: minutesAgo(31 * 24 * 60) });
        const event = { session_id, org_id: "00D", turn_id: randomUUID(), kind: "Inform", data: "x".repeat(400) };
        const events = Array.from({ length: 2_000 }, (_, seq) => ({ ...event, seq }));
        await db.insertInto("session_event").values(events).execute();
        const { rows } = await sql<{ size: number }>`select pg_relation_size('session_event') as size`.execute(db);
        expect(await forgetOldSessions(db, 30, 100)).toBe(1);
        await vacuum(db, "sessions");
        return rows[0]!.size;
      };
      const first = await fillAndForget();
      for (let round = 0; round < 3; round++) expect(await fillAndForget()).toBeLessThan(1.2 * first);
    });
  });
}

test("twenty servers starting at once on an empty database agree on one schema", async () => {
  const { url, drop } = await createTestDatabase();
  const starting = Array.from({ length: 20 }, async () => {
    const store = await openStore({ data: "", databaseUrl: url, pool: 2, onNotice: () => {} });
    return { store, applied: await migrate(store.db) };
  });
  const servers = await Promise.all(starting);
  expect(servers.flatMap(({ applied }) => applied)).toEqual(Object.keys(migrations));
  expect(await appliedMigrations(servers[0]!.store.db)).toEqual(Object.keys(migrations));
  await Promise.all(servers.map(({ store }) => store.close()));
  await drop();
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

async function addSession(db: Db, given: Partial<Insertable<Tables["session"]>> = {}): Promise<string> {
  const session = {
    id: randomUUID(),
    org_id: "00D",
    agent_id: "0Xx",
    version_id: "0X9",
    app_id: "0xI",
    member_id: "005",
    external_key: "key",
    streams_text: true,
    bypass_user: false,
    state: "{}",
    status: "open" as const,
    created_at: given.active_at,
    ...given,
  };
  await db.insertInto("session").values(session).execute();
  return session.id;
}

/** A session with one row in each table that hangs on it. */
async function addConversation(db: Db, given: Partial<Insertable<Tables["session"]>>): Promise<string> {
  const session_id = await addSession(db, given);
  const turn_id = randomUUID();
  const of = { org_id: "00D", session_id };
  const turn = { ...of, id: turn_id, number: 1, fence: 1, status: "done" as const, origin: "1-REQ", request: "{}" };
  await db.insertInto("turn").values(turn).execute();
  const step = { org_id: "00D", turn_id, step: 1, kind: "model" as const, state: "done" as const };
  await db.insertInto("turn_step").values(step).execute();
  await db
    .insertInto("session_event")
    .values({ ...of, turn_id, seq: 1, kind: "Inform", data: "{}" })
    .execute();
  await db
    .insertInto("session_message")
    .values({ ...of, turn_id, seq: 1, message: "{}" })
    .execute();
  await db
    .insertInto("feedback")
    .values({ ...of, id: randomUUID(), turn_id, rating: "GOOD" })
    .execute();
  return session_id;
}

/** Rows of these sessions among turns, steps, events, messages and feedback; a step whose turn is gone counts as one. */
async function countRows(db: Db, ids: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from turn where session_id = any(${ids})
    union all select count(*) from turn_step left join turn on turn.id = turn_id where session_id is null or session_id = any(${ids})
    union all select count(*) from session_event where session_id = any(${ids})
    union all select count(*) from session_message where session_id = any(${ids})
    union all select count(*) from feedback where session_id = any(${ids})
  `.execute(db);
  return rows.map((row) => row.n);
}

async function present(db: Db, ids: readonly string[]): Promise<string[]> {
  const rows = await db.selectFrom("session").select("id").where("id", "in", ids).orderBy("id").execute();
  return rows.map((row) => row.id);
}
