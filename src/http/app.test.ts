// The whole door on a real server: hostile requests, wrong paths, probes, pages and the way it closes.

import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../test/support/server.ts";
import { ApiError } from "../contract/agent-api.ts";
import { openApi } from "../contract/openapi.ts";
import { SETUP_HOME } from "../contract/setup-places.ts";

const BASE = "/einstein/ai-agent/v1";

let server: TestServer;
let sessionId: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ sessionId } = await server.startSession());
});
afterAll(() => server?.close());

/** What comes back on a connection of its own for bytes that no HTTP client would send. */
async function raw(bytes: string | Uint8Array, port = new URL(server.origin).port): Promise<string> {
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(bytes);
  let text = "";
  for await (const chunk of socket.setEncoding("utf8")) text += chunk;
  return text;
}

const bodyOf = (response: string): unknown => JSON.parse(response.slice(response.indexOf("\r\n\r\n") + 4));

describe("a body from a stranger", () => {
  const post = (path: string, body: string | Uint8Array<ArrayBuffer>) =>
    server.token().then((token) =>
      server.fetch(`${BASE}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body,
      }),
    );

  test.each([
    ["that is deeper than any client's", "[".repeat(100_000)],
    ["that names a prototype", '{"__proto__":{"bypassUser":true}}'],
    ["that is not UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["with a character no database stores", '{"externalSessionKey":"a\\u0000b","instanceConfig":{"endpoint":"x"}}'],
    ["with a number beyond all numbers", '{"message":{"type":"Text","text":"x","sequenceId":1e999}}'],
    ["with a number as long as a novel", `{"message":{"type":"Text","text":"x","sequenceId":"${"9".repeat(5000)}"}}`],
    ["that is a number", "5"],
    ["that is empty", ""],
  ])("%s is a 400 in the API's shape", async (_, body) => {
    for (const path of [`/agents/${server.agents.Desk}/sessions`, `/sessions/${sessionId}/messages`]) {
      const response = await post(path, body);
      expect(response.status).toBe(400);
      const refusal = ApiError.parse(await response.json());
      expect(refusal.requestId).toBe(response.headers.get("x-request-id"));
      expect(refusal.message).not.toMatch(/\bat .*:\d+/);
    }
  });

  test("of any JSON is a 4xx, whichever operation it is sent to", async () => {
    const paths = [
      `/agents/${server.agents.Desk}/sessions`,
      `/sessions/${sessionId}/messages`,
      `/sessions/${sessionId}/feedback`,
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.json(), async (path, body) => {
        const response = await post(path, body);
        expect(response.status).toBe(400);
        ApiError.parse(await response.json());
      }),
      { numRuns: 150 },
    );
  });

  test("with any text as the message, keys and values of variables is read or refused, never a fault", async () => {
    const wild = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\0", "\ud800", "'; drop table sessions; --", "{!@variables.x}"),
    );
    await fc.assert(
      fc.asyncProperty(wild, wild, async (text, name) => {
        const message = { type: "Text", sequenceId: 1, text };
        const said = await post(`/sessions/${sessionId}/messages`, JSON.stringify({ message }));
        expect([200, 400]).toContain(said.status);
        const start = { externalSessionKey: text || "key", instanceConfig: { endpoint: server.origin } };
        const started = await post(
          `/agents/${server.agents.Desk}/sessions`,
          JSON.stringify({
            ...start,
            tz: name,
            variables: [
              { name: "team_descriptor", value: text },
              { name, value: text },
            ],
          }),
        );
        expect(started.status).toBe(400);
      }),
      { numRuns: 60 },
    );
  });

  test("leaves nothing behind: the session answers as before", async () => {
    const response = await post(
      `/sessions/${sessionId}/messages`,
      '{"message":{"type":"Text","text":"hello","sequenceId":1}}',
    );
    expect(response.status).toBe(200);
    expect(Object.prototype).not.toHaveProperty("bypassUser");
  });
});

describe("bytes that are no request", () => {
  test.each([
    ["no HTTP at all", "hello\r\n\r\n", 400],
    ["a line break inside a header", "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\rSet-Cookie: c\r\n\r\n", 400],
    ["a raw space and control characters in the path", "GET /a\u0001 b HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    ["two lengths that differ", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400],
    ["headers without end", `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(40_000)}\r\n\r\n`, 431],
  ])("%s: answered in the API's shape, then the connection is closed", async (_, bytes, status) => {
    const response = await raw(bytes);
    expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(response).toMatch(/\r\nConnection: close\r\n/i);
    expect(response).not.toMatch(/Set-Cookie/i);
    expect(ApiError.parse(bodyOf(response))).toMatchObject({ status, path: "" });
  });

  test("nothing a client sends comes back as a header", async () => {
    const response = await raw(
      "GET /%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: x\r\nX-Request-ID: a%0d%0aSet-Cookie: c\r\nConnection: close\r\n\r\n",
    );
    expect(response).toMatch(/^HTTP\/1\.1 404 /);
    expect(response.slice(0, response.indexOf("\r\n\r\n"))).not.toMatch(/Set-Cookie/i);
  });
});

describe("paths", () => {
  test("two slashes mean one; what follows the question mark is left alone", async () => {
    const response = await server.fetch(`//einstein///ai-agent/v1//nowhere?next=https://x.test//y`);
    const { path, message } = ApiError.parse(await response.json());
    expect(response.status).toBe(404);
    expect(path).toBe("v6.0.0/nowhere");
    expect(message).not.toContain("next");
  });

  test("the absolute form that proxies send is understood", async () => {
    const response = await raw(
      `GET http://api.example.test${BASE}/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(response).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("a path part that cannot be decoded is a 400, one that is too long a 404", async () => {
    expect((await server.fetch("/%zz")).status).toBe(400);
    expect((await server.fetch(`${BASE}/sessions/${"x".repeat(600)}/messages`, { method: "POST" })).status).toBe(404);
  });

  test.each([
    ["PUT", `${BASE}/sessions/x/messages`, "GET, HEAD, POST"],
    ["HEAD", `${BASE}/sessions/x/feedback`, "POST"],
    ["PATCH", `${BASE}/sessions/x`, "DELETE, GET, HEAD"],
    ["OPTIONS", `${BASE}/sessions/x/messages/stream`, "GET, HEAD, POST"],
    ["POST", "/healthz", "GET, HEAD"],
    ["DELETE", "/docs", "GET, HEAD"],
  ])("%s %s is a 405 that allows %s", async (method, path, allow) => {
    const response = await server.fetch(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
  });

  test("HEAD has the headers of GET and no body", async () => {
    const response = await server.fetch("/openapi.json", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.text()).toBe("");
  });

  test("no reply names the framework", async () => {
    for (const path of ["/", "/nowhere", "/docs"]) {
      const { headers } = await server.fetch(path);
      expect([...headers.keys()].filter((name) => /powered|server$/.test(name))).toEqual([]);
    }
  });
});

describe("probes", () => {
  test("/healthz says that the process answers, how late the event loop is, and how its models have been doing", async () => {
    const { sessionId } = await server.startSession();
    await server.api(`/sessions/${sessionId}/messages`, {
      body: { message: { type: "Text", sequenceId: 1, text: "hello" } },
    });
    expect(await (await server.fetch("/healthz")).json()).toEqual({
      ok: true,
      eventLoopLagMs: expect.any(Number),
      models: { scripted: { ok: true, lastAnswer: expect.stringMatching(/Z$/), lastFailure: null } },
    });
  });

  test("/readyz names its checks", async () => {
    const response = await server.fetch("/readyz");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ok: true, checks: { database: "ok" } });
  });

  test("/metrics counts by the template of a path, so that strangers cannot make series", async () => {
    await server.fetch(`${BASE}/sessions/made-up-by-a-stranger`, { method: "GET" });
    await server.fetch("/also-made-up");
    const response = await server.fetch("/metrics");
    const text = await response.text();
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=/);
    expect(text).toContain('route="/einstein/ai-agent/v1/sessions/:sessionId"');
    expect(text).toMatch(/^dragoman_turn_duration_seconds_count\{outcome="done"\} \d+$/m);
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    expect(text).not.toMatch(/made-up/);
  });

  test("the gauge of open streams goes back to where it was", async () => {
    const openStreams = async () =>
      /^dragoman_open_streams (\d+)$/m.exec(await (await server.fetch("/metrics")).text())?.[1];
    const stream = await server.api(`/sessions/${sessionId}/messages/stream`, {
      body: { message: { type: "Text", sequenceId: 1, text: "slow" } },
    });
    expect(await openStreams()).toBe("1");
    await stream.text();
    await expect.poll(openStreams).toBe("0");
  });
});

describe("pages", () => {
  test("/ leads browsers to Setup and is JSON for everybody else", async () => {
    const page = await server.fetch("/", { headers: { accept: "text/html,*/*;q=0.8" }, redirect: "manual" });
    expect([page.status, page.headers.get("location")]).toEqual([302, SETUP_HOME]);
    expect(await (await server.fetch("/")).json()).toMatchObject({ agentApi: `${server.origin}${BASE}` });
  });

  test("/openapi.json is the document of this server", async () => {
    expect(await (await server.fetch("/openapi.json")).json()).toEqual(
      JSON.parse(JSON.stringify(openApi(server.origin))),
    );
  });

  test("/docs tells every operation and every schema, and every link in it leads somewhere", async () => {
    const html = await (await server.fetch("/docs")).text();
    const { paths, components } = openApi(server.origin);
    for (const path of Object.keys(paths)) expect(html).toContain(`<code>${path}</code>`);
    for (const name of Object.keys(components.schemas)) expect(html).toContain(`id="schema-${name}"`);
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const anchors = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(anchors.filter((id) => !ids.has(id))).toEqual([]);
  });

  test("/docs needs no script and no foreign asset, and its policy forbids them", async () => {
    const response = await server.fetch("/docs");
    const html = await response.text();
    expect(html).not.toMatch(/<script|<link|<img|\son\w+=|style="|url\(/i);
    const style = createHash("sha256")
      .update(/<style>([^<]*)<\/style>/.exec(html)![1]!)
      .digest("base64");
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });
});

test("while the server closes, what runs is finished and what comes is told to come again", async () => {
  const closing = await startTestServer();
  const started = await closing.startSession();
  const body = JSON.stringify({ message: { type: "Text", sequenceId: 1, text: "slow" } });
  const socket = connect(Number(new URL(closing.origin).port), "127.0.0.1");
  let received = "";
  socket.setEncoding("utf8").on("data", (text) => {
    received += text;
  });
  const request =
    `POST ${BASE}/sessions/${started.sessionId}/messages/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${await closing.token()}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  socket.write(request);
  await expect.poll(() => received).toContain("PROGRESS_INDICATOR");
  const closed = closing.close();
  socket.write(request);
  await once(socket, "close");
  await closed;
  expect(received).toContain("event: END_OF_TURN\n");
  expect(received).toMatch(/\r\nHTTP\/1\.1 503 [\s\S]*retry-after: 5\r\n/i);
});
