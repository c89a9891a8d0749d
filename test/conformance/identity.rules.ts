// Rules of the identity side: the token endpoint, its refusals, the access token, and what verifies it.
import { createHmac } from "node:crypto";
import { request } from "node:http";
import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from "jose";
import { expect } from "vitest";
import type { TestServer } from "../support/server.ts";
import { type Rule, rule } from "./rule.ts";

type Body = Readonly<Record<string, string>>;

export const granted = async (response: Response): Promise<Body> => {
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
};

/** The refusal of a token request: status 400 and both texts (oauth spec §2.15). */
export const refuses = async (response: Response, error: string, description: string | RegExp): Promise<void> => {
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error, error_description: expect.stringMatching(description) });
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("pragma")).toBe("no-cache");
};

export const TOKEN = "/services/oauth2/token";
export const form = (fields: Body) => ({ method: "POST", body: new URLSearchParams(fields) });
const credentials = (server: TestServer) => ({
  client_id: server.consumerKey,
  client_secret: server.consumerSecret,
});
const whole = (server: TestServer) => ({ grant_type: "client_credentials", ...credentials(server) });
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});

/** The status and body of a token request to this server under another Host header, which `fetch` does not let one set. */
function issueAt(server: TestServer, host: string): Promise<{ status: number | undefined; body: unknown }> {
  const body = new URLSearchParams(whole(server)).toString();
  const headers = { host, "content-type": "application/x-www-form-urlencoded" };
  return new Promise((resolve, reject) => {
    const asking = request(`${server.origin}${TOKEN}`, { method: "POST", headers }, async (response) => {
      const parts = await response.toArray();
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(parts).toString()) });
    });
    asking.on("error", reject).end(body);
  });
}

const grant: readonly Rule[] = [
  rule("oauth §2.2", "Credentials are taken from the form body", async (server) => {
    await granted(await server.fetch(TOKEN, form(whole(server))));
  }),
  rule("oauth §2.2", "Credentials are taken from an HTTP Basic header", async (server) => {
    const headers = basic(server.consumerKey, server.consumerSecret);
    await granted(await server.fetch(TOKEN, { ...form({ grant_type: "client_credentials" }), headers }));
  }),
  rule("RFC 6749 §2.3.1", "Credentials in a Basic header may be form-encoded", async (server) => {
    const encode = (text: string) => [...text].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");
    const headers = basic(encode(server.consumerKey), encode(server.consumerSecret));
    await granted(await server.fetch(TOKEN, { ...form({ grant_type: "client_credentials" }), headers }));
  }),
  rule("agent-api §3.1", "Credentials are taken from the query of a POST without a body", async (server) => {
    await granted(await server.fetch(`${TOKEN}?${new URLSearchParams(whole(server))}`, { method: "POST" }));
  }),
  rule("agent-api §3.1", "Fields the endpoint does not know, such as client_email, are ignored", async (server) => {
    await granted(await server.issue({ client_email: "someone@example.org" }));
  }),
  rule("agent-api §3.1", "Two slashes in the path mean one", async (server) => {
    await granted(await server.fetch(`/${TOKEN}`, form(whole(server))));
  }),
  rule("oauth §0.2", "The reply has exactly the nine documented keys, and no expires_in", async (server) => {
    const body = await granted(await server.issue());
    expect(Object.keys(body).sort()).toEqual(
      [
        "access_token",
        "api_instance_url",
        "id",
        "instance_url",
        "issued_at",
        "scope",
        "signature",
        "token_format",
        "token_type",
      ].sort(),
    );
    expect(body).toMatchObject({ token_format: "jwt", token_type: "Bearer" });
  }),
  rule("oauth §2.3", "issued_at is a string of epoch milliseconds", async (server) => {
    const { issued_at } = await granted(await server.issue());
    expect(issued_at).toMatch(/^\d{13}$/);
    expect(Math.abs(Number(issued_at) - Date.now())).toBeLessThan(20 * 60_000);
  }),
  rule("oauth §2.3", "instance_url and api_instance_url are the server's origin, without a slash", async (server) => {
    const { instance_url, api_instance_url } = await granted(await server.issue());
    expect([instance_url, api_instance_url]).toEqual([server.origin, server.origin]);
  }),
  rule("oauth §2.3", "id is the identity URL of org and user, both ids in 18 characters", async (server) => {
    const { id } = await granted(await server.issue());
    expect(id?.startsWith(`${server.origin}/id/`)).toBe(true);
    expect(id).toMatch(/\/id\/00D[A-Za-z0-9]{15}\/005[A-Za-z0-9]{15}$/);
  }),
  rule("oauth §0.7", "signature is the HMAC-SHA256 of id and issued_at under the consumer secret", async (server) => {
    const { id, issued_at, signature } = await granted(await server.issue());
    const hmac = createHmac("sha256", server.consumerSecret).update(`${id}${issued_at}`);
    expect(signature).toBe(hmac.digest("base64"));
  }),
  rule("oauth §0.2", "scope holds the app's scopes without refresh_token", async (server) => {
    const scopes = (await granted(await server.issue())).scope?.split(" ");
    expect(scopes).toEqual(expect.arrayContaining(["api", "chatbot_api", "sfap_api"]));
    expect(scopes).not.toContain("refresh_token");
  }),
  rule("oauth §2.3", "The same request gets the same token while it is valid", async (server) => {
    const [first, second] = [await granted(await server.issue()), await granted(await server.issue())];
    expect(second).toEqual(first);
  }),
  rule("RFC 6749 §5.1", "A token reply is JSON that caches must not store", async (server) => {
    const { headers } = await server.issue();
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("pragma")).toBe("no-cache");
    expect(headers.get("content-type")).toMatch(/^application\/json/);
  }),
];

