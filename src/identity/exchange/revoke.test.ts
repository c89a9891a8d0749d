// The revocation endpoint, and how soon what it ends has ended.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import {
  granted,
  openIdentity,
  refreshing,
  refusal,
  type TestApp,
  type TestIdentity,
} from "../../../test/support/identity.ts";
import { insertRevocation } from "../../store/revocations.ts";
import { endGrants } from "../tokens/end-grants.ts";
import { principalOf } from "../tokens/principal.ts";
import { verifyAccessToken } from "../tokens/verify.ts";
import { answerRevocation } from "./revoke.ts";

const ended = { code: "token_invalid", message: expect.stringMatching(/was revoked/) };
const unknown = [400, "invalid_token", "invalid token"];

for (const database of databases) {
  describe(database.name, () => {
    let room: TestIdentity;
    beforeAll(async () => {
      room = await openIdentity(database);
    });
    afterAll(() => room.close());

    const logIn = async (app: TestApp) => {
      const tokens = await room.logIn(app, await room.person("ann@example.org"));
      return { ...tokens, refresh: refreshing(app, tokens.refreshToken) };
    };

    test.each([
      ["a JWT", true],
      ["an opaque token", false],
    ])("ends %s for whoever holds it, here at once and elsewhere within a second", async (_, isJwt) => {
      const app = await room.declareWeb(isJwt ? "Jwt" : "Opaque", { settings: { namedUserJwt: isJwt } });
      const { accessToken, refresh } = await logIn(app);
      const elsewhere = room.elsewhere();
      for (const identity of [room.identity, elsewhere]) await principalOf(identity, accessToken);
      expect(await room.revoke({ token: accessToken })).toMatchObject({ status: 200, body: "" });
      await expect(principalOf(room.identity, accessToken)).rejects.toMatchObject(ended);
      await principalOf(elsewhere, accessToken);
      room.clock.now += 1000;
      await expect(principalOf(elsewhere, accessToken)).rejects.toMatchObject(ended);
      await expect(principalOf(room.elsewhere(), accessToken)).rejects.toMatchObject(ended);
      granted(await room.post(refresh));
    });

    test("ends a refresh token with every access token of its grant", async () => {
      const { accessToken, refreshToken, refresh } = await logIn(await room.declareWeb("Refresh"));
      const { access_token: another } = granted(await room.post(refresh));
      expect(await room.revoke({ token: refreshToken, token_type_hint: "refresh_token" })).toMatchObject({
        status: 200,
      });
      for (const token of [accessToken, another]) {
        await expect(principalOf(room.identity, token)).rejects.toMatchObject(ended);
      }
      expect(refusal(await room.post(refresh))).toEqual([400, "invalid_grant", "expired access/refresh token"]);
    });

    test("ends a token that an app acts for itself with, and the app gets another one", async () => {
      const app = await room.declare({ apiName: "Robot" });
      const { access_token } = granted(await room.post(app.form));
      await room.revoke({ token: access_token });
      const { access_token: next } = granted(await room.post(app.form));
      expect(next).not.toBe(access_token);
      await principalOf(room.identity, next);
    });

    test("tells that there was nothing to end", async () => {
      const { accessToken, refreshToken } = await logIn(await room.declareWeb("Nothing"));
      const none = [400, "unsupported_token_type", "this token type is not supported"];
      for (const token of ["garbage", "a b", "\0"]) expect(refusal(await room.revoke({ token }))).toEqual(none);
      const forged = `${accessToken.slice(0, -8)}AAAAAAAA`;
      const opaque = `${room.orgId.slice(0, 15)}!${"a".repeat(96)}`;
      for (const token of [forged, "a.b.c", opaque, `5Aep8${"a".repeat(82)}`]) {
        expect(refusal(await room.revoke({ token }))).toEqual(unknown);
      }
      for (const token of [accessToken, refreshToken]) {
        expect(await room.revoke({ token })).toMatchObject({ status: 200 });
        expect(refusal(await room.revoke({ token }))).toEqual(unknown);
      }
      expect(refusal(await room.revoke({}))).toEqual([400, "invalid_request", "missing required parameter: token"]);
    });

    test("has nothing to end once a token has expired", async () => {
      const { accessToken } = await logIn(await room.declareWeb("Expired"));
      room.clock.now += 31 * 60_000;
      expect(refusal(await room.revoke({ token: accessToken }))).toEqual(unknown);
    });

    test("does not end a token of another org", async () => {
      const there = { id: "00D000000000002AAA", name: "Other", my_domain: "other.example.test" };
      await room.store.db.insertInto("org").values(there).execute();
      const { accessToken, refreshToken } = await logIn(await room.declareWeb("Foreign"));
      for (const token of [accessToken, refreshToken]) {
        expect(refusal(await room.revoke({ token }, { host: there.my_domain }))).toEqual(unknown);
      }
      await principalOf(room.identity, accessToken);
    });

    test("answers a GET, and a page that loads it as a script", async () => {
      const { accessToken } = await logIn(await room.declareWeb("Script"));
      const get = (query: string) =>
        answerRevocation(room.identity, { ...plain, method: "GET", query, body: "", contentType: undefined });
      const plain = { host: "org.example.test", address: "203.0.113.7", userAgent: "test", authorization: undefined };
      expect(await get(`token=${accessToken}&callback=app.done`)).toMatchObject({
        status: 200,
        body: "/**/app.done({});",
        headers: {
          "Content-Type": "application/javascript;charset=UTF-8",
          "X-Content-Type-Options": "nosniff",
          "Cache-Control": "no-store",
        },
      });
      expect((await get(`token=${accessToken}&callback=app.done`)).body).toBe(
        '/**/app.done({"error":"invalid_token","error_description":"invalid token"});',
      );
      const odd = await get(`token=${accessToken}&callback=alert(1)`);
      expect(odd).toMatchObject({ status: 400 });
      expect(odd.body).not.toContain("alert");
      expect(refusal(await get(`token=${accessToken}`))).toEqual(unknown);
    });

    test("reads what is new once a second, however many tokens are shown", async () => {
      const { accessToken } = await logIn(await room.declareWeb("Hot"));
      let reads = 0;
      const db = room.store.db.withPlugin({
        transformQuery: ({ node }) => {
          reads++;
          return node;
        },
        transformResult: async ({ result }) => result,
      });
      const counting = room.elsewhere({ db });
      await verifyAccessToken(counting, accessToken);
      reads = 0;
      for (let shown = 0; shown < 100; shown++) await verifyAccessToken(counting, accessToken);
      expect(reads).toBe(0);
      room.clock.now += 1000;
      for (let shown = 0; shown < 100; shown++) await verifyAccessToken(counting, accessToken);
      expect(reads).toBe(2); // the public keys, and what is new in the list of revocations
    });
  });
}

