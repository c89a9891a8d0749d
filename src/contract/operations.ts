// Every operation of the server's public API in one table: what it takes, what it answers and how it can refuse.
import {
  BASE_PATH,
  FeedbackRequest,
  MessagesResponse,
  PlanResponse,
  PREVIEW_PATH,
  SendMessageRequest,
  StartSessionRequest,
  StartSessionResponse,
  Status,
  StreamEnvelope,
} from "./agent-api.ts";
import { AUTHORING_PATH, CompileScriptRequest, CompileScriptResponse } from "./authoring.ts";
import { clientOperations } from "./client-operations.ts";
import { AFTER_HEADER, extensionOperations, IDEMPOTENCY_KEY, ON_DISCONNECT } from "./extensions.ts";
import { AuthorizationServerMetadata, KEYS_PATH, KeySet, OpenIdConfiguration } from "./identity.ts";
import { oauthOperations } from "./oauth-operations.ts";
import type { Operation, Parameter } from "./operation.ts";
import { pageOperations } from "./page-operations.ts";
import type { ProblemCode } from "./problems.ts";
import { informOf, packet, question, sample, sampleLinks } from "./samples.ts";

/** Problems any request can meet, whatever it asks for. */
export const everywhere: readonly ProblemCode[] = [
  "path_malformed",
  "request_malformed",
  "route_not_found",
  "method_not_allowed",
  "request_timeout",
  "headers_too_large",
  "too_many_requests",
  "internal",
  "unavailable",
];
const withToken: readonly ProblemCode[] = ["token_missing", "token_invalid", "scope_missing", "forbidden"];
const withBody: readonly ProblemCode[] = [
  "bad_json",
  "bad_request",
  "unrecognized_field",
  "missing_property",
  "body_too_large",
];
const withVariables: readonly ProblemCode[] = ["internal_variable", "variable_unknown", "variable_mistyped"];
const onSession: readonly ProblemCode[] = ["session_not_found", "session_locked"];

const onSend: readonly ProblemCode[] = [
  ...onSession,
  ...withVariables,
  "variable_locked",
  "limit_reached",
  "media_type",
  "idempotency_key_malformed",
  "idempotency_key_reused",
];

/** Every way an operation can refuse, those of its kind included. */
export function problemsOf(operation: Operation): readonly ProblemCode[] {
  return [
    ...operation.problems,
    ...(operation.body ? withBody : []),
    ...(operation.security === "jwtBearer" ? withToken : []),
  ];
}

const agentId: Parameter = {
  name: "agentId",
  in: "path",
  required: true,
  description: "Id of an active agent: 15 or 18 characters that begin with 0Xx",
};
const sessionId: Parameter = {
  name: "sessionId",
  in: "path",
  required: true,
  description: "The sessionId of the reply that started the session",
};

const planId: Parameter = {
  name: "planId",
  in: "path",
  required: true,
  description: "The planId of a message of the turn",
};

/** Extensions of a send that stock clients do not know, and do not miss. */
const idempotencyKey: Parameter = {
  name: IDEMPOTENCY_KEY,
  in: "header",
  required: false,
  description:
    "An extension. A send that got no answer can be repeated with the same key and body: the message runs once, and every repetition gets the first reply",
};
const onDisconnect: Parameter = {
  name: ON_DISCONNECT,
  in: "header",
  required: false,
  description: "An extension. `cancel` stops the turn when its client leaves; without it, the turn goes on",
};

