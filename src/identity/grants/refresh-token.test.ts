// The refresh_token grant: what a refresh gives, how long a token lives, and what its misuse ends.
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CALLBACK,
  granted,
  openIdentity,
  pkce,
  refusal,
  type TestApp,
  type TestIdentity,
} from "../../../test/support/identity.ts";
import type { AppDeclaration } from "../app-declaration.ts";
import { principalOf } from "../authenticate.ts";
import { endGrants } from "../end-grants.ts";

let room: TestIdentity;
let memberId: string;
beforeAll(async () => {
  room = await openIdentity();
  memberId = await room.person("ann@example.org");
});
afterAll(() => room.close());

const declareWeb = (apiName: string, change: Partial<Pick<AppDeclaration, "policies" | "settings">> = {}) =>
  room.declare({
    apiName,
    scopes: ["api", "refresh_token", "openid"],
    settings: { namedUserJwt: true, callbackUrls: [CALLBACK], ...change.settings },
    policies: { ...change.policies },
  });

/** A refresh token fresh from the code flow. */
async function logIn(app: TestApp, whom = memberId): Promise<{ refreshToken: string; accessToken: string }> {
  const reply = granted(
    await room.post({
      grant_type: "authorization_code",
      code: await room.authorize(app, { memberId: whom }),
      redirect_uri: CALLBACK,
      client_id: app.consumerKey,
      client_secret: app.consumerSecret,
      code_verifier: pkce.verifier,
    }),
  );
  return { refreshToken: reply.refresh_token!, accessToken: reply.access_token };
}

const formOf = (app: TestApp, refreshToken: string) => ({
  grant_type: "refresh_token",
  refresh_token: refreshToken,
  client_id: app.consumerKey,
  client_secret: app.consumerSecret,
});

const over = [400, "invalid_grant", "expired access/refresh token"];
const HOUR_MS = 3_600_000;

describe("a refresh", () => {
  test("gives a new access token under the same grant, and an ID token without a nonce, but no new refresh token", async () => {
    const app = await declareWeb("Web");
    const { refreshToken, accessToken } = await logIn(app);
    const reply = granted(await room.post(formOf(app, refreshToken)));
    expect(reply).not.toHaveProperty("refresh_token");
    expect(reply.scope).toBe("api refresh_token openid");
    expect(reply.access_token).not.toBe(accessToken);
    expect(decodeJwt(reply.access_token).grant_id).toBe(decodeJwt(accessToken).grant_id);
    expect(decodeJwt(reply.id_token!)).not.toHaveProperty("nonce");
    await principalOf(room.identity, accessToken);
    granted(await room.post(formOf(app, refreshToken)));
  });

  test("needs the secret where the app says so, and checks one that is sent anyway", async () => {
    const app = await declareWeb("Secret");
    const { refreshToken } = await logIn(app);
    const { client_secret: _, ...bare } = formOf(app, refreshToken);
    const unproven = [400, "invalid_client", "invalid client credentials"];
    expect(refusal(await room.post(bare))).toEqual(unproven);
    await declareWeb("Secret", { settings: { secretForRefresh: false } });
    granted(await room.post(bare));
    expect(refusal(await room.post({ ...bare, client_secret: "wrong" }))).toEqual(unproven);
  });

  test("is refused without a refresh token, with an unknown one, and with one of another app", async () => {
    const app = await declareWeb("Own");
    const other = await declareWeb("Other");
    const { refreshToken } = await logIn(app);
    const { refresh_token: _, ...without } = formOf(app, refreshToken);
    expect(refusal(await room.post(without))).toEqual([
      400,
      "invalid_request",
      "missing required parameter: refresh_token",
    ]);
    expect(refusal(await room.post(formOf(app, "5Aep8nobody")))).toEqual(over);
    expect(refusal(await room.post(formOf(other, refreshToken)))).toEqual(over);
    granted(await room.post(formOf(app, refreshToken)));
  });

  test("is refused with a scope", async () => {
    const app = await declareWeb("Scope");
    const form = { ...formOf(app, (await logIn(app)).refreshToken), scope: "api" };
    expect(refusal(await room.post(form))).toEqual([400, "invalid_request", "scope parameter not supported"]);
  });

  test("ends with its grant, which a withdrawn approval ends", async () => {
    const app = await declareWeb("Withdrawn");
    const { refreshToken, accessToken } = await logIn(app);
    await endGrants(room.identity, room.store.db, { memberId, appId: app.id }, "the user withdrew the approval");
    room.identity.records.forget();
    expect(refusal(await room.post(formOf(app, refreshToken)))).toEqual(over);
    await expect(principalOf(room.identity, accessToken)).rejects.toMatchObject({ code: "token_invalid" });
  });

  test("is refused while the app is disabled", async () => {
    const app = await declareWeb("Disabled");
    const { refreshToken } = await logIn(app);
    await room.store.db.updateTable("client_app").set({ enabled: false }).where("id", "=", app.id).execute();
    room.clock.now += 1000;
    expect(refusal(await room.post(formOf(app, refreshToken)))).toEqual([
      400,
      "invalid_client_id",
      "client identifier invalid",
    ]);
  });

  test("is refused to an inactive user, who has the token still when active again", async () => {
    const app = await declareWeb("Frozen", { settings: { refreshRotation: true } });
    const frozen = await room.person("frozen@example.org");
    const { refreshToken } = await logIn(app, frozen);
    const activate = async (active: boolean) => {
      await room.store.db.updateTable("member").set({ active }).where("id", "=", frozen).execute();
      room.clock.now += 1000;
    };
    await activate(false);
    expect(refusal(await room.post(formOf(app, refreshToken)))).toEqual([400, "inactive_user", "user is inactive"]);
    await activate(true);
    granted(await room.post(formOf(app, refreshToken)));
  });

  test("is refused to a user whose password has changed since", async () => {
    const app = await declareWeb("Password");
    const changed = await room.person("changed@example.org");
    const { refreshToken, accessToken } = await logIn(app, changed);
    room.clock.now += 1000;
    const not_before = new Date(room.clock.now);
    await room.store.db.updateTable("member").set({ not_before }).where("id", "=", changed).execute();
    room.clock.now += 1000;
    expect(refusal(await room.post(formOf(app, refreshToken)))).toEqual(over);
    await expect(principalOf(room.identity, accessToken)).rejects.toMatchObject({
      message: expect.stringMatching(/has changed since/),
    });
    await principalOf(room.identity, (await logIn(app, changed)).accessToken);
  });

  test("comes from anywhere where the policy relaxes the trusted ranges for it, and from nowhere else", async () => {
    const policies = { trustedRanges: ["203.0.113.0/24"] };
    const app = await declareWeb("Ranges", { policies });
    const { refreshToken } = await logIn(app);
    const away = { address: "198.51.100.1" };
    const refused = [400, "invalid_grant", "authentication failure"];
    expect(refusal(await room.post(formOf(app, refreshToken), away))).toEqual(refused);
    await declareWeb("Ranges", { policies: { ...policies, ipRelaxation: "bypass_second_factor" } });
    expect(refusal(await room.post(formOf(app, refreshToken), away))).toEqual(refused);
    for (const ipRelaxation of ["enforce_relax_refresh", "bypass"] as const) {
      await declareWeb("Ranges", { policies: { ...policies, ipRelaxation } });
      granted(await room.post(formOf(app, refreshToken), away));
    }
  });
});

