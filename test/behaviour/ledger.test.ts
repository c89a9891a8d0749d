// What a client may hear of a turn, on every database the server runs on: only what is on record.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLedger } from "../../src/sessions/ledger.ts";
import { openWire } from "../../src/sessions/wire.ts";
import type { Store } from "../../src/store/open.ts";
import { sayAlive } from "../../src/store/servers.ts";
import { claimTurn } from "../../src/store/turns.ts";
import { databases } from "../support/databases.ts";
import { newSession } from "../support/sessions.ts";

for (const database of databases) {
  describe(`the ledger on ${database.name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await database.open();
      await sayAlive(store.db, "node-1", 3_600_000, randomUUID());
    });
    afterAll(() => store.close());

    /** The writer of a turn that was just claimed. */
    async function claimed() {
      const session = await newSession(store.db);
      const turnId = randomUUID();
      const { fence } = (await claimTurn(store.db, {
        session,
        turnId,
        origin: "1-REQ",
        request: {},
        owner: "node-1",
        idleMs: 60_000,
        historyLimit: 1,
      }))!;
      return { sessionId: session.id, orgId: session.orgId, turnId, fence };
    }

    const stored = (sessionId: string) =>
      store.db.selectFrom("session_event").select("data").where("session_id", "=", sessionId).orderBy("seq").execute();
    const chunks = (turnId: string, ...texts: string[]) => {
      const wire = openWire({ turnId, origin: "1-REQ", streamsText: true, now: () => 1, newId: randomUUID });
      return texts.flatMap((text) => wire.say({ type: "delta", text }));
    };

    test("S1: an event is in the store by the time it is passed on", async () => {
      const writer = await claimed();
      const events = chunks(writer.turnId, "one ", "two ", "three");
      const heard: string[] = [];
      const seen: Promise<{ data: string }[]>[] = [];
      const all = Promise.withResolvers<void>();
      const deliver = ({ data }: { readonly data: string }) => {
        heard.push(data);
        seen.push(stored(writer.sessionId));
        if (heard.length === events.length) all.resolve();
      };
      const ledger = openLedger(store.db, writer, deliver, all.reject);
      ledger.say(events);
      await all.promise;
      expect(heard).toEqual(events.map(({ data }) => data));
      for (const rows of await Promise.all(seen)) expect(rows.map(({ data }) => data)).toEqual(heard);
    });

    test("S1: what could not be stored, because the session moved on, is passed on to nobody", async () => {
      const writer = await claimed();
      const lost = Promise.withResolvers<unknown>();
      const heard: unknown[] = [];
      const ledger = openLedger(
        store.db,
        { ...writer, fence: writer.fence - 1 },
        (event) => heard.push(event),
        lost.resolve,
      );
      ledger.say(chunks(writer.turnId, "late"));
      expect(await lost.promise).toMatchObject({ message: "the session moved on to a newer turn" });
      ledger.say(chunks(writer.turnId, "later still"));
      expect(await ledger.take()).toEqual([]);
      expect(heard).toEqual([]);
      expect(await stored(writer.sessionId)).toEqual([]);
    });
  });
}
