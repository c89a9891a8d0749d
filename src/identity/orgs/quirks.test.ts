// The habits of the token, revocation and introspection endpoints: each on and off, one org speaking either way.
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CALLBACK } from "../../../test/support/callbacks.ts";
import { makeCertificate } from "../../../test/support/certificate.ts";
import {
  granted,
  ORIGIN,
  openIdentity,
  redemption,
  refreshing,
  refusal,
  type TestApp,
  type TestIdentity,
  tokenRequest,
} from "../../../test/support/identity.ts";
import { saveApproval } from "../../store/approvals.ts";
import { answerRevocation } from "../exchange/revoke.ts";
import { principalOf } from "../tokens/principal.ts";
import { habitsOf, type QuirkName, quirks } from "./quirks.ts";

const certificate = makeCertificate(new Date("2026-01-01"), new Date("2027-01-01"));

let room: TestIdentity;
let app: TestApp;
let memberId: string;
beforeAll(async () => {
  room = await openIdentity();
  memberId = await room.person("ann@example.org");
  app = await room.declare({
    settings: { clientCredentials: true, namedUserJwt: true, certificate: certificate.pem, callbackUrls: [CALLBACK] },
  });
  const approval = { appId: app.id, memberId, orgId: room.orgId };
  await saveApproval(room.store.db, approval, ["api"], new Date(room.clock.now));
});
afterEach(() => room.speak({}));
afterAll(() => room.close());

const without = (name: QuirkName) => room.speak({ quirks: { [name]: false } });
const tokenOf = async () => granted(await room.post(app.form)).access_token;

describe("an org", () => {
  test("has every habit by default, none when it speaks strictly, and single ones as it likes", () => {
    const all = Object.keys(quirks).map((name) => [name, true]);
    const none = all.map(([name]) => [name, false]);
    expect(habitsOf({ settings: {} })).toEqual(Object.fromEntries(all));
    expect(habitsOf({ settings: { profile: "strict" } })).toEqual(Object.fromEntries(none));
    const mixed = habitsOf({ settings: { profile: "strict", quirks: { typ_jwt: true, forgotten: true } } });
    expect(mixed).toEqual({ ...Object.fromEntries(none), typ_jwt: true });
  });

  test("that speaks strictly gives tokens that its own API takes", async () => {
    await room.speak({ profile: "strict" });
    expect(await principalOf(room.identity, await tokenOf())).toMatchObject({
      scopes: ["api", "chatbot_api", "sfap_api"],
    });
  });
});

