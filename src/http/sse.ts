// Writes events to a client as they come, byte for byte as recorded (agent-api spec §8.1).
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyReply } from "fastify";

/** One server-sent event: its name, its id, and its data on one line. */
export interface Packet {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/**
 * Least time between two packets, in milliseconds. Clients that take one network read for one packet exist, and lose
 * what shares a read (spec §8.1); the original's packets are milliseconds apart by nature. The first never waits.
 */
const APART_MS = 1;

/** How a stream ended: all was written, the client left, or it took longer than the limit to take one packet. */
export type StreamEnd = "complete" | "left" | "stalled";

/** The bytes of an event. Clients split them by hand: order, single spaces and LF all count. */
export const bytesOf = ({ event, id, data }: Packet) => `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;

/**
 * Takes the response over from Fastify and sends its head. The content type stands bare, since clients compare it;
 * the other two headers keep proxies from collecting or rewriting the stream.
 */
export function openStream(reply: FastifyReply): ServerResponse {
  reply.hijack();
  const { raw } = reply;
  raw.socket?.setNoDelay(true);
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
  raw.flushHeaders();
  return raw;
}

/**
 * Writes each event in a packet of its own and ends the response. Once the system takes no more, the next packet waits
 * until it does. A client that leaves or stalls ends the writing, not the source.
 * @param stallMs milliseconds a client may leave full buffers unread before it is cut off
 */
export async function writeEvents(
  raw: ServerResponse,
  events: AsyncIterable<Packet>,
  stallMs: number,
): Promise<StreamEnd> {
  let next = 0;
  try {
    for await (const event of events) {
      if (performance.now() < next) await pause(APART_MS);
      if (raw.destroyed) return "left";
      if (!raw.write(bytesOf(event))) {
        const end = await drained(raw, stallMs);
        if (end) return end;
      }
      next = performance.now() + APART_MS;
    }
    raw.end();
    return "complete";
  } finally {
    // Also when the source breaks: a stream that closes without its last event is known to have failed.
    if (!raw.writableEnded) raw.destroy();
  }
}

/** Waits until what was written has been taken; says why when it never will be. */
function drained(raw: ServerResponse, stallMs: number): Promise<Exclude<StreamEnd, "complete"> | undefined> {
  return new Promise((resolve) => {
    const settle = (end?: "left" | "stalled") => {
      clearTimeout(timer);
      raw.off("drain", taken).off("close", left);
      resolve(end);
    };
    const taken = () => settle();
    const left = () => settle("left");
    const timer = setTimeout(settle, stallMs, "stalled");
    raw.once("drain", taken).once("close", left);
  });
}
