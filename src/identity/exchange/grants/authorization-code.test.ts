// The authorization_code grant: what a redeemed code gives, and every way in which one is refused.
import { createHash } from "node:crypto";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CALLBACK } from "../../../../test/support/callbacks.ts";
import {
  granted,
  ORIGIN,
  openIdentity,
  pkce,
  redemption,
  refusal,
  signatureOf,
  type TestApp,
  type TestIdentity,
} from "../../../../test/support/identity.ts";
import { declareApp } from "../../apps/apps.ts";
import { readCredentials } from "../../apps/credentials.ts";
import { keySet } from "../../holders/discovery.ts";
import type { Allowed } from "../../tokens/codes.ts";
import { endGrants } from "../../tokens/end-grants.ts";
import { principalOf } from "../../tokens/principal.ts";

let room: TestIdentity;
let memberId: string;
let web: TestApp;
beforeAll(async () => {
  room = await openIdentity();
  memberId = await room.person("ann@example.org");
  web = await room.declareWeb("Web");
});
afterAll(() => room.close());

const authorize = (app: TestApp, allowed: Partial<Allowed> = {}) => room.authorize(app, { memberId, ...allowed });

describe("a redeemed code", () => {
  test("gives an access token, a refresh token and an ID token, signed with the consumer secret", async () => {
    const reply = granted(await room.post(redemption(web, await authorize(web))));
    expect(Object.keys(reply)).toEqual([
      "access_token",
      "refresh_token",
      "signature",
      "token_format",
      "scope",
      "id_token",
      "instance_url",
      "id",
      "token_type",
      "issued_at",
      "api_instance_url",
    ]);
    expect(reply).toMatchObject({
      scope: "api refresh_token openid",
      id: `${ORIGIN}/id/${room.orgId}/${memberId}`,
      refresh_token: expect.stringMatching(/^5Aep8[A-Za-z0-9._]{82}$/),
    });
    expect(reply.signature).toBe(signatureOf(web.consumerSecret, reply));
    const claims = decodeJwt(reply.access_token);
    expect(claims).toMatchObject({ scp: "api refresh_token openid", sub: `uid:${memberId}` });
    expect(claims.grant_id).toMatch(/^[0-9a-f-]{36}$/);
    expect((await principalOf(room.identity, reply.access_token)).grantId).toBe(claims.grant_id);
  });

  test("gives an ID token that says who logged in, when and to whom", async () => {
    const authTime = room.clock.now - 90_000;
    const code = await authorize(web, { nonce: "n-0S6_WzA2Mj", authTime });
    const reply = granted(await room.post(redemption(web, code)));
    const keys = createLocalJWKSet(await keySet(room.identity, await room.org()));
    const currentDate = new Date(room.clock.now);
    const { payload } = await jwtVerify(reply.id_token!, keys, { issuer: ORIGIN, currentDate });
    const iat = Math.floor(room.clock.now / 1000);
    expect(decodeProtectedHeader(reply.id_token!)).toEqual({
      kid: expect.stringMatching(/^CORE_ATJWT\./),
      typ: "JWT",
      alg: "RS256",
    });
    const hash = createHash("sha256").update(reply.access_token).digest().subarray(0, 16).toString("base64url");
    expect(payload).toEqual({
      at_hash: hash,
      sub: reply.id,
      aud: web.consumerKey,
      iss: ORIGIN,
      exp: iat + 120,
      iat,
      auth_time: Math.floor(authTime / 1000),
      nonce: "n-0S6_WzA2Mj",
      user_id: memberId,
      organization_id: room.orgId,
      preferred_username: "ann@example.org",
      name: "Ann Example",
      locale: "en_US",
      zoneinfo: "UTC",
    });
  });

  test("gives an ID token for further audiences, for as long as the app says, without claims it does not want", async () => {
    const idToken = { minutes: 60, audiences: ["https://other.example"], standardClaims: false };
    const app = await room.declareWeb("IdToken", { settings: { idToken } });
    const payload = decodeJwt(granted(await room.post(redemption(app, await authorize(app)))).id_token!);
    expect(payload.aud).toEqual([app.consumerKey, "https://other.example"]);
    expect(payload.azp).toBe(app.consumerKey);
    expect(payload.exp! - payload.iat!).toBe(3600);
    expect(payload).not.toHaveProperty("preferred_username");
  });

  test("gives no ID token that would pass for an access token, whatever its audiences", async () => {
    const app = await room.declareWeb("IdAudience", { settings: { idToken: { audiences: [ORIGIN] } } });
    const { id_token } = granted(await room.post(redemption(app, await authorize(app))));
    await expect(principalOf(room.identity, id_token!)).rejects.toMatchObject({
      code: "token_invalid",
      message: expect.stringMatching(/is no access token/),
    });
  });

  test("gives no refresh token without the scope, and says so in the scope", async () => {
    const reply = granted(await room.post(redemption(web, await authorize(web, { scopes: ["api"] }))));
    expect(reply).not.toHaveProperty("refresh_token");
    expect(reply).not.toHaveProperty("id_token");
    expect(reply.scope).toBe("api");
  });

  test("gives no refresh token where the policy lets none live", async () => {
    const app = await room.declareWeb("Zero", { policies: { refreshToken: { kind: "zero" } } });
    const reply = granted(await room.post(redemption(app, await authorize(app))));
    expect(reply).not.toHaveProperty("refresh_token");
    expect(reply.scope).toBe("api openid");
  });

  test("gives only the scopes that the app still has", async () => {
    const app = await room.declareWeb("Shrinking");
    const code = await authorize(app);
    const scopes = JSON.stringify(["openid", "api"]);
    await room.store.db.updateTable("client_app").set({ scopes }).where("id", "=", app.id).execute();
    room.clock.now += 1000;
    expect(granted(await room.post(redemption(app, code))).scope).toBe("api openid");
  });

  test("gives an opaque token where the app issues no JWTs, which is stored as its hash", async () => {
    const app = await room.declareWeb("Opaque", { settings: { namedUserJwt: false } });
    const { access_token, refresh_token } = granted(await room.post(redemption(app, await authorize(app))));
    expect(access_token).toMatch(new RegExp(`^${room.orgId.slice(0, 15)}![A-Za-z0-9._]{96}$`));
    expect((await principalOf(room.identity, access_token)).memberId).toBe(memberId);
    const rows = await Promise.all(
      (["opaque_token", "refresh_token", "authorization_code"] as const).map((table) =>
        room.store.db.selectFrom(table).selectAll().execute(),
      ),
    );
    for (const secret of [access_token, refresh_token!]) expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test("stands in the login history with its app, its address and its outcome", async () => {
    const app = await room.declareWeb("Noted");
    const form = redemption(app, await authorize(app));
    await room.post(form, { userAgent: "Browser/1" });
    await room.post(form);
    const rows = await room.store.db
      .selectFrom("login_history")
      .select(["kind", "outcome", "username", "address", "user_agent"])
      .where("app_id", "=", app.id)
      .execute();
    const address = "203.0.113.7";
    expect(rows).toEqual([
      { kind: "authorization_code", outcome: "ok", username: "ann@example.org", address, user_agent: "Browser/1" },
    ]);
  });
});

describe("a public client", () => {
  test("redeems without a secret where the app does not require one", async () => {
    const app = await room.declareWeb("Public", { settings: { secretForWebServer: false } });
    const { client_secret: _, ...form } = redemption(app, await authorize(app));
    granted(await room.post(form));
  });

  test("is refused all the same when it sends a wrong secret", async () => {
    const app = await room.declareWeb("PublicWrong", { settings: { secretForWebServer: false } });
    const form = redemption(app, await authorize(app), { client_secret: "wrong" });
    expect(refusal(await room.post(form))).toEqual([400, "invalid_client", "invalid client credentials"]);
  });

  test("needs PKCE, even where the app does not require it", async () => {
    const app = await room.declareWeb("PublicPlain", { settings: { secretForWebServer: false, pkceRequired: false } });
    const {
      client_secret: _,
      code_verifier: __,
      ...form
    } = redemption(app, await authorize(app, { codeChallenge: undefined }));
    expect(refusal(await room.post(form))).toEqual([400, "invalid_grant", "invalid code verifier"]);
  });
});

describe("a client with a secret", () => {
  test("may do without PKCE where the app does not require it", async () => {
    const app = await room.declareWeb("NoPkce", { settings: { pkceRequired: false } });
    const { code_verifier: _, ...form } = redemption(app, await authorize(app, { codeChallenge: undefined }));
    granted(await room.post(form));
  });
});

describe("a code is refused", () => {
  const unknown = [400, "invalid_grant", "invalid authorization code"];
  const over = [400, "invalid_grant", "expired authorization code"];
  const unverified = [400, "invalid_grant", "invalid code verifier"];

  const changes: readonly (readonly [string, Record<string, string>, unknown[]])[] = [
    ["that nobody issued", { code: "aPrxnobody" }, unknown],
    ["that is missing", { code: "" }, [400, "invalid_request", "missing required parameter: code"]],
    [
      "with another redirect_uri",
      { redirect_uri: `${CALLBACK}/` },
      [400, "redirect_uri_mismatch", "redirect_uri must match configuration"],
    ],
    [
      "without a redirect_uri",
      { redirect_uri: "" },
      [400, "invalid_request", "missing required parameter: redirect_uri"],
    ],
    ["with a wrong secret", { client_secret: "wrong" }, [400, "invalid_client", "invalid client credentials"]],
    ["without the secret", { client_secret: "" }, [400, "invalid_client", "invalid client credentials"]],
    ["without the verifier", { code_verifier: "" }, unverified],
    ["with another verifier", { code_verifier: "w".repeat(43) }, unverified],
    ["with the challenge in place of the verifier", { code_verifier: pkce.challenge }, unverified],
    ["with a verifier that is too short", { code_verifier: "v".repeat(42) }, unverified],
    ["with a verifier that is too long", { code_verifier: "v".repeat(257) }, unverified],
    ["with a scope", { scope: "api" }, [400, "invalid_request", "scope parameter not supported"]],
  ];
  test.each(changes)("%s, and stays good for its client", async (_, change, expected) => {
    const form = redemption(web, await authorize(web));
    expect(refusal(await room.post({ ...form, ...change }))).toEqual(expected);
    granted(await room.post(form));
  });

  test("without a challenge when a verifier is sent: somebody took the challenge out (RFC 9700 §4.8)", async () => {
    const app = await room.declareWeb("Downgrade", { settings: { pkceRequired: false } });
    const code = await authorize(app, { codeChallenge: undefined });
    expect(refusal(await room.post(redemption(app, code)))).toEqual(unverified);
  });

  test("without a challenge where the app has come to require one", async () => {
    const { code_verifier: _, ...form } = redemption(web, await authorize(web, { codeChallenge: undefined }));
    expect(refusal(await room.post(form))).toEqual(unverified);
  });

  test("a minute after it was given", async () => {
    const form = redemption(web, await authorize(web));
    room.clock.now += 60_000;
    expect(refusal(await room.post(form))).toEqual(over);
  });

  test("from another client, and its own keeps it", async () => {
    const other = await room.declareWeb("Thief");
    const code = await authorize(web);
    expect(refusal(await room.post(redemption(other, code)))).toEqual(unknown);
    granted(await room.post(redemption(web, code)));
  });

  test("the second time, and everything that the first gave ends here at once and elsewhere within a second", async () => {
    const elsewhere = room.elsewhere();
    const form = redemption(web, await authorize(web));
    const { access_token, refresh_token } = granted(await room.post(form));
    await principalOf(elsewhere, access_token);
    expect(refusal(await room.post(form))).toEqual(over);
    const revoked = { code: "token_invalid", message: expect.stringMatching(/was revoked/) };
    await expect(principalOf(room.identity, access_token)).rejects.toMatchObject(revoked);
    room.clock.now += 1000;
    await expect(principalOf(elsewhere, access_token)).rejects.toMatchObject(revoked);
    const { code: _, redirect_uri: __, code_verifier: ___, ...client } = form;
    const refresh = { ...client, grant_type: "refresh_token", refresh_token: refresh_token! };
    expect(refusal(await room.post(refresh))).toEqual([400, "invalid_grant", "expired access/refresh token"]);
  });

  test("to one of two who come at once, and the token of the other ends", async () => {
    const form = redemption(web, await authorize(web));
    const replies = await Promise.all([room.post(form), room.post(form)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
    const { access_token } = granted(replies.find(({ status }) => status === 200)!);
    await expect(principalOf(room.identity, access_token)).rejects.toMatchObject({ code: "token_invalid" });
  });

  test("once its grant has ended", async () => {
    const form = redemption(web, await authorize(web));
    await endGrants(room.identity, room.store.db, { memberId, appId: web.id }, "test");
    expect(refusal(await room.post(form))).toEqual(over);
  });

  test("at the domain of another org", async () => {
    const db = room.store.db;
    const there = { id: "00D000000000002AAA", name: "Other", my_domain: "other.example.test" };
    await db.insertInto("org").values(there).execute();
    const app = { apiName: "Web", label: "Web", contactEmail: "a@b.c", scopes: ["api"], enabled: true, madeBy: "test" };
    const settings = { callbackUrls: [CALLBACK] };
    const { id } = await declareApp(room.identity, there.id, { ...app, settings, policies: {}, ...keysOf(web) });
    expect(await readCredentials(room.identity, id, { actor: "test" })).toEqual(keysOf(web));
    const form = redemption(web, await authorize(web));
    expect(refusal(await room.post(form, { host: there.my_domain }))).toEqual(unknown);
    granted(await room.post(form));
  });
});

const keysOf = ({ consumerKey, consumerSecret }: TestApp) => ({ consumerKey, consumerSecret });

describe("a user", () => {
  const refused = async (app: TestApp, code: string) => refusal(await room.post(redemption(app, code)));

  test("who is inactive by then is refused", async () => {
    const leaver = await room.person("leaver@example.org");
    const code = await authorize(web, { memberId: leaver });
    await room.store.db.updateTable("member").set({ active: false }).where("id", "=", leaver).execute();
    room.clock.now += 1000;
    expect(await refused(web, code)).toEqual([400, "inactive_user", "user is inactive"]);
  });

  test("who belongs to an agent is refused", async () => {
    const agent = await room.person("agent@example.org");
    const code = await authorize(web, { memberId: agent });
    await room.store.db.updateTable("member").set({ kind: "agent" }).where("id", "=", agent).execute();
    room.clock.now += 1000;
    expect(await refused(web, code)).toEqual([400, "inactive_user", "user is inactive"]);
  });

  test("whose password has changed since is refused", async () => {
    const changed = await room.person("changed@example.org");
    const code = await authorize(web, { memberId: changed, authTime: room.clock.now - 1 });
    const not_before = new Date(room.clock.now);
    await room.store.db.updateTable("member").set({ not_before }).where("id", "=", changed).execute();
    room.clock.now += 1000;
    expect(await refused(web, code)).toEqual([400, "invalid_grant", "expired access/refresh token"]);
  });

  test("who is not pre-authorized is refused where the policy asks for it", async () => {
    const app = await room.declareWeb("PreAuthorized", { policies: { permittedUsers: "pre_authorized" } });
    const code = await authorize(app);
    const expected = [400, "invalid_app_access", "user is not admin approved to access this app"];
    expect(await refused(app, code)).toEqual(expected);
  });

  test("is refused at an address outside of the trusted ranges", async () => {
    const app = await room.declareWeb("Ranges", { policies: { trustedRanges: ["198.51.100.0/24", "2001:db8::/32"] } });
    const form = redemption(app, await authorize(app));
    expect(refusal(await room.post(form))).toEqual([400, "invalid_grant", "authentication failure"]);
    granted(await room.post(form, { address: "::ffff:198.51.100.9" }));
  });
});