const refusals: readonly Rule[] = [
  rule("oauth §2.15", "An unknown consumer key: client identifier invalid", async (server) => {
    await refuses(await server.issue({ client_id: "3MVG9nobody" }), "invalid_client_id", "client identifier invalid");
    await refuses(await server.issue({ client_id: undefined }), "invalid_client_id", "client identifier invalid");
  }),
  rule("oauth §2.15", "A wrong or missing secret: invalid client credentials, status 400", async (server) => {
    await refuses(await server.issue({ client_secret: "wrong" }), "invalid_client", "invalid client credentials");
    await refuses(await server.issue({ client_secret: undefined }), "invalid_client", "invalid client credentials");
    const headers = basic(server.consumerKey, "wrong");
    const asBasic = await server.fetch(TOKEN, { ...form({ grant_type: "client_credentials" }), headers });
    await refuses(asBasic, "invalid_client", "invalid client credentials");
  }),
  rule("oauth §2.15", "A missing or unknown grant type: grant type not supported", async (server) => {
    for (const grant_type of [undefined, "password", "Client_Credentials", "constructor"]) {
      await refuses(await server.issue({ grant_type }), "unsupported_grant_type", "grant type not supported");
    }
  }),
  rule("oauth §2.15", "A JSON body: grant type not supported", async (server) => {
    const headers = { "content-type": "application/json" };
    const response = await server.fetch(TOKEN, { method: "POST", headers, body: JSON.stringify(whole(server)) });
    await refuses(response, "unsupported_grant_type", "grant type not supported");
  }),
  rule("oauth §0.4", "A scope parameter: scope parameter not supported", async (server) => {
    await refuses(await server.issue({ scope: "api" }), "invalid_request", "scope parameter not supported");
  }),
  rule("RFC 6749 §3.2", "A parameter without a value counts as omitted", async (server) => {
    await granted(await server.issue({ scope: "" }));
  }),
  rule("oauth §2.1", "Another host than the org's: request not supported on this domain", async (server) => {
    expect(await issueAt(server, "login.example.com")).toEqual({
      status: 400,
      body: { error: "invalid_grant", error_description: "request not supported on this domain" },
    });
  }),
  rule("oauth §4", "Loopback names of the server are the org's host, too", async (server) => {
    expect((await issueAt(server, `localhost:${new URL(server.origin).port}`)).status).toBe(200);
  }),
  rule("RFC 6749 §3.2", "A parameter sent twice is refused, in the body or across body and query", async (server) => {
    const body = new URLSearchParams([...Object.entries(whole(server)), ["client_id", "another"]]);
    await refuses(await server.fetch(TOKEN, { method: "POST", body }), "invalid_request", /client_id/);
    const across = await server.fetch(`${TOKEN}?grant_type=password`, form(whole(server)));
    await refuses(across, "invalid_request", /grant_type/);
  }),
  rule("RFC 6749 §2.3", "Two sets of credentials that differ are refused", async (server) => {
    const headers = basic("another", server.consumerSecret);
    await refuses(await server.fetch(TOKEN, { ...form(whole(server)), headers }), "invalid_request", /twice/);
  }),
  rule("RFC 6749 §5.2", "Percent-encoding that cannot be decoded is refused", async (server) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    for (const body of ["grant_type=%zz", "grant_type=%ff%fe", "%=1"]) {
      await refuses(await server.fetch(TOKEN, { method: "POST", headers, body }), "invalid_request", /percent/);
    }
  }),
  rule("RFC 6749 §5.2", "A body over the limit is refused in the OAuth shape", async (server) => {
    await refuses(await server.issue({ client_email: "x".repeat(100_000) }), "invalid_request", /larger than/);
  }),
  rule("RFC 6749 §3.2", "Only POST asks for a token, and credentials in a GET are not looked at", async (server) => {
    const response = await server.fetch(`${TOKEN}?${new URLSearchParams(whole(server))}`);
    expect(response.headers.get("allow")).toBe("POST");
    await refuses(response, "invalid_request", "must use HTTP POST");
  }),
  rule("RFC 6749 §5.2", "No refusal repeats a secret that was sent", async (server) => {
    const sent = [{ client_secret: "hunter2-hunter2" }, { client_id: "nobody", client_secret: "hunter2-hunter2" }];
    for (const fields of sent) expect(await (await server.issue(fields)).text()).not.toContain("hunter2");
  }),
];

