// What clients in the wild depend on, each read the way that client reads (agent-api spec §14).
import assert from "node:assert/strict";
import { createEventSource } from "eventsource-client";
import { z } from "zod";
import type { MessagesResponse, StartSessionResponse } from "../../../src/contract/agent-api.ts";
import type { TestServer } from "../../support/server.ts";
import { type Rule, rule } from "../rule.ts";
import { begin, end, minimal, ok, open, refusal, SERVICE, say, send, stream, text } from "./talk.ts";

const JSON_UTF8 = "application/json;charset=utf-8";

/** The typed reader of the MuleSoft connector: unknown fields are ignored, these must have these types. */
const list = z.array(z.record(z.string(), z.unknown())).optional();
const MuleReply = z.object({
  messages: z.array(
    z.object({
      type: z.string(),
      id: z.string(),
      message: z.string().optional(),
      metrics: z.record(z.string(), z.unknown()),
      result: list,
      citedReferences: list,
      confirm: list,
      targets: list,
      collect: list,
      errors: z.array(z.string()).optional(),
      httpStatus: z.int().optional(),
      expected: z.boolean().optional(),
    }),
  ),
});

/** Reads a body network read by network read. */
async function reads(server: TestServer, sessionId: string, words: string): Promise<string[]> {
  const response = await server.api(`/sessions/${sessionId}/messages/stream`, { body: text(words) });
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for await (const part of response.body!) parts.push(decoder.decode(part, { stream: true }));
  return parts;
}

async function tokenReply(server: TestServer): Promise<Record<string, string>> {
  return (await server.issue()).json() as Promise<Record<string, string>>;
}