test("a revocation that is committed late is read late, and not missed", async () => {
  const room = await openIdentity();
  const reader = room.elsewhere();
  const isEnded = async (tokenId: string) => {
    room.clock.now += 1000;
    return reader.revocations.ended({ tokenId, grantId: undefined });
  };
  const row = { orgId: room.orgId, expiresAt: new Date(room.clock.now + 3_600_000) };
  const write = (db: Parameters<typeof insertRevocation>[0], tokenId: string) =>
    insertRevocation(db, { ...row, tokenId }, new Date(room.clock.now));
  await room.store.db.transaction().execute(async (slow) => {
    await write(slow, "slow");
    await write(room.store.db, "quick");
    expect(await isEnded("quick")).toBe(true);
    expect(await isEnded("slow")).toBe(false);
  });
  expect(await isEnded("slow")).toBe(true);
  room.clock.now += 3_600_000;
  expect(await isEnded("slow")).toBe(false);
  await room.close();
});

test("a grant that was not used for longer than a token lives ends without a row in the list", async () => {
  const room = await openIdentity();
  const app = await room.declareWeb("Old");
  const memberId = await room.person("ann@example.org");
  await room.authorize(app, { memberId });
  room.clock.now += 25 * 3_600_000;
  await room.authorize(app, { memberId });
  expect(await endGrants(room.identity, room.store.db, { appId: app.id }, "test")).toBe(2);
  expect(await room.store.db.selectFrom("revocation").select("kind").execute()).toEqual([{ kind: "grant" }]);
  await room.close();
});