const accessToken = async (server: TestServer) => (await granted(await server.issue())).access_token!;

const tokens: readonly Rule[] = [
  rule("oauth §3.1", "The header is tnk, ver, kid, tty, typ and alg as recorded", async (server) => {
    const token = await accessToken(server);
    const org = /\/id\/(\w{18})\//.exec((await granted(await server.issue())).id!)![1]!;
    expect(decodeProtectedHeader(token)).toEqual({
      tnk: `core/prod/${org}`,
      ver: "1.0",
      kid: expect.stringMatching(new RegExp(`^CORE_ATJWT\\.${org.slice(0, 15)}\\.\\d{13}\\.[\\w-]{11}$`)),
      tty: "sfdc-core-token",
      typ: "JWT",
      alg: "RS256",
    });
  }),
  rule("oauth §3.1", "The claims hold the recorded ones with their types", async (server) => {
    const { id, scope, access_token } = await granted(await server.issue());
    expect(decodeJwt(access_token!)).toMatchObject({
      scp: scope,
      sub: `uid:${id!.split("/").at(-1)}`,
      iss: server.origin,
      aud: expect.arrayContaining([server.origin]),
      client_id: server.consumerKey,
      mty: "oauth",
      sfi: expect.stringMatching(/^[0-9a-f]{64}$/),
      roles: [],
      hsc: false,
    });
  }),
  rule("RFC 9068 §2.2", "The claims hold jti and a copy of the scopes besides", async (server) => {
    const { scope, access_token } = await granted(await server.issue());
    expect(decodeJwt(access_token!)).toMatchObject({
      jti: expect.any(String),
      scope,
      sfdc_app_id: expect.stringMatching(/^0xI/),
    });
  }),
  rule("oauth §3.1", "nbf is 15 s before iat, and exp lies one of the allowed timeouts after it", async (server) => {
    const { nbf, iat, exp } = decodeJwt(await accessToken(server));
    expect(iat! - nbf!).toBe(15);
    expect([1, 5, 10, 15, 30, 60, 90, 120, 240, 480, 720]).toContain((exp! - iat!) / 60);
  }),
  rule("oauth §3.2", "Discovery leads to the keys that verify a token", async (server) => {
    const response = await server.fetch("/.well-known/openid-configuration");
    const { issuer, jwks_uri } = await granted(response);
    expect(issuer).toBe(server.origin);
    await jwtVerify(await accessToken(server), createRemoteJWKSet(new URL(jwks_uri!)), {
      issuer: issuer!,
      audience: server.origin,
      algorithms: ["RS256"],
    });
  }),
  rule(
    "oauth §2.1",
    "The key set holds kty, n, e, alg, use and kid of each key, and nothing private",
    async (server) => {
      const { keys } = (await (await server.fetch("/id/keys")).json()) as { keys: Record<string, string>[] };
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys) {
        expect(Object.keys(key).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
        expect(key).toMatchObject({ kty: "RSA", alg: "RS256", use: "sig" });
      }
    },
  ),
  rule("RFC 8414 §3", "The authorization server metadata lists what exists", async (server) => {
    const response = await server.fetch("/.well-known/oauth-authorization-server");
    expect(await response.json()).toMatchObject({
      issuer: server.origin,
      token_endpoint: `${server.origin}${TOKEN}`,
      grant_types_supported: expect.arrayContaining(["client_credentials", "authorization_code", "refresh_token"]),
      token_endpoint_auth_methods_supported: expect.arrayContaining(["client_secret_post", "client_secret_basic"]),
    });
  }),
];

