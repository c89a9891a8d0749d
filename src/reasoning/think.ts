// One model call: its words go out as they come, its calls come back whole, and whatever goes wrong is a value.
import { ModelError, type ModelPart, type ToolCall } from "../models/port.ts";
import { nestsTooDeep } from "../script/value.ts";
import type { ModelRequest, TurnEvent } from "./events.ts";
import { limits } from "./limits.ts";
import { OutOfBudget } from "./out-of-budget.ts";
import type { Running } from "./running.ts";
import { clock, step } from "./steps.ts";
import { Aborted, orAbort } from "./wait.ts";

export interface Reply {
  readonly text: string;
  /** The part of `text` that went out as deltas and was not taken back. */
  readonly streamed: string;
  readonly calls: readonly ToolCall[];
}

export type Thought =
  | { readonly ok: true; readonly reply: Reply }
  /** `rejected`: the provider's filter stopped the reply; what was streamed of it is taken back. */
  | { readonly ok: false; readonly why: string; readonly rejected: boolean };

/** What has been heard of a reply so far. */
interface Heard {
  text: string;
  streamed: string;
  calls: ToolCall[];
  size: number;
  /** What the model said of itself at the end; absent while it has not. */
  done?: {
    readonly model: string | undefined;
    readonly filtered: boolean;
    readonly inputTokens: number;
    readonly outputTokens: number;
  };
}

/**
 * Ask the model. Text goes out at once until a call follows it; the caller then decides whether it stands.
 * @param problems what the prompt left empty, for the trace
 * @throws {Aborted} and nothing else
 */
export async function* think(
  running: Running,
  request: ModelRequest,
  problems: readonly string[] = [],
): AsyncGenerator<TurnEvent, Thought> {
  const started = clock(running.ports);
  const heard: Heard = { text: "", streamed: "", calls: [], size: 0 };
  const { spent } = running;
  spent.modelCalls += 1;
  running.entered.clear();
  let why: string | undefined;
  try {
    yield* listen(running, request, heard);
    if (heard.done?.filtered) why = "the content filter of the model's provider stopped the answer";
    else if (heard.calls.length === 0 && heard.text.trim() === "") why = "the model answered with nothing";
  } catch (thrown) {
    if (thrown instanceof OutOfBudget) spent.outOf = thrown;
    why = thrown instanceof ModelError || thrown instanceof OutOfBudget ? thrown.message : "the model failed";
  }
  const stopped = running.ports.signal.aborted;
  const rejected = heard.done?.filtered === true;
  if (heard.streamed && (stopped || why !== undefined)) {
    yield { type: "void", reason: rejected ? "the answer was withheld" : "the answer broke off" };
  }
  if (stopped) throw new Aborted();
  yield llmStep(running, started, request, heard, why === undefined ? problems : [...problems, why]);
  if (why !== undefined) return { ok: false, why, rejected };
  return { ok: true, reply: { text: heard.text, streamed: heard.streamed, calls: heard.calls } };
}

async function* listen(running: Running, request: ModelRequest, heard: Heard): AsyncGenerator<TurnEvent, void> {
  const { ports, spent } = running;
  const parts = ports.model(request)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value: part } = await orAbort(parts.next(), ports.signal);
      if (done) return;
      const text = part.type === "text" && typeof part.text === "string" ? part.text : "";
      // An empty part counts as well: a stream of nothing has to end, too.
      heard.size += 1 + text.length;
      if (heard.size > limits.replyCharacters || heard.calls.length > limits.callsPerReply) {
        throw new ModelError("malformed", "the model's reply has no end");
      }
      heard.text += text;
      if (text !== "" && heard.calls.length === 0) {
        heard.streamed += text;
        yield { type: "delta", text };
      }
      if (part.type === "call") {
        heard.calls.push(soundCall(part.call, heard.calls));
      } else if (part.type === "done") {
        heard.done = {
          model: typeof part.model === "string" ? part.model : undefined,
          filtered: part.reason === "filtered",
          inputTokens: count(part.usage?.inputTokens),
          outputTokens: count(part.usage?.outputTokens),
        };
        spent.inputTokens += heard.done.inputTokens;
        spent.outputTokens += heard.done.outputTokens;
        spent.model = heard.done.model ?? spent.model;
      }
    }
  } finally {
    leave(parts);
  }
}

/** Not awaited: a model that hangs would hold the turn that left it. */
function leave(parts: AsyncIterator<ModelPart>): void {
  const left = (async () => parts.return?.())();
  left.catch(() => {});
}

/** A call with an id of its own and arguments that are a JSON object: small models repeat ids, and adapters may err. */
function soundCall(call: ToolCall, before: readonly ToolCall[]): ToolCall {
  const repeats = before.filter(({ id }) => id === call.id || id.startsWith(`${call.id}#`)).length;
  const { arguments: given } = call;
  const args = typeof given === "object" && given !== null && !nestsTooDeep(given) ? given : {};
  return {
    id: repeats > 0 ? `${call.id}#${repeats + 1}` : String(call.id),
    name: String(call.name),
    arguments: JSON.parse(JSON.stringify(args)) as ToolCall["arguments"],
  };
}

const count = (tokens: unknown) => (typeof tokens === "number" && Number.isFinite(tokens) ? tokens : 0);

function llmStep(running: Running, started: number, request: ModelRequest, heard: Heard, errors: readonly string[]) {
  const fields = {
    agent_name: running.node,
    prompt_name: running.node,
    prompt_content: `${request.system}\n\n${request.instructions}`,
    messages_sent: request.messages,
    tools_sent: request.tools.map(({ name }) => name),
    response_messages: [{ role: "assistant", text: heard.text, calls: heard.calls }],
    execution_latency: clock(running.ports) - started,
    ...(request.model !== undefined && { model_requested: request.model }),
    ...(heard.done && {
      model: heard.done.model ?? "",
      input_tokens: heard.done.inputTokens,
      output_tokens: heard.done.outputTokens,
    }),
  };
  return step(running, "LLMStep", started, fields, errors);
}
