// The Agent API on the wire (agent-api spec §5–§9): what comes in is strict where the original is strict and lenient
// where clients in the wild need it; what goes out is parsed too.
import { z } from "zod";

export const BASE_PATH = "/einstein/ai-agent/v1";

/** Where clients look for what a turn did: beside the API proper (spec §5.7). */
export const PREVIEW_PATH = "/einstein/ai-agent/v1.1/preview";

// --- Coming in ---------------------------------------------------------------------------------------------------

/** Clients send booleans as strings, too (spec §4.3). */
const looseBoolean = z.union(
  [
    z.boolean(),
    z
      .string()
      .regex(/^(true|false)$/i)
      .transform((value) => value.toLowerCase() === "true"),
  ],
  { error: "expected true or false" },
);

/** Any number or numeric text: constants, repeats, zero and epoch milliseconds are all in use (spec §11.1). */
export const SequenceId = z
  .union(
    [
      z.number(),
      z
        .string()
        .trim()
        .regex(/^-?\d{1,32}(\.\d{1,32})?$/)
        .transform(Number),
    ],
    { error: "expected a number" },
  )
  .describe("Chosen by the client; need not be new, and is not echoed");

/** The variable types of the API (spec §9.1), with the two builder names that clients send instead (§9.2). */
export const variableTypes = [
  "Text",
  "Number",
  "Boolean",
  "Date",
  "DateTime",
  "Money",
  "Ref",
  "Object",
  "Json",
  "List",
  "Id",
  "Currency",
] as const;

export const Variable = z
  .object({
    name: z.string().min(1, "must not be empty"),
    type: z.enum(variableTypes).nullish().describe("Inferred from the declared variable when absent"),
    value: z.unknown().optional(),
  })
  .meta({ id: "Variable", description: "A value for one of the agent's variables, or for `$Context.<name>`" });
export type Variable = z.infer<typeof Variable>;

export const TypePropertyValue = z
  .object({ type: z.string(), property: z.string().optional(), value: z.unknown() })
  .meta({ id: "TypePropertyValue", description: "One value of a confirmation or an inquiry" });
export type TypePropertyValue = z.infer<typeof TypePropertyValue>;

export const StartSessionRequest = z
  .strictObject({
    externalSessionKey: z
      .string()
      .min(1, "must not be empty")
      .describe("The client's own key for the conversation; any text"),
    instanceConfig: z.strictObject({
      endpoint: z
        .string()
        .min(1, "must not be empty")
        .describe("My Domain URL of the org, with or without a trailing slash"),
    }),
    tz: z.string().nullish().describe("IANA time zone of the end user"),
    variables: z.array(Variable).nullish(),
    featureSupport: z.string().nullish().describe("Deprecated and ignored"),
    streamingCapabilities: z
      .strictObject({
        chunkTypes: z.array(z.string()).nullish().describe("`Text` asks for TextChunk events on streamed messages"),
      })
      .nullish(),
    bypassUser: looseBoolean
      .nullish()
      .describe("true: act as the agent's own user; false: as the token's user. Employee agents take false only"),
  })
  .meta({ id: "StartSessionRequest" });
export type StartSessionRequest = z.infer<typeof StartSessionRequest>;

const common = { sequenceId: SequenceId, inReplyToMessageId: z.string().nullish() };

export const RequestMessage = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("Text"), text: z.string(), ...common }),
    z.object({ type: z.literal("Reply"), reply: z.array(TypePropertyValue), ...common }),
    z.object({ type: z.literal("Cancel"), ...common }),
    z.object({ type: z.literal("TransferSucceeded"), ...common }),
    z.object({
      type: z.literal("TransferFailed"),
      reason: z.enum(["NoAgentAvailable", "Error"]),
      description: z.string().nullish(),
      ...common,
    }),
    z.object({
      type: z.literal("PlanTemplate"),
      details: z.object({
        planId: z.string(),
        intent: z.string(),
        userUtterance: z.string(),
        variables: z.record(z.string(), z.unknown()),
      }),
      ...common,
    }),
  ])
  .meta({ id: "RequestMessage" });
export type RequestMessage = z.infer<typeof RequestMessage>;

export const SendMessageRequest = z
  .strictObject({ message: RequestMessage, variables: z.array(Variable).nullish() })
  .meta({ id: "SendMessageRequest" });
export type SendMessageRequest = z.infer<typeof SendMessageRequest>;

