// The stream writer on real sockets: the bytes of a packet, and readers that are slow, absent or gone.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { bytesOf, type Packet, type StreamEnd, writeEvents } from "./sse.ts";

const open: (() => unknown)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A server that streams to its first request, and how that stream ended. */
async function streaming(source: (response: ServerResponse) => AsyncIterable<Packet>, stallMs = 5_000) {
  const ended = Promise.withResolvers<StreamEnd>();
  ended.promise.catch(() => {});
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    writeEvents(response, source(response), stallMs).then(ended.resolve, ended.reject);
  });
  open.push(() => server.closeAllConnections() ?? server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as { port: number };
  return { port, ended: ended.promise };
}

/** A client that asked for the stream and reads nothing until it is told to. */
function ask(port: number): Socket {
  const socket = connect(port, "127.0.0.1");
  open.push(() => socket.destroy());
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  return socket;
}

/** Everything a client gets until the connection or the response ends. */
async function readAll(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket.setEncoding("latin1")) {
    text += chunk;
    if (text.endsWith("\r\n0\r\n\r\n")) break;
  }
  return text;
}

const chunk = (data = "{}"): Packet => ({ event: "TEXT_CHUNK", id: "1747859972614-REQ", data });
const large = chunk("x".repeat(256 * 1024));

test("a packet is an event line, an id line and a data line with LF endings, then an empty line", () => {
  const packet = bytesOf({ event: "END_OF_TURN", id: "1747859972614-REQ", data: '{"offset":0}' });
  expect(packet).toBe('event: END_OF_TURN\nid: 1747859972614-REQ\ndata: {"offset":0}\n\n');
  expect(packet.split("\n")).toHaveLength(5);
});

test("each event is a chunk of its own, and the response ends after the last", async () => {
  const { port, ended } = await streaming(async function* () {
    yield* [chunk(), chunk(), chunk()];
  });
  const received = await readAll(ask(port));
  const bytes = bytesOf(chunk());
  const body = received.slice(received.indexOf("\r\n\r\n") + 4);
  expect(body).toBe(`${`${bytes.length.toString(16)}\r\n${bytes}\r\n`.repeat(3)}0\r\n\r\n`);
  expect(await ended).toBe("complete");
});

test("an event that is no chunk reaches the client in a read of its own", async () => {
  const { port, ended } = await streaming(async function* () {
    for (let i = 0; i < 20; i++) yield chunk();
    yield { ...chunk(), event: "INFORM" };
    yield { ...chunk(), event: "END_OF_TURN" };
  });
  const reads: string[] = [];
  const socket = ask(port).on("data", (read) => reads.push(read.toString("latin1")));
  await ended;
  await expect.poll(() => reads.join("")).toMatch(/\r\n0\r\n\r\n$/);
  socket.destroy();
  const alone = reads.map((read) => [...read.matchAll(/event: (\w+)/g)].map((match) => match[1]).join(" "));
  expect(alone).toContain("INFORM");
  expect(alone).toContain("END_OF_TURN");
});

test("a reader that never reads is cut off, and no more than one event waits for it", async () => {
  let most = 0;
  let left = false;
  const { port, ended } = await streaming(async function* (response) {
    try {
      for (;;) {
        most = Math.max(most, response.writableLength);
        yield large;
      }
    } finally {
      left = true;
    }
  }, 300);
  const socket = ask(port);
  expect(await ended).toBe("stalled");
  expect(left).toBe(true);
  expect(most).toBe(0);
  expect((await readAll(socket)).endsWith("\r\n0\r\n\r\n")).toBe(false);
});

test("a slow reader gets everything", async () => {
  const count = 40;
  const { port, ended } = await streaming(async function* () {
    for (let i = 0; i < count; i++) yield large;
  });
  let bytes = 0;
  for await (const part of ask(port)) {
    bytes += part.length;
    await new Promise(setImmediate);
    if (part.subarray(-5).equals(Buffer.from("0\r\n\r\n"))) break;
  }
  expect(await ended).toBe("complete");
  expect(bytes).toBeGreaterThan(count * large.data.length);
});

test("a reader that leaves ends the writing; what is said after that is not waited for", async () => {
  const gone = Promise.withResolvers<void>();
  let asked = 0;
  const { port, ended } = await streaming(async function* (response) {
    response.once("close", gone.resolve);
    asked += 1;
    yield chunk();
    await gone.promise;
    asked += 1;
    yield chunk();
    asked += 1;
  });
  const socket = ask(port);
  await once(socket, "data");
  socket.destroy();
  expect(await ended).toBe("left");
  expect(asked).toBe(2);
});

test("a source that breaks closes the connection without the last chunk, so that the client knows", async () => {
  const { port, ended } = await streaming(async function* () {
    yield chunk();
    throw new Error("the store is gone");
  });
  const socket = ask(port);
  let received = "";
  socket.setEncoding("latin1").on("data", (text) => {
    received += text;
  });
  await expect(ended).rejects.toThrow("the store is gone");
  await once(socket, "close");
  expect(received).not.toMatch(/\r\n0\r\n\r\n$/);
  expect(received).not.toContain("the store is gone");
});
