// The refresh_token grant: what a refresh gives, how long a token lives, and what its misuse ends.
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { granted, openIdentity, refreshing, refusal, type TestIdentity } from "../../../../test/support/identity.ts";
import { setPassword } from "../../people/set-password.ts";
import { endGrants } from "../../tokens/end-grants.ts";
import { principalOf } from "../../tokens/principal.ts";

let room: TestIdentity;
let memberId: string;
beforeAll(async () => {
  room = await openIdentity();
  memberId = await room.person("ann@example.org");
});
afterAll(() => room.close());

const over = [400, "invalid_grant", "expired access/refresh token"];
const HOUR_MS = 3_600_000;

describe("a refresh", () => {
  test("gives a new access token under the same grant, and an ID token without a nonce, but no new refresh token", async () => {
    const app = await room.declareWeb("Web");
    const { refreshToken, accessToken } = await room.logIn(app, memberId);
    const reply = granted(await room.post(refreshing(app, refreshToken)));
    expect(reply).not.toHaveProperty("refresh_token");
    expect(reply.scope).toBe("api refresh_token openid");
    expect(reply.access_token).not.toBe(accessToken);
    expect(decodeJwt(reply.access_token).grant_id).toBe(decodeJwt(accessToken).grant_id);
    expect(decodeJwt(reply.id_token!)).not.toHaveProperty("nonce");
    await principalOf(room.identity, accessToken);
    granted(await room.post(refreshing(app, refreshToken)));
  });

  test("needs the secret where the app says so, and checks one that is sent anyway", async () => {
    const app = await room.declareWeb("Secret");
    const { refreshToken } = await room.logIn(app, memberId);
    const { client_secret: _, ...bare } = refreshing(app, refreshToken);
    const unproven = [400, "invalid_client", "invalid client credentials"];
    expect(refusal(await room.post(bare))).toEqual(unproven);
    await room.declareWeb("Secret", { settings: { secretForRefresh: false } });
    granted(await room.post(bare));
    expect(refusal(await room.post({ ...bare, client_secret: "wrong" }))).toEqual(unproven);
  });

  test("is refused without a refresh token, with an unknown one, and with one of another app", async () => {
    const app = await room.declareWeb("Own");
    const other = await room.declareWeb("Other");
    const { refreshToken } = await room.logIn(app, memberId);
    const { refresh_token: _, ...without } = refreshing(app, refreshToken);
    expect(refusal(await room.post(without))).toEqual([
      400,
      "invalid_request",
      "missing required parameter: refresh_token",
    ]);
    expect(refusal(await room.post(refreshing(app, "5Aep8nobody")))).toEqual(over);
    expect(refusal(await room.post(refreshing(other, refreshToken)))).toEqual(over);
    granted(await room.post(refreshing(app, refreshToken)));
  });

  test("is refused with a scope", async () => {
    const app = await room.declareWeb("Scope");
    const form = { ...refreshing(app, (await room.logIn(app, memberId)).refreshToken), scope: "api" };
    expect(refusal(await room.post(form))).toEqual([400, "invalid_request", "scope parameter not supported"]);
  });

  test("ends with its grant, which a withdrawn approval ends", async () => {
    const app = await room.declareWeb("Withdrawn");
    const { refreshToken, accessToken } = await room.logIn(app, memberId);
    await endGrants(room.identity, room.store.db, { memberId, appId: app.id }, "the user withdrew the approval");
    room.identity.records.forget();
    expect(refusal(await room.post(refreshing(app, refreshToken)))).toEqual(over);
    await expect(principalOf(room.identity, accessToken)).rejects.toMatchObject({ code: "token_invalid" });
  });

  test("is refused while the app is disabled", async () => {
    const app = await room.declareWeb("Disabled");
    const { refreshToken } = await room.logIn(app, memberId);
    await room.store.db.updateTable("client_app").set({ enabled: false }).where("id", "=", app.id).execute();
    room.clock.now += 1000;
    expect(refusal(await room.post(refreshing(app, refreshToken)))).toEqual([
      400,
      "invalid_client_id",
      "client identifier invalid",
    ]);
  });

  test("is refused to an inactive user, who has the token still when active again", async () => {
    const app = await room.declareWeb("Frozen", { settings: { refreshRotation: true } });
    const frozen = await room.person("frozen@example.org");
    const { refreshToken } = await room.logIn(app, frozen);
    const activate = async (active: boolean) => {
      await room.store.db.updateTable("member").set({ active }).where("id", "=", frozen).execute();
      room.clock.now += 1000;
    };
    await activate(false);
    expect(refusal(await room.post(refreshing(app, refreshToken)))).toEqual([400, "inactive_user", "user is inactive"]);
    await activate(true);
    granted(await room.post(refreshing(app, refreshToken)));
  });

  test("is refused to a user whose password has changed since", async () => {
    const app = await room.declareWeb("Password");
    const changed = await room.person("changed@example.org");
    const { refreshToken, accessToken } = await room.logIn(app, changed);
    room.clock.now += 1000;
    const anew = { memberId: changed, password: "quite another sentence" };
    await setPassword(room.identity, await room.org(), anew, { actor: changed });
    room.clock.now += 1000;
    expect(refusal(await room.post(refreshing(app, refreshToken)))).toEqual(over);
    await expect(principalOf(room.identity, accessToken)).rejects.toMatchObject({
      message: expect.stringMatching(/has ended/),
    });
    await principalOf(room.identity, (await room.logIn(app, changed)).accessToken);
  });

  test("comes from anywhere where the policy relaxes the trusted ranges for it, and from nowhere else", async () => {
    const policies = { trustedRanges: ["203.0.113.0/24"] };
    const app = await room.declareWeb("Ranges", { policies });
    const { refreshToken } = await room.logIn(app, memberId);
    const away = { address: "198.51.100.1" };
    const refused = [400, "invalid_grant", "authentication failure"];
    expect(refusal(await room.post(refreshing(app, refreshToken), away))).toEqual(refused);
    await room.declareWeb("Ranges", { policies: { ...policies, ipRelaxation: "bypass_second_factor" } });
    expect(refusal(await room.post(refreshing(app, refreshToken), away))).toEqual(refused);
    for (const ipRelaxation of ["enforce_relax_refresh", "bypass"] as const) {
      await room.declareWeb("Ranges", { policies: { ...policies, ipRelaxation } });
      granted(await room.post(refreshing(app, refreshToken), away));
    }
  });
});

