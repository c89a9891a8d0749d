// The operations of the Agent API: each reads its request by the contract and says it to `sessions/`.
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import {
  FeedbackRequest,
  linksOf,
  type MessagesResponse,
  type PlanResponse,
  type ResponseMessage,
  SendMessageRequest,
  StartSessionRequest,
  type StartSessionResponse,
} from "../contract/agent-api.ts";
import { AFTER_HEADER, IDEMPOTENCY_KEY, ON_DISCONNECT } from "../contract/extensions.ts";
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";
import { endSession } from "../sessions/end.ts";
import { giveFeedback } from "../sessions/feedback.ts";
import { planOf } from "../sessions/plan.ts";
import { isReturn, type RunningTurn, sendMessage } from "../sessions/send.ts";
import { startSession } from "../sessions/start.ts";
import { TurnFailed } from "./errors.ts";
import type { House } from "./house.ts";
import { readJson } from "./json.ts";
import { parseBody } from "./parse.ts";
import { openStream, STALL_MS, writeEvents } from "./sse.ts";

/** A request that passed the guard. */
export interface Call {
  readonly principal: Principal;
  /** The named parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** `POST /agents/{agentId}/sessions` (spec §5.1). */
export async function start(house: House, { principal, params, request, reply }: Call): Promise<StartSessionResponse> {
  const body = parseBody(StartSessionRequest, jsonOf(request));
  const started = await startSession(house.sessions, principal, params.agentId!, body);
  reply.header("x-session-mode", "default");
  return started;
}

/** `POST /sessions/{sessionId}/messages` (spec §5.2): waits for the turn and answers with what it said. */
export async function send(house: House, call: Call): Promise<MessagesResponse> {
  const turn = await beginTurn(house, call);
  const messages: ResponseMessage[] = [];
  let ended = false;
  for await (const { message } of turn.events) {
    if (message.type === "Error") throw new TurnFailed(message);
    if (!streamedOnly.has(message.type)) messages.push(message);
    ended ||= message.type === "EndOfTurn";
  }
  if (!ended) throw refused("unavailable", HANDED_OVER);
  return { messages, _links: linksOf(call.principal.origin, turn.sessionId, turn.agentId) };
}

const HANDED_OVER =
  "the server is stopping, and another one goes on with the turn. Send the same request with the same Idempotency-Key " +
  "again for its reply; without such a key, read it with GET on messages/stream";

/** Messages that have not been seen in a whole reply (spec §5.2). */
const streamedOnly: ReadonlySet<ResponseMessage["type"]> = new Set([
  "EndOfTurn",
  "ProgressIndicator",
  "TextChunk",
  "ValidationFailureChunk",
]);

/** `POST /sessions/{sessionId}/messages/stream` (spec §5.3, §8): what is refused is refused before the stream opens. */
export async function stream(house: House, call: Call): Promise<void> {
  const { principal, params, request, reply } = call;
  const lastSeen = request.headers["last-event-id"];
  // 204 tells an event source to stop coming back (HTML §9.2.3).
  if (lastSeen && (await isReturn(house.sessions, principal, params.sessionId!, String(lastSeen)))) {
    return void reply.code(204).send();
  }
  const turn = await beginTurn(house, call);
  reply.header(AFTER_HEADER, turn.after);
  const closed = house.metrics.observe.stream();
  const raw = openStream(reply).once("close", closed);
  try {
    const end = await writeEvents(raw, turn.events, STALL_MS);
    if (end !== "complete") request.log.info({ end }, "stream cut short; the turn goes on");
  } catch (err) {
    request.log.error({ err }, "stream broken");
  }
}

/** `DELETE /sessions/{sessionId}` (spec §5.4). Any reason will do, since clients send others than the five. */
export async function end(house: House, { principal, params, request }: Call): Promise<MessagesResponse> {
  const reason = request.headers["x-session-end-reason"];
  if (!reason && !house.settings.lenientEnd) throw refused("end_reason_missing");
  return endSession(house.sessions, principal, params.sessionId!, String(reason || "UserRequest"));
}

/** `POST /sessions/{sessionId}/feedback` (spec §5.5). JSON under any content type: `fetch` calls a string text/plain. */
export async function feedback(house: House, { principal, params, request, reply }: Call): Promise<void> {
  const body = parseBody(FeedbackRequest, bodyOf(request));
  await giveFeedback(house.sessions, principal, params.sessionId!, body);
  reply.code(Number(house.settings.feedbackStatus)).send();
}

/** `GET /preview/sessions/{sessionId}/plans/{planId}` (spec §5.7). */
export async function plan(house: House, { principal, params }: Call): Promise<PlanResponse> {
  return planOf(house.sessions, principal, params.sessionId!, params.planId!);
}

async function beginTurn(house: House, { principal, params, request, reply }: Call): Promise<RunningTurn> {
  const receivedAt = Math.round(house.now() - reply.elapsedTime);
  const body = parseBody(SendMessageRequest, jsonOf(request));
  const caller = { requestId: request.id, traceparent: request.headers.traceparent };
  const key = repeatKeyOf(request);
  const turn = await sendMessage(house.sessions, principal, params.sessionId!, body, receivedAt, key, caller);
  if (turn.repeated) house.metrics.observe.repeated();
  if (request.headers[ON_DISCONNECT] === "cancel") stopWhenLeft(reply.raw, turn.stop);
  return turn;
}

/** @throws Refused `idempotency_key_malformed` */
function repeatKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers[IDEMPOTENCY_KEY];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || !/^[!-~]{1,255}$/.test(key)) throw refused("idempotency_key_malformed");
  return key;
}

/** A response that closes before it was finished has lost its client. */
function stopWhenLeft(response: ServerResponse, stop: () => void): void {
  response.once("close", () => {
    if (!response.writableFinished) stop();
  });
}

/** The body of a request that must be declared as JSON; parameters such as a charset do not matter (spec §4.1). */
export function jsonOf(request: FastifyRequest): unknown {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) throw refused("media_type", type);
  return bodyOf(request);
}

function bodyOf(request: FastifyRequest): unknown {
  const coding = request.headers["content-encoding"] ?? "identity";
  if (coding !== "identity") throw refused("bad_json", "it is compressed, as Content-Encoding says, and must not be");
  return readJson(request.body);
}
