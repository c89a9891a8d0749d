// Rules of every operation: headers, credentials, refusals, paths (agent-api spec §3.5, §4, §5.6, §5.8, §10).
import assert from "node:assert/strict";
import type { TestServer } from "../../support/server.ts";
import { type Rule, rule } from "../rule.ts";
import { begin, end, minimal, ok, open, refusal, SERVICE, say, send, stream, text, UUID } from "./talk.ts";

const BASE = "/einstein/ai-agent/v1";

/** The five operations that take a token. */
const operations = async (server: TestServer) => {
  const { sessionId } = await open(server);
  return [
    { method: "POST", path: `/agents/${server.agents[SERVICE]}/sessions`, body: minimal(server) },
    { method: "POST", path: `/sessions/${sessionId}/messages`, body: text("hello") },
    { method: "POST", path: `/sessions/${sessionId}/messages/stream`, body: text("hello") },
    { method: "POST", path: `/sessions/${sessionId}/feedback`, body: { feedbackId: "x", feedback: "GOOD" } },
    { method: "DELETE", path: `/sessions/${sessionId}`, body: undefined },
  ];
};

const withJson = (operation: { path: string }) => /sessions$|messages/.test(operation.path);

export const httpRules: readonly Rule[] = [
  rule("agent-api §5.6", "GET /status answers UP, without a token", async (server) => {
    const response = await server.fetch(`${BASE}/status`, { headers: { "x-salesforce-region": "us-west-2" } });
    assert.deepEqual(await ok(response), { status: "UP" });
  }),
  rule("agent-api §13.8", "no token is a 401 with a bearer challenge, on every operation", async (server) => {
    for (const { method, path, body } of await operations(server)) {
      const response = await server.api(path, { method, body, headers: { authorization: "" } });
      assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer realm="[^"]+"$/);
      await refusal(response, 401, {
        error: "UnauthorizedException",
        says: "Access bearer token is missing or invalid",
      });
    }
  }),
  rule("agent-api §3.5", "a token that is none, or not ours, is a 401 whose challenge says why", async (server) => {
    const token = await server.token();
    const forged = `${token.slice(0, -6)}${token.endsWith("AAAAAA") ? "BBBBBB" : "AAAAAA"}`;
    for (const credentials of [
      "Bearer nonsense",
      "Bearer a.b.c",
      `Bearer ${forged}`,
      "Bearer 00Dxx!AQ",
      "Basic eDp5",
      token,
    ]) {
      const response = await begin(server, minimal(server), SERVICE, { authorization: credentials });
      assert.match(response.headers.get("www-authenticate") ?? "", /error="invalid_token", error_description="[^"]+"/);
      await refusal(response, 401, { error: "UnauthorizedException" });
    }
  }),
  rule("agent-api §4.1", "the token is checked before the body", async (server) => {
    await refusal(await begin(server, "{", SERVICE, { authorization: "" }), 401);
  }),
  rule("agent-api §4.1", "a JSON content type may have parameters and any case", async (server) => {
    for (const type of ["application/json;charset=utf-8", "application/json; charset=UTF-8", "Application/JSON"]) {
      await ok(await begin(server, minimal(server), SERVICE, { "content-type": type }));
    }
  }),
  rule("agent-api §13.9", "another content type, or none, is a 500 'Unsupported Media Type'", async (server) => {
    for (const operation of (await operations(server)).filter(withJson)) {
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml", "json"]) {
        const response = await server.api(operation.path, { ...operation, headers: { "content-type": type } });
        await refusal(response, 500, { says: "Unsupported Media Type" });
      }
      const bare = await server.fetch(`${BASE}${operation.path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${await server.token()}` },
        body: new TextEncoder().encode(JSON.stringify(operation.body)),
      });
      await refusal(bare, 500, { says: "Unsupported Media Type" });
    }
  }),
  rule("agent-api §4.1", "headers that clients and proxies add change nothing", async (server) => {
    const headers = {
      "x-client-name": "afdx",
      "x-attributed-client": "no-builder",
      "x-salesforce-region": "us-east-1",
      "x-sfdc-tenant-id": "core/prod/00DSB00000000002AA",
      "x-b3-traceid": "463ac35c9f6413ad48485a3953bb6124",
      "x-b3-spanid": "a2fb4a1d1a96d312",
      accept: "application/json;charset=utf-8",
    };
    await ok(await begin(server, minimal(server), SERVICE, headers));
    const { sessionId } = await open(server);
    await ok(await send(server, sessionId, "hello", headers));
    await stream(server, sessionId, say.anything, { ...headers, accept: "text/event-stream" });
    await ok(await end(server, sessionId, headers));
  }),
  rule("agent-api §4.2", "every reply has an X-Request-ID that is a UUID and new each time", async (server) => {
    const ids = await Promise.all(
      [`${BASE}/status`, `${BASE}/nowhere`, "/healthz"].map(async (path) =>
        (await server.fetch(path)).headers.get("x-request-id"),
      ),
    );
    const started = await begin(server, minimal(server), SERVICE, { "x-request-id": "chosen-by-client" });
    for (const id of [...ids, started.headers.get("x-request-id")]) assert.match(id ?? "", UUID);
    assert.equal(new Set(ids).size, ids.length);
  }),
  rule(
    "agent-api §10.1",
    "a refusal names the path inside the service, without the base and without a query",
    async (server) => {
      const response = await server.api("/sessions/none/messages?secret=1", { body: text("hello") });
      const { path, expected } = await refusal(response, 404);
      assert.equal(path, "v6.0.0/sessions/none/messages");
      assert.equal(expected, true);
    },
  ),
  rule("agent-api §4.3", "a body that is not JSON is a 400 that says where it goes wrong", async (server) => {
    const body = `{"externalSessionKey":"x","variables":[{"name":"a"}\n{"name":"b"}]}`;
    await refusal(await begin(server, body), 400, { says: "line 2 column 1" });
    await refusal(await begin(server, ""), 400);
  }),
  rule("agent-api §4.3", "a path with characters that cannot be read is a 400", async (server) => {
    const response = await server.api("/sessions/%E0%A4%A/messages", { body: text("hello") });
    await refusal(response, 400, { says: "Illegal Path Character" });
  }),
  rule("agent-api §5.8", "wrong paths seen in the wild are a 404 with a sentence that helps", async (server) => {
    const id = server.agents[SERVICE];
    for (const path of [
      `/services/data/v62.0/einstein/ai-agent/agents/${id}/sessions`,
      `${BASE}/agents/${id}/sessions/71bcf43a-a234-4936-a1c8-f85265e7cf94/messages`,
      BASE,
      `${BASE}/nothing/here`,
    ]) {
      const response = await server.fetch(path, { method: "POST" });
      await refusal(response, 404, {
        error: "NotFoundError",
        says: /Resource not found: POST .*\/einstein\/ai-agent\/v1/,
      });
    }
  }),
  rule("agent-api §1", "there is no endpoint that lists agents or sessions", async (server) => {
    for (const path of ["/agents", "/sessions"]) await refusal(await server.api(path, { method: "GET" }), 404);
  }),
  rule("RFC 9110 §15.5.6", "a known path with another method is a 405 that lists the allowed ones", async (server) => {
    const { sessionId } = await open(server);
    const response = await server.api(`/sessions/${sessionId}/messages`, { method: "PUT", body: {} });
    assert.equal(response.headers.get("allow"), "GET, HEAD, POST");
    await refusal(response, 405);
  }),
  rule("oauth §5", "two slashes in a path mean one", async (server) => {
    await ok(await server.fetch(`/${BASE.replaceAll("/", "//")}/status`));
  }),
  rule("agent-api §15", "a body over the limit is a 413 that names the setting", async (server) => {
    const { sessionId } = await open(server);
    const response = await send(server, sessionId, "x".repeat(1_100_000));
    await refusal(response, 413, { says: "DRAGOMAN_BODY_LIMIT_KB" });
    await ok(await send(server, sessionId, "hello"));
  }),
];