export const clientRules: readonly Rule[] = [
  rule(
    "agent-api §14 (Salesforce CLI)",
    "the start body of `sf agent preview` is taken, and a turn's first message has a planId and a message",
    async (server) => {
      const body = {
        ...minimal(server),
        instanceConfig: { endpoint: `${server.origin}/` },
        streamingCapabilities: { chunkTypes: ["Text"] },
        variables: [],
        bypassUser: true,
      };
      const headers = { "x-client-name": "afdx", "x-attributed-client": "no-builder" };
      const { sessionId, messages } = await ok<StartSessionResponse>(await begin(server, body, SERVICE, headers));
      assert.ok(messages.map((message) => ("message" in message ? message.message : "")).join("\n").length > 0);
      const sent = { ...text(say.anything, Date.now()), variables: [] };
      const [first] = (await ok<MessagesResponse>(await send(server, sessionId, sent, headers))).messages;
      assert.ok(first && "planId" in first && first.planId && "message" in first && first.message);
      assert.ok(Array.isArray((await ok<MessagesResponse>(await end(server, sessionId, headers))).messages));
    },
  ),
  rule(
    "agent-api §14 (MuleSoft)",
    "start, send and DELETE are exactly 200 with a typed messages array",
    async (server) => {
      const headers = { "content-type": JSON_UTF8, accept: JSON_UTF8 };
      const started = await ok<StartSessionResponse>(await begin(server, minimal(server), SERVICE, headers));
      const { sessionId } = started;
      MuleReply.parse(started);
      for (const words of [say.anything, say.reserve, say.human]) {
        MuleReply.parse(await ok(await send(server, sessionId, words, headers)));
      }
      MuleReply.parse(await ok(await end(server, sessionId, headers)));
    },
  ),
  rule(
    "agent-api §14 (MuleSoft)",
    "a token that is not accepted is a 401, on which it gets a new one",
    async (server) => {
      await refusal(await begin(server, minimal(server), SERVICE, { authorization: "Bearer old" }), 401);
    },
  ),
  rule(
    "agent-api §14 (pozil)",
    "the token reply has the three scopes, and api_instance_url is the base of the API",
    async (server) => {
      const reply = await tokenReply(server);
      for (const scope of ["sfap_api", "chatbot_api", "api"]) assert.ok(reply.scope?.split(" ").includes(scope), scope);
      const response = await fetch(
        `${reply.api_instance_url}/einstein/ai-agent/v1/agents/${server.agents[SERVICE]}/sessions`,
        {
          method: "POST",
          headers: { authorization: `Bearer ${reply.access_token}`, "content-type": "application/json" },
          body: JSON.stringify({ ...minimal(server), featureSupport: "Streaming", bypassUser: true }),
        },
      );
      assert.ok(response.ok, await response.text());
    },
  ),
  rule(
    "agent-api §14 (pozil)",
    "eventsource-client streams by POST, sees every event, and is told of the end by the close",
    async (server) => {
      const { sessionId } = await open(server);
      const token = await server.token();
      const { promise: closed, resolve: close } = Promise.withResolvers<void>();
      const seen: { event: string | undefined; data: string }[] = [];
      const source = createEventSource({
        url: `${server.origin}/einstein/ai-agent/v1/sessions/${sessionId}/messages/stream`,
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(text(say.anything, Date.now())),
        onMessage: ({ event, data }) => seen.push({ event, data }),
        onDisconnect: () => {
          source.close();
          close();
        },
      });
      await closed;
      assert.equal(seen.at(-1)?.event, "END_OF_TURN");
      assert.ok(seen.some(({ event }) => event === "TEXT_CHUNK") && seen.some(({ event }) => event === "INFORM"));
      for (const { data } of seen) assert.ok(JSON.parse(data).message.type);
    },
  ),
  rule(
    "agent-api §14 (misu007)",
    "at a model's pace each network read is one packet of exactly five parts whose third is the data",
    async (server) => {
      const { sessionId } = await open(server);
      const events = (await reads(server, sessionId, say.atPace)).map((part) => {
        const lines = part.split("\n");
        assert.equal(lines.length, 5, part);
        return JSON.parse(lines[2]!.slice("data: ".length));
      });
      const words = events.filter(({ message }) => message.type === "TextChunk").sort((a, b) => a.offset - b.offset);
      assert.ok(words.length >= 3);
      const [inform, endOfTurn] = events.slice(-2);
      assert.equal(words.map(({ message }) => message.message).join(""), inform.message.message);
      assert.equal(endOfTurn.message.type, "EndOfTurn");
    },
  ),
  rule(
    "agent-api §14 (misu007)",
    "when all chunks come at once, the answer and the end of the turn still arrive in reads of their own",
    async (server) => {
      const { sessionId } = await open(server);
      const alone = (await reads(server, sessionId, say.anything)).filter((part) => part.split("\n").length === 5);
      const types = alone.map((part) => JSON.parse(part.split("\n")[2]!.slice("data: ".length)).message.type);
      assert.deepEqual(types.slice(-2), ["Inform", "EndOfTurn"]);
    },
  ),
  rule(
    "agent-api §14 (mvrzan)",
    "the answer can be read from TextChunks alone, by the prefix `data: `",
    async (server) => {
      const { sessionId } = await open(server);
      const answer = (await reads(server, sessionId, say.anything))
        .join("")
        .split("\n")
        .filter((line) => line.startsWith("data: "))
        .map((line) => JSON.parse(line.slice(6)).message)
        .filter((message) => message.type === "TextChunk" && message.message)
        .map((message) => message.message)
        .join("");
      assert.ok(answer.length > 0);
    },
  ),
  rule("agent-api §14 (Deno, Torre)", "following _links reaches the endpoints they name", async (server) => {
    const { _links } = await open(server);
    const headers = { authorization: `Bearer ${await server.token()}`, "content-type": "application/json" };
    const post = (url: string, body: unknown) => fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    await ok(await post(_links.messages.href, text("hello")));
    assert.match(await (await post(_links.messagesStream.href, text("hello"))).text(), /END_OF_TURN/);
    await ok(await post(_links.session.href, minimal(server)));
    const reason = { ...headers, "x-session-end-reason": "UserRequest" };
    await ok(await fetch(_links.end.href, { method: "DELETE", headers: reason }));
  }),
  rule(
    "agent-api §14 (Torre)",
    "a stream has END_OF_TURN before it closes, and its type contains text/event-stream",
    async (server) => {
      const { sessionId } = await open(server);
      const { response, packets } = await stream(server, sessionId, say.goodbye);
      assert.ok(response.headers.get("content-type")?.includes("text/event-stream"));
      assert.deepEqual(packets.map(({ event }) => event).slice(-2), ["SESSION_ENDED", "END_OF_TURN"]);
    },
  ),
  rule("agent-api §14 (neuro-san)", "a text for bypassUser and the same sequenceId every turn work", async (server) => {
    const body = { ...minimal(server), bypassUser: "true", variables: [] };
    const { sessionId } = await ok<StartSessionResponse>(await begin(server, body));
    for (const words of ["hello", "hello again"]) await ok(await send(server, sessionId, text(words, 42)));
  }),
  rule("agent-api §14 (Builder)", "a text for sequenceId works", async (server) => {
    const { sessionId } = await open(server);
    await ok(await send(server, sessionId, text("hello", "1")));
  }),
  rule("agent-api §14 (AFD360)", "parseInt of originEventId gives the latency of an event", async (server) => {
    const { sessionId } = await open(server);
    const { packets } = await stream(server, sessionId, say.anything);
    for (const { envelope } of packets) {
      const latency = envelope.timestamp - Number.parseInt(envelope.originEventId, 10);
      assert.ok(latency >= 0 && latency < 60_000);
    }
  }),
  rule(
    "agent-api §14 (sf-skills, Flow)",
    "a refusal has status, path, requestId, error, message and timestamp, and its message is a sentence",
    async (server) => {
      const { message } = await refusal(await send(server, "gone", "hello"), 404);
      assert.match(message, /\S+ \S+ \S+/);
    },
  ),
];
