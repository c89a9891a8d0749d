// Where a conversation stands, read from a request: what was said, what had been asked, what has been done about it.
import type { Message, ModelRequest } from "../port.ts";

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
  /** The last thing the user said. */
  readonly said: Saying;
  /**
   * What the user has said since the request this belongs to, oldest first and `said` last: answers to our questions
   * are part of the request that made us ask.
   */
  readonly thread: readonly Saying[];
  /** Calls since the user spoke, in order. */
  readonly steps: readonly Step[];
  /** The last message is the result of this call. */
  readonly last?: Step;
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
  const thread = threadOf(messages.slice(0, at + 1));
  const last = messages.at(-1)?.role === "tool" ? steps.at(-1) : undefined;
  return {
    said: thread.at(-1) ?? { text: "", before: "" },
    thread,
    steps,
    ...(last && { last }),
    earlier: stepsOf(messages.slice(0, Math.max(at, 0))).reverse(),
    told,
  };
}

/** Go back from the last thing the user said for as long as it answers a question of ours. */
function threadOf(messages: readonly Message[]): Saying[] {
  const at = messages.findLastIndex((one) => one.role === "user");
  const message = messages[at];
  if (message?.role !== "user") return [];
  const before = agentBefore(messages, at);
  const answers = asks(before) && !isOpenQuestion(before);
  return [...(answers ? threadOf(messages.slice(0, at)) : []), { text: message.text.slice(0, longest), before }];
}

/** Whether a text wants an answer: a question is among its last two sentences. */
const asks = (text: string) => /\?(?:\s+[^?!.]*[.!]?)?\s*$/.test(text);

/** "Is there anything else?", "What can I do for you?": whatever comes next is a request of its own. */
export const isOpenQuestion = (text: string) =>
  /\b(?:(?:anything|something) else|(?:can|may) (?:I|we) (?:do|help))\b[^?]*\?\s*$/i.test(text);

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