describe("a refresh token lives", () => {
  test("for ever", async () => {
    const app = await room.declareWeb("Infinite");
    const { refreshToken } = await room.logIn(app, memberId);
    room.clock.now += 10 * 365 * 24 * HOUR_MS;
    granted(await room.post(refreshing(app, refreshToken)));
  });

  test("not at all, once the policy says so", async () => {
    const app = await room.declareWeb("Zero");
    const { refreshToken } = await room.logIn(app, memberId);
    await room.declareWeb("Zero", { policies: { refreshToken: { kind: "zero" } } });
    expect(refusal(await room.post(refreshing(app, refreshToken)))).toEqual(over);
  });

  test("for a time from the login on, which rotation does not prolong", async () => {
    const app = await room.declareWeb("Lifetime", {
      settings: { refreshRotation: true },
      policies: { refreshToken: { kind: "lifetime", hours: 2 } },
    });
    const { refreshToken } = await room.logIn(app, memberId);
    room.clock.now += 2 * HOUR_MS - 1;
    const { refresh_token: next } = granted(await room.post(refreshing(app, refreshToken)));
    room.clock.now += 1;
    expect(refusal(await room.post(refreshing(app, next!)))).toEqual(over);
  });

  test("for a time from its last use on", async () => {
    const app = await room.declareWeb("Inactivity", { policies: { refreshToken: { kind: "inactivity", hours: 2 } } });
    const { refreshToken } = await room.logIn(app, memberId);
    for (let use = 0; use < 3; use++) {
      room.clock.now += 2 * HOUR_MS - 1;
      granted(await room.post(refreshing(app, refreshToken)));
    }
    room.clock.now += 2 * HOUR_MS;
    expect(refusal(await room.post(refreshing(app, refreshToken)))).toEqual(over);
  });
});

describe("rotation", () => {
  test("gives a new refresh token with every use", async () => {
    const app = await room.declareWeb("Rotating", { settings: { refreshRotation: true } });
    let { refreshToken } = await room.logIn(app, memberId);
    const seen = new Set([refreshToken]);
    for (let use = 0; use < 3; use++) {
      refreshToken = granted(await room.post(refreshing(app, refreshToken))).refresh_token!;
      seen.add(refreshToken);
    }
    expect(seen.size).toBe(4);
  });

  test("ends the whole family when a replaced token is used again, the newest token and every access token", async () => {
    const app = await room.declareWeb("Reuse", { settings: { refreshRotation: true } });
    const first = await room.logIn(app, memberId);
    const second = granted(await room.post(refreshing(app, first.refreshToken)));
    const third = granted(await room.post(refreshing(app, second.refresh_token!)));
    expect(refusal(await room.post(refreshing(app, first.refreshToken)))).toEqual(over);
    expect(refusal(await room.post(refreshing(app, third.refresh_token!)))).toEqual(over);
    for (const token of [first.accessToken, second.access_token, third.access_token]) {
      await expect(principalOf(room.identity, token)).rejects.toMatchObject({
        message: expect.stringMatching(/was revoked/),
      });
    }
    granted(await room.post(refreshing(app, (await room.logIn(app, memberId)).refreshToken)));
  });

  test("lets one of two win that come at once, and ends what it won: nobody can tell which of them is the thief", async () => {
    const app = await room.declareWeb("Race", { settings: { refreshRotation: true } });
    const { refreshToken } = await room.logIn(app, memberId);
    const replies = await Promise.all([1, 2].map(() => room.post(refreshing(app, refreshToken))));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
    const won = granted(replies.find(({ status }) => status === 200)!);
    expect(refusal(await room.post(refreshing(app, won.refresh_token!)))).toEqual(over);
    await expect(principalOf(room.identity, won.access_token)).rejects.toMatchObject({ code: "token_invalid" });
  });

  test("is not needed for two to refresh at once where the app does not rotate", async () => {
    const app = await room.declareWeb("Parallel");
    const { refreshToken } = await room.logIn(app, memberId);
    const replies = await Promise.all([1, 2, 3].map(() => room.post(refreshing(app, refreshToken))));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});
