// The calls of a client as a Postman collection: each request keeps what the next one needs in a variable.
import { BASE_PATH } from "../../../contract/agent-api.ts";
import type { Connection } from "./connection.ts";

const SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

const header = (key: string, value: string) => ({ key, value });
const asJson = (body: unknown) => ({
  mode: "raw",
  raw: JSON.stringify(body, null, 2),
  options: { raw: { language: "json" } },
});
const withToken = [header("Authorization", "Bearer {{accessToken}}")];
const withJson = [...withToken, header("Content-Type", "application/json")];

/** After the reply: keep a field of it as a variable of the collection. */
const keep = (field: string, variable: string) => [
  {
    listen: "test",
    script: {
      type: "text/javascript",
      exec: [`pm.collectionVariables.set("${variable}", pm.response.json().${field});`],
    },
  },
];

const message = (text: string) => asJson({ message: { type: "Text", sequenceId: 1, text }, variables: [] });

/** The collection, in format 2.1. */
export function postmanCollection(connection: Connection, consumerSecret: string) {
  const { origin, consumerKey, agentId, agentLabel, bypassUser } = connection;
  const session = `{{apiBase}}/sessions/{{sessionId}}`;
  const variables = { myDomainUrl: origin, apiBase: `${origin}${BASE_PATH}`, consumerKey, consumerSecret, agentId };
  const form = { grant_type: "client_credentials", client_id: "{{consumerKey}}", client_secret: "{{consumerSecret}}" };
  return {
    info: { name: `Agent API: ${agentLabel}`, schema: SCHEMA },
    variable: Object.entries({ ...variables, accessToken: "", sessionId: "" }).map(([key, value]) => ({ key, value })),
    item: [
      {
        name: "Get a token",
        event: keep("access_token", "accessToken"),
        request: {
          method: "POST",
          url: "{{myDomainUrl}}/services/oauth2/token",
          header: [],
          body: { mode: "urlencoded", urlencoded: Object.entries(form).map(([key, value]) => ({ key, value })) },
        },
      },
      {
        name: "Start a session",
        event: keep("sessionId", "sessionId"),
        request: {
          method: "POST",
          url: "{{apiBase}}/agents/{{agentId}}/sessions",
          header: withJson,
          body: asJson({
            externalSessionKey: "{{$guid}}",
            instanceConfig: { endpoint: "{{myDomainUrl}}" },
            streamingCapabilities: { chunkTypes: ["Text"] },
            bypassUser,
          }),
        },
      },
      {
        name: "Send a message",
        request: { method: "POST", url: `${session}/messages`, header: withJson, body: message("Hello") },
      },
      {
        name: "Send a message, streamed",
        request: { method: "POST", url: `${session}/messages/stream`, header: withJson, body: message("Hello again") },
      },
      {
        name: "End the session",
        request: {
          method: "DELETE",
          url: session,
          header: [...withToken, header("x-session-end-reason", "UserRequest")],
        },
      },
    ],
  };
}
