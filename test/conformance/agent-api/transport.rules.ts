// What HTTP allows a client to do besides, and how the API takes it (agent-api spec §4, RFC 9110, RFC 9112).
import assert from "node:assert/strict";
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import type { TestServer } from "../../support/server.ts";
import { type Rule, rule } from "../rule.ts";
import { begin, end, minimal, ok, open, refusal, SERVICE, say, send, stream, text, UUID } from "./talk.ts";

const BASE = "/einstein/ai-agent/v1";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request whose header names, body bytes and connection `fetch` would not leave alone. */
async function ask(
  server: TestServer,
  path: string,
  headers: OutgoingHttpHeaders,
  body: string | Uint8Array,
  agent?: Agent,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asking = request(`${server.origin}${path}`, { method: "POST", headers, ...(agent ? { agent } : {}) });
  asking.on("error", reject).on("response", async (response) => {
    const parts = await response.toArray();
    resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts).toString() });
  });
  if (headers.expect) asking.flushHeaders();
  else asking.end(body);
  asking.on("continue", () => asking.end(body));
  return promise;
}

/** What comes back for bytes that no HTTP client would send. */
async function raw(server: TestServer, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.origin).port), "127.0.0.1");
  socket.write(bytes);
  let answer = "";
  for await (const part of socket.setEncoding("utf8")) answer += part;
  return answer;
}

const bearer = async (server: TestServer) => `Bearer ${await server.token()}`;

