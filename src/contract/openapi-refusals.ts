// The refusals of the OpenAPI document: every problem as an example, in the shape in which its operation refuses.
import * as agentApi from "./agent-api.ts";
import { authorizeProblems } from "./authorize.ts";
import * as data from "./data-api.ts";
import * as identity from "./identity.ts";
import { type Content, headersOf, type Response, refTo } from "./openapi-shape.ts";
import type { Operation } from "./operation.ts";
import { everywhere, problemsOf } from "./operations.ts";
import { type ProblemCode, problemOf, sentenceOf } from "./problems.ts";
import * as userinfo from "./userinfo.ts";

/** The refusals of an operation by status, each problem an example. */
export function refusalsOf(operation: Operation): Record<string, Response> {
  const other = operation.refusals && otherRefusals[operation.refusals];
  if (other) return other();
  const groups = Object.groupBy(problemsOf(operation), (code) => problemOf(code).status);
  const responses = Object.entries(groups).map(([status, codes]) => [
    status,
    {
      description: [...new Set(codes!.map((code) => problemOf(code).error))].join(", "),
      headers: headersOf({
        ...requestIdHeader,
        ...(status === "401" || status === "403"
          ? { "WWW-Authenticate": "Why the token was not enough (RFC 6750)" }
          : {}),
      }),
      content: errorContent(codes!, operation.path),
    },
  ]);
  return { ...Object.fromEntries(responses), default: { $ref: "#/components/responses/Anywhere" } };
}

/** What can befall any request. */
export const anywhere = (): Response => ({
  description: "Refusals that any request can meet",
  headers: headersOf({ ...requestIdHeader, "Retry-After": "Seconds to wait, with 429 and 503" }),
  content: errorContent(everywhere, `${agentApi.BASE_PATH}/status`),
});

const requestIdHeader = { "X-Request-ID": "The requestId of the body; the server's log has it too" };

const errorContent = (codes: readonly ProblemCode[], path: string) => ({
  "application/json": {
    schema: refTo(agentApi.ApiError),
    examples: Object.fromEntries(codes.map((code) => [code, { value: errorExample(path, code) }])),
  },
});

function errorExample(path: string, code: ProblemCode): agentApi.ApiError {
  const { status, error, expected } = problemOf(code);
  return {
    status,
    path: path.replace(`${agentApi.BASE_PATH}/`, "v6.0.0/").replace(/^\//, ""),
    mode: "unknown",
    requestId: "e6840f72-e567-4eb3-94ad-0a1da8f83dd0",
    error,
    message: sentenceOf(code),
    timestamp: 1_740_760_662_466,
    expected,
  };
}

function oauthRefusals(): Record<string, Response> {
  const groups = Object.groupBy(Object.entries(identity.oauthProblems), ([, problem]) => problem.status);
  return Object.fromEntries(
    Object.entries(groups).map(([status, problems]) => [
      status,
      {
        description: [...new Set(problems!.map(([, { error }]) => error))].join(", "),
        content: {
          "application/json": {
            schema: refTo(identity.OAuthError),
            examples: Object.fromEntries(
              problems!.map(([code, { error, description }]) => [
                code,
                { value: { error, error_description: description("{detail}") } },
              ]),
            ),
          },
        },
      },
    ]),
  );
}

/** Refusals of the data API: the code that clients switch on, in a list of one. */
const dataRefusals = (): Record<string, Response> =>
  refusalsByStatus(Object.entries(data.dataProblems), (codes) => ({
    "application/json": {
      schema: refTo(data.DataErrors),
      examples: Object.fromEntries(
        codes.map((errorCode) => [errorCode, { value: [{ message: "What is wrong, and where", errorCode }] }]),
      ),
    },
  }));

/** Refusals in one word. */
const wordRefusals = (): Record<string, Response> =>
  refusalsByStatus(Object.entries(userinfo.identityWords), (words) => ({
    "text/plain": {
      schema: { type: "string", enum: words },
      examples: Object.fromEntries(words.map((word) => [word, { value: word }])),
    },
  }));

function refusalsByStatus(
  all: readonly (readonly [name: string, status: number])[],
  contentOf: (names: readonly string[]) => Readonly<Record<string, Content>>,
): Record<string, Response> {
  const groups = Map.groupBy(all, ([, status]) => status);
  return Object.fromEntries(
    [...groups].map(([status, group]) => {
      const names = group.map(([name]) => name);
      return [status, { description: names.join(", "), content: contentOf(names) }];
    }),
  );
}

/** Refusals that a person reads. */
const pageRefusals = (): Record<string, Response> => ({
  "4XX": {
    description: "A page that says what did not work",
    content: { "text/html": { schema: { type: "string" } } },
  },
});

/** Refusals of an authorization request that is not to be trusted; all others go to its redirect URI. */
const authorizeRefusals = (): Record<string, Response> => {
  const codes = Object.keys(authorizeProblems) as (keyof typeof authorizeProblems)[];
  const plain = codes.slice(0, codes.indexOf("response_type"));
  const examples = plain.map((code) => {
    const { error, description } = authorizeProblems[code];
    return [code, { value: `error=${error}&error_description=${encodeURIComponent(description("{detail}"))}` }];
  });
  const content = { "text/plain": { schema: { type: "string" }, examples: Object.fromEntries(examples) } };
  return { ...pageRefusals(), 400: { description: "The request is not to be trusted", content } };
};

const otherRefusals = {
  authorize: authorizeRefusals,
  data: dataRefusals,
  oauth: oauthRefusals,
  page: pageRefusals,
  word: wordRefusals,
};
