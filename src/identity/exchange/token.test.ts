// The token endpoint without HTTP: what is granted, what is refused, and who is slowed down.
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  basic,
  granted,
  ORIGIN,
  openIdentity,
  RUN_AS,
  refusal,
  signatureOf,
  type TestIdentity,
  tokenRequest,
} from "../../../test/support/identity.ts";
import type { AppDeclaration } from "../apps/app-declaration.ts";
import { keySet } from "../holders/discovery.ts";
import { createIdentity } from "../identity.ts";
import { declareMember, retireMembers } from "../people/members.ts";
import type { TokenRequest } from "./exchange.ts";
import { answerTokenRequest } from "./token.ts";

let room: TestIdentity;
beforeAll(async () => {
  room = await openIdentity();
});
afterAll(() => room.close());

describe("a granted token", () => {
  test("comes with exactly the documented keys, never stored by caches", async () => {
    const app = await room.declare();
    const reply = await room.post(app.form);
    const body = granted(reply);
    expect(Object.keys(body)).toEqual([
      "access_token",
      "signature",
      "token_format",
      "scope",
      "instance_url",
      "id",
      "token_type",
      "issued_at",
      "api_instance_url",
    ]);
    expect(body).toMatchObject({
      token_format: "jwt",
      scope: "api chatbot_api sfap_api",
      instance_url: ORIGIN,
      id: `${ORIGIN}/id/${room.orgId}/${room.memberId}`,
      token_type: "Bearer",
      issued_at: String(room.clock.now),
      api_instance_url: ORIGIN,
    });
    expect(body.signature).toBe(signatureOf(app.consumerSecret, body));
    expect(reply.headers).toEqual({ "Cache-Control": "no-store", Pragma: "no-cache" });
  });

  test("is a JWT that others can verify, with the recorded header and claims", async () => {
    const app = await room.declare();
    const { access_token } = granted(await room.post(app.form));
    const { payload } = await jwtVerify(
      access_token,
      createLocalJWKSet(await keySet(room.identity, await room.org())),
      {
        issuer: ORIGIN,
        audience: ORIGIN,
        currentDate: new Date(room.clock.now),
      },
    );
    const iat = Math.floor(room.clock.now / 1000);
    expect(decodeProtectedHeader(access_token)).toEqual({
      tnk: `core/prod/${room.orgId}`,
      ver: "1.0",
      kid: expect.stringMatching(new RegExp(`^CORE_ATJWT\\.${room.orgId.slice(0, 15)}\\.\\d{13}\\.[\\w-]{11}$`)),
      tty: "sfdc-core-token",
      typ: "JWT",
      alg: "RS256",
    });
    expect(payload).toEqual({
      scp: "api chatbot_api sfap_api",
      scope: "api chatbot_api sfap_api",
      aud: [ORIGIN],
      sub: `uid:${room.memberId}`,
      nbf: iat - 15,
      iat,
      exp: iat + 1800,
      mty: "oauth",
      sfi: expect.stringMatching(/^[0-9a-f]{64}$/),
      roles: [],
      iss: ORIGIN,
      hsc: false,
      client_id: app.consumerKey,
      sfdc_app_id: app.id,
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test("is given again, reply and all, while half of its life remains", async () => {
    const app = await room.declare({ apiName: "Reuse" });
    const first = await room.post(app.form);
    room.clock.now += 15 * 60_000 - 1;
    expect((await room.post(app.form)).body).toBe(first.body);
    room.clock.now += 1;
    expect((await room.post(app.form)).body).not.toBe(first.body);
  });

  test("is one for all requests that meet in time", async () => {
    const app = await room.declare({ apiName: "Meeting" });
    const bodies = await Promise.all(Array.from({ length: 20 }, async () => (await room.post(app.form)).body));
    expect(new Set(bodies).size).toBe(1);
  });

  test("is made anew once its app has changed", async () => {
    const app = await room.declare({ apiName: "Changed" });
    const first = granted(await room.post(app.form));
    await room.declare({ apiName: "Changed", scopes: ["api"] });
    const second = granted(await room.post(app.form));
    expect(second).toMatchObject({ scope: "api" });
    expect(second.access_token).not.toBe(first.access_token);
  });

  test("is opaque, without a token_format, when the app issues no JWTs", async () => {
    const settings = { clientCredentials: true, namedUserJwt: false };
    const body = granted(await room.post((await room.declare({ apiName: "Opaque", settings })).form));
    expect(body.access_token).toMatch(new RegExp(`^${room.orgId.slice(0, 15)}![A-Za-z0-9._]{96}$`));
    expect(body).not.toHaveProperty("token_format");
    expect(Object.keys(body)).toHaveLength(8);
  });
});

describe("a client may send its credentials", () => {
  const ways: readonly (readonly [string, (key: string, secret: string) => Partial<TokenRequest>])[] = [
    ["as Basic", (key, secret) => ({ authorization: basic(key, secret), body: "grant_type=client_credentials" })],
    [
      "as Basic, form-encoded first (RFC 6749 §2.3.1)",
      (key, secret) => ({
        authorization: basic(key.replaceAll(".", "%2E"), secret),
        body: "grant_type=client_credentials",
      }),
    ],
    [
      "in the query",
      (key, secret) => ({
        contentType: undefined,
        body: "",
        query: `grant_type=client_credentials&client_id=${key}&client_secret=${secret}`,
      }),
    ],
    [
      "as Basic and again in the body, when both agree",
      (key, secret) => ({
        authorization: basic(key, secret),
        body: `grant_type=client_credentials&client_id=${key}&client_secret=${secret}`,
      }),
    ],
  ];
  test.each(ways)("%s", async (_, request) => {
    const app = await room.declare({ apiName: "Ways", consumerKey: "key.of_ways" });
    granted(await room.post({}, request(app.consumerKey, app.consumerSecret)));
  });

  test("with fields the server does not know, which are ignored", async () => {
    const app = await room.declare();
    granted(await room.post({ ...app.form, client_email: "someone@example.org" }));
  });
});

describe("a refused request", () => {
  type Case = readonly [
    name: string,
    form: Record<string, string>,
    request: Partial<TokenRequest>,
    error: string,
    text: string,
  ];
  const id = "key.of.refused";
  const secret = "secret-of-refused";
  const form = { grant_type: "client_credentials", client_id: id, client_secret: secret };
  const basicOnly = { grant_type: "client_credentials" };
  const cases: readonly Case[] = [
    ["an unknown consumer key", { ...form, client_id: "nobody" }, {}, "invalid_client_id", "client identifier invalid"],
    ["a key with a NUL", { ...form, client_id: "no\0body" }, {}, "invalid_client_id", "client identifier invalid"],
    ["no consumer key", { ...form, client_id: "" }, {}, "invalid_client_id", "client identifier invalid"],
    ["a wrong secret", { ...form, client_secret: "wrong" }, {}, "invalid_client", "invalid client credentials"],
    ["no secret", { ...form, client_secret: "" }, {}, "invalid_client", "invalid client credentials"],
    [
      "Basic without a colon",
      basicOnly,
      { authorization: "Basic bm9jb2xvbg==" },
      "invalid_client",
      "invalid client credentials",
    ],
    [
      "Basic without credentials",
      basicOnly,
      { authorization: "Basic" },
      "invalid_client",
      "invalid client credentials",
    ],
    ["a scope", { ...form, scope: "api" }, {}, "invalid_request", "scope parameter not supported"],
    ["no grant type", { ...form, grant_type: "" }, {}, "unsupported_grant_type", "grant type not supported"],
    [
      "another grant type",
      { ...form, grant_type: "password" },
      {},
      "unsupported_grant_type",
      "grant type not supported",
    ],
    [
      "the token exchange flow",
      { ...form, grant_type: "urn:ietf:params:oauth:grant-type:token-exchange" },
      {},
      "unsupported_grant_type",
      "grant type not supported: this server does not offer the token exchange flow yet",
    ],
    [
      "the device flow",
      { ...form, grant_type: "device" },
      {},
      "unsupported_grant_type",
      "grant type not supported: this server does not offer the device flow yet",
    ],
    [
      "the beginning of the device flow",
      { response_type: "device_code", client_id: id },
      {},
      "unsupported_grant_type",
      "grant type not supported: this server does not offer the device flow yet",
    ],
    [
      "a grant type that JavaScript knows",
      { ...form, grant_type: "constructor" },
      {},
      "unsupported_grant_type",
      "grant type not supported",
    ],
    [
      "a JSON body",
      {},
      { contentType: "application/json", body: JSON.stringify(form) },
      "unsupported_grant_type",
      "grant type not supported",
    ],
    ["another host", form, { host: "login.example.test" }, "invalid_grant", "request not supported on this domain"],
    ["no host", form, { host: undefined }, "invalid_grant", "request not supported on this domain"],
    [
      "a parameter sent twice",
      form,
      { query: "grant_type=client_credentials" },
      "invalid_request",
      "parameter sent more than once: grant_type",
    ],
    [
      "credentials sent twice that differ",
      form,
      { authorization: basic(id, "other") },
      "invalid_request",
      "client credentials sent twice, and they differ",
    ],
    [
      "malformed percent-encoding",
      form,
      { query: "a=%zz" },
      "invalid_request",
      "a parameter is not valid percent-encoded UTF-8",
    ],
  ];
  test.each(cases)("with %s", async (_, fields, request, error, text) => {
    await room.declare({ apiName: "Refused", consumerKey: id, consumerSecret: secret });
    const reply = await room.post(fields, request);
    expect(refusal(reply)).toEqual([400, error, text]);
    expect(reply.headers).toEqual({ "Cache-Control": "no-store", Pragma: "no-cache" });
    expect(JSON.stringify(reply.refusal)).not.toContain(secret);
  });

  test.each([`org.example.test:443`, "ORG.example.test", "localhost:4080", "127.0.0.1:1", "[::1]:4080"])(
    "is none on %s, the org's domain or a loopback name of it",
    async (host) => {
      const app = await room.declare();
      granted(await room.post(app.form, { host }));
    },
  );

  const flows: readonly (readonly [string, Partial<AppDeclaration>, string, string])[] = [
    ["the app disabled", { enabled: false }, "invalid_client_id", "client identifier invalid"],
    [
      "the flow off in the settings",
      { settings: { clientCredentials: false, namedUserJwt: true } },
      "invalid_grant",
      "client credentials flow not enabled",
    ],
    [
      "the flow off in the policies",
      { policies: { clientCredentials: false, jwtTimeoutMinutes: 30 } },
      "invalid_grant",
      "no client credentials user enabled",
    ],
  ];
  test.each(flows)("with %s", async (_, change, error, text) => {
    const app = await room.declare({ apiName: "Flows" });
    granted(await room.post(app.form));
    await room.declare({ apiName: "Flows", ...change });
    expect(refusal(await room.post(app.form))).toEqual([400, error, text]);
    await room.declare({ apiName: "Flows" });
    granted(await room.post(app.form));
  });

  test("with a run-as user who is no longer active, or has become an agent's", async () => {
    const member = { username: "leaver@example.org", name: "Leaver", kind: "api_only", madeBy: "project" } as const;
    await declareMember(room.identity, room.orgId, member);
    const app = await room.declare({ apiName: "Leaver", runAs: member.username });
    granted(await room.post(app.form));
    await retireMembers(room.identity, room.orgId, [RUN_AS], "project");
    const expected = [400, "invalid_grant", "no client credentials user enabled"];
    expect(refusal(await room.post(app.form))).toEqual(expected);
    await declareMember(room.identity, room.orgId, { ...member, kind: "agent" });
    expect(refusal(await room.post(app.form))).toEqual(expected);
  });
});

describe("somebody who guesses", () => {
  test("secrets is slowed down, and the rightful client at another address is served", async () => {
    const app = await room.declare({ apiName: "Guessed" });
    const wrong = { ...app.form, client_secret: "guess" };
    for (let guess = 0; guess < 10; guess++) {
      expect(refusal(await room.post(wrong))).toEqual([400, "invalid_client", "invalid client credentials"]);
    }
    const slowed = await room.post(app.form);
    expect(refusal(slowed)).toEqual([429, "rate_limit_exceeded", "too many failed attempts, try again in 6 s"]);
    expect(slowed.headers).toMatchObject({ "Retry-After": "6", "Cache-Control": "no-store" });
    granted(await room.post(app.form, { address: "203.0.113.8" }));
    granted(await room.post((await room.declare({ apiName: "Other" })).form));
    room.clock.now += 6000;
    granted(await room.post(app.form));
  });

  test("from many addresses of one IPv6 network is one guesser", async () => {
    const app = await room.declare({ apiName: "Network" });
    const wrong = { ...app.form, client_secret: "guess" };
    for (let guess = 0; guess < 10; guess++) await room.post(wrong, { address: `2001:db8:1:2::${guess}` });
    expect(refusal(await room.post(app.form, { address: "2001:db8:1:2:ffff::1" }))[0]).toBe(429);
    granted(await room.post(app.form, { address: "2001:db8:1:3::1" }));
  });

  test("consumer keys is slowed down, and known clients at the same address are served", async () => {
    const address = "198.51.100.1";
    const guess = (key: number) => room.post({ ...agentForm, client_id: `guess-${key}` }, { address });
    const agentForm = { grant_type: "client_credentials", client_secret: "guess" };
    for (let key = 0; key < 30; key++) expect(refusal(await guess(key))[1]).toBe("invalid_client_id");
    expect(refusal(await guess(30))).toEqual([
      429,
      "rate_limit_exceeded",
      "too many failed attempts, try again in 2 s",
    ]);
    granted(await room.post((await room.declare()).form, { address }));
  });
});

describe("a change made by another server", () => {
  test("holds within a second", async () => {
    const app = await room.declare({ apiName: "Elsewhere" });
    granted(await room.post(app.form));
    await room.store.db.updateTable("client_app").set({ enabled: false }).where("id", "=", app.id).execute();
    granted(await room.post(app.form));
    room.clock.now += 1000;
    expect(refusal(await room.post(app.form))[1]).toBe("invalid_client_id");
  });

  test("is looked for once a second, however many requests come", async () => {
    const app = await room.declare({ apiName: "Hot" });
    let queries = 0;
    const counting: KyselyPlugin = {
      transformQuery({ node }) {
        queries++;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const identity = createIdentity({ ...room.identity, db: room.store.db.withPlugin(counting) });
    const post = async () => granted(await answerTokenRequest(identity, tokenRequest(app.form)));
    for (let request = 0; request < 2; request++) await post();
    queries = 0;
    for (let request = 0; request < 100; request++) await post();
    expect(queries).toBe(0);
    room.clock.now += 1000;
    await post();
    // The org, the client, its run-as user, the permission sets, the key that signs and the list of revocations.
    expect(queries).toBe(6);
  });
});
