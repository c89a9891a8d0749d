// Who can see what a turn did, and when, on every database the server runs on.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPlan } from "../../src/store/plans.ts";
import type { Db } from "../../src/store/schema.ts";
import { sayAlive } from "../../src/store/servers.ts";
import { closeSession, type SessionKey } from "../../src/store/sessions.ts";
import { claimTurn, finishTurn } from "../../src/store/turns.ts";
import { databases } from "../support/databases.ts";
import { newSession } from "../support/sessions.ts";

const HOUR = 3_600_000;

for (const database of databases) {
  describe(`plans on ${database.name}`, () => {
    let db: Db;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ db, close } = await database.open());
      await sayAlive(db, "node-1", HOUR, randomUUID());
    });
    afterAll(() => close());

    /** A turn of the session that is still running. */
    async function begin(session: SessionKey) {
      const turnId = randomUUID();
      const origin = "1700000000000-REQ";
      const lease = { owner: "node-1", idleMs: HOUR, historyLimit: 10 };
      const claimed = await claimTurn(db, { session, turnId, origin, request: {}, ...lease });
      return { turnId, sessionId: session.id, orgId: session.orgId, fence: claimed!.fence };
    }

    /** A turn that said one thing, and did one. */
    async function take(session: SessionKey, words: string): Promise<string> {
      const writer = await begin(session);
      await finishTurn(db, writer, {
        status: "done",
        state: {},
        endReason: null,
        events: [],
        messages: [{ role: "user", text: words }],
        plan: [{ type: "UserInputStep", message: words }],
        model: null,
        modelCalls: 0,
        inputTokens: 0,
        outputTokens: 0,
        failure: null,
        failedActions: null,
      });
      return writer.turnId;
    }

    test("a plan comes with the messages before its turn, and with none of a later one", async () => {
      const session = await newSession(db);
      await take(session, "one");
      const second = await take(session, "two");
      await take(session, "three");
      expect(await findPlan(db, session, second, 10)).toEqual({
        turnId: second,
        steps: [{ type: "UserInputStep", message: "two" }],
        history: [
          { role: "assistant", text: "Hello", calls: [] },
          { role: "user", text: "one" },
        ],
      });
      expect((await findPlan(db, session, second, 1))?.history).toEqual([{ role: "user", text: "one" }]);
    });

    test("a turn that still runs has no plan yet", async () => {
      const session = await newSession(db);
      const { turnId } = await begin(session);
      expect(await findPlan(db, session, turnId, 10)).toBeUndefined();
    });

    test("another app, another org and another session see nothing of it; its own app does, after the end, too", async () => {
      const session = await newSession(db);
      const turnId = await take(session, "one");
      await closeSession(db, session, "UserRequest", HOUR);
      const others = [{ ...session, appId: "0xIother" }, { ...session, orgId: "00Dother" }, await newSession(db)];
      for (const other of others) expect(await findPlan(db, other, turnId, 10)).toBeUndefined();
      expect((await findPlan(db, session, turnId, 10))?.turnId).toBe(turnId);
    });
  });
}
