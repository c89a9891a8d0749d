// What sample programs and small clients depend on, each acted out as its source does it (agent-api spec §14).
import assert from "node:assert/strict";
import { z } from "zod";
import { ApiError, type MessagesResponse, type StartSessionResponse } from "../../../src/contract/agent-api.ts";
import { type Rule, rule } from "../rule.ts";
import { begin, end, minimal, ok, only, open, rate, refusal, SERVICE, say, send, stream, text } from "./talk.ts";

const JSON_UTF8 = "application/json;charset=utf-8";

export const demoRules: readonly Rule[] = [
  rule(
    "agent-api §14 (pozil)",
    "featureSupport is taken, a stream without Accept is one, and feedback without a type is accepted",
    async (server) => {
      const { sessionId } = await open(server, { featureSupport: "Streaming", bypassUser: true });
      const { packets } = await stream(server, sessionId, say.anything, {});
      const { feedbackId } = only([packets.at(-2)!.message], "Inform");
      const plain = { "content-type": "text/plain;charset=UTF-8" };
      assert.ok((await rate(server, sessionId, { feedbackId, feedback: "GOOD", text: "Thanks" }, plain)).ok);
    },
  ),
  rule(
    "agent-api §14 (misu007)",
    "a sequenceId of 0, an endpoint with a slash, and the JSON of a DELETE are its whole course",
    async (server) => {
      const body = {
        ...minimal(server),
        instanceConfig: { endpoint: `${server.origin}/` },
        featureSupport: "Streaming",
      };
      const { sessionId } = await ok<StartSessionResponse>(await begin(server, body));
      for (const sequenceId of [0, 2, 4]) await ok(await send(server, sessionId, text("hello", sequenceId)));
      assert.ok((await ok<MessagesResponse>(await end(server, sessionId))).messages);
    },
  ),
  rule("agent-api §14 (mvrzan)", "sequenceId 1 on every turn and the reason Expired are taken", async (server) => {
    const { sessionId } = await open(server);
    for (let turn = 0; turn < 3; turn++) await stream(server, sessionId, say.anything);
    const response = await end(server, sessionId, {
      "x-session-end-reason": "Expired",
      "content-type": "application/json",
    });
    assert.equal(response.status, 200);
    assert.equal((await send(server, sessionId, "hello")).statusText, "Not Found");
  }),
  rule(
    "agent-api §14 (pipecat)",
    "a key of its own make, a wrapped clock for sequenceId, and reading until EndOfTurn work",
    async (server) => {
      const { sessionId } = await open(server, { externalSessionKey: `pipecat-${Date.now()}-140234` });
      const response = await server.api(`/sessions/${sessionId}/messages/stream`, {
        body: text(say.anything, Date.now() % 2 ** 31),
        headers: { accept: "text/event-stream" },
      });
      let answer = "";
      for (const line of (await response.text()).split("\n")) {
        if (!line.startsWith("data: ")) continue;
        const { message } = JSON.parse(line.slice("data: ".length));
        if (message.type === "TextChunk") answer += message.message;
        if (message.type === "EndOfTurn") break;
      }
      assert.match(answer, /\w+ \w+/);
    },
  ),
  rule(
    "agent-api §14 (Deno)",
    "the Inform equals its chunks, so that it is not said twice, and a dead session is a 404 on its stream link",
    async (server) => {
      const { sessionId, _links } = await open(server);
      const { packets } = await stream(server, sessionId, say.anything);
      const said = packets.flatMap(({ message }) => (message.type === "TextChunk" ? [message.message] : [])).join("");
      assert.equal(only([packets.at(-2)!.message], "Inform").message, said);
      await ok(await end(server, sessionId));
      const headers = { authorization: `Bearer ${await server.token()}`, "content-type": "application/json" };
      const body = JSON.stringify(text("hello"));
      assert.equal((await fetch(_links.messagesStream.href, { method: "POST", headers, body })).status, 404);
    },
  ),
  rule(
    "agent-api §14 (Torre)",
    "links end in the suffixes it looks for, and x-request-id can be read",
    async (server) => {
      const variables = [{ name: "$Context.RoutableId", type: "Text", value: "0Mwxx0000004CAI" }];
      const response = await begin(server, { ...minimal(server), variables });
      const { _links, sessionId } = await ok<StartSessionResponse>(response);
      assert.ok(_links.messagesStream.href.endsWith(`/sessions/${sessionId}/messages/stream`));
      assert.ok(_links.messages.href.endsWith(`/sessions/${sessionId}/messages`));
      assert.ok(_links.end.href.endsWith(`/sessions/${sessionId}`));
      assert.ok(response.headers.get("x-request-id"));
    },
  ),
  rule(
    "agent-api §14 (AFD360)",
    "LightningChunk is taken and never sent, and the answer is in the Inform",
    async (server) => {
      const { sessionId } = await open(server, { streamingCapabilities: { chunkTypes: ["Text", "LightningChunk"] } });
      const { packets } = await stream(server, sessionId, say.anything);
      assert.ok(only([packets.at(-2)!.message], "Inform").message.length > 0);
      assert.ok(packets.every(({ raw }) => !raw.includes("Lightning")));
    },
  ),
  rule("agent-api §14 (tboehm)", "the first message is the greeting, without bypassUser", async (server) => {
    const { messages } = await ok<StartSessionResponse>(await begin(server, minimal(server)));
    assert.equal(only([messages[0]!], "Inform").message, "Welcome to the desk.");
  }),
  rule(
    "agent-api §14 (ejochims)",
    "JSON under Accept: text/event-stream, the answer in the last message, a DELETE without reason that fails as JSON",
    async (server) => {
      const { sessionId } = await ok<StartSessionResponse>(await begin(server, minimal(server)));
      const reply = await send(server, sessionId, text("hello", Date.now()), { accept: "text/event-stream" });
      const last = (await ok<MessagesResponse>(reply)).messages.at(-1)!;
      assert.ok("message" in last && last.message);
      await refusal(await end(server, sessionId, { "x-session-end-reason": "" }), 400);
      assert.equal((await send(server, crypto.randomUUID(), "hello")).status, 404);
    },
  ),
  rule(
    "agent-api §14 (xlengelle)",
    "the first message of every turn has message, feedbackId and planId as texts",
    async (server) => {
      const First = z.object({ message: z.string(), feedbackId: z.string().min(1), planId: z.string().min(1) });
      const { sessionId } = await open(server);
      for (const words of [say.anything, say.slow, say.reserve, say.human]) {
        First.parse((await ok<MessagesResponse>(await send(server, sessionId, words))).messages[0]);
      }
    },
  ),
  rule(
    "agent-api §14 (sf-skills)",
    "its types and defaults find the text of Inform and Confirm, and a 401 makes it log in again",
    async (server) => {
      const { sessionId } = await open(server);
      for (const words of [say.anything, say.reserve]) {
        const { messages } = await ok<MessagesResponse>(await send(server, sessionId, words));
        const found = messages.filter(({ type }) => ["Inform", "Text", "Confirm"].includes(type));
        assert.ok(found.length > 0 && found.every((message) => "message" in message && message.message));
      }
      const old = { authorization: "Bearer old.old.old" };
      await refusal(await send(server, sessionId, "hello", old), 401);
      const reason = { "content-type": JSON_UTF8, "x-session-end-reason": "UserRequest" };
      await ok(await end(server, sessionId, reason));
    },
  ),
  rule(
    "agent-api §14 (Flow External Services)",
    "refusals of every kind fit the Error schema: numbers are whole numbers, texts are texts",
    async (server) => {
      const { sessionId } = await open(server);
      const Strict = ApiError.extend({ timestamp: z.int(), requestId: z.uuid() }).strict();
      for (const response of [
        await begin(server, {}),
        await begin(server, minimal(server), SERVICE, { authorization: "" }),
        await begin(server, minimal(server), SERVICE, { "content-type": "text/plain" }),
        await send(server, "gone", "hello"),
        await send(server, sessionId, { ...text("hello"), variables: [{ name: "shelf_note", value: "x" }] }),
        await rate(server, sessionId, {}),
        await end(server, sessionId, { "x-session-end-reason": "" }),
      ]) {
        const error = Strict.parse(await response.json());
        assert.equal(error.status, response.status);
      }
    },
  ),
  rule(
    "agent-api §14 (Rust `force`)",
    "start, send and end answer with a body and no field that a reader of open types cannot hold",
    async (server) => {
      const Open = z.object({ messages: z.array(z.looseObject({ type: z.string(), id: z.string() })).min(1) });
      const started = await ok<StartSessionResponse>(await begin(server, { ...minimal(server), bypassUser: true }));
      Open.parse(started);
      Open.parse(await ok(await send(server, started.sessionId, say.anything)));
      Open.parse(await ok(await end(server, started.sessionId)));
    },
  ),
];
