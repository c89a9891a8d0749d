// Limits that all servers share, on both databases.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../test/support/databases.ts";
import { addSpending, forgetSpending, takeOfRate, takePlaces } from "./limits.ts";
import type { Store } from "./open.ts";
import { sayAlive, sayGone } from "./servers.ts";

const app = (id: string) => ({ orgId: "00Dorg", id });

for (const database of databases) {
  describe(database.name, () => {
    let store: Store;
    beforeAll(async () => {
      store = await database.open();
    });
    afterAll(() => store.close());

    test("a bucket gives a minute's worth at once, then nothing, and says how long that lasts", async () => {
      const take = (wanted: number) => takeOfRate(store.db, app("app-1"), "sends", 6, wanted);
      expect(await take(4)).toMatchObject({ granted: 4 });
      expect(await take(4)).toMatchObject({ granted: 2 });
      const empty = await take(1);
      expect(empty.granted).toBe(0);
      expect(empty.waitMs).toBeGreaterThan(0);
      expect(empty.waitMs).toBeLessThanOrEqual(10_000);
    });

    test("a bucket is filled evenly: a sixth of a minute gives a sixth of it", async () => {
      const take = (wanted: number) => takeOfRate(store.db, app("app-2"), "sends", 6, wanted);
      await take(6);
      await sql`update rate set full_at = full_at - interval '10 seconds' where subject = 'app-2'`.execute(store.db);
      expect(await take(6)).toMatchObject({ granted: 1 });
    });

    test("many who take at once get together what there is", async () => {
      const all = await Promise.all(
        Array.from({ length: 20 }, () => takeOfRate(store.db, app("app-3"), "sends", 10, 1)),
      );
      expect(all.reduce((sum, { granted }) => sum + granted, 0)).toBe(10);
    });

    test("servers that want places get no more together than there are, and those of one that is gone are free", async () => {
      await sayAlive(store.db, "server-a", 60_000, randomUUID());
      await sayAlive(store.db, "server-b", 60_000, randomUUID());
      const want = (server: string, used: number, wanted: number) =>
        takePlaces(store.db, app("app-1"), server, { used, wanted, most: 5 });
      expect(await want("server-a", 0, 3)).toBe(3);
      expect(await want("server-b", 0, 4)).toBe(2);
      expect(await want("server-a", 2, 9)).toBe(3);
      await sayGone(store.db, "server-a");
      expect(await want("server-b", 2, 9)).toBe(5);
    });

    test("what is spent on a day adds up, and days before yesterday are forgotten", async () => {
      expect(await addSpending(store.db, app("app-1"), { tokens: 0, cost: 0 })).toEqual({ tokens: 0, cost: 0 });
      await addSpending(store.db, app("app-1"), { tokens: 10, cost: 0.5 });
      expect(await addSpending(store.db, app("app-1"), { tokens: 5, cost: 0.25 })).toEqual({ tokens: 15, cost: 0.75 });
      await sql`update spending set day = day - 2`.execute(store.db);
      expect(await addSpending(store.db, app("app-1"), { tokens: 1, cost: 0 })).toEqual({ tokens: 1, cost: 0 });
      await forgetSpending(store.db);
      const { rows } = await sql<{ days: number }>`select count(*)::integer as days from spending`.execute(store.db);
      expect(rows).toEqual([{ days: 1 }]);
    });
  });
}
