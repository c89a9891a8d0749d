// The trace of a turn: what the agent did in it, when, at what price in tokens, and what it changed.
import { versionById } from "../agents/catalogue.ts";
import { refused } from "../contract/problems.ts";
import { MASKED } from "../contract/setup-logs.ts";
import type { Trace, TraceStep } from "../contract/setup-trace.ts";
import type { Message } from "../reasoning/events.ts";
import { paired } from "../reasoning/history.ts";
import type { Agent } from "../script/agent.ts";
import { findTurn, type TurnRecord } from "../store/plans.ts";
import { isUuid } from "./find.ts";
import { draftAgent } from "./preview-agent.ts";
import type { Sessions } from "./sessions.ts";
import { isOwnReason } from "./trace-reasons.ts";
import { traceSteps } from "./trace-steps.ts";

/**
 * The trace of a turn of any session of the org. What was said in a session that is no preview is withheld, unless its
 * agent's script asks for full logs.
 * @throws Refused `plan_not_found` when there is no such turn, or it still runs
 */
export async function traceOf(sessions: Sessions, orgId: string, sessionId: string, turnId: string): Promise<Trace> {
  if (!isUuid(sessionId) || !isUuid(turnId)) throw refused("plan_not_found", turnId);
  // A turn that was stopped a moment ago is on record a moment later.
  await sessions.running.get(sessionId.toLowerCase())?.done;
  const turn = await findTurn(sessions.db, { orgId, sessionId, turnId }, sessions.limits.historyMessages);
  if (!turn || turn.status === "running") throw refused("plan_not_found", turnId);
  const agent = await agentOf(sessions, turn);
  const steps = traceSteps(turn.steps, paired(turn.history as readonly Message[]), agent);
  const before = variablesBefore(turn.steps);
  const trace: Trace = {
    sessionId,
    turnId,
    number: turn.number,
    agentId: turn.agentId,
    preview: turn.source !== null,
    status: turn.status,
    failure: turn.failure,
    startedAt: turn.startedAt.toISOString(),
    durationMs: Math.max(0, ...steps.map(({ startMs, durationMs }) => startMs + durationMs)),
    model: turn.model,
    modelCalls: turn.modelCalls ?? 0,
    inputTokens: turn.inputTokens ?? 0,
    outputTokens: turn.outputTokens ?? 0,
    steps: [...steps],
    before,
    after: { ...before, ...changed(steps) },
    masked: false,
  };
  return turn.source !== null || agent?.fullLogs ? trace : masked(trace);
}

/** The script the turn ran; nothing when its version is gone. */
async function agentOf({ catalogue }: Sessions, { source, versionId }: TurnRecord): Promise<Agent | undefined> {
  if (source !== null) return draftAgent(catalogue, source);
  return versionById(catalogue, versionId).catch(() => undefined);
}

function variablesBefore(plan: readonly unknown[]): Record<string, unknown> {
  const step = (plan as readonly Readonly<Record<string, unknown>>[]).find(
    ({ type }) => type === "SessionInitialStateStep",
  );
  return { ...(step?.variable_values as Record<string, unknown> | undefined) };
}

const changed = (steps: readonly TraceStep[]): Record<string, unknown> =>
  Object.fromEntries(steps.flatMap(({ changes = [] }) => changes.map(({ name, after }) => [name, after])));

/** The same turn without a word or a value of it: times, tokens, names, places and the server's own reasons stay. */
export function masked(trace: Trace): Trace {
  return {
    ...trace,
    masked: true,
    before: hidden(trace.before),
    after: hidden(trace.after),
    steps: trace.steps.map(({ model, action, changes, text, ...step }) => ({
      ...step,
      errors: step.errors.map((error) => (step.kind === "action" && isOwnReason(step.title, error) ? error : MASKED)),
      ...(text !== undefined && { text: MASKED }),
      ...(action && { action: { input: hidden(action.input), output: hidden(action.output) } }),
      ...(changes && { changes: changes.map((one) => ({ ...one, before: MASKED, after: MASKED })) }),
      ...(model && {
        model: {
          ...model,
          prompt: MASKED,
          messages: [],
          reply: {
            text: model.reply.text && MASKED,
            calls: model.reply.calls.map((call) => ({ ...call, arguments: hidden(call.arguments) })),
          },
        },
      }),
    })),
  };
}

const hidden = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.keys(values).map((name) => [name, MASKED]));
