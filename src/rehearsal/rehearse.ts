// A conversation played from its greeting to its last turn, and whether it went as expected.
import { scriptedModel } from "../models/scripted.ts";
import { initialState } from "../reasoning/begin.ts";
import type { Input, Message, State, Step } from "../reasoning/events.ts";
import type { Agent, Value } from "../script/agent.ts";
import { greetingOf } from "../sessions/greeting.ts";
import type { Conversation, Turn } from "./conversation.ts";
import { mismatches } from "./mismatches.ts";
import type { Moment, WireMessage } from "./moments.ts";
import { type Played, playTurn, surroundingsOf } from "./play-turn.ts";
import { repliesOf } from "./replies.ts";
import { setResults } from "./results.ts";

export interface Rehearsal {
  readonly greeting: string;
  readonly turns: readonly RehearsedTurn[];
  /** True when every turn went as expected. */
  readonly ok: boolean;
}

export interface RehearsedTurn {
  /** What began it, as the file says it. */
  readonly input: Pick<Turn, "user" | "approve" | "cancel" | "transfer">;
  readonly moments: readonly Moment[];
  readonly messages: readonly WireMessage[];
  readonly plan: readonly Step[];
  readonly state: State;
  /** What was not as expected, a sentence each. */
  readonly failures: readonly string[];
}

/** Play a conversation whose names `unknownNames` has no word against. The same conversation gives the same bytes. */
export async function rehearse(agent: Agent, conversation: Conversation): Promise<Rehearsal> {
  const { connection, locale } = conversation;
  const results = setResults(agent, conversation.actions, conversation.agents);
  const opening = { agent, connection, locale, turn: 0 };
  let state = initialState(agent, conversation.variables);
  const greeting = greetingOf(agent, state, surroundingsOf(opening));
  const history: Message[] = [{ role: "assistant", text: greeting, calls: [] }];
  const turns: RehearsedTurn[] = [];
  for (const [at, turn] of conversation.turns.entries()) {
    const { model: replies, expect, ...input } = turn;
    const model = scriptedModel(repliesOf(replies));
    const standing = { ...opening, state, history, turn: at + 1 };
    const played = await playTurn(standing, inputOf(turn), model, results, new AbortController().signal);
    state = played.outcome.state;
    history.push(...played.history);
    const { moments, messages, plan } = played;
    const failures = [
      ...shortfalls(played, model.requests.length, replies.length),
      ...mismatches(expect, played, model.requests.at(-1)),
    ];
    turns.push({ input, moments, messages, plan, state, failures: failures.map((why) => `turn ${at + 1}: ${why}`) });
  }
  return { greeting, turns, ok: turns.every(({ failures }) => failures.length === 0) };
}

/** The input of a turn. A proposal or a question is answered without its id: no more than one of them waits. */
function inputOf({ user, approve, cancel, transfer }: Turn): Input {
  if (user !== undefined) return { kind: "text", text: user };
  if (approve !== undefined) {
    return { kind: "approve", ...(approve === true ? {} : { values: approve as Readonly<Record<string, Value>> }) };
  }
  return cancel ? { kind: "cancel" } : { kind: "transfer", succeeded: transfer === "succeeded" };
}

/** What the file has too little or too much of for the way the turn went. */
function shortfalls({ unset, unanswered }: Played, asked: number, replies: number): readonly string[] {
  const calls = `the model is called ${times(asked)}, and the file has ${replies} ${replies === 1 ? "reply" : "replies"}`;
  return [
    ...(asked > replies ? [`${calls}: add what it says or calls next under \`model\``] : []),
    ...(asked < replies ? [`${calls}: take away what is left over, or see why the turn ended before`] : []),
    ...[...new Set(unset.map(({ name }) => name))].map(
      (name) => `${name} is called and has no result: give one under \`actions\``,
    ),
    ...[...new Set(unanswered)].map((name) => `${name} is asked and has no answer: give one under \`agents\``),
  ];
}

const times = (count: number) => (count === 0 ? "not at all" : count === 1 ? "once" : `${count} times`);
