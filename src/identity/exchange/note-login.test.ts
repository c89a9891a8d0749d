// What of the requests of apps stands in the login history: everything once, and what is repeated once an hour.
import { afterAll, beforeAll, expect, test } from "vitest";
import { granted, openIdentity, refreshing, type TestIdentity } from "../../../test/support/identity.ts";
import { setMemberActive } from "../people/members.ts";

let room: TestIdentity;
beforeAll(async () => {
  room = await openIdentity();
});
afterAll(() => room.close());

const HERE = "203.0.113.7";
const THERE = "198.51.100.1";

const rowsOf = (memberId: string) =>
  room.store.db
    .selectFrom("login_history")
    .select(["kind", "outcome", "address"])
    .where("member_id", "=", memberId)
    .orderBy("number")
    .execute();

test("the refreshes of a grant leave one row an hour, and one for each new address", async () => {
  const app = await room.declareWeb("Busy");
  const memberId = await room.person("busy@example.org");
  const { refreshToken } = await room.logIn(app, memberId);
  const refresh = (address: string) => room.post(refreshing(app, refreshToken), { address });
  for (let minute = 0; minute < 60; minute++) {
    granted(await refresh(HERE));
    room.clock.now += 60_000;
  }
  granted(await refresh(THERE));
  granted(await refresh(HERE));
  const refreshed = { kind: "refresh_token", outcome: "ok" };
  expect(await rowsOf(memberId)).toEqual([
    { kind: "authorization_code", outcome: "ok", address: HERE },
    { ...refreshed, address: HERE },
    { ...refreshed, address: THERE },
    { ...refreshed, address: HERE },
  ]);
});

test("every grant of its own leaves a row, and a refusal that is repeated leaves one an hour", async () => {
  const app = await room.declareWeb("Twice");
  const memberId = await room.person("twice@example.org");
  const { refreshToken } = await room.logIn(app, memberId);
  await room.logIn(app, memberId);
  await setMemberActive(room.identity, room.orgId, memberId, false, { actor: "test" });
  for (let second = 0; second < 5; second++) await room.post(refreshing(app, refreshToken));
  expect((await rowsOf(memberId)).map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ["authorization_code", "ok"],
    ["authorization_code", "ok"],
    ["refresh_token", "member_unfit"],
  ]);
});
