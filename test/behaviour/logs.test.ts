// What event logs find, on every database the server runs on: filters, pages without a gap, and what is forgotten.
import { randomUUID } from "node:crypto";
import { v7 as sortableId } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { begunSince, nowOf, turnsOf } from "../../src/store/log-moments.ts";
import { countSessions, type LogFilter, listSessions } from "../../src/store/logs.ts";
import { forgetSession, forgetSessionsOf } from "../../src/store/retention.ts";
import type { Db } from "../../src/store/schema.ts";
import { sayAlive } from "../../src/store/servers.ts";
import { closeSession, openSession, type SessionKey } from "../../src/store/sessions.ts";
import { claimTurn, finishTurn } from "../../src/store/turns.ts";
import { databases } from "../support/databases.ts";

const HOUR = 3_600_000;

for (const database of databases) {
  describe(`event logs on ${database.name}`, () => {
    let db: Db;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ db, close } = await database.open());
      await sayAlive(db, "node-1", HOUR, randomUUID());
    });
    afterAll(() => close());

    const begin = async (orgId: string, of: { agentId?: string; memberId?: string; externalKey?: string } = {}) => {
      const key: SessionKey = { id: sortableId(), orgId, appId: "0xIapp" };
      const greeting = { role: "assistant", text: "Hello", calls: [] };
      const plain = { timeZone: null, streamsText: true, bypassUser: false, state: {}, greeting };
      const whose = { agentId: "0Xxagent", memberId: "005user", externalKey: "key", versionId: "0X9version" };
      await openSession(db, { ...key, ...plain, ...whose, ...of });
      return key;
    };

    /** A turn that said what it is given, and failed where there is a reason; some of its actions may have failed. */
    const take = async (
      session: SessionKey,
      kinds: readonly string[] = [],
      failure: string | null = null,
      failedActions: readonly string[] | null = null,
    ) => {
      const turnId = randomUUID();
      const lease = { owner: "node-1", idleMs: HOUR, historyLimit: 10 };
      const request = { type: "Text", text: "Hello there" };
      const claimed = await claimTurn(db, { session, turnId, origin: "1-REQ", request, ...lease });
      const writer = { sessionId: session.id, orgId: session.orgId, turnId, fence: claimed!.fence };
      await finishTurn(db, writer, {
        ...{ status: failure === null ? ("done" as const) : ("failed" as const), failure, state: {}, endReason: null },
        failedActions,
        events: kinds.map((kind) => ({ kind, data: "{}" })),
        ...{ messages: [], plan: [], model: null, modelCalls: 0, inputTokens: 0, outputTokens: 0 },
      });
      return turnId;
    };

    const found = async (orgId: string, filter: LogFilter) =>
      (await listSessions(db, orgId, filter, { limit: 100 })).map(({ id }) => id);

    test("each filter finds its sessions, and none of another org", async () => {
      const orgId = "00Dfilters";
      const plain = await begin(orgId);
      const other = await begin(orgId, { agentId: "0Xxother", memberId: "005other", externalKey: "other" });
      const failed = await begin(orgId);
      await take(failed, ["ERROR"], "timeout");
      const escalated = await begin(orgId);
      await take(escalated, ["ESCALATE"]);
      const unpaid = await begin(orgId);
      await take(unpaid, ["INFORM"], null, ["Pay", "Pay"]);
      await take(unpaid, ["INFORM"], null, ["Look_Up"]);
      const ended = await begin(orgId);
      await closeSession(db, ended, "UserRequest", HOUR);
      await begin("00Delsewhere");

      const all = [ended, unpaid, escalated, failed, other, plain].map(({ id }) => id);
      expect(await found(orgId, {})).toEqual(all);
      const finds: readonly [LogFilter, SessionKey][] = [
        [{ agent: "0Xxother" }, other],
        [{ user: "005other" }, other],
        [{ key: "other" }, other],
        [{ status: "failed" }, failed],
        [{ status: "action_failed" }, unpaid],
        [{ status: "escalated" }, escalated],
        [{ status: "ended" }, ended],
        [{ reason: "UserRequest" }, ended],
        [{ session: plain.id }, plain],
        [{ status: "open", agent: "0Xxother" }, other],
      ];
      for (const [filter, session] of finds) {
        expect(await found(orgId, filter)).toEqual([session.id]);
        expect(await countSessions(db, orgId, filter, 10)).toBe(1);
      }
      const lines = await listSessions(db, orgId, {}, { limit: 100 });
      const marks = lines.map(({ failedTurns, failedActions }) => [failedTurns, failedActions]);
      expect(marks).toEqual([
        [0, 0],
        [0, 3],
        [0, 0],
        [1, 0],
        [0, 0],
        [0, 0],
      ]);
      expect(await found(orgId, { app: "0xIother" })).toEqual([]);
      expect(await found(orgId, { preview: "only" })).toEqual([]);
      expect(await found(orgId, { from: new Date(Date.now() + HOUR).toISOString() })).toEqual([]);
      expect(await found(orgId, { to: new Date(Date.now() + HOUR).toISOString() })).toEqual(all);
      expect(await countSessions(db, orgId, {}, 3)).toBe(4);
    });

    test("pages follow each other without a gap and without a session twice, whatever begins meanwhile", async () => {
      const orgId = "00Dpages";
      const ids: string[] = [];
      for (let each = 0; each < 7; each++) ids.unshift((await begin(orgId)).id);
      const seen: string[] = [];
      let after: { readonly began: string; readonly id: string } | undefined;
      do {
        const page = await listSessions(db, orgId, {}, { after, limit: 2 });
        seen.push(...page.map(({ id }) => id));
        after = page.at(-1);
        await begin(orgId);
      } while (after);
      expect(seen).toEqual(ids);
    });

    test("turns are told in order with what was said, and new ones are seen as they begin", async () => {
      const orgId = "00Dturns";
      const since = await nowOf(db);
      const session = await begin(orgId);
      const first = await take(session, ["TEXT_CHUNK", "INFORM", "END_OF_TURN"]);
      const second = await take(session, [], "broken");
      const turns = await turnsOf(db, orgId, session.id, { after: 0, limit: 10 });
      expect(turns).toMatchObject([
        { id: first, number: 1, status: "done", said: [{ data: "{}" }] },
        { id: second, number: 2, status: "failed", failure: "broken", said: [] },
      ]);
      expect(await turnsOf(db, orgId, session.id, { after: 1, limit: 10 })).toHaveLength(1);
      expect(await turnsOf(db, "00Delsewhere", session.id, { after: 0, limit: 10 })).toEqual([]);
      const begun = await begunSince(db, orgId, since, { agent: undefined, previews: "none", limit: 10 });
      expect(begun.map(({ kind, turn }) => [kind, turn])).toEqual([
        ["session", null],
        ["turn", 1],
        ["turn", 2],
      ]);
    });

    test("one session, or all of one user, go with everything in them, and nothing else goes", async () => {
      const orgId = "00Dforget";
      const kept = await begin(orgId);
      const gone = await begin(orgId);
      const turnId = await take(gone, ["INFORM"]);
      expect(await forgetSession(db, "00Delsewhere", gone.id)).toBe(false);
      expect(await forgetSession(db, orgId, gone.id)).toBe(true);
      expect(await forgetSession(db, orgId, gone.id)).toBe(false);
      for (const table of ["turn", "session_event", "session_message"] as const) {
        const left = await db.selectFrom(table).select("org_id").where("session_id", "=", gone.id).execute();
        expect(left).toEqual([]);
      }
      expect(await db.selectFrom("turn").select("id").where("id", "=", turnId).execute()).toEqual([]);
      for (let each = 0; each < 3; each++) await begin(orgId, { memberId: "005leaver" });
      expect(await forgetSessionsOf(db, orgId, "005leaver", 2)).toBe(2);
      expect(await forgetSessionsOf(db, orgId, "005leaver", 2)).toBe(1);
      expect(await found(orgId, {})).toEqual([kept.id]);
    });
  });
}
