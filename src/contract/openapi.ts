// The OpenAPI 3.1 document, made from the schemas, the problems and the table of operations.
import { z } from "zod";
import * as agentApi from "./agent-api.ts";
import * as authoring from "./authoring.ts";
import * as connect from "./connect-credentials.ts";
import * as data from "./data-api.ts";
import * as extensions from "./extensions.ts";
import * as identity from "./identity.ts";
import { anywhere, refusalsOf } from "./openapi-refusals.ts";
import {
  type DocumentedOperation,
  headersOf,
  type JsonSchema,
  nameOf,
  type OpenApi,
  type Response,
  refTo,
} from "./openapi-shape.ts";
import type { Operation } from "./operation.ts";
import { operations } from "./operations.ts";
import * as protectedResource from "./protected-resource.ts";
import * as userinfo from "./userinfo.ts";

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
        accessToken: {
          type: "http",
          scheme: "bearer",
          description: "An access token of `POST /services/oauth2/token`, a JWT or an opaque one",
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
  connect.StagedCommand,
];
const received = [
  agentApi.StartSessionResponse,
  extensions.SessionState,
  extensions.History,
  extensions.Cancelled,
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
  identity.Introspection,
  identity.OAuthError,
  identity.KeySet,
  identity.AuthorizationServerMetadata,
  identity.OpenIdConfiguration,
  protectedResource.ProtectedResourceMetadata,
  userinfo.UserInfo,
  userinfo.IdentityRecord,
  userinfo.SingleAccess,
  userinfo.NamedUserToken,
  data.DataVersions,
  data.DataResources,
  data.DataObjects,
  data.DataRecord,
  data.QueryResult,
  data.QueryColumn,
  data.QueryColumns,
  data.QueryAnswer,
  data.DataErrors,
  connect.OAuthUsage,
  connect.AppConsumers,
  connect.ConsumerCredentials,
  connect.StagedCredentials,
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

function documented(operation: Operation): DocumentedOperation {
  const { body, reply, redirect } = operation;
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
        ...contentOf(reply),
      },
      ...(redirect && { [redirect.status]: { description: redirect.about, headers: headersOf({ Location: WHERE }) } }),
      ...refusalsOf(operation),
    },
  };
}

const WHERE = "Where the browser goes";

/** The body of a reply: JSON by its schema, or a page. */
function contentOf({ schema, type = "application/json", example }: Operation["reply"]): Pick<Response, "content"> {
  if (schema) return { content: { [type]: { schema: refTo(schema), example } } };
  return type === "text/html" ? { content: { [type]: { schema: { type: "string" } } } } : {};
}