export const transportRules: readonly Rule[] = [
  rule("RFC 9110 §5.1", "names of headers and the word Bearer may be in any case", async (server) => {
    const { sessionId } = await open(server);
    const headers = {
      AUTHORIZATION: (await bearer(server)).replace("Bearer", "bearer"),
      "CONTENT-Type": "application/json",
    };
    const { status } = await ask(
      server,
      `${BASE}/sessions/${sessionId}/messages`,
      headers,
      JSON.stringify(text("hello")),
    );
    assert.equal(status, 200);
  }),
  rule("RFC 9110 §10.1.1", "a body that waits for 100 Continue is asked for", async (server) => {
    const body = JSON.stringify(minimal(server));
    const headers = {
      authorization: await bearer(server),
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      expect: "100-continue",
    };
    assert.equal((await ask(server, `${BASE}/agents/${server.agents[SERVICE]}/sessions`, headers, body)).status, 200);
  }),
  rule("RFC 9112 §9.3", "a connection serves on after a refusal", async (server) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const path = `${BASE}/agents/${server.agents[SERVICE]}/sessions`;
    const headers = { authorization: await bearer(server), "content-type": "application/json" };
    const statuses: number[] = [];
    for (const body of ["{", "[]", JSON.stringify(minimal(server))]) {
      const { status, headers: replied } = await ask(server, path, headers, body, agent);
      assert.equal(replied.connection, "keep-alive");
      statuses.push(status);
    }
    agent.destroy();
    assert.deepEqual(statuses, [400, 400, 200]);
  }),
  rule("RFC 9112 §2.3", "a client that speaks HTTP/1.0 gets a stream without chunked coding", async (server) => {
    const { sessionId } = await open(server);
    const body = JSON.stringify(text(say.anything));
    const answer = await raw(
      server,
      `POST ${BASE}/sessions/${sessionId}/messages/stream HTTP/1.0\r\nHost: ${new URL(server.origin).host}\r\nAuthorization: ${await bearer(server)}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    assert.doesNotMatch(answer, /transfer-encoding/i);
    assert.match(answer, /\r\n\r\nevent: TEXT_CHUNK\nid: [\s\S]*event: END_OF_TURN\n.*\n.*\n\n$/);
  }),
  rule("RFC 9112 §4", "what is no HTTP is a 400 in the API's shape, with the usual reason phrase", async (server) => {
    const answer = await raw(server, "\x16\x03\x01 hello\r\n\r\n");
    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
    const [, requestId] = /\r\nX-Request-ID: (\S+)\r\n/.exec(answer)!;
    const body = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4));
    assert.match(requestId!, UUID);
    assert.deepEqual([body.status, body.requestId, body.error], [400, requestId, "BadRequestError"]);
  }),
  rule("RFC 8259 §8.1", "a body is UTF-8, with or without a byte order mark; other bytes are a 400", async (server) => {
    const path = `${BASE}/agents/${server.agents[SERVICE]}/sessions`;
    const headers = { authorization: await bearer(server), "content-type": "application/json;charset=iso-8859-1" };
    const body = JSON.stringify({ ...minimal(server), externalSessionKey: "clé" });
    assert.equal((await ask(server, path, headers, `\ufeff${body}`)).status, 200);
    const latin = await ask(server, path, headers, Buffer.from(body, "latin1"));
    assert.equal(latin.status, 400);
    assert.match(latin.body, /it is not UTF-8/);
  }),
  rule("RFC 9110 §8.4", "a compressed body is a 400 that says so", async (server) => {
    const { sessionId } = await open(server);
    const headers = {
      authorization: await bearer(server),
      "content-type": "application/json",
      "content-encoding": "gzip",
    };
    for (const path of [`/sessions/${sessionId}/messages`, `/sessions/${sessionId}/feedback`]) {
      const { status, body } = await ask(server, `${BASE}${path}`, headers, gzipSync("{}"));
      assert.equal(status, 400);
      assert.match(body, /it is compressed, as Content-Encoding says/);
    }
  }),
  rule("agent-api §8.1", "no reply is compressed, whatever Accept-Encoding says", async (server) => {
    const { sessionId } = await open(server);
    const { response } = await stream(server, sessionId, say.anything, { "accept-encoding": "gzip, br" });
    assert.equal(response.headers.get("content-encoding"), null);
    const whole = await send(server, sessionId, say.anything, { "accept-encoding": "gzip, br" });
    assert.equal(whole.headers.get("content-encoding"), null);
  }),
  rule("agent-api §4.1", "a DELETE may have a body, which is not read", async (server) => {
    for (const body of ["{}", "not JSON"]) {
      const { sessionId } = await open(server);
      const headers = { "x-session-end-reason": "UserRequest" };
      await ok(await server.api(`/sessions/${sessionId}`, { method: "DELETE", body, headers }));
    }
  }),
  rule("RFC 9110 §9.3.2", "HEAD of /status is its GET without a body", async (server) => {
    const response = await server.fetch(`${BASE}/status`, { method: "HEAD" });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-length"), String('{"status":"UP"}'.length));
  }),
  rule("agent-api §2", "there is no CORS: a preflight is a 405, and no reply allows an origin", async (server) => {
    const headers = { origin: "https://page.example", "access-control-request-method": "POST" };
    const path = `/agents/${server.agents[SERVICE]}/sessions`;
    const preflight = await server.api(path, { method: "OPTIONS", headers });
    assert.equal(preflight.headers.get("allow"), "POST");
    assert.equal(preflight.headers.get("access-control-allow-origin"), null);
    await refusal(preflight, 405, { error: "MethodNotAllowedError" });
    const started = await begin(server, minimal(server), SERVICE, { origin: "https://page.example" });
    assert.equal(started.headers.get("access-control-allow-origin"), null);
  }),
  rule("agent-api §5.8", "a slash at the end of a path is a 404 that says to leave it out", async (server) => {
    const { sessionId } = await open(server);
    for (const path of [`/sessions/${sessionId}/messages/`, `/sessions/${sessionId}/messages/stream/`]) {
      await refusal(await server.api(path, { body: text("hello") }), 404, { says: "Leave out the slash at the end" });
    }
  }),
  rule("agent-api §4.2", "the X-Request-ID is on streams, ends and feedback, too", async (server) => {
    const { sessionId } = await open(server);
    const { response, packets } = await stream(server, sessionId, say.anything);
    const { feedbackId } = packets.at(-2)!.message as { feedbackId: string };
    const rated = await server.api(`/sessions/${sessionId}/feedback`, { body: { feedbackId, feedback: "GOOD" } });
    const ended = await end(server, sessionId);
    for (const { headers } of [response, rated, ended]) assert.match(headers.get("x-request-id") ?? "", UUID);
  }),
];
