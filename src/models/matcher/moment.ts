// Where a conversation stands, read from a request: what was said, what had been asked, what has been done about it.
import type { Message, ModelRequest } from "../port.ts";
import { courtesyOf } from "./courtesy.ts";
import { asks, isOpenQuestion, requestsIn } from "./questions.ts";

/** A tool call of this turn and what came of it. */
export interface Step {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  readonly failed: boolean;
}

/** A thing the user said, and what the agent had said before it (empty at the beginning). */
export interface Saying {
  readonly text: string;
  readonly before: string;
}

export interface Moment {
  /** The last thing the user said: of several requests the first. */
  readonly said: Saying;
  /** The other requests of the same message. */
  readonly also: readonly string[];
  /**
   * What the user has said since the request this belongs to, oldest first and `said` last: answers to our questions
   * are part of the request that made us ask.
   */
  readonly thread: readonly Saying[];
  /** Calls since the user spoke, in order. */
  readonly steps: readonly Step[];
  /** The last message is the result of this call. */
  readonly last?: Step;
  /** The call that was put to the user, who wrote something instead of approving it. */
  readonly proposed?: Step;
  /** Calls of earlier turns, the latest first. */
  readonly earlier: readonly Step[];
  /** Everything the agent has said so far. */
  readonly told: readonly string[];
}

/** Characters of a message that are read: patterns and vectors gain nothing from more. */
const longest = 2000;

export function readMoment({ messages }: ModelRequest): Moment {
  const at = messages.findLastIndex((one) => one.role === "user");
  const steps = stepsOf(messages.slice(at + 1));
  const told = messages.flatMap((one) => (one.role === "assistant" && one.text ? [one.text] : []));
  const thread = threadOf(messages, at);
  const { text, before } = thread.at(-1) ?? { text: "", before: "" };
  const [first = "", ...also] = requestsIn(text);
  const said = { text: first, before };
  const last = messages.at(-1)?.role === "tool" ? steps.at(-1) : undefined;
  const earlier = stepsOf(messages.slice(0, Math.max(at, 0))).reverse();
  const [proposed] = messages[at - 1]?.role === "tool" ? earlier : [];
  return {
    said,
    also,
    thread: [...thread.slice(0, -1), said],
    steps,
    ...(last && { last }),
    ...(proposed && isDeclined(proposed) && { proposed }),
    earlier,
    told,
  };
}

/** Whether a call was put to the user and not approved (`declined` in its result). */
export function isDeclined(step: Step | Message | undefined): boolean {
  const result = step && "result" in step ? step.result : undefined;
  return (result as { declined?: unknown } | null | undefined)?.declined === true;
}

/** Go back from what the user said at a place for as long as it answers a question of ours, or goes on with "and". */
function threadOf(messages: readonly Message[], at: number): Saying[] {
  const message = messages[at];
  if (message?.role !== "user") return [];
  const before = agentBefore(messages, at);
  const saying = { text: message.text.slice(0, longest), before };
  const declined = isDeclined(messages[at - 1]);
  if (courtesyOf(saying.text, before) && !declined) return [saying];
  const previous = messages.slice(0, at).findLastIndex((one) => one.role === "user");
  // What was answered in between was about another one.
  if (goesOn(saying.text)) return [...threadOf(messages, lastRequest(messages, previous)).slice(0, 1), saying];
  const answers = (asks(before) && !isOpenQuestion(before)) || declined;
  return answers ? [...threadOf(messages, previous), saying] : [saying];
}

/** "And to Ireland?", "what about PX-2": the rest of it was said before. */
export const goesOn = (text: string) => /^\W*(?:and|or|also|what about|how about)\b(?:\W+[\w-]+){1,4}\W*$/i.test(text);

/** The place of the last thing the user said that was more than polite. */
function lastRequest(messages: readonly Message[], from: number): number {
  return messages
    .slice(0, from + 1)
    .findLastIndex((one, at) => one.role === "user" && !courtesyOf(one.text, agentBefore(messages, at)));
}

/** The agent's last words before the message at this place, if no user message lies between. */
function agentBefore(messages: readonly Message[], at: number): string {
  for (let i = at - 1; i >= 0; i--) {
    const one = messages[i]!;
    if (one.role === "user") return "";
    if (one.role === "assistant" && one.text) return one.text;
  }
  return "";
}

function stepsOf(messages: readonly Message[]): Step[] {
  const calls = new Map(
    messages.flatMap((one) => (one.role === "assistant" ? one.calls.map((call) => [call.id, call] as const) : [])),
  );
  return messages.flatMap((one) => {
    if (one.role !== "tool") return [];
    const { name, result, failed } = one;
    return [{ name, arguments: calls.get(one.callId)?.arguments ?? {}, result, failed }];
  });
}
