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

/** Times of one streamed turn, in milliseconds: to the first chunk and to the end. */
export async function timedTurn(
  agent: Agent,
  target: Target,
  sessionId: string,
): Promise<{ first: number; total: number }> {
  const began = performance.now();
  const response = await streamTurn(agent, target, sessionId, "Where is my parcel?");
  let first: number | undefined;
  let tail = "";
  for await (const part of response) {
    first ??= performance.now() - began;
    tail = (tail + String(part)).slice(-400);
  }
  if (!tail.includes("END_OF_TURN")) throw new Error(`a stream ended early: ${tail}`);
  return { first: first!, total: performance.now() - began };
}
