// Every way the JSON APIs of the server refuse a request, in one list: status, error name and the sentence a client reads.
// The names are the recorded ones where a recording exists (agent-api spec §10.3) and the reference's elsewhere.

export interface Problem {
  readonly status: number;
  /** Value of `error` in the body: clients switch on it. */
  readonly error: string;
  /** True for a client's mistake, false for a fault of the server. */
  readonly expected: boolean;
  /** Names of what the sentence is made of, in the order `message` takes them; the docs print them in braces. */
  readonly details: readonly string[];
  /** The sentence in `message`: what happened, then what to do. */
  readonly message: (...details: string[]) => string;
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly retryAfterS?: number;
}

export const problems = {
  bad_json: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: ["why"],
    message: (why) =>
      `The body cannot be read as JSON: ${why}. Send one JSON object with Content-Type: application/json`,
  },
  bad_request: { status: 400, error: "BadRequestError", expected: true, details: ["what"], message: (what) => what },
  unrecognized_field: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: ["field", "known"],
    message: (field, known) => `Unrecognized field "${field}". Known fields here: ${known}`,
  },
  missing_property: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: ["property", "hint"],
    message: (property, hint) => `Missing required creator property '${property}'${hint ? `. ${hint}` : ""}`,
  },
  agent_id_malformed: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: ["id"],
    message: (id) =>
      `${id} is not a valid agent ID. An agent ID has 15 or 18 characters and begins with 0Xx; \`dragoman agent list\` shows the ones of this server`,
  },
  path_malformed: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: [],
    message: () =>
      "Illegal Path Character: the path holds a character or a percent sign that cannot be read. Percent-encode each part of the path",
  },
  request_malformed: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: ["why"],
    message: (why) => `The request is not valid HTTP: ${why}`,
  },
  end_reason_missing: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: [],
    message: () =>
      "Required header 'x-session-end-reason' is missing. Send UserRequest, Transfer, Expiration, Error or Other",
  },
  internal_variable: {
    status: 400,
    error: "InternalVariableMutationAttemptException",
    expected: true,
    details: ["name"],
    message: (name) =>
      `InternalVariableMutationAttemptException: variable '${name}' is internal and cannot be set through the API. Declare it with visibility: "External" in the agent's script`,
  },
  variable_unknown: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: ["name", "hint"],
    message: (name, hint) => `The agent declares no variable '${name}'${hint ? `. ${hint}` : ""}`,
  },
  variable_mistyped: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: ["name", "type", "value"],
    message: (name, type, value) =>
      `Variable '${name}' is a ${type} and cannot take ${value}. Send a ${type}, or leave it out`,
  },
  variable_locked: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: ["name"],
    message: (name) =>
      `Context variable '${name}' can be set when the session starts, not later. Only $Context.EndUserLanguage may change on send`,
  },
  employee_bypass: {
    status: 400,
    error: "AgentApiException",
    expected: true,
    details: [],
    message: () =>
      "Bad Request: Invalid user ID provided on start session: an employee agent acts as the token's user, so send bypassUser: false",
  },
  token_missing: {
    status: 401,
    error: "UnauthorizedException",
    expected: true,
    details: [],
    message: () =>
      "Access bearer token is missing or invalid: no Authorization header. Send 'Authorization: Bearer <access_token>' with a token from POST /services/oauth2/token",
  },
  token_invalid: {
    status: 401,
    error: "UnauthorizedException",
    expected: true,
    details: ["why"],
    message: (why) => `Access bearer token is missing or invalid: ${why}`,
  },
  scope_missing: {
    status: 403,
    error: "ForbiddenError",
    expected: true,
    details: ["missing", "held"],
    message: (missing, held) =>
      `User forbidden from accessing the resource: the token lacks the scope ${missing} (it has: ${held || "none"}). Add it to the external client app and get a new token`,
  },
  login_required: {
    status: 401,
    error: "LoginRequiredError",
    expected: true,
    details: [],
    message: () => "Nobody is logged in here, or the session has ended. Log in at /login, and repeat it",
  },
  right_missing: {
    status: 403,
    error: "RightMissingError",
    expected: true,
    details: ["right", "role"],
    message: (right, role) => `The role ${role} lacks the right ${right}. An administrator can give you another role`,
  },
  proof_required: {
    status: 403,
    error: "ProofRequiredError",
    expected: true,
    details: [],
    message: () =>
      "This needs a proof, not older than ten minutes, of who you are. Give your password again, and repeat it",
  },
  forbidden: {
    status: 403,
    error: "ForbiddenError",
    expected: true,
    details: ["why"],
    message: (why) => `User forbidden from accessing the resource: ${why}`,
  },
  session_not_found: {
    status: 404,
    error: "NotFoundException",
    expected: true,
    details: ["id"],
    message: (id) => `V6Session not found for sessionId: ${id}`,
  },
  plan_not_found: {
    status: 404,
    error: "NotFoundException",
    expected: true,
    details: ["id"],
    message: (id) =>
      `Plan not found for planId: ${id}. Take the planId of an agent message of this session; a plan is there once its turn has ended`,
  },
  agent_not_found: {
    status: 404,
    error: "NotFoundException",
    expected: true,
    details: ["id"],
    message: (id) => `Agent not found for agentId: ${id}. \`dragoman agent list\` shows the agents of this server`,
  },
  /** What the original answers in place of `agent_not_found`; chosen by DRAGOMAN_UNKNOWN_AGENT_STATUS=500. */
  agent_not_found_500: {
    status: 500,
    error: "HttpServerErrorException",
    expected: false,
    details: ["id"],
    message: (id) =>
      `500 [{"message":"An unexpected error occurred: no agent has the id ${id}","errorCode":"UNKNOWN_EXCEPTION"}]`,
  },
  route_not_found: {
    status: 404,
    error: "NotFoundError",
    expected: true,
    details: ["route", "hint"],
    message: (route, hint) =>
      `Resource not found: ${route}. ${hint || "The Agent API is served below /einstein/ai-agent/v1; /docs lists every path"}`,
  },
  method_not_allowed: {
    status: 405,
    error: "MethodNotAllowedError",
    expected: true,
    details: ["method", "allowed"],
    message: (method, allowed) => `${method} is not allowed here. Allowed: ${allowed}`,
  },
  agent_kind_unsupported: {
    status: 412,
    error: "PreconditionFailedException",
    expected: true,
    details: ["name"],
    message: (name) =>
      `412 [{"errorCode":"PRECONDITION_FAILED","message":"${name} is of type Agentforce (Default), which the Agent API does not serve. Use a service or employee agent"}]`,
  },
  request_timeout: {
    status: 408,
    error: "RequestTimeoutError",
    expected: true,
    details: [],
    message: () => "The request did not arrive in time and was given up. Send it again",
  },
  body_too_large: {
    status: 413,
    error: "PayloadTooLargeError",
    expected: true,
    details: ["limit"],
    message: (limit) =>
      `The body is larger than ${limit} kB, the limit of this server (DRAGOMAN_BODY_LIMIT_KB). Send less, or raise the limit`,
  },
  agent_not_active: {
    status: 422,
    error: "RequestProcessingException",
    expected: true,
    details: ["name"],
    message: (name) =>
      `Cannot determine the active version for the agent ${name}. Activate one: dragoman agent activate ${name}`,
  },
  record_not_found: {
    status: 404,
    error: "RecordNotFoundError",
    expected: true,
    details: ["what"],
    message: (what) => `Not found: ${what}. It may have been deleted meanwhile`,
  },
  idempotency_key_malformed: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: [],
    message: () =>
      "The Idempotency-Key cannot be used. Send 1 to 255 visible ASCII characters, such as a new UUID for each message",
  },
  idempotency_key_reused: {
    status: 409,
    error: "ConflictException",
    expected: true,
    details: ["key"],
    message: (key) =>
      `Something else was sent in this session with the Idempotency-Key ${key}. Use a new key for each message, and the same key only to send the very same request again`,
  },
  event_unknown: {
    status: 400,
    error: "BadRequestError",
    expected: true,
    details: ["given"],
    message: (given) =>
      `${given} names no event. Send the number of the last event you saw as \`after\`, or an id of this server's streams as Last-Event-ID`,
  },
  session_locked: {
    status: 423,
    error: "ServerBusyError",
    expected: true,
    details: [],
    message: () =>
      "Server is busy and cannot process the request at this time: another request is running in this session. Wait for its reply, then send again",
  },
  edit_conflict: {
    status: 409,
    error: "EditConflictError",
    expected: true,
    details: ["what"],
    message: (what) =>
      `Somebody else changed this meanwhile: ${what}. Reload it, look at the difference, and save again`,
  },
  headers_too_large: {
    status: 431,
    error: "RequestHeaderFieldsTooLargeError",
    expected: true,
    details: [],
    message: () => "The headers of the request are larger than 16 kB. Send fewer or shorter ones",
  },
  too_many_requests: {
    status: 429,
    error: "TooManyRequestsError",
    expected: true,
    details: ["what"],
    message: (what) => `Too many requests for the server to handle: ${what}`,
    retryAfterS: 30,
  },
  limit_reached: {
    status: 429,
    error: "TooManyRequestsError",
    expected: true,
    details: ["whose", "what", "name"],
    message: (whose, what, name) =>
      `Too many requests: ${whose} is limited to ${what} (${name}). Nothing was stored. Wait as long as Retry-After says, then send it again`,
    retryAfterS: 1,
  },
  media_type: {
    status: 500,
    error: "HttpMediaTypeNotSupportedException",
    expected: true,
    details: ["type"],
    message: (type) => `Unsupported Media Type: ${type || "no Content-Type"}. Send Content-Type: application/json`,
  },
  endpoint_foreign: {
    status: 500,
    error: "EngineConfigLookupException",
    expected: true,
    details: ["given", "ours"],
    message: (given, ours) =>
      `Bad force-config endpoint: ${given} is not the My Domain URL of an org on this server. Use ${ours}`,
  },
  turn_timeout: {
    status: 500,
    error: "HttpServerErrorException",
    expected: false,
    details: ["seconds"],
    message: (seconds) =>
      `The turn took longer than ${seconds} s and was stopped (DRAGOMAN_TURN_TIMEOUT_S). The session is open: send again`,
  },
  internal: {
    status: 500,
    error: "HttpServerErrorException",
    expected: false,
    details: ["requestId"],
    message: (requestId) => `An unexpected error occurred. Look for request ${requestId} in the server's log`,
  },
  unavailable: {
    status: 503,
    error: "ServiceUnavailable",
    expected: false,
    details: ["why"],
    message: (why) => `Service is unavailable: ${why}`,
    retryAfterS: 5,
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
  /** Seconds after which trying again makes sense, where that is not the same for every refusal of the kind. */
  readonly retryAfterS: number | undefined;

  constructor(code: ProblemCode, sentence: string, detail?: unknown, retryAfterS?: number) {
    super(sentence);
    this.name = "Refused";
    this.code = code;
    this.status = problems[code].status;
    this.detail = detail;
    this.retryAfterS = retryAfterS ?? problemOf(code).retryAfterS;
  }
}

/** The entry of the list above, with the fields that only some entries have. */
export const problemOf = (code: ProblemCode): Problem => problems[code];

/** A refusal of the list above, its sentence filled in with `details`. */
export function refused(code: ProblemCode, ...details: string[]): Refused {
  return new Refused(code, problemOf(code).message(...details.map(short)));
}

/** The same, for a limit that gives way again in `seconds`. */
export function refusedFor(seconds: number, code: ProblemCode, ...details: string[]): Refused {
  return new Refused(code, problemOf(code).message(...details.map(short)), undefined, seconds);
}

/** A detail may be a client's own word, of any length. */
const short = (detail: string) => (detail.length > 1000 ? `${detail.slice(0, 1000)}…` : detail);

/** The sentence of a problem with the names of its details in braces, for the docs. */
export function sentenceOf(code: ProblemCode): string {
  const { message, details } = problemOf(code);
  return message(...details.map((name) => `{${name}}`));
}
