// What rules of the Agent API do most: start, say, stream, and read a refusal.
import assert from "node:assert/strict";
import type {
  ApiError,
  Links,
  MessagesResponse,
  ResponseMessage,
  StartSessionResponse,
  StreamEnvelope,
} from "../../../src/contract/agent-api.ts";
import type { TestServer } from "../../support/server.ts";

/** Agents of the project in test/fixtures/project. */
export const SERVICE = "Desk";
export const EMPLOYEE = "Staff_Room";

/** What to say to the service agent, and what it does then. */
export const say = {
  /** An answer of many chunks. */
  anything: "hello",
  /** An answer of several chunks, a few milliseconds apart. */
  atPace: "at your own pace",
  /** A progress indicator, then an action of more than a second, then an answer. */
  slow: "slow",
  /** A confirmation whose values are the agent's variables. */
  reserve: "reserve",
  /** A handover to a person. */
  human: "human",
  /** The agent ends the session. */
  goodbye: "goodbye",
} as const;

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The least a client can send to start a session. */
export const minimal = (server: TestServer) => ({
  externalSessionKey: "key",
  instanceConfig: { endpoint: server.origin },
});

/** POST to an agent's sessions. */
export const begin = (server: TestServer, body: unknown, agent = SERVICE, headers: Record<string, string> = {}) =>
  server.api(`/agents/${server.agents[agent]}/sessions`, { body, headers });

/** A session with the service agent that streams text chunks. */
export const open = (
  server: TestServer,
  extra: Readonly<Record<string, unknown>> = {},
): Promise<StartSessionResponse> =>
  server.startSession(SERVICE, { streamingCapabilities: { chunkTypes: ["Text"] }, ...extra });

export const text = (words: string, sequenceId: unknown = 1) => ({
  message: { type: "Text", sequenceId, text: words },
});

/** POST to a session's messages. `message` is a whole body, or what to say. */
export const send = (
  server: TestServer,
  sessionId: string,
  message: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  server.api(`/sessions/${sessionId}/messages`, {
    body: typeof message === "string" ? text(message) : message,
    headers,
  });

/** The messages that come back, when all is well. */
export async function told(server: TestServer, sessionId: string, message: unknown): Promise<ResponseMessage[]> {
  return (await ok<MessagesResponse>(await send(server, sessionId, message))).messages;
}

export const end = (server: TestServer, sessionId: string, headers: Record<string, string> = {}): Promise<Response> =>
  server.api(`/sessions/${sessionId}`, {
    method: "DELETE",
    headers: { "x-session-end-reason": "UserRequest", ...headers },
  });

export const rate = (server: TestServer, sessionId: string, body: unknown, headers: Record<string, string> = {}) =>
  server.api(`/sessions/${sessionId}/feedback`, { body, headers });

/** The body of a 200 that is JSON. */
export async function ok<T>(response: Response): Promise<T> {
  const body = await response.text();
  assert.equal(response.status, 200, body);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json\b/);
  return JSON.parse(body) as T;
}

/** The one message of a kind. */
export function only<T extends ResponseMessage["type"]>(messages: readonly ResponseMessage[], type: T) {
  const found = messages.filter((message) => message.type === type);
  assert.equal(found.length, 1, `one ${type} in ${JSON.stringify(messages)}`);
  return found[0] as Extract<ResponseMessage, { type: T }>;
}

/** The body of a refusal, held to the shape of spec §10.1. */
export async function refusal(
  response: Response,
  status: number,
  { error, says = "" }: { error?: string; says?: string | RegExp } = {},
): Promise<ApiError> {
  const raw = await response.text();
  assert.equal(response.status, status, raw);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json\b/);
  const body = JSON.parse(raw) as ApiError;
  const keys = ["error", "expected", "message", "mode", "path", "requestId", "status", "timestamp"];
  assert.deepEqual(Object.keys(body).sort(), keys);
  assert.equal(body.status, status);
  assert.equal(body.mode, "unknown");
  assert.match(body.requestId, UUID);
  assert.equal(body.requestId, response.headers.get("x-request-id"));
  assert.ok(Math.abs(body.timestamp - Date.now()) < 60_000, "timestamp is now, in milliseconds");
  if (error) assert.equal(body.error, error);
  if (says instanceof RegExp) assert.match(body.message, says);
  else assert.ok(body.message.includes(says), `${body.message} contains ${says}`);
  assert.doesNotMatch(raw, /\bat .+:\d+:\d+|node_modules/, "no stack trace");
  return body;
}

export interface Packet {
  readonly raw: string;
  readonly event: string;
  readonly id: string;
  readonly envelope: StreamEnvelope;
  readonly message: ResponseMessage;
}

/** A whole stream: the response, every packet and nothing else. */
export async function stream(
  server: TestServer,
  sessionId: string,
  words: string,
  headers: Record<string, string> = { accept: "text/event-stream" },
): Promise<{ response: Response; packets: readonly Packet[] }> {
  const response = await server.api(`/sessions/${sessionId}/messages/stream`, { body: text(words), headers });
  const raw = await response.text();
  assert.equal(response.status, 200, raw);
  return { response, packets: packetsOf(raw) };
}

/** Splits a body by hand, as strict as the strictest client: order, spaces and line ends all count (spec §8.1). */
export function packetsOf(raw: string): Packet[] {
  assert.ok(raw.endsWith("\n\n"), "the stream ends with an empty line");
  return raw
    .slice(0, -2)
    .split("\n\n")
    .map((packet) => {
      const parts = /^event: ([A-Z_]+)\nid: (\d+-REQ)\ndata: (\{.*\})$/.exec(packet);
      assert.ok(parts, `an event, an id and a data line: ${JSON.stringify(packet)}`);
      const envelope = JSON.parse(parts[3]!) as StreamEnvelope;
      return { raw: `${packet}\n\n`, event: parts[1]!, id: parts[2]!, envelope, message: envelope.message };
    });
}

export const messagesOf = (packets: readonly Packet[]) => packets.map(({ message }) => message);

/** The five links of a session, absolute on this server (spec §5.1). */
export function assertLinks(server: TestServer, links: Links, sessionId: string, agentId: string): void {
  const base = `${server.origin}/einstein/ai-agent/v1`;
  assert.deepEqual(links, {
    self: null,
    messages: { href: `${base}/sessions/${sessionId}/messages` },
    messagesStream: { href: `${base}/sessions/${sessionId}/messages/stream` },
    session: { href: `${base}/agents/${agentId}/sessions` },
    end: { href: `${base}/sessions/${sessionId}` },
  });
}
