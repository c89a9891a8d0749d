// Ending a session and rating an answer (agent-api spec §5.4, §5.5).
import assert from "node:assert/strict";
import type { MessagesResponse } from "../../../src/contract/agent-api.ts";
import type { TestServer } from "../../support/server.ts";
import { type Rule, rule } from "../rule.ts";
import { assertLinks, end, ok, only, open, rate, refusal, SERVICE, say, send, text, told, UUID } from "./talk.ts";

/** A session with an answer to rate. */
async function answered(server: TestServer) {
  const { sessionId } = await open(server);
  const { feedbackId } = only(await told(server, sessionId, say.anything), "Inform");
  return { sessionId, feedbackId };
}

async function accepted(response: Response): Promise<void> {
  assert.equal(await response.text(), "");
  assert.equal(response.status, 201);
}

export const endRules: readonly Rule[] = [
  rule(
    "agent-api §5.4",
    "DELETE answers 200 with one SessionEnded, reason ClientRequest, and the links",
    async (server) => {
      const { sessionId } = await open(server);
      const { messages, _links } = await ok<MessagesResponse>(await end(server, sessionId));
      const { id, ...ended } = only(messages, "SessionEnded");
      assert.match(id, UUID);
      assert.deepEqual(ended, { type: "SessionEnded", metrics: {}, reason: "ClientRequest", feedbackId: "" });
      assertLinks(server, _links, sessionId, server.agents[SERVICE]!);
    },
  ),
  rule("agent-api §5.4", "DELETE with a Content-Type and no body works", async (server) => {
    for (const type of ["application/json", "application/json;charset=utf-8", ""]) {
      const { sessionId } = await open(server);
      await ok(await end(server, sessionId, { "content-type": type }));
    }
  }),
  rule(
    "agent-api §5.4",
    "every reason is taken, undocumented ones too, and the reply says ClientRequest",
    async (server) => {
      for (const reason of ["UserRequest", "Transfer", "Expiration", "Error", "Other", "Expired", "Timeout"]) {
        const { sessionId } = await open(server);
        const reply = await ok<MessagesResponse>(await end(server, sessionId, { "x-session-end-reason": reason }));
        assert.equal(only(reply.messages, "SessionEnded").reason, "ClientRequest");
      }
    },
  ),
  rule(
    "agent-api §13.11",
    "DELETE without the reason header is a 400 that names it, and the session goes on",
    async (server) => {
      const { sessionId } = await open(server);
      await refusal(await end(server, sessionId, { "x-session-end-reason": "" }), 400, {
        says: "x-session-end-reason",
      });
      await ok(await send(server, sessionId, "hello"));
    },
  ),
  rule("agent-api §5.4", "ending a session twice is a 404, and so is everything else after its end", async (server) => {
    const { sessionId, feedbackId } = await answered(server);
    await ok(await end(server, sessionId));
    const says = `V6Session not found for sessionId: ${sessionId}`;
    const again = await refusal(await end(server, sessionId), 404, { error: "NotFoundException", says });
    assert.equal(again.path, `v6.0.0/sessions/${sessionId}`);
    await refusal(await send(server, sessionId, "hello"), 404, { says });
    await refusal(await rate(server, sessionId, { feedbackId, feedback: "GOOD" }), 404, { says });
  }),
  rule("agent-api §5.4", "ending a session nobody has is a 404", async (server) => {
    for (const id of ["71bcf43a-a234-4936-a1c8-f85265e7cf94", "none"]) {
      await refusal(await end(server, id), 404, { error: "NotFoundException", says: id });
    }
  }),
  rule("agent-api §13.1", "feedback is a 201 without a body", async (server) => {
    const { sessionId, feedbackId } = await answered(server);
    const details = { userId: "uid", screen: "orders" };
    await accepted(await rate(server, sessionId, { feedbackId, feedback: "GOOD", text: "Quick", details }));
  }),
  rule("agent-api §5.5", "BAD is taken, with ten details, and an answer may be rated again", async (server) => {
    const { sessionId, feedbackId } = await answered(server);
    const details = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`detail${i}`, i]));
    await accepted(await rate(server, sessionId, { feedbackId, feedback: "BAD", details }));
    await accepted(await rate(server, sessionId, { feedbackId, feedback: "GOOD" }));
  }),
  rule("agent-api §5.5", "feedback is read as JSON under text/plain, another type, or none", async (server) => {
    const { sessionId, feedbackId } = await answered(server);
    const body = { feedbackId, feedback: "GOOD" };
    for (const type of ["text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "application/json"]) {
      await accepted(await rate(server, sessionId, body, { "content-type": type }));
    }
    const bare = await server.fetch(`/einstein/ai-agent/v1/sessions/${sessionId}/feedback`, {
      method: "POST",
      headers: { authorization: `Bearer ${await server.token()}` },
      body: new TextEncoder().encode(JSON.stringify(body)),
    });
    await accepted(bare);
  }),
  rule("agent-api §5.5", "more than ten details, another rating, or a missing field is a 400", async (server) => {
    const { sessionId, feedbackId } = await answered(server);
    const details = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`detail${i}`, i]));
    const wrong = [
      [{ feedbackId, feedback: "GOOD", details }, "10"],
      [{ feedbackId, feedback: "GREAT" }, "GOOD"],
      [{ feedbackId }, "'feedback'"],
      [{ feedback: "GOOD" }, "'feedbackId'"],
      [{ feedbackId, feedback: "GOOD", stars: 5 }, 'Unrecognized field "stars"'],
      ["not JSON", "JSON"],
    ] as const;
    for (const [body, says] of wrong) await refusal(await rate(server, sessionId, body), 400, { says });
  }),
  rule("agent-api §11.2", "feedback is taken while a turn runs", async (server) => {
    const { sessionId, feedbackId } = await answered(server);
    const running = await server.api(`/sessions/${sessionId}/messages/stream`, { body: text(say.slow) });
    await accepted(await rate(server, sessionId, { feedbackId, feedback: "GOOD" }));
    await refusal(await send(server, sessionId, "hello"), 423);
    await running.text();
  }),
  rule("agent-api §5.5", "feedback on an answer of another session is a 400", async (server) => {
    const { feedbackId } = await answered(server);
    const { sessionId } = await open(server);
    await refusal(await rate(server, sessionId, { feedbackId, feedback: "GOOD" }), 400, { says: feedbackId });
  }),
];
