// What the settings that shape the wire change (agent-api spec §11.3, §13), seen on a server that has them all turned.
import assert from "node:assert/strict";
import type { MessagesResponse } from "../../../src/contract/agent-api.ts";
import { type Rule, rule } from "../rule.ts";
import { end, minimal, ok, only, open, rate, refusal, say, send, stream, told } from "./talk.ts";

export const switchRules: readonly Rule[] = [
  rule("agent-api §11.3", "a turn over the time limit is a 500, and the session goes on", async (_, switched) => {
    const { sessionId } = await open(switched);
    const { expected } = await refusal(await send(switched, sessionId, say.slow), 500, {
      error: "HttpServerErrorException",
      says: "DRAGOMAN_TURN_TIMEOUT_S",
    });
    assert.equal(expected, false);
    only(await told(switched, sessionId, say.anything), "Inform");
  }),
  rule(
    "agent-api §7.10",
    "a stream over the time limit has an ERROR with the fields of the reference, then END_OF_TURN",
    async (_, switched) => {
      const { sessionId } = await open(switched);
      const { packets } = await stream(switched, sessionId, say.slow);
      assert.deepEqual(packets.map(({ event }) => event).slice(-2), ["ERROR", "END_OF_TURN"]);
      const error = only([packets.at(-2)!.message], "Error");
      const { id, feedbackId, message, traceId, timestamp, ...rest } = error;
      assert.deepEqual(rest, {
        type: "Error",
        metrics: {},
        httpStatus: 500,
        error: "HttpServerErrorException",
        expected: false,
      });
      assert.ok(id && feedbackId && message.includes("send again"));
      assert.equal(traceId, packets.at(-2)!.envelope.traceId);
      assert.ok(Math.abs(timestamp! - Date.now()) < 60_000);
    },
  ),
  rule("agent-api §13.1", "feedback can be a 202, as generated clients expect", async (_, switched) => {
    const { sessionId } = await open(switched);
    const { feedbackId } = only(await told(switched, sessionId, say.anything), "Inform");
    const response = await rate(switched, sessionId, { feedbackId, feedback: "GOOD" });
    assert.equal(response.status, 202);
    assert.equal(await response.text(), "");
  }),
  rule("agent-api §13.11", "DELETE without the reason header can be a 200", async (_, switched) => {
    const { sessionId } = await open(switched);
    const response = await end(switched, sessionId, { "x-session-end-reason": "" });
    only((await ok<MessagesResponse>(response)).messages, "SessionEnded");
  }),
  rule("agent-api §13.6", "an unknown agent can be the 500 UNKNOWN_EXCEPTION that is recorded", async (_, switched) => {
    const response = await switched.api("/agents/0Xxed00000002Q1CAI/sessions", { body: minimal(switched) });
    const { message } = await refusal(response, 500, { error: "HttpServerErrorException" });
    assert.match(message, /^500 \[\{"message":".*","errorCode":"UNKNOWN_EXCEPTION"\}\]$/);
  }),
];