/** The answer of the Agent API to a request with this token. */
const enter = (server: TestServer, authorization: string) =>
  server.api("/sessions/00000000-0000-0000-0000-000000000000/messages", {
    body: { message: { type: "Text", sequenceId: 1, text: "Hello" } },
    headers: { authorization },
  });

const isInvalid = async (response: Response, why: RegExp): Promise<void> => {
  expect(response.status).toBe(401);
  const { message } = (await response.json()) as { message: string };
  expect(message).toMatch(/^Access bearer token is missing or invalid: /);
  expect(message).toMatch(why);
  expect(response.headers.get("www-authenticate")).toMatch(/^Bearer .*error="invalid_token", error_description="/);
};

/** The claims of a real token, with these changes, under a signature of our own making. */
const forged = async (server: TestServer, kid: string | undefined, change: JWTPayload = {}) => {
  const token = await accessToken(server);
  const header = { ...decodeProtectedHeader(token), alg: "RS256", ...(kid !== undefined && { kid }) };
  const { privateKey } = await generateKeyPair("RS256");
  return new SignJWT({ ...decodeJwt(token), ...change }).setProtectedHeader(header).sign(privateKey);
};

const bearer: readonly Rule[] = [
  rule("RFC 6750 §3.1", "A request without a token gets 401 and a challenge without an error code", async (server) => {
    const response = await enter(server, "");
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer realm="[^"]+"$/);
  }),
  rule("oauth §3.4", "A token that is no JWT is refused: INVALID_JWT_FORMAT", async (server) => {
    await isInvalid(await enter(server, "Bearer not-a-jwt"), /INVALID_JWT_FORMAT/);
  }),
  rule("oauth §3.4", "An opaque token that nobody has issued is refused like any bad token", async (server) => {
    await isInvalid(await enter(server, `Bearer 00D7F0000001I8v!${"A".repeat(96)}`), /opaque.*no such token/);
  }),
  rule("oauth §3.4", "A token of another issuer is refused with both names", async (server) => {
    const token = await forged(server, "CORE_ATJWT.00D000000000000.1", { iss: "https://other.example" });
    await isInvalid(await enter(server, `Bearer ${token}`), /https:\/\/other\.example/);
  }),
  rule("oauth §3.4", "A token under our key id with another signature is refused", async (server) => {
    await isInvalid(await enter(server, `Bearer ${await forged(server, undefined)}`), /signature does not match/);
  }),
  rule("RFC 8725 §3.1", "A token without a signature (alg none) is refused", async (server) => {
    const [, claims] = (await accessToken(server)).split(".");
    const header = Buffer.from('{"alg":"none"}').toString("base64url");
    await isInvalid(await enter(server, `Bearer ${header}.${claims}.`), /only RS256/);
  }),
];

export const identityRules: readonly Rule[] = [...grant, ...refusals, ...tokens, ...bearer];
