// The plan of a turn: what the agent did in it, step by step (agent-api spec §5.7).
import { PlanResponse } from "../contract/agent-api.ts";
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";
import type { Message } from "../reasoning/events.ts";
import { paired } from "../reasoning/history.ts";
import { findPlan } from "../store/plans.ts";
import { requireAgentOf } from "./agent-access.ts";
import { isUuid, keyOf } from "./find.ts";
import type { Sessions } from "./sessions.ts";

/**
 * `GET …/preview/sessions/{sessionId}/plans/{planId}`. Sessions that ended keep their plans; those of another app are
 * unknown, as everywhere.
 * @throws Refused `forbidden` when the user may not talk to the agent any more, `session_not_found` when the session's id is no UUID, or `plan_not_found` when the caller has no
 * session of that id, it has no such turn, or the turn still runs
 */
export async function planOf(
  sessions: Sessions,
  principal: Principal,
  sessionId: string,
  planId: string,
): Promise<PlanResponse> {
  const key = keyOf(principal, sessionId);
  await requireAgentOf(sessions, principal, key);
  const found = isUuid(planId) ? await findPlan(sessions.db, key, planId, sessions.limits.historyMessages) : undefined;
  if (!found) throw refused("plan_not_found", planId);
  const topic = topicOf(found.steps);
  const history = paired(found.history as readonly Message[]);
  return PlanResponse.parse({
    type: "PlanSuccessResponse",
    planId: found.turnId,
    sessionId: key.id,
    // The original names the topic it recognised in both; a script has no other word for what the user wants.
    intent: topic,
    topic,
    plan: found.steps.map((step) => withHistory(step, history)),
  });
}

const textOf = (step: unknown, field: string): string | undefined => {
  const value = typeof step === "object" && step !== null ? (step as Record<string, unknown>)[field] : undefined;
  return typeof value === "string" ? value : undefined;
};

/** The subagent that had the last word: the last one a step speaks of. */
const topicOf = (steps: readonly unknown[]): string =>
  steps.map((step) => textOf(step, "agent_name")).findLast((name) => name !== undefined) ?? "";

/** A step of a model call is stored without the conversation that came before the turn; here it is whole again. */
function withHistory(step: unknown, history: readonly unknown[]): unknown {
  if (textOf(step, "type") !== "LLMStep") return step;
  const call = step as { readonly messages_sent?: readonly unknown[] };
  return call.messages_sent ? { ...call, messages_sent: [...history, ...call.messages_sent] } : step;
}
