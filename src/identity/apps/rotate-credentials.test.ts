// A consumer key and secret are replaced without a moment in which no pair works.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { openIdentity, type TestApp, type TestIdentity } from "../../../test/support/identity.ts";
import { readCredentials } from "./credentials.ts";
import { deleteStaged, rotateCredentials, stageCredentials, stagedCredentials } from "./rotate-credentials.ts";

const by = { actor: "operator" };
const DAY_MS = 24 * 3_600_000;

for (const database of databases) {
  describe(`on the ${database.name}`, () => {
    let room: TestIdentity;
    beforeAll(async () => {
      room = await openIdentity(database);
    });
    afterAll(() => room.close());

    const status = async ({ form }: Pick<TestApp, "form">) => (await room.post(form)).status;
    const formOf = (pair: { consumerKey: string; consumerSecret: string }) => ({
      form: { grant_type: "client_credentials", client_id: pair.consumerKey, client_secret: pair.consumerSecret },
    });
    const staged = (app: TestApp) => stagedCredentials(room.identity, room.orgId, app.id);
    const consumerIds = async (app: TestApp) =>
      room.store.db
        .selectFrom("consumer")
        .select(["id", "state"])
        .where("app_id", "=", app.id)
        .orderBy("state")
        .execute();

    test("a staged pair waits; rotated, both work; deleted, the former does not", async () => {
      const app = await room.declare({ apiName: "Rotating" });
      const next = (await stageCredentials(room.identity, room.orgId, app.id, by))!;
      expect(next).toMatchObject({
        status: "staged",
        createdBy: "operator",
        expiresAt: new Date(room.clock.now + 30 * DAY_MS),
      });
      const fresh = formOf((await readCredentials(room.identity, app.id, by, next.id))!);
      expect([await status(app), await status(fresh)]).toEqual([200, 400]);

      const former = await rotateCredentials(room.identity, room.orgId, app.id, next.id, by);
      expect(former).toMatchObject({ id: next.id, status: "rotated", consumerKey: app.consumerKey });
      expect([await status(app), await status(fresh)]).toEqual([200, 200]);
      expect(formOf((await readCredentials(room.identity, app.id, by))!)).toEqual(fresh);

      expect(await deleteStaged(room.identity, room.orgId, app.id, next.id, by)).toBe(true);
      expect([await status(app), await status(fresh)]).toEqual([400, 200]);
      expect(await deleteStaged(room.identity, room.orgId, app.id, next.id, by)).toBe(false);
    });

    test("the consumer in force keeps its id, and so does the slot", async () => {
      const app = await room.declare({ apiName: "Ids" });
      const next = (await stageCredentials(room.identity, room.orgId, app.id, by))!;
      const before = await consumerIds(app);
      await rotateCredentials(room.identity, room.orgId, app.id, next.id, by);
      expect(await consumerIds(app)).toEqual(
        before.map(({ id, state }) => ({ id, state: state === "staged" ? "rotated" : state })),
      );
    });

    test("staging twice gives the same pair, also to two at once; not while the former one still works", async () => {
      const app = await room.declare({ apiName: "Twice" });
      const stage = () => stageCredentials(room.identity, room.orgId, app.id, by);
      const [one, two] = await Promise.all([stage(), stage()]);
      expect(two).toEqual(one);
      await rotateCredentials(room.identity, room.orgId, app.id, one!.id, by);
      expect(await stage()).toBeUndefined();
      expect(await rotateCredentials(room.identity, room.orgId, app.id, one!.id, by)).toBeUndefined();
    });

    test("the former pair ends by itself after thirty days, and makes room", async () => {
      const app = await room.declare({ apiName: "Ending" });
      const next = (await stageCredentials(room.identity, room.orgId, app.id, by))!;
      await rotateCredentials(room.identity, room.orgId, app.id, next.id, by);
      room.clock.now += 30 * DAY_MS - 1000;
      expect([await status(app), (await staged(app)).length]).toEqual([200, 1]);
      room.clock.now += 2000;
      expect([await status(app), (await staged(app)).length]).toEqual([400, 0]);
      expect(await readCredentials(room.identity, app.id, by, next.id)).toBeUndefined();
      expect(await stageCredentials(room.identity, room.orgId, app.id, by)).toMatchObject({ status: "staged" });
    });

    test("another org's app has nothing to rotate here", async () => {
      const app = await room.declare({ apiName: "Foreign" });
      const elsewhere = "00D000000000009AAA";
      expect(await stageCredentials(room.identity, elsewhere, app.id, by)).toBeUndefined();
      const { id } = (await stageCredentials(room.identity, room.orgId, app.id, by))!;
      expect(await rotateCredentials(room.identity, elsewhere, app.id, id, by)).toBeUndefined();
      expect(await deleteStaged(room.identity, elsewhere, app.id, id, by)).toBe(false);
      expect(await stagedCredentials(room.identity, elsewhere, app.id)).toEqual([]);
    });
  });
}
