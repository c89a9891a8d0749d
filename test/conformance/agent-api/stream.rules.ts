// Streaming: framing byte for byte, chunks, the grammar of a turn (agent-api spec §8).
import assert from "node:assert/strict";
import { type Rule, rule } from "../rule.ts";
import { messagesOf, only, open, packetsOf, refusal, SERVICE, say, send, stream, text, told, UUID } from "./talk.ts";

/** Types in order, repeats of a type counted once: the grammar of spec §8.5 as words. */
const sentence = (types: readonly string[]) => types.filter((type, at) => type !== types[at - 1]).join(" ");

export const streamRules: readonly Rule[] = [
  rule("agent-api §4.2", "a stream is text/event-stream, and the header says nothing else", async (server) => {
    const { sessionId } = await open(server);
    const { response } = await stream(server, sessionId, say.anything);
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert.equal(response.headers.get("content-encoding"), null);
    assert.match(response.headers.get("x-request-id") ?? "", UUID);
  }),
  rule(
    "agent-api §8.1",
    "a packet is `event: X`, `id: N-REQ` and one `data: {…}` line with LF endings, then an empty line",
    async (server) => {
      const { sessionId } = await open(server);
      const { packets } = await stream(server, sessionId, say.anything);
      for (const { raw, event, id } of packets) {
        assert.ok(raw.startsWith(`event: ${event}\nid: ${id}\ndata: {"`));
        assert.ok(raw.endsWith("}\n\n"));
        assert.equal(raw.split("\n").length, 5);
        assert.ok(!raw.includes("\r"));
      }
    },
  ),
  rule("agent-api §8.1", "there is no retry line, no comment and no [DONE]", async (server) => {
    const { sessionId } = await open(server);
    const response = await server.api(`/sessions/${sessionId}/messages/stream`, { body: text(say.anything) });
    const raw = await response.text();
    assert.doesNotMatch(raw, /^retry|^:|\[DONE\]/m);
    assert.ok(packetsOf(raw).length > 0);
  }),
  rule("agent-api §8.1", "a line break in an answer stays inside the one data line", async (server) => {
    const { sessionId } = await open(server);
    const { packets } = await stream(server, sessionId, "two lines");
    assert.match(only(messagesOf(packets), "Inform").message, /\n/);
  }),
  rule(
    "agent-api §8.2",
    "event names are upper case with underscores, types inside are Pascal case",
    async (server) => {
      const { sessionId } = await open(server);
      const { packets } = await stream(server, sessionId, say.slow);
      for (const { event, message } of packets) {
        assert.equal(event, message.type.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase());
      }
      assert.ok(packets.some(({ event }) => event === "PROGRESS_INDICATOR"));
    },
  ),
  rule(
    "agent-api §8.3",
    "id, originEventId and traceId are the same for all events of a turn, and id is the receipt's epoch ms",
    async (server) => {
      const before = Date.now();
      const { sessionId } = await open(server);
      const { packets } = await stream(server, sessionId, say.slow);
      const [first] = packets;
      for (const { id, envelope } of packets) {
        assert.equal(id, first!.id);
        assert.equal(envelope.originEventId, id);
        assert.equal(envelope.traceId, first!.envelope.traceId);
        assert.ok(envelope.timestamp >= Number.parseInt(id, 10) && envelope.timestamp <= Date.now());
      }
      assert.match(first!.envelope.traceId, /^[0-9a-f]{32}$/);
      const received = Number.parseInt(first!.id, 10);
      assert.ok(received >= before && received <= Date.now());
    },
  ),
  rule("agent-api §8.3", "an envelope has timestamp, originEventId, traceId, offset and message", async (server) => {
    const { sessionId } = await open(server);
    const { packets } = await stream(server, sessionId, say.anything);
    for (const { envelope } of packets) {
      assert.deepEqual(Object.keys(envelope), ["timestamp", "originEventId", "traceId", "offset", "message"]);
    }
  }),
  rule("agent-api §8.3", "two turns have two ids and two trace ids", async (server) => {
    const { sessionId } = await open(server);
    const [one] = (await stream(server, sessionId, say.anything)).packets;
    const [two] = (await stream(server, sessionId, say.anything)).packets;
    assert.notEqual(one!.envelope.traceId, two!.envelope.traceId);
    assert.notEqual(one!.id, two!.id);
  }),
  rule(
    "agent-api §8.4",
    "chunks count from 1, and the envelope's offset is the chunk's; other events have 0",
    async (server) => {
      const { sessionId } = await open(server);
      const { packets } = await stream(server, sessionId, say.anything);
      let expected = 0;
      for (const { envelope, message } of packets) {
        if (message.type === "TextChunk") expected += 1;
        assert.equal(envelope.offset, message.type === "TextChunk" ? expected : 0);
        if (message.type === "TextChunk") assert.equal(message.offset, expected);
      }
      assert.ok(expected >= 3, "several chunks");
    },
  ),
  rule(
    "agent-api §8.8",
    "an event source that comes back after its stream gets 204, and no turn is run",
    async (server) => {
      const { sessionId } = await open(server);
      const { packets } = await stream(server, sessionId, say.anything);
      const again = await server.api(`/sessions/${sessionId}/messages/stream`, {
        body: text(say.anything),
        headers: { "last-event-id": packets[0]!.id },
      });
      assert.equal(again.status, 204);
      assert.equal(await again.text(), "");
      const other = await server.api(`/sessions/${sessionId}/messages/stream`, {
        body: text(say.anything),
        headers: { "last-event-id": "1-REQ" },
      });
      assert.equal(other.status, 200);
      await other.text();
    },
  ),
  rule("agent-api §8.4", "the chunks of a turn, joined, are the text of its Inform", async (server) => {
    const { sessionId } = await open(server);
    for (const words of [say.anything, say.slow, "two lines"]) {
      const messages = messagesOf((await stream(server, sessionId, words)).packets);
      const chunks = messages.filter((message) => message.type === "TextChunk");
      assert.equal(chunks.map(({ message }) => message).join(""), only(messages, "Inform").message);
    }
  }),
  rule("agent-api §8.4", "every message of a stream has an id of its own", async (server) => {
    const { sessionId } = await open(server);
    const ids = messagesOf((await stream(server, sessionId, say.anything)).packets).map(({ id }) => id);
    for (const id of ids) assert.match(id, UUID);
    assert.equal(new Set(ids).size, ids.length);
  }),
  rule("agent-api §8.4", "a session that did not ask for Text gets no chunks", async (server) => {
    for (const streamingCapabilities of [undefined, null, {}, { chunkTypes: [] }, { chunkTypes: ["LightningChunk"] }]) {
      const { sessionId } = await server.startSession(SERVICE, { streamingCapabilities });
      const { packets } = await stream(server, sessionId, say.anything);
      assert.deepEqual(
        packets.map(({ event }) => event),
        ["INFORM", "END_OF_TURN"],
      );
    }
  }),
  rule("agent-api §8.5", "a turn is progress, chunks, the answer, then END_OF_TURN", async (server) => {
    const { sessionId } = await open(server);
    const types = messagesOf((await stream(server, sessionId, say.slow)).packets).map(({ type }) => type);
    assert.equal(sentence(types), "ProgressIndicator TextChunk Inform EndOfTurn");
  }),
  rule("agent-api §7.5", "a progress indicator is of type ACTION and has the script's words", async (server) => {
    const { sessionId } = await open(server);
    const { packets } = await stream(server, sessionId, say.slow);
    const progress = only(messagesOf(packets), "ProgressIndicator");
    assert.equal(progress.indicatorType, "ACTION");
    assert.equal(progress.message, "Looking it up");
  }),
  rule("agent-api §8.5", "END_OF_TURN is last after a handover and after the end of a session, too", async (server) => {
    for (const words of [say.human, say.goodbye, say.reserve]) {
      const { sessionId } = await open(server);
      const { packets } = await stream(server, sessionId, words);
      assert.equal(packets.at(-1)!.event, "END_OF_TURN");
      assert.deepEqual(Object.keys(packets.at(-1)!.message).sort(), ["id", "metrics", "type"]);
      assert.equal(packets.filter(({ event }) => event === "END_OF_TURN").length, 1);
    }
  }),
  rule("agent-api §8.1", "each event arrives as it comes: progress before the action is over", async (server) => {
    const { sessionId } = await open(server);
    const response = await server.api(`/sessions/${sessionId}/messages/stream`, { body: text(say.slow) });
    const decoder = new TextDecoder();
    const arrived = new Map<string, number>();
    for await (const part of response.body!) {
      for (const [, event] of decoder.decode(part, { stream: true }).matchAll(/^event: (\w+)$/gm)) {
        if (!arrived.has(event!)) arrived.set(event!, performance.now());
      }
    }
    assert.ok(arrived.get("INFORM")! - arrived.get("PROGRESS_INDICATOR")! >= 500);
  }),
  rule("agent-api §7.6", "a chunk has id, type, metrics, offset, message and formatType Text", async (server) => {
    const { sessionId } = await open(server);
    const { packets } = await stream(server, sessionId, say.anything);
    const chunks = messagesOf(packets).filter((message) => message.type === "TextChunk");
    assert.ok(chunks.length > 0);
    for (const chunk of chunks) {
      assert.deepEqual(Object.keys(chunk).sort(), ["formatType", "id", "message", "metrics", "offset", "type"]);
      assert.equal(chunk.formatType, "Text");
    }
  }),
  rule("agent-api §5.3", "what is refused before the stream opens is JSON with a real status", async (server) => {
    const { sessionId } = await open(server);
    const path = `/sessions/${sessionId}/messages/stream`;
    const accept = { accept: "text/event-stream" };
    const missing = { message: { type: "Text", text: "hello" } };
    await refusal(await server.api(path, { body: missing, headers: accept }), 400, { says: "'sequenceId'" });
    await refusal(await server.api("/sessions/none/messages/stream", { body: text("hello"), headers: accept }), 404);
    await refusal(await server.api(path, { body: "{", headers: accept }), 400, { says: "JSON" });
  }),
  rule("agent-api §4.1", "a missing Accept and */* stream as well", async (server) => {
    const { sessionId } = await open(server);
    const accepts: Record<string, string>[] = [{}, { accept: "*/*" }, { accept: "application/json" }];
    for (const headers of accepts) {
      const { packets } = await stream(server, sessionId, say.anything, headers);
      assert.equal(packets.at(-1)!.event, "END_OF_TURN");
    }
  }),
  rule(
    "agent-api §8.8",
    "a client that leaves does not stop the turn: the session is locked, then goes on",
    async (server) => {
      const { sessionId } = await open(server);
      const leaving = new AbortController();
      const response = await server.fetch(`/einstein/ai-agent/v1/sessions/${sessionId}/messages/stream`, {
        method: "POST",
        headers: { authorization: `Bearer ${await server.token()}`, "content-type": "application/json" },
        body: JSON.stringify(text(say.slow)),
        signal: leaving.signal,
      });
      assert.equal(response.status, 200);
      leaving.abort();
      await refusal(await send(server, sessionId, "hello"), 423);
      const deadline = Date.now() + 15_000;
      let status = 423;
      while (status === 423 && Date.now() < deadline) {
        status = (await send(server, sessionId, "hello")).status;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.equal(status, 200);
      only(await told(server, sessionId, "hello"), "Inform");
    },
  ),
];
