// The one vocabulary for talking to a language model. Everything behind it is an adapter; everything before it knows
// no vendor.

/** A JSON Schema of an object, as tools declare their parameters. */
export interface ParameterSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** A tool offered to the model. */
export interface ToolOffer {
  readonly name: string;
  readonly description: string;
  readonly parameters: ParameterSchema;
  /** What calling it does: language models need not know, the embedded matcher does. */
  readonly purpose: "action" | "transition" | "variables" | "escalate" | "end";
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** One message of the conversation as the model sees it. */
export type Message =
  | { readonly role: "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly calls: readonly ToolCall[] }
  | {
      readonly role: "tool";
      readonly callId: string;
      readonly name: string;
      readonly result: unknown;
      readonly failed: boolean;
    };

export interface ModelRequest {
  /** The lasting system prompt. */
  readonly system: string;
  readonly messages: readonly Message[];
  /** The instructions of this moment: sent as the last system message, or under a heading where a provider has one slot. */
  readonly instructions: string;
  readonly tools: readonly ToolOffer[];
  /** What the script asks for, as `model://…`: for whoever picks the model; an adapter is one model and does not look. */
  readonly model?: string;
  /** As the script has them, sound or not (`params.ts`). */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What comes back, in order: text as it is written, calls once they are whole, and one `done` at the end. */
export type ModelPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "call"; readonly call: ToolCall }
  | {
      readonly type: "done";
      readonly reason: "stop" | "calls" | "length" | "filtered";
      readonly usage: Usage;
      readonly model: string;
    };

/** A language model. A stream that cannot be finished throws `ModelError`, and nothing else. */
export interface Model {
  /** `provider:name`, for people and traces. */
  readonly id: string;
  stream(request: ModelRequest): AsyncIterable<ModelPart>;
  /** Free what it holds: worker threads, sockets. */
  close?(): Promise<void>;
}

/** Why a call did not give a reply. The message is a sentence for people, without a secret (invariant I1). */
export class ModelError extends Error {
  /**
   * Why: `timeout` and `unavailable` may pass when tried again; `refused` (bad key, unknown model, bad request) and
   * `aborted` do not; `malformed` is a reply that makes no sense.
   */
  readonly kind: "timeout" | "unavailable" | "refused" | "aborted" | "malformed";

  constructor(kind: ModelError["kind"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ModelError";
    this.kind = kind;
  }
}

/** The error of a call whose signal was aborted. */
export const givenUp = (id: string) => new ModelError("aborted", `The call of ${id} was given up.`);
