// The trace of a turn as clients fetch it after each reply (agent-api spec §5.7, agent-script spec §5.14).
import assert from "node:assert/strict";
import { z } from "zod";
import { type MessagesResponse, PlanResponse, PREVIEW_PATH } from "../../../src/contract/agent-api.ts";
import type { TestServer } from "../../support/server.ts";
import { type Rule, rule } from "../rule.ts";
import { end, ok, only, open, refusal, say, send } from "./talk.ts";

async function fetchPlan(server: TestServer, sessionId: string, planId: string, token?: string): Promise<Response> {
  const authorization = `Bearer ${token ?? (await server.token())}`;
  return server.fetch(`${PREVIEW_PATH}/sessions/${sessionId}/plans/${planId}`, { headers: { authorization } });
}

/** A session that said one thing, and the answer. */
async function said(server: TestServer, words: string) {
  const { sessionId } = await open(server);
  const { messages } = await ok<MessagesResponse>(await send(server, sessionId, words));
  return { sessionId, answer: only(messages, "Inform") };
}

const LlmStep = z.object({
  agent_name: z.string(),
  prompt_content: z.string(),
  messages_sent: z.array(z.looseObject({ role: z.string() })),
  tools_sent: z.array(z.string()),
  response_messages: z.array(z.unknown()),
  execution_latency: z.number(),
});

export const planRules: readonly Rule[] = [
  rule(
    "agent-api §5.7",
    "a turn's plan is there under the planId of its messages, which is their feedbackId, in the documented shape",
    async (server) => {
      const { sessionId, answer } = await said(server, say.anything);
      assert.equal(answer.planId, answer.feedbackId);
      const plan = PlanResponse.strict().parse(await ok(await fetchPlan(server, sessionId, answer.planId)));
      assert.equal(plan.planId, answer.planId);
      assert.equal(plan.sessionId, sessionId);
      assert.ok(plan.topic);
    },
  ),
  rule(
    "agent-script §5.14",
    "a plan begins with what the user said, ends with what was answered, and times every step in between",
    async (server) => {
      const { sessionId, answer } = await said(server, say.anything);
      const { plan } = await ok<PlanResponse>(await fetchPlan(server, sessionId, answer.planId));
      assert.deepEqual([plan[0]?.type, plan[0]?.message], ["UserInputStep", say.anything]);
      assert.deepEqual([plan.at(-1)?.type, plan.at(-1)?.message], ["PlannerResponseStep", answer.message]);
      for (const step of plan) assert.ok(step.startExecutionTime <= step.endExecutionTime, step.type);
    },
  ),
  rule(
    "agent-script §5.14",
    "the step of a model call holds the whole conversation that was sent, earlier turns included",
    async (server) => {
      const { sessionId } = await said(server, say.anything);
      const { messages } = await ok<MessagesResponse>(await send(server, sessionId, say.anything));
      const { planId } = only(messages, "Inform");
      const { plan } = await ok<PlanResponse>(await fetchPlan(server, sessionId, planId));
      const { messages_sent: sent } = LlmStep.parse(plan.find(({ type }) => type === "LLMStep"));
      assert.deepEqual(
        sent.map(({ role }) => role),
        ["assistant", "user", "assistant", "user"],
      );
    },
  ),
  rule("agent-api §5.7", "a session that ended keeps its plans", async (server) => {
    const { sessionId, answer } = await said(server, say.anything);
    await ok(await end(server, sessionId));
    await ok(await fetchPlan(server, sessionId, answer.planId));
  }),
  rule(
    "agent-api §5.7",
    "a plan that is unknown, no UUID, or of another session is a 404 in the usual shape",
    async (server) => {
      const { answer } = await said(server, say.anything);
      const { sessionId } = await open(server);
      for (const planId of [crypto.randomUUID(), "latest", answer.planId]) {
        await refusal(await fetchPlan(server, sessionId, planId), 404, { error: "NotFoundException", says: planId });
      }
      await refusal(await fetchPlan(server, "gone", answer.planId), 404, { error: "NotFoundException", says: "gone" });
    },
  ),
  rule("agent-api §5.7", "a plan is not shown without a token", async (server) => {
    const { sessionId, answer } = await said(server, say.anything);
    await refusal(await fetchPlan(server, sessionId, answer.planId, "a.b.c"), 401);
  }),
];
