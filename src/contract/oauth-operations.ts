// The operations that clients post forms to: get a token, end one, ask about one.
import { INTROSPECT_PATH, Introspection, REVOKE_PATH, TOKEN_PATH, TokenResponse } from "./identity.ts";
import type { Operation } from "./operation.ts";

const FORM = "application/x-www-form-urlencoded";
const text = (description: string) => ({ type: "string" as const, description });

/** How a client says who it is, where it does not do so by HTTP Basic (oauth spec §2.2). */
const client = {
  client_id: text("The app's consumer key"),
  client_secret: text("The app's consumer secret"),
  client_assertion_type: text("`urn:ietf:params:oauth:client-assertion-type:jwt-bearer`"),
  client_assertion: text("In place of the secret: a JWT signed with the key of the app's certificate"),
};
const credentials = { client_id: "{CONSUMER_KEY}", client_secret: "{CONSUMER_SECRET}" };

export const oauthOperations: readonly Operation[] = [
  {
    id: "issueToken",
    refusals: "oauth",
    method: "post",
    path: TOKEN_PATH,
    tag: "OAuth",
    security: "clientBasic",
    summary: "Get an access token",
    about:
      "Key and secret travel in the form, in the query, or as HTTP Basic. By client credentials a repeated request gets the same token while it is valid. There is no `scope` parameter: the token has the scopes of the external client app, or those that its user allowed.",
    parameters: [],
    body: {
      type: FORM,
      schema: {
        type: "object",
        properties: {
          grant_type: text(
            "`client_credentials`, `authorization_code`, `refresh_token` or `urn:ietf:params:oauth:grant-type:jwt-bearer`",
          ),
          ...client,
          code: text("What the authorization endpoint gave; good once, and for a minute"),
          redirect_uri: text("As the authorization request had it"),
          code_verifier: text("What the code challenge was made from (RFC 7636)"),
          refresh_token: text("What a former reply gave"),
          format: text("`json` (the default), `urlencoded` or `xml`: the form of the reply"),
          assertion: text("A JWT signed with the key of the app's certificate: for whom the app asks (RFC 7523)"),
        },
        required: ["grant_type"],
      },
      example: { grant_type: "client_credentials", ...credentials },
    },
    reply: { status: 200, about: "A token. `api_instance_url` is the base of the Agent API.", schema: TokenResponse },
    problems: [],
  },
  {
    id: "revokeToken",
    refusals: "oauth",
    method: "post",
    path: REVOKE_PATH,
    tag: "OAuth",
    summary: "End a token",
    about:
      "Whoever holds a token may end it. An access token ends alone; a refresh token ends with every access token under the same grant. It holds on every server within a second. GET does the same, with `callback` for a script.",
    parameters: [],
    body: {
      type: FORM,
      schema: {
        type: "object",
        properties: { token: text("An access token or a refresh token"), token_type_hint: text("Not needed") },
        required: ["token"],
      },
      example: { token: "{TOKEN}" },
    },
    reply: { status: 200, about: "The token has ended" },
    problems: [],
  },
  {
    id: "introspectToken",
    refusals: "oauth",
    method: "post",
    path: INTROSPECT_PATH,
    tag: "OAuth",
    security: "clientBasic",
    summary: "Ask about a token",
    about:
      "Whether a token lives, and for whom it speaks (RFC 7662). An app may ask about its own tokens, and with the setting `introspectAll` about all tokens of its org; every other token is inactive.",
    parameters: [],
    body: {
      type: FORM,
      schema: {
        type: "object",
        properties: {
          ...client,
          token: text("An access token or a refresh token"),
          token_type_hint: text("Not needed"),
        },
        required: ["token"],
      },
      example: { ...credentials, token: "{TOKEN}" },
    },
    reply: { status: 200, about: "What is to be said of the token", schema: Introspection },
    problems: [],
  },
];
