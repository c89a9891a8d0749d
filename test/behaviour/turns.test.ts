// How a session is claimed, written to and freed, on every database the server runs on.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expireIdleSessions } from "../../src/store/retention.ts";
import type { Db } from "../../src/store/schema.ts";
import { forgetServers, inheritTurns, sayAlive, sayGone, turnsHeld } from "../../src/store/servers.ts";
import { addFeedback, closeSession, findSession, type SessionKey } from "../../src/store/sessions.ts";
import { claimTurn, type Finish, finishTurn, stepsOf, writeTurn } from "../../src/store/turns.ts";
import { databases } from "../support/databases.ts";
import { newSession } from "../support/sessions.ts";

const HOUR = 3_600_000;

/** Smaller than every id. */
const FIRST = "00000000-0000-0000-0000-000000000000";

for (const database of databases) {
  describe(`turns on ${database.name}`, () => {
    let db: Db;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ db, close } = await database.open());
      for (const server of ["node-1", "node-2"]) await sayAlive(db, server, HOUR, FIRST);
    });
    afterAll(() => close());

    const claim = (session: SessionKey, owner = "node-1", turnId = randomUUID()) =>
      claimTurn(db, {
        session,
        turnId,
        origin: "1700000000000-REQ",
        request: { type: "Text", text: "hi", sequenceId: 1 },
        owner,
        idleMs: HOUR,
        historyLimit: 3,
      }).then((claimed) => claimed && { ...claimed, turnId });
    const writerOf = (session: SessionKey, claimed: { turnId: string; fence: number }) => ({
      sessionId: session.id,
      orgId: session.orgId,
      turnId: claimed.turnId,
      fence: claimed.fence,
    });
    /** A turn whose server died in the middle of it, and that server's name. */
    const orphaned = async () => {
      const session = await newSession(db);
      const server = `dead-${session.id}`;
      await sayAlive(db, server, HOUR, FIRST);
      const claimed = (await claim(session, server))!;
      await sayGone(db, server);
      return { session, server, claimed, writer: writerOf(session, claimed) };
    };
    /** What `node-2` takes over of one session. */
    const inherit = async (session: SessionKey) =>
      (await inheritTurns(db, "node-2", [], 1000, 3)).find((turn) => turn.session.id === session.id);
    const finish = (change: Partial<Finish> = {}): Finish => ({
      status: "done",
      state: { step: 1 },
      endReason: null,
      events: [],
      messages: [],
      plan: [],
      model: "scripted",
      modelCalls: 1,
      inputTokens: 1,
      outputTokens: 2,
      failure: null,
      failedActions: null,
      ...change,
    });

    test("S1: a claim keeps the user's message, and brings the state and the latest messages", async () => {
      const session = await newSession(db);
      const claimed = await claim(session);
      expect(claimed).toMatchObject({
        state: { step: 0 },
        fence: 1,
        turns: 1,
        streamsText: true,
      });
      expect(claimed?.history).toEqual([{ role: "assistant", text: "Hello", calls: [] }]);
      const { rows } = await sql<{ request: unknown; status: string }>`
        select request, status from turn where session_id = ${session.id}`.execute(db);
      expect(rows).toEqual([{ request: { type: "Text", text: "hi", sequenceId: 1 }, status: "running" }]);
    });

    test("S2: of fifty claims at once exactly one holds the session", async () => {
      const session = await newSession(db);
      const claims = await Promise.all(Array.from({ length: 50 }, () => claim(session)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await findSession(db, session, HOUR)).toMatchObject({ locked: true, status: "open" });
    });

    test("a session is invisible to another app and another org", async () => {
      const session = await newSession(db);
      expect(await claim({ ...session, appId: "0xIother" })).toBeUndefined();
      expect(await claim({ ...session, orgId: "00Dother" })).toBeUndefined();
      expect(await findSession(db, { ...session, appId: "0xIother" }, HOUR)).toBeUndefined();
    });

    test("a finished turn frees the session and hands its state and messages to the next", async () => {
      const session = await newSession(db);
      const first = (await claim(session))!;
      const messages = [
        { role: "user", text: "hi" },
        { role: "assistant", text: "yes?", calls: [] },
        { role: "user", text: "more" },
      ];
      const events = [{ kind: "INFORM", data: '{"a": 1}' }];
      expect(await finishTurn(db, writerOf(session, first), finish({ messages, events }))).toBe(true);
      const second = await claim(session);
      expect(second).toMatchObject({ state: { step: 1 }, fence: 2, turns: 2 });
      expect(second?.history).toEqual(messages);
    });

    test("events keep their order and their bytes", async () => {
      const session = await newSession(db);
      const claimed = (await claim(session))!;
      const data = ['{"b":1,  "a":2}', '{"text":"ü \\u0001 \'quoted\'"}', "{}"];
      const rows = data.map((text, index) => ({ kind: `K${index}`, data: text }));
      expect(await writeTurn(db, writerOf(session, claimed), rows, [])).toBe(true);
      const { rows: stored } = await sql<{ seq: number; data: string }>`
        select seq, data from session_event where session_id = ${session.id} order by seq`.execute(db);
      expect(stored).toEqual(data.map((text, index) => ({ seq: index + 1, data: text })));
    });

    test("S2: once another server took over, nothing of the old turn is written any more", async () => {
      const { session, writer } = await orphaned();
      const heir = (await inherit(session))!;
      expect(heir).toMatchObject({ fence: writer.fence + 1, turnId: writer.turnId, attempts: 2, state: { step: 0 } });
      const event = [{ kind: "INFORM", data: "{}" }];
      const step = { step: 1, kind: "model", state: "done", idempotencyKey: null, input: null, output: {} } as const;
      expect(await writeTurn(db, writer, event, [step])).toBe(false);
      expect(await finishTurn(db, writer, finish({ events: event }))).toBe(false);
      expect(await stepsOf(db, writer.turnId)).toEqual([]);
      expect(await finishTurn(db, { ...writer, fence: heir.fence }, finish())).toBe(true);
    });

    test("S2: of two servers that look for turns of a dead one, each turn falls to one", async () => {
      const orphans = await Promise.all(Array.from({ length: 6 }, orphaned));
      const taken = await Promise.all(["node-1", "node-2"].map((server) => inheritTurns(db, server, [], 1000, 3)));
      const ids = taken.flat().map(({ turnId }) => turnId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { writer } of orphans) expect(ids).toContain(writer.turnId);
    });

    test("S2: a turn whose server died keeps its session until another server goes on with it", async () => {
      const { session } = await orphaned();
      expect(await claim(session, "node-2")).toBeUndefined();
      expect(await closeSession(db, session, "UserRequest", HOUR)).toBeUndefined();
      await sql`update session set active_at = now() - interval '2 hours', created_at = now() - interval '3 hours'
        where id = ${session.id}`.execute(db);
      await expireIdleSessions(db, HOUR);
      expect(await findSession(db, session, HOUR)).toMatchObject({ status: "open", locked: true });
      expect(await inherit(session)).toMatchObject({ request: { text: "hi" }, eventsBefore: 0 });
    });

    test("a server that does not count as alive claims nothing, and takes nothing over", async () => {
      const { session, server } = await orphaned();
      expect(await claim(await newSession(db), server)).toBeUndefined();
      expect(await inheritTurns(db, server, [], 1000, 3)).toEqual([]);
      expect(await inherit(session)).toBeDefined();
    });

    test("what a server took over is found again when it dies, too", async () => {
      const { session } = await orphaned();
      const heir = `heir-${session.id}`;
      await sayAlive(db, heir, HOUR, "ffffffff-ffff-ffff-ffff-ffffffffffff");
      expect((await inheritTurns(db, heir, [], 1000, 3)).map((turn) => turn.session.id)).toContain(session.id);
      await sayGone(db, heir);
      expect(await inherit(session)).toMatchObject({ attempts: 3 });
    });

    test("a turn that a server took over and does not run is found again by the same server", async () => {
      const { session, writer } = await orphaned();
      expect(await inherit(session)).toMatchObject({ attempts: 2, fence: writer.fence + 1 });
      const again = (await inherit(session))!;
      expect(again).toMatchObject({ attempts: 3, fence: writer.fence + 2, turnId: writer.turnId });
      expect(await finishTurn(db, { ...writer, fence: again.fence }, finish())).toBe(true);
      expect(await inherit(session)).toBeUndefined();
    });

    test("a server whose lease ran out takes nothing over, and still knows which turns it holds", async () => {
      const lost = await orphaned();
      await inherit(lost.session);
      const [held, ended] = [await orphaned(), await orphaned()];
      await finishTurn(db, ended.writer, finish());
      const turns = [held, ended, lost].map(({ writer }) => writer.turnId);
      expect(await inheritTurns(db, held.server, turns, 1000, 3)).toEqual([]);
      expect(await turnsHeld(db, held.server, turns)).toEqual(new Set([held.writer.turnId]));
      expect(await turnsHeld(db, ended.server, turns)).toEqual(new Set());
      expect(await turnsHeld(db, lost.server, turns)).toEqual(new Set());
    });

    test("a turn that a server claimed itself is not taken from it", async () => {
      const session = await newSession(db);
      const claimed = (await claim(session, "node-2"))!;
      expect(await inherit(session)).toBeUndefined();
      expect(await finishTurn(db, writerOf(session, claimed), finish())).toBe(true);
    });

    test("a server that is gone is forgotten after a minute, unless it holds a turn", async () => {
      const [idle, busy] = [await orphaned(), await orphaned()];
      await inherit(idle.session);
      await sql`update session set lease_owner = ${busy.server} where id = ${busy.session.id}`.execute(db);
      await sql`update server set lease_until = now() - interval '2 minutes'
        where id in (${idle.server}, ${busy.server})`.execute(db);
      await forgetServers(db);
      const { rows } = await sql<{ id: string }>`
        select id from server where id in (${idle.server}, ${busy.server})`.execute(db);
      expect(rows).toEqual([{ id: busy.server }]);
    });

    test("S4: the heir of a turn numbers its events after those that were told before", async () => {
      const event = { kind: "TEXT_CHUNK", data: "{}" };
      const session = await newSession(db);
      const server = `dead-${session.id}`;
      await sayAlive(db, server, HOUR, FIRST);
      const writer = writerOf(session, (await claim(session, server))!);
      await writeTurn(db, writer, [event, event], []);
      await sayGone(db, server);
      const heir = { ...writer, fence: (await inherit(session))!.fence };
      expect(await writeTurn(db, heir, [event], [])).toBe(true);
      expect(await finishTurn(db, heir, finish({ events: [event] }))).toBe(true);
      const { rows } = await sql<{ seq: number }>`
        select seq from session_event where session_id = ${session.id} order by seq`.execute(db);
      expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4]);
    });

    test("S2: a writer that was only frozen and its heir, side by side, never write the same number", async () => {
      const { session, writer } = await orphaned();
      const event = { kind: "TEXT_CHUNK", data: "{}" };
      const [heir, ...kept] = await Promise.all([
        inherit(session),
        ...Array.from({ length: 8 }, () => writeTurn(db, writer, [event], [])),
      ]);
      // A session whose row the writer held at that moment is passed over, and found at the next look.
      const { fence } = heir ?? (await inherit(session))!;
      expect(await writeTurn(db, { ...writer, fence }, [event], [])).toBe(true);
      const { rows } = await sql<{ seq: number }>`
        select seq from session_event where session_id = ${session.id} order by seq`.execute(db);
      expect(rows.map((row) => row.seq)).toEqual(
        Array.from({ length: kept.filter(Boolean).length + 1 }, (_, at) => at + 1),
      );
    });

    test("S3: an action's intent is on record before its result", async () => {
      const session = await newSession(db);
      const claimed = (await claim(session))!;
      const row = { step: 1, kind: "action", idempotencyKey: "s:1:1", input: { target: "flow://X" } } as const;
      const journal = () =>
        db
          .selectFrom("turn_step")
          .select(["step", "state", "idempotency_key", "output"])
          .where("turn_id", "=", claimed.turnId)
          .execute();
      await writeTurn(db, writerOf(session, claimed), [], [{ ...row, state: "intent", output: null }]);
      const step = { step: 1, idempotency_key: "s:1:1" };
      expect(await journal()).toEqual([{ ...step, state: "intent", output: null }]);
      await writeTurn(db, writerOf(session, claimed), [], [{ ...row, state: "done", output: { ok: true } }]);
      expect(await journal()).toEqual([{ ...step, state: "done", output: { ok: true } }]);
    });

    test("a session ends once, and not while a turn holds it", async () => {
      const session = await newSession(db);
      const claimed = (await claim(session))!;
      expect(await closeSession(db, session, "UserRequest", HOUR)).toBeUndefined();
      await finishTurn(db, writerOf(session, claimed), finish());
      expect(await closeSession(db, session, "UserRequest", HOUR)).toBe("0Xxagent");
      expect(await closeSession(db, session, "UserRequest", HOUR)).toBeUndefined();
      expect(await claim(session)).toBeUndefined();
    });

    test("a turn that ends the session leaves it ended", async () => {
      const session = await newSession(db);
      const claimed = (await claim(session))!;
      await finishTurn(db, writerOf(session, claimed), finish({ endReason: "Action" }));
      expect(await findSession(db, session, HOUR)).toMatchObject({ status: "ended" });
    });

    test("feedback is kept for a turn of the session, and for no other", async () => {
      const session = await newSession(db);
      const claimed = (await claim(session))!;
      const given = { id: randomUUID(), session, rating: "GOOD", text: null, details: { a: 1 } } as const;
      expect(await addFeedback(db, { ...given, turnId: claimed.turnId })).toBe(true);
      expect(await addFeedback(db, { ...given, id: randomUUID(), turnId: randomUUID() })).toBe(false);
      const other = await newSession(db);
      expect(await addFeedback(db, { ...given, id: randomUUID(), session: other, turnId: claimed.turnId })).toBe(false);
    });

    test("a session that was quiet too long cannot be claimed or ended", async () => {
      const session = await newSession(db);
      await sql`update session set active_at = now() - interval '2 hours' where id = ${session.id}`.execute(db);
      expect(await claim(session)).toBeUndefined();
      expect(await closeSession(db, session, "UserRequest", HOUR)).toBeUndefined();
      expect(await findSession(db, session, HOUR)).toMatchObject({ idle: true });
    });
  });
}
