// The client_credentials grant: what an app's policies ask of its run-as user, and of where it is called from.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { granted, openIdentity, refusal, type TestIdentity } from "../../../../test/support/identity.ts";
import { principalOf } from "../../tokens/principal.ts";

let room: TestIdentity;
beforeAll(async () => {
  room = await openIdentity();
});
afterAll(() => room.close());

describe("the policies of an app hold for its run-as user", () => {
  test("who must come from a trusted range, where there are any", async () => {
    const policies = { clientCredentials: true, trustedRanges: ["198.51.100.0/24"] };
    const app = await room.declare({ apiName: "Ranges", policies });
    expect(refusal(await room.post(app.form))).toEqual([400, "invalid_grant", "authentication failure"]);
    granted(await room.post(app.form, { address: "198.51.100.7" }));
  });

  test("who must hold a permission set, where users are pre-authorized", async () => {
    const policies = { clientCredentials: true, permittedUsers: "pre_authorized" as const, permissionSets: ["Robots"] };
    const set = { id: "0PS000000000001AAA", org_id: room.orgId, api_name: "Robots", label: "Robots", made_by: "test" };
    await room.store.db
      .insertInto("permission_set")
      .values({ ...set, scopes: "[]", agents: "[]" })
      .execute();
    const app = await room.declare({ apiName: "Robot", policies });
    expect(refusal(await room.post(app.form))).toEqual([
      400,
      "invalid_app_access",
      "user is not admin approved to access this app",
    ]);
    const held = { permission_set_id: set.id, org_id: room.orgId, member_id: room.memberId };
    await room.store.db.insertInto("permission_set_member").values(held).execute();
    room.clock.now += 1000;
    const { access_token } = granted(await room.post(app.form));
    await principalOf(room.identity, access_token);
    await room.store.db.deleteFrom("permission_set_member").execute();
    room.clock.now += 1000;
    await expect(principalOf(room.identity, access_token)).rejects.toMatchObject({
      code: "token_invalid",
      message: expect.stringMatching(/may not use the app any more/),
    });
  });

  test("who is refused at the domain of another org", async () => {
    const there = { id: "00D000000000002AAA", name: "Other", my_domain: "other.example.test" };
    await room.store.db.insertInto("org").values(there).execute();
    const reply = await room.post((await room.declare()).form, { host: there.my_domain });
    expect(refusal(reply)).toEqual([400, "invalid_client_id", "client identifier invalid"]);
  });
});
