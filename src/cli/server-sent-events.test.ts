// Events are read the same, however the network cuts the stream into pieces.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readEvents } from "./server-sent-events.ts";

const stream =
  'event: TEXT_CHUNK\nid: 1-REQ\ndata: {"text":"Grüße, 你好 👋"}\n\nevent: END_OF_TURN\nid: 1-REQ\ndata: {}\n\n';
const events = [
  { event: "TEXT_CHUNK", id: "1-REQ", data: '{"text":"Grüße, 你好 👋"}' },
  { event: "END_OF_TURN", id: "1-REQ", data: "{}" },
];

const read = (pieces: readonly Uint8Array[]) => Array.fromAsync(readEvents(ReadableStream.from(pieces)));

test("a stream cut anywhere gives the same events", async () => {
  const bytes = new TextEncoder().encode(stream);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 })), async (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const pieces = edges.slice(1).map((edge, at) => bytes.slice(edges[at], edge));
      expect(await read(pieces)).toEqual(events);
    }),
  );
});

test("an event that was cut off is dropped", async () => {
  const bytes = new TextEncoder().encode(`${stream}event: INFORM\ndata: {"half`);
  expect(await read([bytes])).toEqual(events);
});
