// Listening to the agent as it reasons, in a world that is traced, budgeted and journaled.
import { v5 as uuidOf } from "uuid";
import { versionById } from "../agents/catalogue.ts";
import type { Message, Outcome, Step, TurnEvent } from "../reasoning/events.ts";
import { turn } from "../reasoning/turn.ts";
import type { Brake } from "./brake.ts";
import { openBudget } from "./budget.ts";
import { connectedAgents } from "./connected.ts";
import { journaled } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import type { Sessions } from "./sessions.ts";
import { surroundingsOf } from "./surroundings.ts";
import type { TurnSpans } from "./turn-spans.ts";
import type { Heard, TurnWork } from "./turn-work.ts";

/** Let the agent reason, and pass on what it says until it is stopped. What it learns is kept either way. */
export async function listen(
  sessions: Sessions,
  { key, turnId, claimed, kept, input, receivedAt, stage, past }: TurnWork,
  ledger: Ledger,
  brake: Brake,
  spans: TurnSpans,
  pass: (event: TurnEvent) => void,
): Promise<Heard> {
  const history = claimed.history as readonly Message[];
  const messages: Message[] = [];
  const plan: Step[] = [];
  let endReason: string | null = null;
  let outcome: Outcome | undefined;
  let agentName: string | undefined;
  try {
    const agent = stage?.agent ?? (await versionById(sessions.catalogue, claimed.versionId));
    agentName = agent.developerName;
    const place = surroundingsOf(`${key.id}:${claimed.turns}`, kept);
    const { model, mayRepeat } = sessions;
    const world = spans.watch({ model, mayRepeat, action: stage?.action ?? sessions.action });
    const budget = openBudget(sessions, {
      limited: await sessions.limitsOf(key.orgId, key.appId),
      tokensBefore: claimed.tokens,
      receivedAt,
      past: past?.steps ?? [],
    });
    const ports = journaled(ledger, { ...world, model: budget.guard(world.model) }, past?.steps);
    const newId = idsOf(turnId);
    const events = turn(agent, kept.conversation, history, input, place, {
      ...ports,
      connected: connectedAgents({ ...sessions, newId }, key.orgId, ports, kept),
      now: sessions.now,
      newId,
      signal: brake.signal,
    });
    while (!outcome) {
      const { done, value } = await events.next();
      if (done) outcome = value;
      else if (value.type === "history") messages.push(value.message);
      else if (value.type === "step") plan.push(withoutHistory(value.step, history));
      else {
        if (value.type === "ended") endReason = value.reason;
        if (!brake.stopped()) pass(value);
      }
    }
  } catch (cause) {
    brake.stop({ why: "broken", cause });
  }
  return { messages, plan, endReason: outcome ? endReason : null, outcome, agentName };
}

/** New UUIDs that are the same when the turn is run again: a client may hold the id of a `Confirm` already. */
function idsOf(turnId: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return uuidOf(String(count), turnId);
  };
}

/**
 * A step of the plan without the messages that earlier turns have put on record: with them, a turn late in a long
 * conversation would store the whole of it once for each model call.
 */
function withoutHistory(step: Step, history: readonly Message[]): Step {
  if (!Array.isArray(step.messages_sent)) return step;
  const before = new Set<unknown>(history);
  return { ...step, messages_sent: step.messages_sent.filter((message) => !before.has(message)) };
}