export const FeedbackRequest = z
  .strictObject({
    feedbackId: z.string().min(1, "must not be empty").describe("The feedbackId of an agent message of this session"),
    feedback: z.enum(["GOOD", "BAD"]),
    text: z.string().nullish(),
    details: z
      .record(z.string(), z.unknown())
      .nullish()
      .refine((details) => !details || Object.keys(details).length <= 10, "takes at most 10 properties"),
  })
  .meta({ id: "FeedbackRequest" });
export type FeedbackRequest = z.infer<typeof FeedbackRequest>;

// --- Going out ---------------------------------------------------------------------------------------------------

const Metrics = z.object({}).describe("Always empty, as the original's");
const base = { id: z.string(), metrics: Metrics };
const answered = {
  feedbackId: z.string(),
  planId: z.string(),
  isContentSafe: z.boolean(),
  message: z.string(),
};

export const CitedReference = z
  .object({
    type: z.enum(["record", "link"]),
    value: z.string(),
    recordId: z.string().optional(),
    label: z.string().nullish(),
    inlineMetadata: z.array(z.object({ claim: z.string(), location: z.number().int() })).optional(),
  })
  .meta({ id: "CitedReference" });

export const Inform = z
  .object({
    type: z.literal("Inform"),
    ...base,
    ...answered,
    result: z.array(TypePropertyValue),
    citedReferences: z.array(CitedReference),
  })
  .meta({ id: "Inform" });
export const Inquire = z
  .object({
    type: z.literal("Inquire"),
    ...base,
    ...answered,
    collect: z.array(
      z.object({ targetType: z.string(), targetProperty: z.string().optional(), data: TypePropertyValue.nullable() }),
    ),
  })
  .meta({ id: "Inquire" });
export const Confirm = z
  .object({
    type: z.literal("Confirm"),
    ...base,
    ...answered,
    confirm: z.array(TypePropertyValue),
  })
  .meta({ id: "Confirm" });
export const Failure = z
  .object({
    type: z.literal("Failure"),
    ...base,
    ...answered,
    code: z.enum(["ACTION_FAILED", "ESCALATE"]),
    errors: z.array(z.string()),
  })
  .meta({ id: "Failure" });
export const Escalate = z
  .object({
    type: z.literal("Escalate"),
    ...base,
    feedbackId: z.string(),
    planId: z.string().optional(),
    message: z.string().optional(),
    /** `type` and `value` are the reference's; `id` and `label` satisfy the clients that read the other shape (spec §7.7). */
    targets: z.array(
      z.object({ type: z.string(), value: z.string(), id: z.string().optional(), label: z.string().optional() }),
    ),
  })
  .meta({ id: "Escalate" });
export const SessionEnded = z
  .object({
    type: z.literal("SessionEnded"),
    ...base,
    reason: z.enum(["ClientRequest", "TransferFailedNotConfigured", "Action", "Error", "InfiniteLoopDetected"]),
    feedbackId: z.string(),
  })
  .meta({ id: "SessionEnded" });
export const ProgressIndicator = z
  .object({
    type: z.literal("ProgressIndicator"),
    ...base,
    indicatorType: z.literal("ACTION"),
    message: z.string(),
  })
  .meta({ id: "ProgressIndicator" });
export const TextChunk = z
  .object({
    type: z.literal("TextChunk"),
    ...base,
    offset: z.number().int(),
    message: z.string(),
    formatType: z.enum(["Text", "Unknown"]),
  })
  .meta({ id: "TextChunk" });
export const ValidationFailureChunk = z
  .object({
    type: z.literal("ValidationFailureChunk"),
    ...base,
    offset: z.number().int(),
    reason: z.string().optional(),
  })
  .meta({ id: "ValidationFailureChunk" });
export const EndOfTurn = z.object({ type: z.literal("EndOfTurn"), ...base }).meta({ id: "EndOfTurn" });
export const InBandError = z
  .object({
    type: z.literal("Error"),
    ...base,
    feedbackId: z.string(),
    httpStatus: z.number().int(),
    error: z.string(),
    message: z.string(),
    expected: z.boolean(),
    traceId: z.string().optional(),
    timestamp: z.number().optional(),
  })
  .meta({ id: "InBandError" });

export type InBandError = z.infer<typeof InBandError>;