describe("a refresh token lives", () => {
  test("for ever", async () => {
    const app = await declareWeb("Infinite");
    const { refreshToken } = await logIn(app);
    room.clock.now += 10 * 365 * 24 * HOUR_MS;
    granted(await room.post(formOf(app, refreshToken)));
  });

  test("not at all, once the policy says so", async () => {
    const app = await declareWeb("Zero");
    const { refreshToken } = await logIn(app);
    await declareWeb("Zero", { policies: { refreshToken: { kind: "zero" } } });
    expect(refusal(await room.post(formOf(app, refreshToken)))).toEqual(over);
  });

  test("for a time from the login on, which rotation does not prolong", async () => {
    const app = await declareWeb("Lifetime", {
      settings: { refreshRotation: true },
      policies: { refreshToken: { kind: "lifetime", hours: 2 } },
    });
    const { refreshToken } = await logIn(app);
    room.clock.now += 2 * HOUR_MS - 1;
    const { refresh_token: next } = granted(await room.post(formOf(app, refreshToken)));
    room.clock.now += 1;
    expect(refusal(await room.post(formOf(app, next!)))).toEqual(over);
  });

  test("for a time from its last use on", async () => {
    const app = await declareWeb("Inactivity", { policies: { refreshToken: { kind: "inactivity", hours: 2 } } });
    const { refreshToken } = await logIn(app);
    for (let use = 0; use < 3; use++) {
      room.clock.now += 2 * HOUR_MS - 1;
      granted(await room.post(formOf(app, refreshToken)));
    }
    room.clock.now += 2 * HOUR_MS;
    expect(refusal(await room.post(formOf(app, refreshToken)))).toEqual(over);
  });
});

describe("rotation", () => {
  test("gives a new refresh token with every use", async () => {
    const app = await declareWeb("Rotating", { settings: { refreshRotation: true } });
    let { refreshToken } = await logIn(app);
    const seen = new Set([refreshToken]);
    for (let use = 0; use < 3; use++) {
      refreshToken = granted(await room.post(formOf(app, refreshToken))).refresh_token!;
      seen.add(refreshToken);
    }
    expect(seen.size).toBe(4);
  });

  test("ends the whole family when a replaced token is used again, the newest token and every access token", async () => {
    const app = await declareWeb("Reuse", { settings: { refreshRotation: true } });
    const first = await logIn(app);
    const second = granted(await room.post(formOf(app, first.refreshToken)));
    const third = granted(await room.post(formOf(app, second.refresh_token!)));
    expect(refusal(await room.post(formOf(app, first.refreshToken)))).toEqual(over);
    expect(refusal(await room.post(formOf(app, third.refresh_token!)))).toEqual(over);
    for (const token of [first.accessToken, second.access_token, third.access_token]) {
      await expect(principalOf(room.identity, token)).rejects.toMatchObject({
        message: expect.stringMatching(/was revoked/),
      });
    }
    granted(await room.post(formOf(app, (await logIn(app)).refreshToken)));
  });

  test("lets one of two win that come at once, and ends what it won: nobody can tell which of them is the thief", async () => {
    const app = await declareWeb("Race", { settings: { refreshRotation: true } });
    const { refreshToken } = await logIn(app);
    const replies = await Promise.all([1, 2].map(() => room.post(formOf(app, refreshToken))));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
    const won = granted(replies.find(({ status }) => status === 200)!);
    expect(refusal(await room.post(formOf(app, won.refresh_token!)))).toEqual(over);
    await expect(principalOf(room.identity, won.access_token)).rejects.toMatchObject({ code: "token_invalid" });
  });

  test("is not needed for two to refresh at once where the app does not rotate", async () => {
    const app = await declareWeb("Parallel");
    const { refreshToken } = await logIn(app);
    const replies = await Promise.all([1, 2, 3].map(() => room.post(formOf(app, refreshToken))));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});
