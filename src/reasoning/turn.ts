// One turn: what the user said goes in, what the agent says and does comes out as events, and the state to keep is what
// it returns.
//   T1. Everything but `model()`, `action()` and `connected()` is a pure function of script, state, history and input.
//   T2. It always ends, and always with an outcome: what a port throws becomes an event, never an exception.
//   T3. Every message joins the history once, and a call joins it together with its result.
//   T4. A hidden output reaches a prompt, the history or a step only through a variable that the script sets from it.
import type { Agent } from "../script/agent.ts";
import { settle } from "./confirm.ts";
import { escalate, takenOver } from "./escalate.ts";
import type { Input, Message, Outcome, Ports, State, Surroundings, TurnEvent } from "./events.ts";
import { closeRound, remember } from "./history.ts";
import { answerInquiry } from "./inquire.ts";
import { lastWord } from "./last-word.ts";
import type { Arrival, End, Next, Running } from "./running.ts";
import { sayFailure } from "./say.ts";
import { clock, step } from "./steps.ts";
import { travel } from "./travel.ts";
import { Aborted } from "./wait.ts";

/**
 * Run one turn (agent-script spec §5.13).
 * @param history the conversation so far, without this input; it may begin anywhere
 * @returns the outcome. A turn stopped by `ports.signal` says nothing more: its host tells the client.
 */
export async function* turn(
  agent: Agent,
  state: State,
  history: readonly Message[],
  input: Input,
  surroundings: Surroundings,
  ports: Ports,
): AsyncGenerator<TurnEvent, Outcome> {
  const running = begin(agent, state, history, input, surroundings, ports);
  const end = yield* untilTheEnd(running, state, input);
  yield* closeRound(running, "Stopped before it ended: whether it took effect is not known.");
  if (end.kind === "failed" && !ports.signal.aborted) yield* sayFailure(running, end.why);
  return outcomeOf(running);
}

async function* untilTheEnd(running: Running, state: State, input: Input): AsyncGenerator<TurnEvent, End> {
  try {
    return yield* finish(running, yield* travel(running, yield* receive(running, state, input)));
  } catch (thrown) {
    if (thrown instanceof Aborted || running.ports.signal.aborted) return { kind: "aborted" };
    return {
      kind: "failed",
      why: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : "something was thrown",
    };
  }
}

/** What is left to do where the way through the nodes ends. */
async function* finish(running: Running, arrival: Arrival): AsyncGenerator<TurnEvent, End> {
  switch (arrival.kind) {
    case "limit":
      return yield* lastWord(running, arrival.why);
    case "escalate":
      return yield* escalate(running, arrival.handover);
    case "end":
      running.status = "ended";
      yield { type: "ended", reason: "Action" };
      return { kind: "ended" };
    default:
      return arrival;
  }
}

/** What the input asks for: an answer to a proposal, a note from the host, or an utterance (spec §5.3). */
async function* receive(running: Running, state: State, input: Input): AsyncGenerator<TurnEvent, Next> {
  const started = clock(running.ports);
  yield step(running, "UserInputStep", started, { message: input.kind === "text" ? input.text : `(${input.kind})` });
  yield step(running, "SessionInitialStateStep", started, { variable_values: running.variables });
  if (state.status === "ended") return yield* refuse("This conversation has ended. Start a new session.");

  const { pending, inquiry } = state;
  if (isAnswer(input)) {
    const means = (waiting: { readonly id: string } | undefined) =>
      waiting !== undefined && (input.id === undefined || input.id === waiting.id);
    if (inquiry && means(inquiry)) return yield* answerInquiry(running, inquiry, input);
    if (!pending || !means(pending)) return yield* refuse("Nothing waits for this answer. Write to the agent instead.");
    return yield* settle(running, pending, input);
  }
  if (input.kind === "transfer" && input.succeeded) return yield* takenOver(running);

  running.status = "active";
  running.inquiry = undefined;
  let next: Next = { kind: "visit", node: startOf(running.agent, state), entering: true };
  if (pending) next = yield* settle(running, pending, input);
  yield* remember(running, { role: "user", text: utteranceOf(input) });
  return next;
}

function* refuse(message: string): Generator<TurnEvent, End> {
  yield { type: "failure", message, errors: [message] };
  return { kind: "idle" };
}

const startOf = (agent: Agent, state: State) => state.resume ?? (agent.resetToStart ? agent.start : state.node);

const isAnswer = (input: Input): input is Extract<Input, { kind: "approve" | "cancel" }> =>
  input.kind === "approve" || input.kind === "cancel";

const lastSaid = (history: readonly Message[]): string =>
  history.findLast((message) => message.role === "user")?.text ?? "";

/** The words of an input for the history: a transfer that failed is told to the model in brackets. */
function utteranceOf(input: Input): string {
  if (input.kind === "text") return input.text;
  if (input.kind !== "transfer") return "";
  return `[Nobody could take over the conversation${input.description ? `: ${input.description}` : ""}.]`;
}

function begin(
  agent: Agent,
  state: State,
  history: readonly Message[],
  input: Input,
  surroundings: Surroundings,
  ports: Ports,
): Running {
  return {
    agent,
    surroundings,
    ports,
    // An answer to a question of ours is no utterance: the one before it still stands.
    utterance: isAnswer(input) ? lastSaid(history) : utteranceOf(input),
    messages: [...history],
    node: state.node,
    variables: state.variables,
    callers: [],
    status: state.status,
    pending: state.pending,
    inquiry: state.inquiry,
    resume: state.resume,
    cancelled: new Set(),
    round: undefined,
    failures: new Map(),
    entered: new Set(),
    travel,
    spent: {
      modelCalls: 0,
      toolCalls: 0,
      actions: 0,
      transitions: 0,
      inputTokens: 0,
      outputTokens: 0,
      model: undefined,
      outOf: undefined,
    },
  };
}

function outcomeOf({ node, resume, variables, status, pending, inquiry, spent }: Running): Outcome {
  const { inputTokens, outputTokens, modelCalls, model } = spent;
  return {
    state: {
      node,
      ...(resume === undefined ? {} : { resume }),
      variables,
      status,
      ...(pending ? { pending } : {}),
      ...(inquiry ? { inquiry } : {}),
    },
    usage: { inputTokens, outputTokens },
    modelCalls,
    ...(model === undefined ? {} : { model }),
  };
}
