// Sending a message: the session is claimed, the message is stored, and the turn runs, read or not.
//   S1. The user's message is in the store before the model is called; an event is in the store before it is on the wire.
//   S2. A session has at most one running turn. The lease is a row with a fencing number, not a variable.
//   S5. No transaction stays open while a model or an action runs.
import { versionById } from "../agents/catalogue.ts";
import type { RequestMessage, SendMessageRequest, Variable } from "../contract/agent-api.ts";
import type { Principal } from "../contract/identity.ts";
import type { Input } from "../reasoning/events.ts";
import type { Value } from "../script/agent.ts";
import type { SessionKey } from "../store/sessions.ts";
import { claimTurn, hasTurnOf } from "../store/turns.ts";
import { requireAgentOf } from "./agent-access.ts";
import { openChannel } from "./channel.ts";
import { keyOf, requireOpen, whyNot } from "./find.ts";
import { runTurn, type Stage } from "./run.ts";
import type { Kept, Sessions } from "./sessions.ts";
import { type Given, readVariables } from "./variables.ts";
import { originOf, type StoredEvent } from "./wire.ts";

export interface RunningTurn {
  readonly sessionId: string;
  readonly turnId: string;
  readonly agentId: string;
  /** In order, each already in the store; ends after `EndOfTurn`. A reader may leave: the turn goes on. */
  readonly events: AsyncIterable<StoredEvent>;
}

/**
 * `POST /sessions/{sessionId}/messages` and `…/messages/stream` (spec §5.2, §5.3). Resolves once the session is
 * claimed and the message stored.
 * @param receivedAt epoch milliseconds when the request came in
 * @throws Refused `forbidden`, `session_not_found`, `session_locked`, or the reason a variable cannot be set; nothing is
 *   stored then.
 */
export async function sendMessage(
  sessions: Sessions,
  principal: Principal,
  sessionId: string,
  request: SendMessageRequest,
  receivedAt: number,
): Promise<RunningTurn> {
  const key = keyOf(principal, sessionId);
  await requireAgentOf(sessions, principal, key);
  return openTurn(sessions, key, request, receivedAt);
}

/**
 * Claim a session that the caller may use, store the message, and let the turn run.
 * @param stage of a preview
 * @throws Refused as `sendMessage` does
 */
export async function openTurn(
  sessions: Sessions,
  key: SessionKey,
  request: SendMessageRequest,
  receivedAt: number,
  stage?: Stage,
): Promise<RunningTurn> {
  const given = request.variables?.length ? await readGiven(sessions, key, request.variables) : undefined;
  const turnId = sessions.newKey();
  const claimed = await claimTurn(sessions.db, {
    session: key,
    turnId,
    origin: originOf(receivedAt),
    request: request.message,
    owner: sessions.owner,
    leaseMs: sessions.limits.leaseMs,
    idleMs: sessions.limits.idleMs,
    historyLimit: sessions.limits.historyMessages,
  });
  if (!claimed) throw await whyNot(sessions, key);

  const channel = openChannel<StoredEvent>();
  const kept = withGiven(claimed.state as Kept, given);
  const work = runTurn(sessions, {
    key,
    turnId,
    claimed,
    kept,
    input: inputOf(request.message),
    receivedAt,
    deliver: channel.send,
    ...(stage && { stage }),
  }).finally(() => {
    // Not the turn that took over when this one had lost its lease.
    if (sessions.running.get(key.id) === work) sessions.running.delete(key.id);
    channel.close();
  });
  sessions.running.set(key.id, work);
  return { sessionId: key.id, turnId, agentId: claimed.agentId, events: channel };
}

/**
 * Whether a request is an event source that came back after its stream ended: it names the last event it saw. Running
 * its message again would be a turn nobody asked for (spec §8.8).
 */
export async function isReturn(
  sessions: Sessions,
  principal: Principal,
  sessionId: string,
  lastEventId: string,
): Promise<boolean> {
  return hasTurnOf(sessions.db, keyOf(principal, sessionId), lastEventId);
}

async function readGiven(sessions: Sessions, key: SessionKey, variables: readonly Variable[]): Promise<Given> {
  const session = await requireOpen(sessions, key);
  return readVariables(await versionById(sessions.catalogue, session.versionId), variables, "send");
}

function withGiven(kept: Kept, given: Given | undefined): Kept {
  if (!given) return kept;
  const { conversation } = kept;
  return {
    ...kept,
    ...(given.language === undefined ? {} : { language: given.language }),
    conversation: { ...conversation, variables: { ...conversation.variables, ...given.values } },
  };
}

/** What a message asks of the agent. */
export function inputOf(message: RequestMessage): Input {
  const about = message.inReplyToMessageId ? { id: message.inReplyToMessageId } : {};
  switch (message.type) {
    case "Text":
      return { kind: "text", text: message.text };
    case "Reply":
      return {
        kind: "approve",
        ...about,
        values: Object.assign({}, ...message.reply.map(valuesOf)),
      };
    case "Cancel":
      return { kind: "cancel", ...about };
    case "TransferSucceeded":
      return { kind: "transfer", succeeded: true };
    case "TransferFailed":
      return { kind: "transfer", succeeded: false, description: message.description ?? message.reason };
    case "PlanTemplate":
      return { kind: "text", text: message.details.userUtterance };
  }
}

/** What a part of a reply gives: one property of an `Inquire`, or the whole value of a `Confirm`. */
function valuesOf({ property, value }: { readonly property?: string | undefined; readonly value?: unknown }) {
  if (property) return { [property]: value as Value };
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, Value>) : {};
}
