// Refusals of the data API: a list of one with the code that its clients switch on, whatever room refused.
import type { FastifyReply, FastifyRequest } from "fastify";
import { type DataErrors, type DataProblemCode, DataRefused } from "../contract/data-api.ts";
import { type ProblemCode, problemOf, Refused } from "../contract/problems.ts";
import { challengeOf } from "./challenge.ts";

/**
 * Fastify's handler for the data API (oauth spec §2.12). `scopes` are what a token needs. The log says what clients
 * are not told of their token, and repeats nothing of their queries.
 */
export function renderDataError(scopes: readonly string[]) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    // The signpost to the Agent API is in that API's own words.
    if (error instanceof Refused && error.code === "route_not_found") throw error;
    const { code: errorCode, status, message } = refusalOf(error, request);
    if (status >= 500) request.log.error({ status, errorCode, err: error }, "failed");
    else request.log.info({ status, errorCode, ...(error instanceof Refused && { why: error.message }) }, "refused");
    const challenge = error instanceof Refused ? challengeOf(error, scopes, "data-api") : undefined;
    reply
      .code(status)
      .headers({
        ...(challenge !== undefined && { "www-authenticate": challenge }),
        ...(status === 503 && { "retry-after": problemOf("unavailable").retryAfterS }),
      })
      .type("application/json;charset=UTF-8")
      .send([{ message, errorCode }] satisfies DataErrors);
  };
}

function refusalOf(error: unknown, request: FastifyRequest): DataRefused {
  if (error instanceof DataRefused) return error;
  if (error instanceof Refused) return translated(error) ?? unexpected(request);
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (code === "DATABASE_AWAY") {
    return new DataRefused("SERVER_UNAVAILABLE", "The database does not answer. Send the request again in a moment");
  }
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new DataRefused("REQUEST_TOO_LARGE", "The body is larger than this server takes");
  }
  const mistaken = typeof statusCode === "number" && statusCode < 500;
  return mistaken ? new DataRefused("JSON_PARSER_ERROR", "The request cannot be read") : unexpected(request);
}

/** What other rooms refuse, in the codes of the data API. */
const codes: Partial<Record<ProblemCode, DataProblemCode>> = {
  bad_json: "JSON_PARSER_ERROR",
  bad_request: "JSON_PARSER_ERROR",
  missing_property: "JSON_PARSER_ERROR",
  unavailable: "SERVER_UNAVAILABLE",
  unrecognized_field: "JSON_PARSER_ERROR",
};

function translated({ code, message }: Refused): DataRefused | undefined {
  if (code === "token_missing" || code === "token_invalid") {
    return new DataRefused("INVALID_SESSION_ID", "Session expired or invalid");
  }
  // The sentence is known to clients; its status is not 401, or they would log in again and again.
  if (code === "scope_missing") {
    const sentence = `This session is not valid for use with the REST API: ${message}`;
    return new DataRefused("INVALID_SESSION_ID", sentence, 403);
  }
  const known = codes[code];
  return known && new DataRefused(known, message);
}

const unexpected = ({ id }: FastifyRequest) =>
  new DataRefused("UNKNOWN_EXCEPTION", `An unexpected error occurred. Look for request ${id} in the server's log`);
