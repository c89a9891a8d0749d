// The introspection endpoint: what a client is told about its tokens, and that it learns nothing of others'.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  basic,
  clientOf,
  granted,
  ORIGIN,
  openIdentity,
  refreshing,
  refusal,
  type TestApp,
  type TestIdentity,
} from "../../../test/support/identity.ts";

let room: TestIdentity;
let memberId: string;
let app: TestApp;
beforeAll(async () => {
  room = await openIdentity();
  memberId = await room.person("ann@example.org");
  app = await room.declareWeb("Web");
});
afterAll(() => room.close());

const ask = async (token: string, asker: TestApp = app) =>
  JSON.parse((await room.introspect({ ...clientOf(asker), token })).body);
const inactive = { active: false };
const subject = () => `${ORIGIN}/id/${room.orgId}/${memberId}`;

describe("a living token", () => {
  test("that is a JWT is described in the nine recorded fields", async () => {
    const iat = Math.floor(room.clock.now / 1000);
    expect(await ask((await room.logIn(app, memberId)).accessToken)).toEqual({
      active: true,
      scope: "api refresh_token openid",
      client_id: app.consumerKey,
      username: "ann@example.org",
      sub: subject(),
      token_type: "access_token",
      exp: iat + 1800,
      iat,
      nbf: iat - 15,
    });
  });

  test("that is opaque is described, too", async () => {
    const opaque = await room.declareWeb("Opaque", { settings: { namedUserJwt: false } });
    expect(await ask((await room.logIn(opaque, memberId)).accessToken, opaque)).toMatchObject({
      active: true,
      token_type: "access_token",
      exp: Math.floor(room.clock.now / 1000) + 7200,
    });
  });

  test("that is a refresh token has an end where the app's policy gives it one", async () => {
    const { refreshToken } = await room.logIn(app, memberId);
    const iat = Math.floor(room.clock.now / 1000);
    const described = await ask(refreshToken);
    expect(described).toEqual({
      active: true,
      scope: "api refresh_token openid",
      client_id: app.consumerKey,
      username: "ann@example.org",
      sub: subject(),
      token_type: "refresh_token",
      iat,
      nbf: iat,
    });
    const limited = await room.declareWeb("Limited", { policies: { refreshToken: { kind: "lifetime", hours: 1 } } });
    expect(await ask((await room.logIn(limited, memberId)).refreshToken, limited)).toMatchObject({ exp: iat + 3600 });
  });

  test("of an app that acts for itself is described", async () => {
    const robot = await room.declare({ apiName: "Robot" });
    expect(await ask(granted(await room.post(robot.form)).access_token, robot)).toMatchObject({ active: true });
  });

  test("may be asked about with Basic authentication", async () => {
    const { accessToken } = await room.logIn(app, memberId);
    const authorization = basic(app.consumerKey, app.consumerSecret);
    const reply = await room.introspect({ token: accessToken }, { authorization });
    expect(JSON.parse(reply.body)).toMatchObject({ active: true });
    expect(reply.headers).toMatchObject({ "Cache-Control": "no-store" });
  });
});

describe("a token is inactive", () => {
  test("that never was one", async () => {
    for (const token of [
      "garbage",
      "a.b.c",
      "\0",
      `${room.orgId.slice(0, 15)}!${"a".repeat(96)}`,
      `5Aep8${"a".repeat(82)}`,
    ]) {
      expect(await ask(token)).toEqual(inactive);
    }
  });

  test("that expired or was revoked, and so is a replaced refresh token, whose family stays whole", async () => {
    const rotating = await room.declareWeb("Rotating", { settings: { refreshRotation: true } });
    const { accessToken, refreshToken } = await room.logIn(rotating, memberId);
    await room.revoke({ token: accessToken });
    expect(await ask(accessToken, rotating)).toEqual(inactive);
    const refresh = refreshing(rotating, refreshToken);
    const next = granted(await room.post(refresh));
    expect(await ask(refreshToken, rotating)).toEqual(inactive);
    expect(await ask(next.refresh_token!, rotating)).toMatchObject({ active: true });
    room.clock.now += 31 * 60_000;
    expect(await ask(next.access_token, rotating)).toEqual(inactive);
    await room.revoke({ token: next.refresh_token! });
    expect(await ask(next.refresh_token!, rotating)).toEqual(inactive);
  });

  test("whose user is inactive", async () => {
    const { accessToken, refreshToken } = await room.logIn(app, memberId);
    const activate = async (active: boolean) => {
      await room.store.db.updateTable("member").set({ active }).where("id", "=", memberId).execute();
      room.clock.now += 1000;
    };
    await activate(false);
    for (const token of [accessToken, refreshToken]) expect(await ask(token)).toEqual(inactive);
    await activate(true);
    for (const token of [accessToken, refreshToken]) expect(await ask(token)).toMatchObject({ active: true });
  });

  test("of another app, unless the asking one may ask about all tokens of the org", async () => {
    const { accessToken, refreshToken } = await room.logIn(app, memberId);
    const curious = await room.declareWeb("Curious");
    for (const token of [accessToken, refreshToken]) expect(await ask(token, curious)).toEqual(inactive);
    await room.declareWeb("Curious", { settings: { introspectAll: true } });
    for (const token of [accessToken, refreshToken]) {
      expect(await ask(token, curious)).toMatchObject({ active: true, client_id: app.consumerKey });
    }
  });

  test("of another org, whatever the setting", async () => {
    const { accessToken, refreshToken } = await room.logIn(app, memberId);
    const all = await room.declareWeb("All", { settings: { introspectAll: true } });
    const db = room.store.db;
    const there = { id: "00D000000000002AAA", name: "Other", my_domain: "other.example.test" };
    await db.insertInto("org").values(there).execute();
    await db.updateTable("client_app").set({ org_id: there.id }).where("id", "=", all.id).execute();
    await db.updateTable("consumer").set({ org_id: there.id }).where("app_id", "=", all.id).execute();
    for (const token of [accessToken, refreshToken]) {
      const reply = await room.introspect({ ...clientOf(all), token }, { host: there.my_domain });
      expect(JSON.parse(reply.body)).toEqual(inactive);
    }
  });
});

describe("a client", () => {
  const unproven = [400, "invalid_client", "invalid client credentials"];

  test("must prove who it is", async () => {
    const { accessToken: token } = await room.logIn(app, memberId);
    const client_id = app.consumerKey;
    expect(refusal(await room.introspect({ client_id, token }))).toEqual(unproven);
    expect(refusal(await room.introspect({ client_id, client_secret: "wrong", token }))).toEqual(unproven);
    expect(refusal(await room.introspect({ token }))).toEqual([400, "invalid_client_id", "client identifier invalid"]);
  });

  test("must say which token", async () => {
    const reply = await room.introspect(clientOf(app));
    expect(refusal(reply)).toEqual([400, "invalid_request", "missing required parameter: token"]);
  });
});