export const ResponseMessage = z
  .discriminatedUnion("type", [
    Inform,
    Inquire,
    Confirm,
    Failure,
    Escalate,
    SessionEnded,
    ProgressIndicator,
    TextChunk,
    ValidationFailureChunk,
    EndOfTurn,
    InBandError,
  ])
  .meta({ id: "ResponseMessage" });
export type ResponseMessage = z.infer<typeof ResponseMessage>;

const Link = z.object({ href: z.string() });
export const Links = z
  .object({ self: z.null(), messages: Link, messagesStream: Link, session: Link, end: Link })
  .meta({ id: "Links", description: "Absolute URLs on this server" });
export type Links = z.infer<typeof Links>;

export const StartSessionResponse = z
  .object({ sessionId: z.string(), _links: Links, messages: z.array(ResponseMessage) })
  .meta({ id: "StartSessionResponse" });
export type StartSessionResponse = z.infer<typeof StartSessionResponse>;

export const MessagesResponse = z
  .object({ messages: z.array(ResponseMessage), _links: Links })
  .meta({ id: "MessagesResponse", description: "Reply to a sent message and to the end of a session" });
export type MessagesResponse = z.infer<typeof MessagesResponse>;

/** One thing that happened in a turn. Which fields there are follows from the type (agent-script spec §5.14). */
export const PlanStep = z
  .looseObject({
    type: z.string().describe("`UserInputStep`, `LLMStep`, `FunctionStep`, `TransitionStep` and so on"),
    startExecutionTime: z.number().describe("Epoch milliseconds"),
    endExecutionTime: z.number().describe("Epoch milliseconds"),
  })
  .meta({ id: "PlanStep" });

export const PlanResponse = z
  .object({
    type: z.literal("PlanSuccessResponse"),
    planId: z.string().describe("The planId, and feedbackId, of the messages of the turn"),
    sessionId: z.string(),
    intent: z.string().describe("The same as `topic`"),
    topic: z.string().describe("Name of the subagent that the turn ended in; empty when it entered none"),
    plan: z.array(PlanStep),
  })
  .meta({ id: "PlanResponse", description: "What the agent did in one turn, step by step" });
export type PlanResponse = z.infer<typeof PlanResponse>;

export const Status = z.object({ status: z.enum(["UP", "DOWN"]) }).meta({ id: "Status" });

export const ApiError = z
  .object({
    status: z.number().int(),
    path: z.string(),
    mode: z.string(),
    requestId: z.string(),
    error: z.string(),
    message: z.string(),
    timestamp: z.number(),
    expected: z.boolean(),
  })
  .meta({ id: "Error", description: "The body of every refusal (spec §10.1)" });
export type ApiError = z.infer<typeof ApiError>;

// --- Streaming ---------------------------------------------------------------------------------------------------

/** The SSE event name of each message type (spec §8.2); the last one is ours, as the reference names none. */
export const eventNames = {
  Inform: "INFORM",
  Inquire: "INQUIRE",
  Confirm: "CONFIRM",
  Failure: "FAILURE",
  Escalate: "ESCALATE",
  SessionEnded: "SESSION_ENDED",
  ProgressIndicator: "PROGRESS_INDICATOR",
  TextChunk: "TEXT_CHUNK",
  EndOfTurn: "END_OF_TURN",
  Error: "ERROR",
  ValidationFailureChunk: "VALIDATION_FAILURE_CHUNK",
} as const satisfies Record<ResponseMessage["type"], string>;

/** The data of one server-sent event (spec §8.3). */
export const StreamEnvelope = z
  .object({
    timestamp: z.number().describe("Epoch milliseconds"),
    originEventId: z.string().describe("`<epoch ms of the request>-REQ`, the same for all events of the turn"),
    traceId: z.string().describe("32 hexadecimal digits, the same for all events of the turn"),
    offset: z.number().int(),
    message: ResponseMessage,
  })
  .meta({ id: "StreamEnvelope" });
export type StreamEnvelope = z.infer<typeof StreamEnvelope>;

/** The links of a session, from the server's public origin. */
export function linksOf(origin: string, sessionId: string, agentId: string): Links {
  const session = `${origin}${BASE_PATH}/sessions/${sessionId}`;
  return {
    self: null,
    messages: { href: `${session}/messages` },
    messagesStream: { href: `${session}/messages/stream` },
    session: { href: `${origin}${BASE_PATH}/agents/${agentId}/sessions` },
    end: { href: session },
  };
}
