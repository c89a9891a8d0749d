// How a session is claimed, written to and freed, on every database the server runs on.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expireIdleSessions, freeDeadSessions } from "../../src/store/retention.ts";
import type { Db } from "../../src/store/schema.ts";
import { addFeedback, closeSession, findSession, type SessionKey } from "../../src/store/sessions.ts";
import { appendEvents, claimTurn, type Finish, finishTurn, renewLeases, writeJournal } from "../../src/store/turns.ts";
import { databases } from "../support/databases.ts";
import { newSession } from "../support/sessions.ts";

const HOUR = 3_600_000;

for (const database of databases) {
  describe(`turns on ${database.name}`, () => {
    let db: Db;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ db, close } = await database.open());
    });
    afterAll(() => close());

    const claim = (session: SessionKey, leaseMs = 60_000, turnId = randomUUID()) =>
      claimTurn(db, {
        session,
        turnId,
        origin: "1700000000000-REQ",
        request: { type: "Text", text: "hi", sequenceId: 1 },
        owner: "node-1",
        leaseMs,
        idleMs: HOUR,
        historyLimit: 3,
      }).then((claimed) => claimed && { ...claimed, turnId });
    const writerOf = (session: SessionKey, claimed: { turnId: string; fence: number }) => ({
      sessionId: session.id,
      orgId: session.orgId,
      turnId: claimed.turnId,
      fence: claimed.fence,
    });
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
      expect(await appendEvents(db, writerOf(session, claimed), rows)).toBe(true);
      const { rows: stored } = await sql<{ seq: number; data: string }>`
        select seq, data from session_event where session_id = ${session.id} order by seq`.execute(db);
      expect(stored).toEqual(data.map((text, index) => ({ seq: index + 1, data: text })));
    });

    test("S2: once another process took over, nothing of the old turn is written any more", async () => {
      const session = await newSession(db);
      const old = (await claim(session, -1))!;
      const heir = (await claim(session))!;
      expect(heir.fence).toBe(2);
      const event = [{ kind: "INFORM", data: "{}" }];
      expect(await appendEvents(db, writerOf(session, old), event)).toBe(false);
      expect(await finishTurn(db, writerOf(session, old), finish({ events: event }))).toBe(false);
      const step = { step: 1, kind: "model", state: "done", idempotencyKey: null, input: null, output: {} } as const;
      expect(await writeJournal(db, writerOf(session, old), [step])).toBe(false);
      const { rows } = await sql<{ status: string }>`
        select status from turn where session_id = ${session.id} order by number`.execute(db);
      expect(rows).toEqual([{ status: "abandoned" }, { status: "running" }]);
    });

    test("a turn whose server died is abandoned, not running, once its session is ended, swept or expired", async () => {
      const dead = async () => {
        const session = await newSession(db);
        await claim(session, -90_000);
        return session;
      };
      const [ended, swept, expired] = [await dead(), await dead(), await dead()];
      expect(await closeSession(db, ended, "UserRequest", HOUR)).toBe("0Xxagent");
      await freeDeadSessions(db);
      await sql`update session set active_at = now() - interval '2 hours', created_at = now() - interval '3 hours'
        where id = ${expired.id}`.execute(db);
      expect(await expireIdleSessions(db, HOUR)).toBe(1);
      const { rows } = await sql`
        select session.status, turn.status as turn, lease_until from turn join session on session.id = session_id
        where session_id = any(${[ended.id, swept.id, expired.id]}::uuid[]) order by session.status`.execute(db);
      expect(rows).toMatchObject([
        { status: "ended", turn: "abandoned" },
        { status: "expired", turn: "abandoned", lease_until: null },
        { status: "open", turn: "abandoned", lease_until: null },
      ]);
    });

    test("S4: the heir of a session numbers its events after those of the turn it took over", async () => {
      const session = await newSession(db);
      const event = { kind: "TEXT_CHUNK", data: "{}" };
      const old = (await claim(session, -1))!;
      await appendEvents(db, writerOf(session, old), [event, event]);
      const heir = (await claim(session))!;
      expect(await appendEvents(db, writerOf(session, heir), [event])).toBe(true);
      expect(await finishTurn(db, writerOf(session, heir), finish({ events: [event] }))).toBe(true);
      const { rows } = await sql<{ seq: number }>`
        select seq from session_event where session_id = ${session.id} order by seq`.execute(db);
      expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4]);
    });

    test("S2: a writer and its heir, side by side, never write the same number", async () => {
      const session = await newSession(db);
      const old = (await claim(session, -1))!;
      const event = { kind: "TEXT_CHUNK", data: "{}" };
      const [heir, ...kept] = await Promise.all([
        claim(session),
        ...Array.from({ length: 8 }, () => appendEvents(db, writerOf(session, old), [event])),
      ]);
      expect(await appendEvents(db, writerOf(session, heir!), [event])).toBe(true);
      const { rows } = await sql<{ seq: number }>`
        select seq from session_event where session_id = ${session.id} order by seq`.execute(db);
      expect(rows.map((row) => row.seq)).toEqual(
        Array.from({ length: kept.filter(Boolean).length + 1 }, (_, at) => at + 1),
      );
    });

    test("a renewed lease holds on; another process's lease is not renewed", async () => {
      const session = await newSession(db);
      await claim(session, -1);
      await renewLeases(db, "node-2", [session.id], 60_000);
      expect(await findSession(db, session, HOUR)).toMatchObject({ locked: false });
      await renewLeases(db, "node-1", [session.id], 60_000);
      expect(await findSession(db, session, HOUR)).toMatchObject({ locked: true });
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
      await writeJournal(db, writerOf(session, claimed), [{ ...row, state: "intent", output: null }]);
      const step = { step: 1, idempotency_key: "s:1:1" };
      expect(await journal()).toEqual([{ ...step, state: "intent", output: null }]);
      await writeJournal(db, writerOf(session, claimed), [{ ...row, state: "done", output: { ok: true } }]);
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
