// One request of the tour and what came back, sent as any client would and shown as it went over the wire.
import type { Output } from "../output.ts";

export interface Request {
  readonly method: "POST" | "DELETE";
  /** Path on the server. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form, or a value that is sent as JSON. */
  readonly body?: URLSearchParams | object;
}

export interface Reply {
  readonly status: number;
  /** The body as text: JSON, or the packets of a stream. */
  readonly text: string;
  readonly ms: number;
}

/** Send a request and read all of its reply. `onText` hears a streamed reply as it comes. */
export async function exchange(url: string, request: Request, onText = (_: string) => {}): Promise<Reply> {
  const began = performance.now();
  const response = await send(url, request);
  let text = "";
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    onText(part);
  }
  return { status: response.status, text, ms: performance.now() - began };
}

/** Send a request; its reply has begun when this resolves. */
export function send(url: string, { method, path, headers, body }: Request): Promise<Response> {
  const form = body instanceof URLSearchParams;
  return fetch(`${url}${path}`, {
    method,
    headers: { ...(body && !form && { "content-type": "application/json" }), ...headers },
    ...(body && { body: form ? body : JSON.stringify(body) }),
  });
}

/** The request as lines: what identifies the caller is shortened, so that a tour can be shown to anybody. */
export function sayRequest(output: Output, { method, path, headers = {}, body }: Request): void {
  output.line(`  ${output.style("cyan", `${method} ${path}`)}`);
  for (const [name, value] of Object.entries(headers)) output.line(`  ${name}: ${shorten(value)}`);
  if (body) output.line(`  ${shorten(body instanceof URLSearchParams ? body.toString() : JSON.stringify(body))}`);
}

export function sayReply(output: Output, { status, text, ms }: Reply, streamed: boolean): void {
  output.line(`  ${output.style(status < 400 ? "green" : "yellow", String(status))} after ${ms.toFixed(0)} ms`);
  if (streamed) return;
  for (const line of shorten(text).split("\n")) if (line) output.line(`  ${line}`);
}

/** Chunks shown one by one; the others of an answer are one line. */
const CHUNKS_SHOWN = 3;

/** Shows a stream as it comes, packet by packet: of its chunks the first few, and how many followed. */
export function streamTeller(output: Output): (text: string) => void {
  let waiting = "";
  let chunks = 0;
  return (text) => {
    const packets = (waiting + text).split("\n\n");
    waiting = packets.pop() ?? "";
    for (const packet of packets) {
      const isChunk = packet.startsWith("event: TEXT_CHUNK\n");
      if (isChunk) chunks += 1;
      if (isChunk && chunks > CHUNKS_SHOWN) continue;
      if (!isChunk && chunks > CHUNKS_SHOWN) output.line(`  … and ${chunks - CHUNKS_SHOWN} more TEXT_CHUNK events\n`);
      if (!isChunk) chunks = 0;
      output.line(`${packet.replace(/^(?=.)/gm, "  ")}\n`);
    }
  };
}

/** Tokens by their first letters, secrets not at all. */
export const shorten = (text: string): string =>
  text
    .replace(/(client_secret=)[^&]*/g, "$1…")
    .replace(/(eyJ[\w-]{6})[\w.-]+/g, "$1…")
    .replace(/(client_id=.{8})[^&]*/g, "$1…");
