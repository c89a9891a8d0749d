// Figures over time, on every database the server runs on: spans in the reader's zone, percentiles, and what is left out.
import { v7 as sortableId } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operateAnalytics } from "../../src/operations/analytics.ts";
import { isUnknownZone, spansOf } from "../../src/store/analytics.ts";
import type { Db } from "../../src/store/schema.ts";
import { databases } from "../support/databases.ts";

const ORG = "00Dfigures";

for (const database of databases) {
  describe(`figures on ${database.name}`, () => {
    let db: Db;
    let close: () => Promise<void>;
    let first: string;
    let second: string;
    beforeAll(async () => {
      ({ db, close } = await database.open());
      // Two sessions on either side of midnight in Berlin, one of them escalated; a preview; one of another org.
      first = await add({
        at: "2026-05-01T21:30:00Z",
        lengths: [100, 200, 300],
        kind: "ESCALATE",
        rating: "GOOD",
        unmet: ["Pay", "Pay", "Look_Up"],
      });
      second = await add({
        at: "2026-05-01T22:30:00Z",
        lengths: [400],
        failed: true,
        status: "expired",
        version: "0X9two",
        unmet: ["Pay"],
      });
      await add({ at: "2026-05-01T22:30:00Z", lengths: [9_000], preview: true, unmet: ["Pay"] });
      await add({ at: "2026-05-01T22:30:00Z", lengths: [9_000], orgId: "00Delsewhere", unmet: ["Pay"] });
    });
    afterAll(() => close());

    interface Given {
      readonly at: string;
      /** Milliseconds that each of its turns took. */
      readonly lengths: readonly number[];
      readonly failed?: boolean;
      /** Actions whose calls failed in its first turn. */
      readonly unmet?: readonly string[];
      readonly kind?: string;
      readonly rating?: "GOOD";
      readonly status?: "expired";
      readonly preview?: boolean;
      readonly version?: string;
      readonly orgId?: string;
    }

    async function add({ at, lengths, failed = false, kind, rating, orgId = ORG, ...of }: Given): Promise<string> {
      const id = sortableId();
      const unmet = of.unmet ?? null;
      const about = { agent_id: "0Xxagent", version_id: of.version ?? "0X9one", app_id: "0xI", member_id: "005" };
      const flags = { streams_text: true, bypass_user: false, preview: of.preview ?? false };
      const row = { id, org_id: orgId, external_key: "k", state: "{}", status: of.status ?? ("open" as const) };
      await db
        .insertInto("session")
        .values({ ...row, ...about, ...flags, created_at: at })
        .execute();
      for (const [index, ms] of lengths.entries()) {
        const turnId = sortableId();
        const spent = { model: "openai:one", model_calls: 1, input_tokens: 1_000, output_tokens: 100 };
        const end = failed ? { status: "failed" as const, failure: "timeout" } : { status: "done" as const };
        await db
          .insertInto("turn")
          .values({
            id: turnId,
            org_id: orgId,
            session_id: id,
            number: index + 1,
            fence: 1,
            origin: "1-REQ",
            request: "{}",
            ...spent,
            ...end,
            failed_actions: index === 0 ? unmet : null,
          })
          .execute();
        const finished_at = new Date(Date.parse(at) + ms);
        await db.updateTable("turn").set({ started_at: at, finished_at }).where("id", "=", turnId).execute();
        if (kind && index === 0) {
          const said = { session_id: id, seq: 1, org_id: orgId, turn_id: turnId, kind, data: "{}" };
          await db.insertInto("session_event").values(said).execute();
        }
        if (rating && index === 0) {
          const opinion = { id: sortableId(), org_id: orgId, session_id: id, turn_id: turnId, rating, at };
          await db.insertInto("feedback").values(opinion).execute();
        }
      }
      return id;
    }

    const caller = { orgId: ORG, by: { actor: "operator" }, may: () => true };
    const ask = (query: object, prices = {}) =>
      operateAnalytics({ db, prices }).analytics(caller, {
        params: {},
        query: { from: "2026-05-01T00:00:00Z", to: "2026-05-03T00:00:00Z", bucket: "day", zone: "UTC", ...query },
        body: undefined,
        signal: AbortSignal.timeout(60_000),
      });

    test("spans are those of the reader's zone, also the empty ones", async () => {
      const utc = await ask({});
      expect(utc.points.map(({ at, sessions }) => [at, sessions])).toEqual([
        ["2026-05-01T00:00", 2],
        ["2026-05-02T00:00", 0],
      ]);
      const berlin = await ask({ zone: "Europe/Berlin" });
      expect(berlin.points.map(({ at, sessions, turns }) => [at, sessions, turns])).toEqual([
        ["2026-05-01T00:00", 1, 3],
        ["2026-05-02T00:00", 1, 1],
        ["2026-05-03T00:00", 0, 0],
      ]);
      const hours = await ask({ bucket: "hour", from: "2026-05-01T20:00:00Z", to: "2026-05-01T23:00:00Z" });
      expect(hours.points.map(({ at, sessions }) => [at.slice(11), sessions])).toEqual([
        ["20:00", 0],
        ["21:00", 1],
        ["22:00", 1],
      ]);
    });

    test("each figure is what its formula says, without previews and without other orgs", async () => {
      const { totals, versions, unpriced } = await ask({});
      expect(totals).toEqual({
        ...{ sessions: 2, escalated: 1, dropped: 1, turns: 4, failed: 1, failedActions: 4, good: 1, bad: 0 },
        ...{ p50Ms: 200, p95Ms: expect.closeTo(290, 3), inputTokens: 4_000, outputTokens: 400, cost: null },
      });
      expect(unpriced).toEqual(["openai:one"]);
      expect(
        versions.map((each) => [each.versionId, each.sessions, each.turns, each.failed, each.failedActions]),
      ).toEqual([
        ["0X9one", 1, 3, 0, 3],
        ["0X9two", 1, 1, 1, 1],
      ]);
      const one = await ask({ version: "0X9two" });
      expect(one.totals).toMatchObject({ sessions: 1, turns: 1, failed: 1, p50Ms: null });
      expect((await ask({ agent: "0Xxother" })).totals).toMatchObject({ sessions: 0, turns: 0 });
    });

    test("actions that failed are counted by the call and by the turn, the most often first", async () => {
      const { points, actions } = await ask({
        bucket: "hour",
        from: "2026-05-01T21:00:00Z",
        to: "2026-05-01T23:00:00Z",
      });
      expect(points.map(({ failed, failedActions }) => [failed, failedActions])).toEqual([
        [0, 3],
        [1, 1],
      ]);
      const agent = { id: "0Xxagent", label: "0Xxagent" };
      expect(actions).toEqual([
        { agent, action: "Pay", failed: 3, turns: 2, lastAt: "2026-05-01T22:30:00.000Z", lastSession: second },
        { agent, action: "Look_Up", failed: 1, turns: 1, lastAt: "2026-05-01T21:30:00.000Z", lastSession: first },
      ]);
      expect((await ask({ version: "0X9two" })).actions).toMatchObject([{ action: "Pay", failed: 1, turns: 1 }]);
      expect((await ask({ agent: "0Xxother" })).actions).toEqual([]);
    });

    test("cost is tokens times the prices given, of models with a price alone", async () => {
      const { totals, unpriced } = await ask(
        {},
        { one: { input: 1, output: 1 }, "openai:one": { input: 2, output: 10 } },
      );
      expect(totals.cost).toBeCloseTo((4_000 * 2 + 400 * 10) / 1_000_000);
      expect(unpriced).toEqual([]);
    });

    test("a range that cannot be read is refused with what to do", async () => {
      const refusal = (query: object) => (async () => ask(query))();
      await expect(refusal({ to: "2026-04-01T00:00:00Z" })).rejects.toThrow(/choose a later end/);
      await expect(refusal({ to: "2028-04-01T00:00:00Z" })).rejects.toThrow(/at most 366 days/);
      await expect(refusal({ bucket: "hour", to: "2026-06-01T00:00:00Z" })).rejects.toThrow(/at most 14 days/);
      await expect(refusal({ zone: "Mars/Olympus" })).rejects.toThrow(/not the name of a time zone/);
      const range = { from: new Date(0), to: new Date(1), bucket: "day", zone: "Mars/Olympus" } as const;
      await expect(spansOf(db, range).catch(isUnknownZone)).resolves.toBe(true);
    });
  });
}