export const operations: readonly Operation[] = [
  ...oauthOperations,
  {
    id: "keys",
    method: "get",
    path: KEYS_PATH,
    tag: "OAuth",
    summary: "Public keys",
    about: "The keys access tokens are verified with, as a JSON Web Key Set.",
    parameters: [],
    reply: { status: 200, about: "The keys, those of rotated pairs included", schema: KeySet },
    problems: [],
  },
  {
    id: "authorizationServerMetadata",
    method: "get",
    path: "/.well-known/oauth-authorization-server",
    tag: "OAuth",
    summary: "Authorization server metadata",
    about: "Where and how tokens are to be had (RFC 8414).",
    parameters: [],
    reply: { status: 200, about: "The metadata", schema: AuthorizationServerMetadata },
    problems: [],
  },
  {
    id: "openIdConfiguration",
    method: "get",
    path: "/.well-known/openid-configuration",
    tag: "OAuth",
    summary: "OpenID provider metadata",
    about: "The same with what OpenID Connect Discovery requires besides.",
    parameters: [],
    reply: { status: 200, about: "The metadata", schema: OpenIdConfiguration },
    problems: [],
  },
  {
    id: "startSession",
    method: "post",
    path: `${BASE_PATH}/agents/{agentId}/sessions`,
    tag: "Agent API",
    security: "jwtBearer",
    summary: "Start a session",
    about:
      "Opens a conversation with the active version of an agent. The first message is its greeting. An employee agent acts as the token's user and takes `bypassUser: false` only.",
    parameters: [agentId],
    body: {
      type: "application/json",
      schema: StartSessionRequest,
      example: {
        externalSessionKey: "7d1f4a52-4a0f-4f2e-9a51-0c9d8f5b6a11",
        instanceConfig: { endpoint: "https://agents.example.com" },
        streamingCapabilities: { chunkTypes: ["Text"] },
        bypassUser: true,
      },
    },
    reply: {
      status: 200,
      about: "The session and the greeting",
      schema: StartSessionResponse,
      headers: { "x-session-mode": "`default`" },
      example: {
        sessionId: sample.sessionId,
        _links: sampleLinks,
        messages: [informOf("Hello, how can I help you?", "")],
      },
    },
    problems: [
      "agent_id_malformed",
      "agent_not_found",
      "agent_not_found_500",
      "agent_not_active",
      "agent_kind_unsupported",
      "employee_bypass",
      "endpoint_foreign",
      "limit_reached",
      "media_type",
      ...withVariables,
    ],
  },
  {
    id: "sendMessage",
    method: "post",
    path: `${BASE_PATH}/sessions/{sessionId}/messages`,
    tag: "Agent API",
    security: "jwtBearer",
    summary: "Send a message",
    about:
      "Runs one turn and answers when it is over. One request at a time runs in a session. `sequenceId` may be any number.",
    parameters: [sessionId, idempotencyKey, onDisconnect],
    body: { type: "application/json", schema: SendMessageRequest, example: question },
    reply: {
      status: 200,
      about: "What the agent said",
      schema: MessagesResponse,
      example: { messages: [informOf("It arrives today.", sample.planId)], _links: sampleLinks },
    },
    problems: [...onSend, "turn_timeout"],
  },
  {
    id: "sendMessageStream",
    method: "post",
    path: `${BASE_PATH}/sessions/{sessionId}/messages/stream`,
    tag: "Agent API",
    security: "jwtBearer",
    summary: "Send a message and read the answer as it comes",
    about:
      "Runs one turn and streams it as server-sent events; the schema is that of one event's data. `TEXT_CHUNK` events come when the session was started with the chunk type `Text`; joined in the order of their `offset` they are the text of `INFORM`. Every turn ends with `END_OF_TURN`, after which the response ends. A turn that fails sends `ERROR` in band. What is refused before the turn starts is an ordinary JSON error. A client that leaves does not stop the turn.",
    parameters: [sessionId, idempotencyKey, onDisconnect],
    body: { type: "application/json", schema: SendMessageRequest, example: question },
    reply: {
      status: 200,
      about: "The events of the turn: one `event`, one `id` and one `data` line each",
      headers: {
        [AFTER_HEADER]: "An extension: number of the session's last event before the turn, for going on after a break",
      },
      type: "text/event-stream",
      schema: StreamEnvelope,
      example: [
        packet("TEXT_CHUNK", 1, {
          type: "TextChunk",
          id: "6fc64974-9c20-484e-8b8c-105e460d4a00",
          metrics: {},
          offset: 1,
          message: "It arrives today.",
          formatType: "Text",
        }),
        packet("INFORM", 0, informOf("It arrives today.", sample.planId)),
        packet("END_OF_TURN", 0, { type: "EndOfTurn", id: "fdf5b4f2-6f3c-4f6e-8a53-2f6d2f0a8f0e", metrics: {} }),
      ].join(""),
    },
    problems: onSend,
  },
  {
    id: "submitFeedback",
    method: "post",
    path: `${BASE_PATH}/sessions/{sessionId}/feedback`,
    tag: "Agent API",
    security: "jwtBearer",
    summary: "Rate an answer",
    about: "Keeps a rating of one message, named by its `feedbackId`. The body is read as JSON under any content type.",
    parameters: [sessionId],
    body: {
      type: "application/json",
      schema: FeedbackRequest,
      example: { feedbackId: sample.planId, feedback: "GOOD", text: "Quick and right", details: { screen: "orders" } },
    },
    reply: { status: 201, about: "Kept; no body. DRAGOMAN_FEEDBACK_STATUS=202 answers 202 instead" },
    problems: ["session_not_found"],
  },
  {
    id: "endSession",
    method: "delete",
    path: `${BASE_PATH}/sessions/{sessionId}`,
    tag: "Agent API",
    security: "jwtBearer",
    summary: "End a session",
    about: "Ends the conversation. Every later call for the session is a 404, another end included.",
    parameters: [
      sessionId,
      {
        name: "x-session-end-reason",
        in: "header",
        required: true,
        description: "UserRequest, Transfer, Expiration, Error or Other; other words are kept as they are",
      },
    ],
    reply: {
      status: 200,
      about: "The last message of the session",
      schema: MessagesResponse,
      example: {
        messages: [
          { type: "SessionEnded", id: sample.messageId, metrics: {}, reason: "ClientRequest", feedbackId: "" },
        ],
        _links: sampleLinks,
      },
    },
    problems: ["end_reason_missing", ...onSession],
  },
  {
    id: "plan",
    method: "get",
    path: `${PREVIEW_PATH}/sessions/{sessionId}/plans/{planId}`,
    tag: "Agent API",
    security: "jwtBearer",
    summary: "See what a turn did",
    about:
      "The trace of one turn: what the user said, which subagents were entered, what the model was asked and answered, which actions ran and what changed. There once the turn has ended, and after the session has, too.",
    parameters: [sessionId, planId],
    reply: {
      status: 200,
      about: "The steps of the turn, in order",
      schema: PlanResponse,
      example: {
        type: "PlanSuccessResponse",
        planId: sample.planId,
        sessionId: sample.sessionId,
        intent: "orders",
        topic: "orders",
        plan: [
          {
            type: "UserInputStep",
            startExecutionTime: 1_736_902_935_340,
            endExecutionTime: 1_736_902_935_340,
            message: "Where is my parcel?",
          },
        ],
      },
    },
    problems: ["session_not_found", "plan_not_found"],
  },
  {
    id: "compileScript",
    method: "post",
    path: `${AUTHORING_PATH}/scripts`,
    tag: "Agent API",
    security: "jwtBearer",
    summary: "Compile a script",
    about:
      "Checks one script and answers with its compiled form, or with its errors and their places. A script with errors is a 200 whose `status` is `failure`. Nothing is kept, and no agent changes.",
    parameters: [],
    body: {
      type: "application/json",
      schema: CompileScriptRequest,
      example: {
        assets: [{ type: "AFScript", name: "AFScript", content: 'config:\n    developer_name: "desk"\n' }],
        afScriptVersion: "1.0.1",
      },
    },
    reply: {
      status: 200,
      about: "The compiled form, or the errors",
      schema: CompileScriptResponse,
      example: {
        status: "failure",
        compiledArtifact: null,
        errors: [
          {
            errorType: "missing-required-field",
            description: "The script has no `start_agent`. Add `start_agent main:`",
            lineStart: 1,
            lineEnd: 1,
            colStart: 1,
            colEnd: 1,
          },
        ],
        syntacticMap: { blocks: [] },
        dslVersion: "2.0",
      },
    },
    problems: ["media_type"],
  },
  {
    id: "status",
    method: "get",
    path: `${BASE_PATH}/status`,
    tag: "Agent API",
    summary: "Whether the server can answer",
    about: "Needs no token. `DOWN` comes with status 503.",
    parameters: [],
    reply: { status: 200, about: "It can", schema: Status, example: { status: "UP" } },
    problems: [],
  },
  ...extensionOperations,
  ...clientOperations,
  ...pageOperations,
];
