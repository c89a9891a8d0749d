// One rule for what may still be used: wherever a token is shown, the same change ends it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientOf, openIdentity, refreshing, type TestApp, type TestIdentity } from "../../../test/support/identity.ts";
import { setMemberActive } from "../people/members.ts";
import { authenticate } from "./authenticate.ts";

let room: TestIdentity;
beforeAll(async () => {
  room = await openIdentity();
});
afterAll(() => room.close());

const ORG_HOST = "org.example.test";

/** What is still good of an access and a refresh token, wherever they can be shown. */
async function standing(app: TestApp, given: { readonly accessToken: string; readonly refreshToken: string }) {
  const asker = await room.declare({ apiName: "Asker", settings: { clientCredentials: true, introspectAll: true } });
  const active = async (token: string): Promise<boolean> =>
    JSON.parse((await room.introspect({ ...clientOf(asker), token })).body).active;
  const door = authenticate(room.identity, `Bearer ${given.accessToken}`, ORG_HOST);
  return {
    api: await door.then(
      () => true,
      () => false,
    ),
    accessIntrospected: await active(given.accessToken),
    refreshIntrospected: await active(given.refreshToken),
    refreshed: (await room.post(refreshing(app, given.refreshToken))).status === 200,
  };
}

const all = { api: true, accessIntrospected: true, refreshIntrospected: true, refreshed: true };
const none = { api: false, accessIntrospected: false, refreshIntrospected: false, refreshed: false };

/** Changes as another server makes them, which ends no grant here: the rows are all there is to go by. */
const changes: Readonly<Record<string, (app: TestApp, memberId: string) => Promise<unknown>>> = {
  "the app is disabled": ({ id }) =>
    room.store.db.updateTable("client_app").set({ enabled: false }).where("id", "=", id).execute(),
  "the user is inactive": (_, id) =>
    room.store.db.updateTable("member").set({ active: false }).where("id", "=", id).execute(),
  "the user belongs to an agent": (_, id) =>
    room.store.db.updateTable("member").set({ kind: "agent" }).where("id", "=", id).execute(),
  "the user has changed since": (_, id) =>
    room.store.db
      .updateTable("member")
      .set({ not_before: new Date(room.clock.now + 1000) })
      .where("id", "=", id)
      .execute(),
  "the user is not permitted any more": ({ id }) =>
    room.store.db
      .updateTable("client_app")
      .set({ policies: JSON.stringify({ permittedUsers: "pre_authorized" }) })
      .where("id", "=", id)
      .execute(),
};

describe("what an app holds for a user ends wherever it is shown, once", () => {
  test.each(Object.entries(changes))("%s", async (what, change) => {
    const app = await room.declareWeb(what.replaceAll(" ", "_"));
    const memberId = await room.person(`${what.replaceAll(" ", ".")}@example.org`);
    const given = await room.logIn(app, memberId);
    expect(await standing(app, given)).toEqual(all);
    await change(app, memberId);
    room.identity.records.forget();
    expect(await standing(app, given)).toEqual(none);
  });
});

test("a user who is let in again has to get a new access token, and a new grant", async () => {
  const app = await room.declareWeb("Again");
  const memberId = await room.person("again@example.org");
  const given = await room.logIn(app, memberId);
  const by = { actor: "test" };
  await setMemberActive(room.identity, room.orgId, memberId, false, by);
  await setMemberActive(room.identity, room.orgId, memberId, true, by);
  expect(await standing(app, given)).toEqual(none);
  room.clock.now += 1000;
  expect(await standing(app, await room.logIn(app, memberId))).toEqual(all);
});
