// The OAuth endpoints over real HTTP, with requests no well-behaved client would send.
import { type RequestOptions, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { basic, ORIGIN, openIdentity, type TestApp, type TestIdentity } from "../../test/support/identity.ts";
import { INTROSPECT_PATH, KeySet, REVOKE_PATH, TokenResponse } from "../contract/identity.ts";
import { identityRoutes } from "./identity.ts";

let room: TestIdentity;
let door: FastifyInstance;
let app: TestApp;
const TOKEN = "/services/oauth2/token";
const FORM = "application/x-www-form-urlencoded";

beforeAll(async () => {
  room = await openIdentity();
  app = await room.declare();
  door = fastify();
  identityRoutes(door, room.identity);
  await door.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(async () => {
  await door.close();
  await room.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** One request as plain as Node can make it, so that a test decides every header. */
function ask(path: string, options: RequestOptions = {}, body?: string | Buffer): Promise<Answer> {
  const { port } = door.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const request = send({ host: "127.0.0.1", port, path, ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const { statusCode: status, headers } = response;
        resolve({ status, headers, body: Buffer.concat(parts).toString() });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

const post = (body: string | Buffer, headers: RequestOptions["headers"] = { "content-type": FORM }) =>
  ask(TOKEN, { method: "POST", headers }, body);
const form = () => new URLSearchParams(app.form).toString();

describe("the token endpoint over HTTP", () => {
  test("answers a form with a token that caches must not store", async () => {
    const answer = await post(form());
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers).toMatchObject({
      "content-type": "application/json;charset=UTF-8",
      "cache-control": "no-store",
      pragma: "no-cache",
    });
    TokenResponse.parse(JSON.parse(answer.body));
  });

  test.each([`${FORM};charset=UTF-8`, FORM.toUpperCase()])("takes a form declared as %s", async (type) => {
    expect(await post(form(), { "content-type": type })).toMatchObject({ status: 200 });
  });

  test("answers in the form the client asks for, a refusal too, and as JSON where it asks for none we know", async () => {
    const url = await post(`${form()}&format=urlencoded`);
    expect(url.headers).toMatchObject({ "content-type": `${FORM};charset=UTF-8`, "cache-control": "no-store" });
    TokenResponse.parse(Object.fromEntries(new URLSearchParams(url.body)));
    const xml = await post(`${form()}&format=xml`);
    expect(xml.headers).toMatchObject({ "content-type": "application/xml;charset=UTF-8" });
    expect(xml.body).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?><OAuth><access_token>eyJ.*<\/OAuth>$/);
    const refused = await post("grant_type=password&format=xml");
    expect(refused).toMatchObject({ status: 400 });
    expect(refused.body).toContain("<OAuth><error>unsupported_grant_type</error>");
    for (const format of ["json", "yaml", "constructor"]) {
      TokenResponse.parse(JSON.parse((await post(`${form()}&format=${format}`)).body));
    }
  });

  test("takes credentials from the query, with and without an empty body", async () => {
    expect(await ask(`${TOKEN}?${form()}`, { method: "POST" })).toMatchObject({ status: 200 });
    expect(await ask(`${TOKEN}?${form()}`, { method: "POST", headers: { "content-type": FORM } }, "")).toMatchObject({
      status: 200,
    });
  });

  test("takes Basic authentication", async () => {
    const authorization = basic(app.consumerKey, app.consumerSecret);
    const answer = await post("grant_type=client_credentials", { authorization, "content-type": FORM });
    expect(answer).toMatchObject({ status: 200 });
  });

  test("answers 400 in the OAuth shape to whatever else is sent", async () => {
    const cases: readonly (readonly [Answer, string, RegExp])[] = [
      [
        await post(JSON.stringify(app.form), { "content-type": "application/json" }),
        "unsupported_grant_type",
        /^grant type/,
      ],
      [await post("{", { "content-type": "application/json" }), "unsupported_grant_type", /^grant type/],
      [await post(form(), { "content-type": "multipart/form-data" }), "unsupported_grant_type", /^grant type/],
      [await post(form(), { "content-type": "///" }), "invalid_request", /Content-Type cannot be read/],
      [await post(form(), {}), "unsupported_grant_type", /^grant type/],
      [await post(""), "unsupported_grant_type", /^grant type/],
      [await post(`${form()}&x=${"y".repeat(70_000)}`), "invalid_request", /larger than 65536 bytes/],
      [await post(`${form()}&x=${"y".repeat(60_000)}&scope=api`), "invalid_request", /^scope parameter not supported/],
      [await post(`${form()}&${"a&".repeat(20_000)}grant_type=x`), "invalid_request", /more than once: grant_type/],
      [await post(`${form()}&a=%zz`), "invalid_request", /percent-encoded/],
      [
        await post(Buffer.concat([Buffer.from(`client_id=`), Buffer.from([0xff, 0xfe])])),
        "unsupported_grant_type",
        /^grant/,
      ],
      [await ask(`${TOKEN}?a=%zz`, { method: "POST" }), "invalid_request", /percent-encoded/],
      [
        await post(form(), { "content-type": FORM, host: "evil.example" }),
        "invalid_grant",
        /not supported on this domain/,
      ],
    ];
    for (const [answer, error, description] of cases) {
      expect(answer).toMatchObject({ status: 400 });
      expect(JSON.parse(answer.body)).toEqual({ error, error_description: expect.stringMatching(description) });
      expect(answer.headers).toMatchObject({ "cache-control": "no-store", pragma: "no-cache" });
      expect(answer.body).not.toContain(app.consumerSecret);
    }
  });

  test.each(["GET", "PUT", "PATCH", "DELETE"])("answers %s with what to use instead", async (method) => {
    const answer = await ask(`${TOKEN}?${form()}`, { method });
    expect(answer).toMatchObject({ status: 400, headers: { allow: "POST" } });
    expect(JSON.parse(answer.body)).toEqual({ error: "invalid_request", error_description: "must use HTTP POST" });
  });

  test("answers a fault of the server without telling what it is", async () => {
    const broken = fastify({ genReqId: () => "request-7" });
    const failing = { ...room.identity.records, client: () => Promise.reject(new Error("relation is missing")) };
    identityRoutes(broken, { ...room.identity, records: failing });
    const answer = await broken.inject({
      method: "POST",
      url: TOKEN,
      headers: { "content-type": FORM, host: "localhost" },
      payload: form(),
    });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      error: "server_error",
      error_description: "an unexpected error occurred, look for request request-7 in the server's log",
    });
    await broken.close();
  });
});

describe("revocation and introspection over HTTP", () => {
  const client = () => `client_id=${app.consumerKey}&client_secret=${app.consumerSecret}`;
  const postTo = (path: string, body: string) => ask(path, { method: "POST", headers: { "content-type": FORM } }, body);
  const tokenNow = async (): Promise<string> => JSON.parse((await post(form())).body).access_token;

  test("a token is described to its client, and ended for whoever holds it", async () => {
    const token = await tokenNow();
    const active = await postTo(INTROSPECT_PATH, `${client()}&token=${token}&token_type_hint=access_token`);
    expect(active).toMatchObject({ status: 200, headers: { "cache-control": "no-store" } });
    expect(JSON.parse(active.body)).toMatchObject({ active: true, token_type: "access_token" });
    const revoked = await postTo(REVOKE_PATH, `token=${token}`);
    expect(revoked).toMatchObject({ status: 200, body: "", headers: { "cache-control": "no-store" } });
    const ended = await postTo(INTROSPECT_PATH, `${client()}&token=${token}`);
    expect(JSON.parse(ended.body)).toEqual({ active: false });
  });

  test("a page may end a token by a script", async () => {
    const answer = await ask(`${REVOKE_PATH}?token=${await tokenNow()}&callback=done`);
    expect(answer).toMatchObject({ status: 200, body: "/**/done({});" });
    expect(answer.headers).toMatchObject({
      "content-type": "application/javascript;charset=UTF-8",
      "x-content-type-options": "nosniff",
    });
  });

  test("another method is answered with what to use instead", async () => {
    const cases = [
      ["PUT", REVOKE_PATH],
      ["GET", INTROSPECT_PATH],
      ["DELETE", INTROSPECT_PATH],
    ] as const;
    for (const [method, path] of cases) {
      const answer = await ask(path, { method });
      expect(JSON.parse(answer.body)).toEqual({ error: "invalid_request", error_description: "must use HTTP POST" });
    }
  });
});

describe("what the server publishes", () => {
  test("keys verify the tokens it issues, and hold nothing private", async () => {
    const keys = KeySet.parse(JSON.parse((await ask("/id/keys")).body));
    const { access_token } = TokenResponse.parse(JSON.parse((await post(form())).body));
    await jwtVerify(access_token, createLocalJWKSet(keys), { currentDate: new Date(room.clock.now) });
    for (const key of keys.keys) expect(Object.keys(key).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });

  test("documents name what exists in this version and nothing else", async () => {
    const proofs = ["client_secret_post", "client_secret_basic", "private_key_jwt"];
    const common = {
      issuer: ORIGIN,
      authorization_endpoint: `${ORIGIN}/services/oauth2/authorize`,
      token_endpoint: `${ORIGIN}${TOKEN}`,
      revocation_endpoint: `${ORIGIN}${REVOKE_PATH}`,
      introspection_endpoint: `${ORIGIN}${INTROSPECT_PATH}`,
      jwks_uri: `${ORIGIN}/id/keys`,
      scopes_supported: expect.arrayContaining(["chatbot_api", "sfap_api"]),
      grant_types_supported: [
        "client_credentials",
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
      ],
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: [...proofs, "none"],
      token_endpoint_auth_signing_alg_values_supported: ["RS256"],
      revocation_endpoint_auth_methods_supported: ["none"],
      introspection_endpoint_auth_methods_supported: proofs,
      introspection_endpoint_auth_signing_alg_values_supported: ["RS256"],
      authorization_response_iss_parameter_supported: true,
    };
    const server = await ask("/.well-known/oauth-authorization-server");
    expect(JSON.parse(server.body)).toEqual(common);
    const openid = await ask("/.well-known/openid-configuration");
    expect(JSON.parse(openid.body)).toEqual({
      ...common,
      userinfo_endpoint: `${ORIGIN}/services/oauth2/userinfo`,
      claims_supported: expect.arrayContaining(["sub", "preferred_username"]),
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    });
    expect(openid.headers).toMatchObject({ "cache-control": "public, max-age=300" });
  });
});
