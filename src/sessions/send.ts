// Sending a message: the session is claimed, the message is stored, and the turn runs, read or not.
//   S1. The user's message is in the store before the model is called; an event is in the store before it is on the wire.
//   S2. A session has at most one running turn. The lease is a row with a fencing number, not a variable.
//   S5. No transaction stays open while a model or an action runs.
import { createHash } from "node:crypto";
import { versionById } from "../agents/catalogue.ts";
import type { RequestMessage, SendMessageRequest, Variable } from "../contract/agent-api.ts";
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";
import type { Input } from "../reasoning/events.ts";
import type { Value } from "../script/agent.ts";
import { findRepeated } from "../store/events.ts";
import type { SessionKey } from "../store/sessions.ts";
import { type Claim, claimTurn, hasTurnOf } from "../store/turns.ts";
import { requireAgentOf } from "./agent-access.ts";
import { openChannel } from "./channel.ts";
import { keyOf, requireOpen, whyNot } from "./find.ts";
import { followTurn, requireRoom } from "./follow.ts";
import { startTurn } from "./run.ts";
import type { Kept, Sessions } from "./sessions.ts";
import type { Caller } from "./turn-spans.ts";
import type { Stage } from "./turn-work.ts";
import { type Given, readVariables } from "./variables.ts";
import { originOf, type StoredEvent } from "./wire.ts";

type Repeat = NonNullable<Claim["repeat"]>;

export interface RunningTurn {
  readonly sessionId: string;
  readonly turnId: string;
  readonly agentId: string;
  /** Number of the session's last event before this turn's first. */
  readonly after: number;
  /** True when it was opened before, for the same `Idempotency-Key`. */
  readonly repeated: boolean;
  /** Stop the turn, if it runs on this server. */
  readonly stop: () => void;
  /**
   * In order, each already in the store; ends after `EndOfTurn`, or without one when the server stops and another goes on
   * with the turn. A reader may leave: the turn goes on.
   */
  readonly events: AsyncIterable<StoredEvent>;
}

/**
 * `POST /sessions/{sessionId}/messages` and `…/messages/stream` (spec §5.2, §5.3). Resolves once the session is
 * claimed and the message stored.
 * @param receivedAt epoch milliseconds when the request came in
 * @param repeatKey `Idempotency-Key`: the first request runs, and every later one with the same key is given its events
 * @param caller where the request comes from, for spans and the log
 * @throws Refused `forbidden`, `session_not_found`, `session_locked`, `idempotency_key_reused`, `limit_reached`, `unavailable`, or the reason a variable cannot be set; nothing is
 *   stored then.
 */
export async function sendMessage(
  sessions: Sessions,
  principal: Principal,
  sessionId: string,
  request: SendMessageRequest,
  receivedAt: number,
  repeatKey?: string,
  caller: Caller = {},
): Promise<RunningTurn> {
  const key = keyOf(principal, sessionId);
  await requireAgentOf(sessions, principal, key);
  const admitted = async (repeat?: Repeat) => {
    const leave = await sessions.admission.toSend(key);
    try {
      return await openTurn(sessions, key, request, receivedAt, { repeat, caller, leave });
    } catch (cause) {
      leave();
      throw cause;
    }
  };
  if (repeatKey === undefined) return admitted();
  return safely(sessions, key, { key: repeatKey, hash: hashOf(request) }, admitted);
}

/** Open a turn, unless one was opened for the same key before: then its events are read, those to come included. */
async function safely(
  sessions: Sessions,
  key: SessionKey,
  repeat: Repeat,
  open: (repeat: Repeat) => Promise<RunningTurn>,
): Promise<RunningTurn> {
  const before = await repeated(sessions, key, repeat);
  if (before) return before;
  try {
    return await open(repeat);
  } catch (cause) {
    // Two requests with one key at once: the slower finds the session taken, or the key.
    const other = await repeated(sessions, key, repeat);
    if (other) return other;
    throw cause;
  }
}

/** The turn that a key stands for. @throws Refused `idempotency_key_reused` when something else was sent with it */
async function repeated(sessions: Sessions, key: SessionKey, repeat: Repeat): Promise<RunningTurn | undefined> {
  const turn = await findRepeated(sessions.db, key, repeat.key);
  if (!turn) return undefined;
  if (turn.requestHash !== repeat.hash) throw refused("idempotency_key_reused", repeat.key);
  requireRoom(sessions, key);
  const events = followTurn(sessions, key, turn, sessions.drain.over);
  const { turnId, agentId, eventsBefore: after } = turn;
  // Who repeats a request and leaves again does not stop the turn that the first one waits for.
  return { sessionId: key.id, turnId, agentId, after, repeated: true, stop: () => {}, events };
}

/** What was sent, in a few bytes. */
const hashOf = (request: SendMessageRequest) =>
  createHash("sha256").update(JSON.stringify(request)).digest("base64url");

interface Opening {
  readonly stage?: Stage;
  readonly repeat?: Repeat | undefined;
  readonly caller?: Caller;
  /** Called once the turn is over. */
  readonly leave?: () => void;
}

/**
 * Claim a session that the caller may use, store the message, and let the turn run.
 * @param how the stage of a preview; the `Idempotency-Key` the turn may be asked for again by
 * @throws Refused as `sendMessage` does
 */
export async function openTurn(
  sessions: Sessions,
  key: SessionKey,
  request: SendMessageRequest,
  receivedAt: number,
  { stage, repeat, caller, leave = () => {} }: Opening = {},
): Promise<RunningTurn> {
  sessions.drain.requireServing();
  const given = request.variables?.length ? await readGiven(sessions, key, request.variables) : undefined;
  await sessions.lease.held();
  const turnId = sessions.newKey();
  const origin = originOf(receivedAt);
  const claim = claimTurn(sessions.db, {
    session: key,
    turnId,
    origin,
    request: request.message,
    given,
    repeat,
    owner: sessions.owner,
    idleMs: sessions.limits.idleMs,
    historyLimit: sessions.limits.historyMessages,
  });
  const claimed = await claim.catch((cause: unknown) => {
    // It may have been stored all the same: then the message is answered although its client was told otherwise.
    sessions.lease.orphans.add(turnId);
    throw cause;
  });
  if (!claimed) throw await whyNot(sessions, key);

  const channel = openChannel<StoredEvent>();
  const kept = withGiven(claimed.state as Kept, given);
  const { done, stopIf } = startTurn(sessions, {
    key,
    turnId,
    claimed,
    kept,
    input: inputOf(request.message),
    origin,
    receivedAt,
    deliver: channel.send,
    ...(stage && { stage }),
    ...(caller && { caller }),
  });
  void done.finally(() => {
    channel.close();
    leave();
  });
  const { agentId, eventsBefore: after, fence } = claimed;
  return { sessionId: key.id, turnId, agentId, after, repeated: false, stop: () => stopIf(fence), events: channel };
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

/** What a session keeps, with what a request sets. */
export function withGiven(kept: Kept, given: Given | undefined): Kept {
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
