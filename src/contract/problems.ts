// Every way the Agent API can refuse a request, in one list: status, error name and the sentence a client reads.
// The names are the recorded ones where a recording exists (agent-api spec §10.3) and the reference's elsewhere.

interface Problem {
  readonly status: number;
  /** Value of `error` in the body: clients switch on it. */
  readonly error: string;
  /** True for a client's mistake, false for a fault of the server. */
  readonly expected: boolean;
  /** The sentence in `message`: what happened, then what to do. */
  readonly message: (...details: string[]) => string;
}

export const problems = {
  bad_json: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    message: (why) => `The body is not valid JSON: ${why}. Send one JSON object with Content-Type: application/json`,
  },
  bad_request: { status: 400, error: "BadRequestError", expected: true, message: (what) => what },
  unrecognized_field: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    message: (field, known) => `Unrecognized field "${field}". Known fields here: ${known}`,
  },
  missing_property: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    message: (property, hint) => `Missing required creator property '${property}'${hint ? `. ${hint}` : ""}`,
  },
  agent_id_malformed: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    message: (id) =>
      `${id} is not a valid agent ID. An agent ID has 15 or 18 characters and begins with 0Xx; \`dragoman agent list\` shows the ones of this server`,
  },
  end_reason_missing: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    message: () =>
      "Required header 'x-session-end-reason' is missing. Send UserRequest, Transfer, Expiration, Error or Other",
  },
  internal_variable: {
    status: 400,
    error: "InternalVariableMutationAttemptException",
    expected: true,
    message: (name) =>
      `InternalVariableMutationAttemptException: variable '${name}' is internal and cannot be set through the API. Declare it with visibility: "External" in the agent's script`,
  },
  variable_unknown: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    message: (name, hint) => `The agent declares no variable '${name}'${hint ? `. ${hint}` : ""}`,
  },
  variable_mistyped: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    message: (name, type, value) => `Variable '${name}' is a ${type} and cannot take ${value}`,
  },
  variable_locked: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    message: (name) =>
      `Context variable '${name}' can be set when the session starts, not later. Only $Context.EndUserLanguage may change on send`,
  },
  employee_bypass: {
    status: 400,
    error: "AgentApiException",
    expected: true,
    message: () =>
      "Bad Request: Invalid user ID provided on start session: an employee agent acts as the token's user, so send bypassUser: false",
  },
  token_missing: {
    status: 401,
    error: "UnauthorizedException",
    expected: true,
    message: () =>
      "Access bearer token is missing or invalid: no Authorization header. Send 'Authorization: Bearer <access_token>' with a token from POST /services/oauth2/token",
  },
  token_invalid: {
    status: 401,
    error: "UnauthorizedException",
    expected: true,
    message: (why) => `Access bearer token is missing or invalid: ${why}`,
  },
  scope_missing: {
    status: 403,
    error: "ForbiddenError",
    expected: true,
    message: (missing, held) =>
      `User forbidden from accessing the resource: the token lacks the scope ${missing} (it has: ${held || "none"}). Add it to the external client app and get a new token`,
  },
  forbidden: {
    status: 403,
    error: "ForbiddenError",
    expected: true,
    message: (why) => `User forbidden from accessing the resource: ${why}`,
  },
  session_not_found: {
    status: 404,
    error: "NotFoundException",
    expected: true,
    message: (id) => `V6Session not found for sessionId: ${id}`,
  },
  agent_not_found: {
    status: 404,
    error: "NotFoundException",
    expected: true,
    message: (id) => `Agent not found for agentId: ${id}. \`dragoman agent list\` shows the agents of this server`,
  },
  /** What the original answers in place of `agent_not_found`; chosen by DRAGOMAN_UNKNOWN_AGENT_STATUS=500. */
  agent_not_found_500: {
    status: 500,
    error: "HttpServerErrorException",
    expected: false,
    message: (id) =>
      `500 [{"message":"An unexpected error occurred: no agent has the id ${id}","errorCode":"UNKNOWN_EXCEPTION"}]`,
  },
  route_not_found: {
    status: 404,
    error: "NotFoundError",
    expected: true,
    message: (route) =>
      `Resource not found: ${route}. The Agent API is served below /einstein/ai-agent/v1; /openapi.json lists every path`,
  },
  method_not_allowed: {
    status: 405,
    error: "MethodNotAllowedError",
    expected: true,
    message: (method, allowed) => `${method} is not allowed here. Allowed: ${allowed}`,
  },
  agent_kind_unsupported: {
    status: 412,
    error: "PreconditionFailedException",
    expected: true,
    message: (name) =>
      `412 [{"errorCode":"PRECONDITION_FAILED","message":"${name} is of type Agentforce (Default), which the Agent API does not serve. Use a service or employee agent"}]`,
  },
  body_too_large: {
    status: 413,
    error: "PayloadTooLargeError",
    expected: true,
    message: (limit) => `The body is larger than ${limit} kB, the limit of this server (DRAGOMAN_BODY_LIMIT_KB)`,
  },
  agent_not_active: {
    status: 422,
    error: "RequestProcessingException",
    expected: true,
    message: (name) =>
      `Cannot determine the active version for the agent ${name}. Activate one: dragoman agent activate ${name}`,
  },
  session_locked: {
    status: 423,
    error: "SessionAlreadyLockedException",
    expected: true,
    message: () =>
      "Server is busy and cannot process the request at this time: another request is running in this session. Wait for its reply, then send again",
  },
  too_many_requests: {
    status: 429,
    error: "TooManyRequestsError",
    expected: true,
    message: (what) => `Too many requests for the server to handle: ${what}`,
  },
  media_type: {
    status: 500,
    error: "HttpMediaTypeNotSupportedException",
    expected: true,
    message: (type) => `Unsupported Media Type: ${type || "no Content-Type"}. Send Content-Type: application/json`,
  },
  endpoint_foreign: {
    status: 500,
    error: "EngineConfigLookupException",
    expected: true,
    message: (given, ours) =>
      `Bad force-config endpoint: ${given} is not the My Domain URL of an org on this server. Use ${ours}`,
  },
  turn_timeout: {
    status: 500,
    error: "HttpServerErrorException",
    expected: false,
    message: (seconds) =>
      `The turn took longer than ${seconds} s and was stopped (DRAGOMAN_TURN_TIMEOUT_S). The session is open: send again`,
  },
  internal: {
    status: 500,
    error: "HttpServerErrorException",
    expected: false,
    message: (requestId) => `An unexpected error occurred. Look for request ${requestId} in the server's log`,
  },
  unavailable: {
    status: 503,
    error: "ServiceUnavailable",
    expected: false,
    message: (why) => `Service is unavailable: ${why}`,
  },
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof problems;

/**
 * A request refused. Thrown where the reason is known, rendered in one place (`http/errors.ts`).
 * `detail` is for the log only: it never reaches a client.
 */
export class Refused extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: unknown;

  constructor(code: ProblemCode, sentence: string, detail?: unknown) {
    super(sentence);
    this.name = "Refused";
    this.code = code;
    this.status = problems[code].status;
    this.detail = detail;
  }
}

/** A refusal of the list above, its sentence filled in with `details`. */
export function refused(code: ProblemCode, ...details: string[]): Refused {
  return new Refused(code, (problems[code] as Problem).message(...details));
}
