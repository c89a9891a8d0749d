// Sending a message and reading the whole reply (agent-api spec §5.2, §6, §7, §11).
import assert from "node:assert/strict";
import type { MessagesResponse } from "../../../src/contract/agent-api.ts";
import { type Rule, rule } from "../rule.ts";
import { assertLinks, end, ok, only, open, refusal, SERVICE, say, send, text, told, UUID } from "./talk.ts";

const UNKNOWN = "94081416-c6dc-43a8-95e2-14a3f3580d34";

export const sendRules: readonly Rule[] = [
  rule("agent-api §5.2", "a reply has messages and the links of the session, and nothing else", async (server) => {
    const { sessionId, _links } = await open(server);
    const reply = await ok<MessagesResponse>(await send(server, sessionId, say.anything));
    assert.deepEqual(Object.keys(reply).sort(), ["_links", "messages"]);
    assert.deepEqual(reply._links, _links);
    assertLinks(server, reply._links, sessionId, server.agents[SERVICE]!);
  }),
  rule("agent-api §7.1", "an answer is one Inform whose planId is its feedbackId", async (server) => {
    const { sessionId } = await open(server);
    const messages = await told(server, sessionId, say.anything);
    assert.equal(messages.length, 1);
    const { id, feedbackId, planId, message, ...rest } = only(messages, "Inform");
    assert.match(id, UUID);
    assert.match(feedbackId, UUID);
    assert.equal(planId, feedbackId);
    assert.ok(message.length > 0);
    assert.deepEqual(rest, { type: "Inform", metrics: {}, isContentSafe: true, result: [], citedReferences: [] });
  }),
  rule("agent-api §5.2", "messages of a stream do not appear in a whole reply, text chunks or not", async (server) => {
    const { sessionId } = await open(server);
    for (const words of [say.anything, say.slow]) {
      const types = (await told(server, sessionId, words)).map(({ type }) => type);
      assert.deepEqual(types, ["Inform"]);
    }
  }),
  rule("agent-api §7.1", "every turn has a feedbackId of its own", async (server) => {
    const { sessionId } = await open(server);
    const [one] = await told(server, sessionId, say.anything);
    const [two] = await told(server, sessionId, say.anything);
    assert.notEqual(only([one!], "Inform").feedbackId, only([two!], "Inform").feedbackId);
  }),
  rule("agent-api §4.3", "a missing sequenceId is a 400 with the recorded sentence", async (server) => {
    const { sessionId } = await open(server);
    const response = await send(server, sessionId, { message: { type: "Text", text: "hello" } });
    await refusal(response, 400, { says: "Missing required creator property 'sequenceId'" });
  }),
  rule(
    "agent-api §4.3",
    "a sequenceId beside the message is missing too, and the error says where it belongs",
    async (server) => {
      const { sessionId } = await open(server);
      const response = await send(server, sessionId, { sequenceId: 1, message: { type: "Text", text: "hello" } });
      await refusal(response, 400, { says: /^Missing required creator property 'sequenceId'.*message/ });
    },
  ),
  rule(
    "agent-api §11.1",
    "sequenceId may be zero, repeated, lower than before, 13 digits or a text",
    async (server) => {
      const { sessionId } = await open(server);
      for (const sequenceId of [0, 42, 42, 7, Date.now(), 2 ** 31 + 1, "1", "1740068546539"]) {
        only(await told(server, sessionId, text(say.anything, sequenceId)), "Inform");
      }
      await refusal(await send(server, sessionId, text("hello", "first")), 400, { says: "sequenceId" });
    },
  ),
  rule("agent-api §4.3", "an unknown property beside the message is a 400 that names it", async (server) => {
    const { sessionId } = await open(server);
    const response = await send(server, sessionId, { ...text("hello"), stream: true });
    await refusal(response, 400, { says: 'Unrecognized field "stream"' });
  }),
  rule("agent-api §6", "a message of an unknown type, or without its fields, is a 400", async (server) => {
    const { sessionId } = await open(server);
    const bodies = [
      { message: { type: "StructuredMessage", sequenceId: 1 } },
      { message: { sequenceId: 1, text: "hello" } },
      { message: { type: "Text", sequenceId: 1 } },
      { message: { type: "Reply", sequenceId: 1 } },
      { message: { type: "TransferFailed", sequenceId: 1 } },
      { message: { type: "TransferFailed", sequenceId: 1, reason: "Busy" } },
      { message: { type: "PlanTemplate", sequenceId: 1 } },
      { message: { type: "text", sequenceId: 1, text: "hello" } },
      { message: "hello" },
      {},
      [],
      null,
    ];
    for (const body of bodies) await refusal(await send(server, sessionId, body), 400);
  }),
  rule("agent-api §6", "the refusal of an unknown message type lists the six that exist", async (server) => {
    const { sessionId } = await open(server);
    const response = await send(server, sessionId, { message: { type: "StructuredMessage", sequenceId: 1 } });
    const { message } = await refusal(response, 400, { says: "message.type: expected one of" });
    for (const type of ["Text", "Reply", "Cancel", "TransferFailed", "TransferSucceeded", "PlanTemplate"]) {
      assert.ok(message.includes(`'${type}'`), message);
    }
  }),
  rule(
    "agent-api §7.4",
    "a Reply or Cancel that nothing waits for is a Failure ACTION_FAILED with its errors",
    async (server) => {
      const { sessionId } = await open(server);
      for (const message of [
        { type: "Reply", sequenceId: 1, reply: [{ type: "copilotActionInput/X", property: "", value: {} }] },
        { type: "Cancel", sequenceId: 2, inReplyToMessageId: UNKNOWN },
      ]) {
        const {
          id,
          feedbackId,
          planId,
          errors,
          message: words,
          ...rest
        } = only(await told(server, sessionId, { message }), "Failure");
        assert.match(id, UUID);
        assert.equal(planId, feedbackId);
        assert.ok(words && errors.length > 0);
        assert.deepEqual(rest, { type: "Failure", metrics: {}, isContentSafe: true, code: "ACTION_FAILED" });
      }
    },
  ),
  rule("agent-api §11.10", "every message carries metrics, which is {}", async (server) => {
    const { sessionId, messages } = await open(server);
    const seen = [...messages];
    for (const words of [say.anything, say.reserve, say.human, say.goodbye]) {
      seen.push(...(await told(server, sessionId, words)));
    }
    assert.ok(seen.length >= 6);
    for (const { metrics } of seen) assert.deepEqual(metrics, {});
  }),
  rule("agent-api §6", "inReplyToMessageId and variables may be left out or null", async (server) => {
    const { sessionId } = await open(server);
    const { message } = text(say.anything);
    for (const body of [
      { message, variables: [] },
      { message, variables: null },
      { message: { ...message, inReplyToMessageId: UNKNOWN } },
    ]) {
      await ok(await send(server, sessionId, body));
    }
  }),
  rule("agent-api §6", "the message types for handovers and plans are taken", async (server) => {
    const details = { planId: UNKNOWN, intent: "greet", userUtterance: "hello", variables: {} };
    for (const message of [
      { type: "TransferSucceeded", sequenceId: 1 },
      { type: "TransferFailed", sequenceId: 1, reason: "NoAgentAvailable", description: "closed" },
      { type: "PlanTemplate", sequenceId: 1, details },
      { type: "Cancel", sequenceId: 1 },
    ]) {
      const { sessionId } = await open(server);
      const reply = await ok<MessagesResponse>(await send(server, sessionId, { message }));
      assert.ok(reply.messages.length > 0, message.type);
    }
  }),
  rule("agent-api §11.5", "a message of 30,000 characters is taken", async (server) => {
    const { sessionId } = await open(server);
    only(await told(server, sessionId, `hello ${"ä".repeat(30_000)}`), "Inform");
  }),
  rule("agent-api §10.3", "an unknown session is a 404 with the recorded body", async (server) => {
    const body = await refusal(await send(server, UNKNOWN, "hello"), 404, { error: "NotFoundException" });
    assert.equal(body.message, `V6Session not found for sessionId: ${UNKNOWN}`);
    assert.equal(body.path, `v6.0.0/sessions/${UNKNOWN}/messages`);
    assert.equal(body.expected, true);
  }),
  rule("agent-api §10.3", "text that is no session id is an unknown session", async (server) => {
    for (const id of ["1", "%00", "'%20or%201=1--", "..%2f..", "null"]) {
      const says = `V6Session not found for sessionId: ${decodeURIComponent(id)}`;
      await refusal(await send(server, id, "hello"), 404, { says });
    }
  }),
  rule("agent-api §11.2", "while a turn runs, another request of the session is a 423", async (server) => {
    const { sessionId } = await open(server);
    const first = await server.api(`/sessions/${sessionId}/messages/stream`, { body: text(say.slow) });
    assert.equal(first.status, 200);
    const says = "Server is busy and cannot process the request at this time";
    await refusal(await send(server, sessionId, "hello"), 423, { error: "ServerBusyError", says });
    await refusal(await end(server, sessionId), 423, { error: "ServerBusyError", says });
    assert.match(await first.text(), /event: END_OF_TURN\n/);
    await ok(await send(server, sessionId, "hello"));
  }),
  rule("agent-api §11.2", "of many requests at once, one is served and the others are 423", async (server) => {
    const { sessionId } = await open(server);
    const replies = await Promise.all(Array.from({ length: 6 }, () => send(server, sessionId, say.slow)));
    const statuses = replies.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 423, 423, 423, 423, 423]);
  }),
  rule(
    "agent-api §7.7",
    "a handover is an Escalate with targets of type and value, after the sentence that announces it",
    async (server) => {
      const { sessionId } = await open(server);
      const messages = await told(server, sessionId, say.human);
      assert.deepEqual(
        messages.map(({ type }) => type),
        ["Inform", "Escalate"],
      );
      const { targets, feedbackId } = only(messages, "Escalate");
      assert.match(feedbackId, UUID);
      assert.ok(targets.length > 0);
      for (const { type, value } of targets) {
        assert.match(type, /^Salesforce:Core:(Bot|Queue|Skill|Flow):Id$/);
        assert.ok(value.length > 0);
      }
      for (const target of targets) assert.deepEqual(Object.keys(target).sort(), ["id", "label", "type", "value"]);
    },
  ),
  rule(
    "agent-api §7.8",
    "an agent that ends the session says SessionEnded with the reason Action, and the session is gone",
    async (server) => {
      const { sessionId } = await open(server);
      const ended = only(await told(server, sessionId, say.goodbye), "SessionEnded");
      assert.equal(ended.reason, "Action");
      await refusal(await send(server, sessionId, "hello"), 404);
      await refusal(await end(server, sessionId), 404);
    },
  ),
  rule("agent-api §4.1", "Accept: text/event-stream on the whole-reply endpoint still gets JSON", async (server) => {
    const { sessionId } = await open(server);
    await ok(await send(server, sessionId, "hello", { accept: "text/event-stream" }));
  }),
];
