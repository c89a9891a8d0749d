// Errors as clients see them and as the log keeps them: every problem of the list, every refusal of the framework.
import { PassThrough } from "node:stream";
import Fastify, { type FastifyBaseLogger, LogController } from "fastify";
import { beforeEach, describe, expect, test } from "vitest";
import { ApiError, BASE_PATH } from "../contract/agent-api.ts";
import { type ProblemCode, problemOf, problems, Refused, refused } from "../contract/problems.ts";
import { createErrorHandler, TurnFailed } from "./errors.ts";
import type { Access } from "./guard.ts";
import { createLog } from "./log.ts";

const NOW = 1_740_760_662_466;
const settings = { bodyLimitKb: 1, feedbackStatus: "201", lenientEnd: false, requiredScopes: ["chatbot_api"] } as const;

let lines: string[];
let failure: unknown;
beforeEach(() => {
  lines = [];
});

/** A server whose one route throws `failure`. */
function door() {
  const stream = new PassThrough().on("data", (line) => lines.push(String(line)));
  const log: FastifyBaseLogger = createLog({ logLevel: "info", logFormat: "json" }, stream);
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: () => "e6840f72-e567-4eb3-94ad-0a1da8f83dd0",
    bodyLimit: settings.bodyLimitKb * 1024,
  });
  app.setErrorHandler(createErrorHandler({ now: () => NOW, settings }));
  app.post(`${BASE_PATH}/sessions/:id/messages`, { config: { access: "agent-api" satisfies Access } }, () => {
    throw failure;
  });
  return app;
}

const url = `${BASE_PATH}/sessions/94081416-c6dc-43a8-95e2-14a3f3580d34/messages`;
async function thrown(error: unknown) {
  failure = error;
  return door().inject({ method: "POST", url: `${url}?x=1` });
}

test("a refusal has the recorded body: status, internal path, mode, request id, name, sentence, time, expected", async () => {
  const reply = await thrown(refused("session_not_found", "94081416-c6dc-43a8-95e2-14a3f3580d34"));
  expect(reply.statusCode).toBe(404);
  expect(reply.headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(reply.json()).toEqual({
    status: 404,
    path: "v6.0.0/sessions/94081416-c6dc-43a8-95e2-14a3f3580d34/messages",
    mode: "unknown",
    requestId: "e6840f72-e567-4eb3-94ad-0a1da8f83dd0",
    error: "NotFoundException",
    message: "V6Session not found for sessionId: 94081416-c6dc-43a8-95e2-14a3f3580d34",
    timestamp: NOW,
    expected: true,
  });
});

describe.each(Object.keys(problems) as ProblemCode[])("%s", (code) => {
  test("is answered with its status, its name and its sentence", async () => {
    const { status, error, expected, retryAfterS } = problemOf(code);
    const error_ = refused(code, "one", "two", "three");
    const reply = await thrown(error_);
    expect(reply.statusCode).toBe(status);
    expect(ApiError.parse(reply.json())).toMatchObject({ status, error, expected, message: error_.message });
    expect(reply.headers["x-request-id"]).toBe(reply.json().requestId);
    expect(reply.headers["retry-after"]).toBe(retryAfterS?.toString());
    expect(Boolean(reply.headers["www-authenticate"])).toBe(/^(token|scope)_/.test(code));
  });
});

test("an error nobody foresaw is a 500 with the request id, and nothing of it reaches the client", async () => {
  const reply = await thrown(new Error("connect to postgres://user:hunter2@db failed"));
  expect(reply.statusCode).toBe(500);
  expect(reply.json()).toMatchObject({ error: "HttpServerErrorException", expected: false });
  expect(reply.json().message).toContain("e6840f72-e567-4eb3-94ad-0a1da8f83dd0");
  expect(reply.body).not.toMatch(/postgres|hunter2|\bat /);
});

test("what was thrown is in the log once, with the request id and without the secret", async () => {
  await thrown(new Error("connect to postgres://user:hunter2@db failed"));
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0]!);
  expect(line).toMatchObject({ level: "error", msg: "failed", code: "internal", requestId: expect.any(String) });
  expect(line.err).toMatchObject({
    message: "connect to postgres://user:[secret]@db failed",
    stack: expect.any(String),
  });
  expect(lines[0]).not.toContain("hunter2");
});

test.each([undefined, null, "text", 5, { statusCode: 418 }])("%j thrown is a 500 too", async (value) => {
  const reply = await thrown(value);
  expect(reply.statusCode).toBe(500);
  expect(reply.json()).toMatchObject({ error: "HttpServerErrorException" });
});

test("a client's mistake is one line of the log, without a stack", async () => {
  await thrown(refused("session_locked"));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: "info", msg: "refused", code: "session_locked", status: 423 });
  expect(lines[0]).not.toContain("stack");
});

test("the detail of a refusal is logged and not sent", async () => {
  const reply = await thrown(new Refused("unavailable", "Service is unavailable: try later", new Error("disk full")));
  expect(reply.body).not.toContain("disk full");
  expect(lines.join("")).toContain("disk full");
});

test("a turn that failed is answered with the status of its error", async () => {
  const base = { type: "Error", id: "id", metrics: {}, feedbackId: "turn" } as const;
  const reply = await thrown(
    new TurnFailed({
      ...base,
      httpStatus: 500,
      error: "HttpServerErrorException",
      message: "too slow",
      expected: false,
    }),
  );
  expect(reply.statusCode).toBe(500);
  expect(ApiError.parse(reply.json())).toMatchObject({ message: "too slow", error: "HttpServerErrorException" });
});

test.each([
  ["a body over the limit", { "content-type": "application/json" }, JSON.stringify("x".repeat(2000)), 413, "1 kB"],
  ["a content type nobody reads", { "content-type": "application/xml" }, "<a/>", 500, "Unsupported Media Type"],
  ["a content type that is none", { "content-type": "json" }, "{}", 500, "Unsupported Media Type"],
  ["JSON that is none", { "content-type": "application/json" }, "{", 400, "cannot be read as JSON"],
])("what the framework refuses by itself is in the same shape: %s", async (_, headers, payload, status, sentence) => {
  const reply = await door().inject({ method: "POST", url, headers, payload });
  expect(reply.statusCode).toBe(status);
  expect(ApiError.parse(reply.json()).message).toContain(sentence);
});
