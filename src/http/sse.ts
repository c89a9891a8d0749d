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
 * Milliseconds that a packet keeps from the one before it, unless both are text chunks. A known client takes each
 * network read for one packet and drops a read that holds two (spec §8.1). Models pace their words by nature; what
 * follows them is ready at once. A chunk lost that way is repeated by the INFORM, which then must arrive alone.
 *
 * Keeping bursts of chunks apart, too, was tried: at 1 ms a fifth of the turns still shared a read between processes,
 * and each turn of twenty chunks cost three times the CPU.
 */
const APART_MS = 2;

/** How a stream ended: all was written, the client left, or it took longer than the limit to take one packet. */
export type StreamEnd = "complete" | "left" | "stalled";

/** Milliseconds a client may take to accept one event before its stream is cut. */
export const STALL_MS = 30_000;

/** The bytes of an event. Clients split them by hand: order, single spaces and LF all count. */
export const bytesOf = ({ event, id, data }: Packet) => `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;

/**
 * Takes the response over from Fastify and sends its head. The content type stands bare, since clients compare it;
 * the other two headers keep proxies from collecting or rewriting the stream.
 * @param caches who may keep it: nobody, where it is for one person at a page
 */
export function openStream(reply: FastifyReply, caches: "no-cache" | "no-store" = "no-cache"): ServerResponse {
  reply.hijack();
  const { raw } = reply;
  raw.socket?.setNoDelay(true);
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": `${caches}, no-transform`,
    "x-accel-buffering": "no",
  });
  raw.flushHeaders();
  return raw;
}

/**
 * Writes each event by itself and ends the response. Once the system takes no more, the next packet waits
 * until it does. A client that leaves or stalls ends the writing, not the source.
 * @param stallMs milliseconds a client may leave full buffers unread before it is cut off
 */
export async function writeEvents(
  raw: ServerResponse,
  events: AsyncIterable<Packet>,
  stallMs: number,
): Promise<StreamEnd> {
  let last = { event: "", at: 0 };
  try {
    for await (const event of events) {
      const chunks = event.event === "TEXT_CHUNK" && last.event === "TEXT_CHUNK";
      if (!chunks && performance.now() < last.at + APART_MS) await pause(APART_MS);
      if (raw.destroyed) return "left";
      if (!raw.write(bytesOf(event))) {
        const end = await drained(raw, stallMs);
        if (end) return end;
      }
      last = { event: event.event, at: performance.now() };
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
