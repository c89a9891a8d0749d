// The load: clients over keep-alive connections, each in a session of its own.
import { Agent, type IncomingMessage, request } from "node:http";

export interface Target {
  readonly origin: string;
  readonly token: string;
  readonly agentId: string;
}

export const manySockets = () => new Agent({ keepAlive: true, maxSockets: 10_000 });

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Send a request and give the response as soon as its head is in. */
export function call(
  agent: Agent,
  origin: string,
  { method = "POST", path, headers = {}, body = "" }: Call,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, {
      agent,
      method,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    sent.once("response", resolve);
    sent.once("error", reject);
    sent.end(body);
  });
}

export async function text(response: IncomingMessage): Promise<string> {
  response.setEncoding("utf8");
  let all = "";
  for await (const part of response) all += part;
  return all;
}

const json = { "content-type": "application/json" };
const bearer = (target: Target) => ({ ...json, authorization: `Bearer ${target.token}` });

/** Start a session that asks for text chunks. Gives its id. */
export async function openSession(agent: Agent, target: Target): Promise<string> {
  const response = await call(agent, target.origin, {
    path: `/einstein/ai-agent/v1/agents/${target.agentId}/sessions`,
    headers: bearer(target),
    body: JSON.stringify({
      externalSessionKey: "bench",
      instanceConfig: { endpoint: target.origin },
      streamingCapabilities: { chunkTypes: ["Text"] },
      bypassUser: true,
    }),
  });
  const body = await text(response);
  if (response.statusCode !== 200) throw new Error(`start session: ${response.statusCode} ${body}`);
  return (JSON.parse(body) as { sessionId: string }).sessionId;
}

/** Open a streamed turn. */
export async function streamTurn(
  agent: Agent,
  target: Target,
  sessionId: string,
  say: string,
): Promise<IncomingMessage> {
  const response = await call(agent, target.origin, {
    path: `/einstein/ai-agent/v1/sessions/${sessionId}/messages/stream`,
    headers: { ...bearer(target), accept: "text/event-stream" },
    body: JSON.stringify({ message: { type: "Text", sequenceId: Date.now(), text: say } }),
  });
  if (response.statusCode !== 200) throw new Error(`stream: ${response.statusCode} ${await text(response)}`);
  return response;
}

/** A server under the load, whatever its API. */
export interface Wire {
  /** Open a conversation. Gives what names it. */
  open(sockets: Agent): Promise<string>;
  /** Send a message. Gives the streamed answer once its head is in; throws unless that is a 200. */
  say(sockets: Agent, conversation: string, message: string): Promise<IncomingMessage>;
  /** What stands in the stream as soon as text of the answer does. */
  readonly text: string;
  /** What stands in the last bytes of an answer that is whole. */
  readonly end: string;
}

/** The Agent API of a target. */
export const agentApi = (target: Target): Wire => ({
  open: (sockets) => openSession(sockets, target),
  say: (sockets, conversation, message) => streamTurn(sockets, target, conversation, message),
  text: "TEXT_CHUNK",
  end: "END_OF_TURN",
});

/** Times of one streamed turn, in milliseconds: to the first text and to the end. */
export async function timedSay(
  sockets: Agent,
  { say, text: begins, end }: Wire,
  conversation: string,
): Promise<{ first: number; total: number }> {
  const began = performance.now();
  const response = await say(sockets, conversation, "Where is my parcel?");
  let first: number | undefined;
  let tail = "";
  for await (const part of response) {
    tail = (first === undefined ? tail : tail.slice(-1000)) + String(part);
    if (first === undefined && tail.includes(begins)) first = performance.now() - began;
  }
  if (first === undefined || !tail.includes(end)) throw new Error(`a stream ended early: ${tail.slice(-400)}`);
  return { first, total: performance.now() - began };
}

/** The same, of a turn of the Agent API. */
export const timedTurn = (sockets: Agent, target: Target, sessionId: string) =>
  timedSay(sockets, agentApi(target), sessionId);
