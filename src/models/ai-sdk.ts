// The one file between the AI SDK's provider packages and our port; when the SDK changes, this changes.
//
// It drives a provider's `doStream` itself: `streamText` on top of it costs four times the processor time and a
// megabyte of garbage a call, for a tool loop, retries and a prompt format that reasoning/ and resilient.ts have anyway.
import type { OpenAICompatibleProvider } from "@ai-sdk/openai-compatible";
import { readParams } from "./params.ts";
import {
  givenUp,
  type Message,
  type Model,
  ModelError,
  type ModelPart,
  type ModelRequest,
  type ToolCall,
} from "./port.ts";

/** The SDK's interface of a language model, as every provider package implements it. */
export type SdkModel = ReturnType<OpenAICompatibleProvider["chatModel"]>;
type CallOptions = Parameters<SdkModel["doStream"]>[0];
type Stream = Awaited<ReturnType<SdkModel["doStream"]>>["stream"];
type PromptMessage = CallOptions["prompt"][number];
type FunctionTool = Extract<NonNullable<CallOptions["tools"]>[number], { type: "function" }>;

/** A provider's model with what the adapter must know of the provider. */
export interface Vendor {
  /** `provider:name`. */
  readonly id: string;
  readonly model: SdkModel;
  /**
   * Where system messages may stand. `anywhere`: the instructions of the moment come last, which keeps the prompt's
   * beginning the same and so cached. `first`: they join the system prompt under a heading.
   */
  readonly system: "anywhere" | "first";
  readonly options?: CallOptions["providerOptions"];
  /** What to do when the key is refused, as the end of a sentence: "check OPENAI_API_KEY". */
  readonly remedy: string;
  /** Values that must never be seen in an error. */
  readonly secrets: readonly string[];
}

/** A model behind a provider package, as our port. One HTTP request a call; it never retries. */
export function aiSdkModel(vendor: Vendor): Model {
  return {
    id: vendor.id,
    async *stream(request) {
      try {
        const { stream } = await vendor.model.doStream({
          prompt: promptOf(request, vendor.system),
          ...(request.tools.length > 0 && { tools: toolsOf(request) }),
          ...readParams(request.params ?? {}).parameters,
          ...(vendor.options && { providerOptions: vendor.options }),
          abortSignal: request.signal,
        });
        yield* partsOf(stream, vendor.id);
      } catch (error) {
        throw asModelError(error, vendor, request.signal);
      }
    },
  };
}

// ── What goes out ──────────────────────────────────────────────────────────────────────────────────────────────────

function promptOf(request: ModelRequest, system: Vendor["system"]): PromptMessage[] {
  const messages = request.messages.map(messageOf).filter((message) => message.content.length > 0);
  if (system === "anywhere") {
    return [...systemMessage(request.system), ...messages, ...systemMessage(request.instructions)];
  }
  const whole = [request.system, request.instructions && `# Instructions for this moment\n\n${request.instructions}`];
  // Providers of this kind want the user to speak first; an agent's conversation begins with its welcome.
  const opening = messages[0]?.role === "user" ? [] : [userMessage("(The conversation begins.)")];
  return [...systemMessage(whole.filter(Boolean).join("\n\n")), ...opening, ...messages];
}

const systemMessage = (content: string): PromptMessage[] => (content ? [{ role: "system", content }] : []);
const userMessage = (text: string): PromptMessage => ({
  role: "user",
  content: [{ type: "text", text: text.toWellFormed() }],
});

function messageOf(message: Message): PromptMessage {
  switch (message.role) {
    case "user":
      return userMessage(message.text);
    case "assistant":
      return {
        role: "assistant",
        content: [
          ...(message.text ? [{ type: "text" as const, text: message.text }] : []),
          ...message.calls.map((call) => ({
            type: "tool-call" as const,
            toolCallId: call.id,
            toolName: call.name,
            input: call.arguments,
          })),
        ],
      };
    case "tool": {
      const value = typeof message.result === "string" ? message.result : JSON.stringify(message.result ?? null);
      return {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: message.callId,
            toolName: message.name,
            output: { type: message.failed ? "error-text" : "text", value },
          },
        ],
      };
    }
  }
}

const toolsOf = (request: ModelRequest): FunctionTool[] =>
  request.tools.map(({ name, description, parameters }) => ({
    type: "function",
    name,
    description,
    inputSchema: parameters as FunctionTool["inputSchema"],
  }));

// ── What comes back ────────────────────────────────────────────────────────────────────────────────────────────────

async function* partsOf(stream: Stream, id: string): AsyncGenerator<ModelPart> {
  const whole = wholeCharacters();
  let calls = 0;
  for await (const part of stream) {
    if (part.type === "text-delta") {
      const text = whole(part.delta);
      if (text) yield { type: "text", text };
    } else if (part.type === "tool-call") {
      calls += 1;
      yield { type: "call", call: callOf(part, id) };
    } else if (part.type === "error") {
      throw part.error;
    } else if (part.type === "finish") {
      yield {
        type: "done",
        reason: reasonOf(part.finishReason.unified, calls, id),
        usage: { inputTokens: part.usage.inputTokens.total ?? 0, outputTokens: part.usage.outputTokens.total ?? 0 },
        model: id,
      };
      return;
    }
  }
  throw new ModelError("malformed", `${id} ended its reply without saying that it was complete.`);
}

