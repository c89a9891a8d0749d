// An OpenAI-compatible model server over real HTTP whose every answer, delay and failure is written by the test.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One answer to `POST /v1/chat/completions`. Without `status` it is a 200, streamed when the request asks for that. */
export interface StubReply {
  /** The text, or its chunks: one server-sent event each. */
  readonly text?: string | readonly string[];
  /** Tool calls. Arguments given as a string are sent as they are, broken or not. */
  readonly calls?: readonly { readonly id?: string; readonly name: string; readonly arguments: unknown }[];
  readonly finish?: "stop" | "tool_calls" | "length" | "content_filter";
  readonly usage?: { readonly prompt: number; readonly completion: number };
  /** Milliseconds before the first byte, and between chunks. */
  readonly delayMs?: number;
  readonly gapMs?: number;
  /** An error status, with `text` as the message in the usual error body. */
  readonly status?: number;
  /** Accept the request and never answer. */
  readonly hang?: true;
  /** Break the connection after this many chunks, in the middle of the next one. */
  readonly cutAfter?: number;
  /** End the stream politely after the text, without a finish reason. */
  readonly unfinished?: true;
  /** Write the stream in pieces of this many bytes, whatever they split. */
  readonly bytes?: number;
  /** The whole response body, verbatim, in place of all of the above. */
  readonly body?: string;
}

/** A request as it arrived. */
export interface StubRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ModelStub {
  /** Base URL for a client, ending in `/v1`. */
  readonly url: string;
  readonly requests: readonly StubRequest[];
  /** How many clients went away before their answer was complete. */
  aborted(): number;
  /** Resolves once that many clients have gone away. */
  untilAborted(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Answers in order (the last one again and again), or a function of the request. */
export type StubScript = readonly StubReply[] | ((request: StubRequest, index: number) => StubReply);

/** Start a stub on a free loopback port. `GET /api/tags` answers as Ollama does, with `models`. */
export async function modelStub(script: StubScript, models: readonly object[] = []): Promise<ModelStub> {
  const requests: StubRequest[] = [];
  let aborted = 0;
  const waiting: { count: number; resolve: () => void }[] = [];

  const onAbort = () => {
    aborted += 1;
    for (const one of waiting) if (aborted >= one.count) one.resolve();
  };
  const server = createServer(async (request, response) => {
    if (request.url === "/api/tags") return json(response, 200, { models });
    response.on("close", () => {
      if (!response.writableFinished && !response.errored) onAbort();
    });
    const received = await receive(request);
    const reply = typeof script === "function" ? script(received, requests.length) : pick(script, requests.length);
    requests.push(received);
    await answer(response, reply, received.body.stream === true);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    aborted: () => aborted,
    untilAborted: (count) =>
      aborted >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pick(script: readonly StubReply[], index: number): StubReply {
  const reply = script[index] ?? script.at(-1);
  if (!reply) throw new Error("the stub was given no replies");
  return reply;
}

async function receive(request: IncomingMessage): Promise<StubRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return {
    path: request.url ?? "",
    headers: request.headers,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

async function answer(response: ServerResponse, reply: StubReply, streamed: boolean): Promise<void> {
  if (reply.delayMs) await sleep(reply.delayMs);
  if (reply.hang) return;
  if (reply.status) return json(response, reply.status, { error: { message: String(reply.text ?? "stub error") } });
  if (!streamed) return json(response, 200, completion(reply));

  response.writeHead(200, { "content-type": "text/event-stream" });
  if (reply.body !== undefined) return void response.end(reply.body);
  const frames = framesOf(reply);
  if (reply.bytes) {
    for (const piece of pieces(Buffer.from(frames.join("")), reply.bytes)) await written(response, piece);
    return void response.end();
  }
  for (const [index, frame] of frames.entries()) {
    if (response.destroyed) return;
    if (index === reply.cutAfter) {
      await written(response, frame.slice(0, frame.length / 2));
      return void response.destroy();
    }
    await written(response, frame);
    if (reply.gapMs) await sleep(reply.gapMs);
  }
  response.end();
}

const json = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const written = (response: ServerResponse, piece: string | Buffer) =>
  new Promise<void>((resolve) => response.write(piece, () => resolve()));

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const finishOf = (reply: StubReply) => reply.finish ?? (reply.calls?.length ? "tool_calls" : "stop");
const usageOf = (reply: StubReply) => ({
  prompt_tokens: reply.usage?.prompt ?? 1,
  completion_tokens: reply.usage?.completion ?? 1,
  total_tokens: (reply.usage?.prompt ?? 1) + (reply.usage?.completion ?? 1),
});
const chunksOf = (reply: StubReply) => (typeof reply.text === "string" ? [reply.text] : (reply.text ?? []));
const callsOf = (reply: StubReply) =>
  (reply.calls ?? []).map((call, index) => ({
    index,
    id: call.id ?? `call_${index + 1}`,
    type: "function",
    function: {
      name: call.name,
      arguments: typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments),
    },
  }));

/** The server-sent events of a streamed reply. Arguments of a call come in two halves, as real servers send them. */
function framesOf(reply: StubReply): string[] {
  const deltas: object[] = chunksOf(reply).map((content) => ({ content }));
  for (const call of callsOf(reply)) {
    const { arguments: text } = call.function;
    const middle = Math.floor(text.length / 2);
    deltas.push({ tool_calls: [{ ...call, function: { ...call.function, arguments: text.slice(0, middle) } }] });
    deltas.push({ tool_calls: [{ index: call.index, function: { arguments: text.slice(middle) } }] });
  }
  const frame = (choices: object[], extra: object = {}) =>
    `data: ${JSON.stringify({ id: "stub", object: "chat.completion.chunk", created: 1, model: "stub", choices, ...extra })}\n\n`;
  const frames = deltas.map((delta) => frame([{ index: 0, delta, finish_reason: null }]));
  if (reply.unfinished) return [...frames, "data: [DONE]\n\n"];
  return [
    ...frames,
    frame([{ index: 0, delta: {}, finish_reason: finishOf(reply) }]),
    frame([], { usage: usageOf(reply) }),
    "data: [DONE]\n\n",
  ];
}

function completion(reply: StubReply): object {
  const message = { role: "assistant", content: chunksOf(reply).join("") || null, tool_calls: callsOf(reply) };
  return {
    id: "stub",
    object: "chat.completion",
    created: 1,
    model: "stub",
    choices: [{ index: 0, message, finish_reason: finishOf(reply) }],
    usage: usageOf(reply),
  };
}