describe("where a habit is off", () => {
  test("scope_refused: a scope narrows the token, and cannot widen it", async () => {
    await without("scope_refused");
    const narrow = granted(await room.post({ ...app.form, scope: "sfap_api api" }));
    expect(narrow.scope).toBe("api sfap_api");
    expect(decodeJwt(narrow.access_token).scp).toBe("api sfap_api");
    expect(granted(await room.post(app.form)).scope).toBe("api chatbot_api sfap_api");
    expect(refusal(await room.post({ ...app.form, scope: "api full" }))).toEqual([
      400,
      "invalid_scope",
      "the requested scope is not allowed",
    ]);
  });

  test("query_parameters: nothing in the query is read", async () => {
    await without("query_parameters");
    const query = new URLSearchParams(app.form).toString();
    expect(refusal(await room.post({}, { query }))).toEqual([
      400,
      "unsupported_grant_type",
      "grant type not supported",
    ]);
    granted(await room.post(app.form, { query: "device_id=1" }));
  });

  test("client_errors_400: an unknown and an unproven client are told 401, and how to prove it", async () => {
    await without("client_errors_400");
    for (const form of [
      { ...app.form, client_id: "nobody" },
      { ...app.form, client_secret: "wrong" },
    ]) {
      const reply = await room.post(form);
      expect(refusal(reply)).toEqual([401, "invalid_client", "invalid client credentials"]);
      expect(reply.headers).toMatchObject({ "WWW-Authenticate": 'Basic realm="dragoman", charset="UTF-8"' });
    }
    expect((await room.introspect({ ...app.form, client_secret: "wrong", token: "x" })).status).toBe(401);
  });

  test("vendor_error_codes: a refused grant says invalid_grant", async () => {
    await without("vendor_error_codes");
    const form = redemption(app, await room.authorize(app, { memberId }), { redirect_uri: `${CALLBACK}/` });
    expect(refusal(await room.post(form))).toEqual([400, "invalid_grant", "redirect_uri must match configuration"]);
  });

  test("kept_public_refresh_tokens: a client without a secret gets a new one with every use", async () => {
    const settings = { secretForWebServer: false, secretForRefresh: false, callbackUrls: [CALLBACK] };
    const native = await room.declare({ apiName: "Native", settings });
    const { client_secret: _, ...form } = redemption(native, await room.authorize(native, { memberId }));
    const { refresh_token } = granted(await room.post(form));
    const { client_secret, ...refresh } = refreshing(native, refresh_token!);
    expect(granted(await room.post(refresh))).not.toHaveProperty("refresh_token");
    await without("kept_public_refresh_tokens");
    const proven = granted(await room.post({ ...refresh, client_secret }));
    expect(proven).not.toHaveProperty("refresh_token");
    expect(granted(await room.post(refresh)).refresh_token).not.toBe(refresh_token);
    expect(refusal(await room.post(refresh))).toEqual([400, "invalid_grant", "expired access/refresh token"]);
  });

  test("no_expires_in: the reply says how long the token lives at least, also when it is given again", async () => {
    await without("no_expires_in");
    expect(granted(await room.post(app.form)).expires_in).toBe(900);
    room.clock.now += 15 * 60_000 - 1;
    expect(granted(await room.post(app.form)).expires_in).toBe(900);
    const form = redemption(app, await room.authorize(app, { memberId }));
    await without("no_expires_in");
    expect(granted(await room.post(form)).expires_in).toBe(1800);
  });

  test("typ_jwt: an access token says that it is one", async () => {
    expect(decodeProtectedHeader(await tokenOf()).typ).toBe("JWT");
    await without("typ_jwt");
    expect(decodeProtectedHeader(await tokenOf()).typ).toBe("at+jwt");
  });

  test("long_verifier: a verifier has 128 characters at most", async () => {
    await without("long_verifier");
    const reply = await room.post(redemption(app, await room.authorize(app, { memberId })));
    expect(refusal(reply)).toEqual([400, "invalid_grant", "invalid code verifier"]);
  });

  const seconds = () => Math.floor(room.clock.now / 1000);
  const bear = async (claims: object) => {
    const standard = { iss: app.consumerKey, sub: "ann@example.org", aud: ORIGIN, jti: crypto.randomUUID() };
    const assertion = await new SignJWT({ ...standard, ...claims })
      .setProtectedHeader({ alg: "RS256" })
      .sign(certificate.privateKey);
    return room.post({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
  };
  const assertions: readonly (readonly [QuirkName, () => object, string])[] = [
    ["vendor_audiences", () => ({ aud: "https://login.salesforce.com", exp: seconds() + 60 }), "audience is invalid"],
    ["assertion_any_age", () => ({ exp: seconds() + 331 }), "invalid assertion"],
    ["assertion_any_age", () => ({ exp: seconds() + 60, iat: seconds() - 331 }), "invalid assertion"],
  ];
  test.each(assertions)("%s: such an assertion is refused", async (name, claims, text) => {
    granted(await bear(claims()));
    await without(name);
    expect(refusal(await bear(claims()))).toEqual([400, "invalid_grant", text]);
  });

  test("assertion_milliseconds: such an end is a date in the far future, too far where age counts", async () => {
    const soon = () => ({ exp: room.clock.now + 300 });
    granted(await bear(soon()));
    await room.speak({ quirks: { assertion_milliseconds: false, assertion_any_age: false } });
    expect(refusal(await bear(soon()))).toEqual([400, "invalid_grant", "invalid assertion"]);
  });

  test("unknown_token_400: a token that is not there is gone, as was asked", async () => {
    await without("unknown_token_400");
    for (const token of ["garbage", "a.b.c", `5Aep8${"a".repeat(82)}`]) {
      expect(await room.revoke({ token })).toMatchObject({ status: 200, body: "" });
    }
  });

  test("revoke_by_get: only a POST revokes, and no script answers", async () => {
    const token = await tokenOf();
    await without("revoke_by_get");
    const get = { ...tokenRequest({}), method: "GET", query: `token=${token}&callback=done` };
    const reply = await answerRevocation(room.identity, get);
    expect(refusal(reply)).toEqual([400, "invalid_request", "must use HTTP POST"]);
    await principalOf(room.identity, token);
  });

  test("plain_introspection: the reply says whose token it is, for whom, and of which type", async () => {
    const token = await tokenOf();
    await without("plain_introspection");
    const { body } = await room.introspect({ ...app.form, token });
    expect(JSON.parse(body)).toMatchObject({
      token_type: "Bearer",
      iss: ORIGIN,
      aud: [ORIGIN],
      jti: decodeJwt(token).jti,
    });
  });
});