/**
 * Holds back half a character until the other half has come: a delta may end between the surrogates of an emoji.
 * What is left is well formed and without NUL, which PostgreSQL stores in neither text nor jsonb.
 */
function wholeCharacters(): (delta: string) => string {
  let held = "";
  return (delta) => {
    const text = held + delta;
    held = /[\uD800-\uDBFF]$/.test(text) ? text.slice(-1) : "";
    return text
      .slice(0, text.length - held.length)
      .toWellFormed()
      .replaceAll("\0", "");
  };
}

/**
 * Arguments that are no JSON object fail the reply. Handing the call on with guessed or empty arguments could act on
 * something nobody asked for, and truncated JSON comes from a length limit or a broken server: both come again.
 * Arguments that are JSON but do not fit the tool are for the loop, which tells the model.
 */
function callOf(part: { toolCallId: string; toolName: string; input: string }, id: string): ToolCall {
  const input = parsed(part.input.trim() || "{}");
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new ModelError("malformed", `${id} called ${part.toolName} with arguments that are not a JSON object.`);
  }
  return { id: part.toolCallId, name: part.toolName, arguments: input as Record<string, unknown> };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Servers disagree on the reason given with tool calls; the calls themselves are the better witness. */
function reasonOf(reason: string, calls: number, id: string) {
  if (reason === "error" || reason === "interrupted") {
    throw new ModelError("malformed", `${id} broke off its reply.`);
  }
  if (calls > 0) return "calls";
  if (reason === "length") return "length";
  return reason === "content-filter" ? "filtered" : "stop";
}

// ── What goes wrong ────────────────────────────────────────────────────────────────────────────────────────────────

type Failure = readonly [kind: ModelError["kind"], says: (vendor: Vendor, detail: string) => string];

const byStatus: Readonly<Record<number, Failure>> = {
  401: ["refused", (of) => `refused the key (HTTP 401): ${of.remedy}.`],
  403: ["refused", (of) => `does not let this key use the model (HTTP 403): ${of.remedy}.`],
  404: ["refused", () => "does not exist there (HTTP 404): check the model's name and the base URL."],
  408: ["timeout", () => "took too long to answer (HTTP 408)."],
  429: ["unavailable", () => "is limiting requests (HTTP 429): try later, or raise the limit of the account."],
  504: ["timeout", () => "took too long to answer (HTTP 504)."],
};
const serverFailed: Failure = ["unavailable", (_, detail) => `failed: ${detail}`];
const requestRefused: Failure = ["refused", (_, detail) => `refused the request: ${detail}`];
const unreachable: Failure = ["unavailable", (_, detail) => `cannot be reached: ${detail}`];
const senseless: Failure = ["malformed", (_, detail) => `sent a reply that makes no sense: ${detail}`];

/** The vendor's error is never attached as the cause: it carries the prompt, the headers and the address. */
function asModelError(error: unknown, vendor: Vendor, signal: AbortSignal): ModelError {
  if (error instanceof ModelError) return error;
  if (signal.aborted) return givenUp(vendor.id);
  const [kind, says] = failureOf(error);
  return new ModelError(kind, `${vendor.id} ${says(vendor, clean(detailOf(error), vendor.secrets))}`);
}

/** The SDK's errors that mean a reply which cannot be understood, by their names: its packages bring several copies of the classes. */
const senselessReplies = [
  "AI_JSONParseError",
  "AI_TypeValidationError",
  "AI_InvalidResponseDataError",
  "AI_EmptyResponseBodyError",
];

/** What the adapter reads of an SDK error: `AI_APICallError` has the status, and says whether a repetition may help. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly statusCode?: number;
  readonly isRetryable?: boolean;
  readonly cause?: unknown;
}

function failureOf(error: unknown): Failure {
  const { name, statusCode: status, isRetryable, cause } = Object(error) as SdkError;
  if (senselessReplies.includes(String(name))) return senseless;
  // Other SDK errors are about what was asked (a setting, a feature); anything else came while reading the stream.
  if (name !== "AI_APICallError") return String(name).startsWith("AI_") ? requestRefused : serverFailed;
  if (status === undefined) return unreachable;
  if (status < 300) return failureOf(cause);
  return byStatus[status] ?? (isRetryable ? serverFailed : requestRefused);
}

function detailOf(error: unknown): string {
  if (typeof error === "string") return error;
  const { message, statusCode, cause } = Object(error) as SdkError;
  if (statusCode && statusCode < 300) return detailOf(cause); // accepted, and then the reply could not be read
  const status = statusCode ? ` (HTTP ${statusCode})` : "";
  if (typeof message !== "string") return `no reason given${status}`;
  // undici says "terminated" when the other side closes the connection in the middle of a body.
  return `${message === "terminated" ? "the connection was closed in the middle of the reply" : message}${status}`;
}

/** One line of at most 300 characters, without our secrets and without anything shaped like a key. */
function clean(detail: string, secrets: readonly string[]): string {
  const hidden = secrets.filter(Boolean).reduce((text, secret) => text.replaceAll(secret, "•••"), detail);
  const masked = hidden.replace(/\b(?:sk|pk|rk|xai|gsk|AIza|AKIA|Bearer)[-_ ]?[\w*-]{8,}/g, "•••").replace(/\s+/g, " ");
  return masked.length > 300 ? `${masked.slice(0, 299)}…` : masked;
}
