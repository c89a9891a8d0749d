// The OpenAPI 3.1 document, made from the schemas, the problems and the table of operations.
import { z } from "zod";
import * as agentApi from "./agent-api.ts";
import * as authoring from "./authoring.ts";
import * as identity from "./identity.ts";
import { everywhere, type Operation, operations, problemsOf } from "./operations.ts";
import { type ProblemCode, problemOf, sentenceOf } from "./problems.ts";

/** As much of JSON Schema as the contract's schemas come to. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

export interface Content {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
}
export interface Response {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly content?: Readonly<Record<string, Content>>;
}
export interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Readonly<{
    name: string;
    in: string;
    required: boolean;
    description: string;
    schema: JsonSchema;
  }>[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Response>>;
}

/** How a caller proves who it is: "http" by bearer token or by Basic (OpenAPI 3.1 §4.8.27). */
interface SecurityScheme {
  readonly type: "http";
  readonly scheme: "basic" | "bearer";
  readonly bearerFormat?: string;
  readonly description: string;
}

export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  };
}

/** The document for a server at `origin`; "/" where the origin is not known. */
export function openApi(origin: string): OpenApi {
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: documented(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Dragoman: Agent API",
      version: "1.0.0",
      description:
        "Get a token, start a session with an agent, send messages, leave feedback, end the session. Compatible with clients of the Agent API.",
    },
    servers: [{ url: origin }],
    paths,
    components: {
      schemas: componentSchemas(),
      responses: { Anywhere: anywhere() },
      securitySchemes: {
        jwtBearer: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "An access token of `POST /services/oauth2/token` with the scopes `chatbot_api` and `sfap_api`",
        },
        clientBasic: { type: "http", scheme: "basic", description: "Consumer key and secret" },
      },
    },
  };
}

/** Schemas with a name of their own: those clients send, and those they get. */
const sent = [
  agentApi.StartSessionRequest,
  agentApi.SendMessageRequest,
  agentApi.RequestMessage,
  agentApi.Variable,
  agentApi.TypePropertyValue,
  agentApi.FeedbackRequest,
  authoring.CompileScriptRequest,
];
const received = [
  agentApi.StartSessionResponse,
  agentApi.MessagesResponse,
  agentApi.StreamEnvelope,
  agentApi.ResponseMessage,
  agentApi.Inform,
  agentApi.Inquire,
  agentApi.Confirm,
  agentApi.Failure,
  agentApi.Escalate,
  agentApi.SessionEnded,
  agentApi.ProgressIndicator,
  agentApi.TextChunk,
  agentApi.ValidationFailureChunk,
  agentApi.EndOfTurn,
  agentApi.InBandError,
  agentApi.CitedReference,
  agentApi.TypePropertyValue,
  agentApi.Links,
  agentApi.PlanResponse,
  agentApi.PlanStep,
  authoring.CompileScriptResponse,
  authoring.CompileError,
  agentApi.Status,
  agentApi.ApiError,
  identity.TokenResponse,
  identity.OAuthError,
  identity.KeySet,
  identity.AuthorizationServerMetadata,
  identity.OpenIdConfiguration,
];

function componentSchemas(): Record<string, JsonSchema> {
  return { ...jsonSchemas(sent, "input"), ...jsonSchemas(received, "output") };
}

function jsonSchemas(schemas: readonly z.ZodType[], io: "input" | "output"): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const schema of schemas) registry.add(schema, { id: nameOf(schema) });
  const made = z.toJSONSchema(registry, {
    uri: (name) => `#/components/schemas/${name}`,
    io,
    override: ({ jsonSchema }) => {
      // Replies may grow fields: a client that refuses unknown ones would break.
      if (io === "output") delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, { $schema, $id, ...schema }]) => [name, schema as JsonSchema]),
  );
}

function nameOf(schema: z.ZodType): string {
  const name = schema.meta()?.id;
  if (!name) throw new Error("a schema of the OpenAPI document has no name: give it .meta({ id })");
  return name;
}

const refTo = (schema: z.ZodType): JsonSchema => ({ $ref: `#/components/schemas/${nameOf(schema)}` });

function documented(operation: Operation): DocumentedOperation {
  const { body, reply } = operation;
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.about,
    security: operation.security ? [{ [operation.security]: [] }] : [],
    parameters: operation.parameters.map((parameter) => ({ ...parameter, schema: { type: "string" } })),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          [body.type]: {
            schema: body.schema instanceof z.ZodType ? refTo(body.schema) : body.schema,
            example: body.example,
          },
        },
      },
    }),
    responses: {
      [reply.status]: {
        description: reply.about,
        ...(reply.headers && { headers: headersOf(reply.headers) }),
        ...(reply.schema && {
          content: { [reply.type ?? "application/json"]: { schema: refTo(reply.schema), example: reply.example } },
        }),
      },
      ...refusalsOf(operation),
    },
  };
}

const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );

/** The refusals of an operation by status, each problem an example. */
function refusalsOf(operation: Operation): Record<string, Response> {
  if (operation.id === "issueToken") return oauthRefusals();
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
const anywhere = (): Response => ({
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
