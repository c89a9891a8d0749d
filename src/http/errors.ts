// The one place where errors become responses: the API's error body for the client, the cause for the log.
import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type ApiError, BASE_PATH, type InBandError } from "../contract/agent-api.ts";
import { type ProblemCode, problemOf, Refused, refused } from "../contract/problems.ts";
import { challengeOf } from "./challenge.ts";
import type { House } from "./house.ts";
import type { Log } from "./log.ts";

type Door = Pick<House, "now" | "settings">;

/** What a client is told; `http/` adds where and when. */
type Answer = Pick<ApiError, "error" | "expected" | "message" | "status">;

/** A turn that ended in an error, for the endpoint that answers with a whole reply (agent-api spec §11.3). */
export class TurnFailed extends Error {
  readonly answer: Answer;

  constructor({ httpStatus: status, error, message, expected }: InBandError) {
    super(message);
    this.answer = { status, error, message, expected };
  }
}

/** Fastify's handler of everything thrown by routes, guards, parsers and the router. */
export function createErrorHandler(door: Door) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const cause = error instanceof TurnFailed ? error : refusalOf(error, request, door);
    const answer = answerOf(cause);
    logOnce(request.log, answer, cause);
    reply
      .code(answer.status)
      // Set here too: what the router itself refuses passes no hook.
      .header("x-request-id", request.id)
      .headers(cause instanceof Refused ? headersOf(cause, request, door) : {})
      .type("application/json")
      .send(bodyOf(answer, request.url, request.id, door.now()));
  };
}

/** The body of every error (agent-api spec §10.1). */
function bodyOf({ status, error, message, expected }: Answer, url: string, requestId: string, now: number): ApiError {
  return { status, path: internalPath(url), mode: "unknown", requestId, error, message, timestamp: now, expected };
}

/** The path as error bodies name it: `v6.0.0/…` for the Agent API, without the leading slash and without a query. */
function internalPath(url: string): string {
  const path = url.split("?", 1)[0]!;
  return path.startsWith(`${BASE_PATH}/`) ? `v6.0.0/${path.slice(BASE_PATH.length + 1)}` : path.slice(1);
}

function answerOf(cause: Refused | TurnFailed): Answer {
  if (cause instanceof TurnFailed) return cause.answer;
  const { error, expected } = problemOf(cause.code);
  return { status: cause.status, error, message: cause.message, expected };
}

/** Errors that carry a code, in the words of the API: what Fastify refuses by itself, and a database that is away. */
const refusalsByCode: Readonly<Record<string, (request: FastifyRequest, door: Door) => Refused>> = {
  FST_ERR_BAD_URL: () => refused("path_malformed"),
  FST_ERR_CTP_BODY_TOO_LARGE: (_, { settings }) => refused("body_too_large", String(settings.bodyLimitKb)),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => refused("bad_json", "the body is empty"),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    refused("request_malformed", "the body is not as long as Content-Length says"),
  FST_ERR_CTP_INVALID_JSON_BODY: () => refused("bad_json", "syntax error"),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: (request) => refused("media_type", request.headers["content-type"] ?? ""),
  FST_ERR_MAX_PARAM_LENGTH: (request) => refused("route_not_found", request.method, "A part of the path is too long"),
  DATABASE_AWAY: () => refused("unavailable", "the database does not answer. Send the request again in a moment"),
  ECONNRESET: () => refused("request_malformed", "the client closed the connection before the body was complete"),
};

function refusalOf(error: unknown, request: FastifyRequest, door: Door): Refused {
  if (error instanceof Refused) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = refusalsByCode[code]?.(request, door);
  return known ?? new Refused("internal", problemOf("internal").message(request.id), error);
}

/** A client's mistake is a line; a fault of the server comes with everything known about it. */
function logOnce(
  log: Pick<Log, "error" | "info">,
  { status, error, expected }: Answer,
  cause: Refused | TurnFailed,
): void {
  const detail = cause instanceof Refused && cause.detail !== undefined ? { err: cause.detail } : {};
  const line = { status, error, ...(cause instanceof Refused ? { code: cause.code } : {}), ...detail };
  if (expected) log.info(line, "refused");
  else log.error(line, "failed");
}

function headersOf(cause: Refused, request: FastifyRequest, door: Door): Record<string, string> {
  const { retryAfterS } = cause;
  const guarded = request.routeOptions.config.access === "agent-api";
  const challenge = guarded
    ? challengeOf(cause, door.settings.requiredScopes, "agent-api")
    : challengeOf(cause, [], "dragoman");
  return {
    ...(retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) }),
    ...(challenge === undefined ? {} : { "www-authenticate": challenge }),
  };
}

/** What Node's parser refuses before there is a request. */
const brokenRequests: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
  HPE_HEADER_OVERFLOW: "headers_too_large",
};

/** Fastify's `clientErrorHandler`: answers bytes that are no HTTP request in the same shape, and hangs up. */
export function createBrokenRequestHandler(door: Pick<House, "log" | "now">) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const requestId = randomUUID();
    const code = brokenRequests[error.code ?? ""];
    const cause = code
      ? refused(code)
      : refused(
          "request_malformed",
          "its first lines cannot be read. For TLS, put a proxy that speaks it before this server",
        );
    const answer = answerOf(cause);
    logOnce(door.log.child({ requestId }), answer, cause);
    const body = JSON.stringify(bodyOf(answer, "/", requestId, door.now()));
    socket.end(
      `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\nContent-Type: application/json\r\nX-Request-ID: ${requestId}\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  };
}
