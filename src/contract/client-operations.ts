// The operations that clients use once they have a token: who its user is, the data API, and an app's credentials.
import {
  AppConsumers,
  ConsumerCredentials,
  OAuthUsage,
  StagedCommand,
  StagedCredentials,
} from "./connect-credentials.ts";
import {
  DATA_PATH,
  DataObjects,
  DataRecord,
  DataResources,
  DataVersions,
  QueryAnswer,
  QueryResult,
} from "./data-api.ts";
import type { Operation, Parameter } from "./operation.ts";
import { PROTECTED_RESOURCE_PATH, ProtectedResourceMetadata } from "./protected-resource.ts";
import {
  BOOTSTRAP_PATH,
  IdentityRecord,
  NamedUserToken,
  SINGLE_ACCESS_PATH,
  SingleAccess,
  USERINFO_PATH,
  UserInfo,
} from "./userinfo.ts";

const inPath = (name: string, description: string): Parameter => ({ name, in: "path", required: true, description });
const inQuery = (name: string, required: boolean, description: string): Parameter => ({
  name,
  in: "query",
  required,
  description,
});

const version = inPath("version", "`v` and a version of the list, such as `v65.0`");
const V = `${DATA_PATH}/{version}`;
const CONSUMER = `${V}/apps/oauth/credentials/{appId}/{consumerId}`;
const app = inPath("appId", "Id of the external client app: 15 or 18 characters that begin with 0xI");
const consumer = inPath("consumerId", "Id of its consumer: 15 or 18 characters that begin with 888");
const staged = inPath("stagedId", "Id of the staged or rotated pair");

const aboutUser = { tag: "OAuth", security: "accessToken", refusals: "word", problems: [] } as const;
const onData = { tag: "Data API", security: "accessToken", refusals: "data", problems: [] } as const;

export const clientOperations: readonly Operation[] = [
  {
    id: "protectedResourceMetadata",
    method: "get",
    path: PROTECTED_RESOURCE_PATH,
    tag: "OAuth",
    summary: "Protected resource metadata",
    about:
      "Which server gives tokens for the APIs, and with which scopes (RFC 9728). The path of an API may follow, as in `/.well-known/oauth-protected-resource/einstein/ai-agent/v1`.",
    parameters: [],
    reply: { status: 200, about: "The metadata", schema: ProtectedResourceMetadata },
    problems: [],
  },
  {
    ...aboutUser,
    id: "userInfo",
    method: "get",
    path: USERINFO_PATH,
    summary: "Who the user of a token is",
    about:
      "By POST the token may stand in the form, as `access_token`. The scopes of the token decide what is told: `id`, `api`, `web` and `full` open everything, `openid` the ids alone. In an org of the strict profile it refuses with 401 and 403 as RFC 6750 has it.",
    parameters: [],
    reply: { status: 200, about: "What the record has and the scopes open", schema: UserInfo },
  },
  {
    ...aboutUser,
    id: "identity",
    method: "get",
    path: "/id/{orgId}/{userId}",
    summary: "The identity URL",
    about: "The `id` of a token reply: the user of the token, and no other.",
    parameters: [
      inPath("orgId", "Id of the org, of 15 or 18 characters"),
      inPath("userId", "Id of the user, of 15 or 18 characters"),
      inQuery("format", false, "`json`, or `xml`"),
      inQuery("oauth_token", false, "The token, for clients that send no header; not in the strict profile"),
    ],
    reply: { status: 200, about: "The user", schema: IdentityRecord },
  },
  {
    ...aboutUser,
    id: "singleAccess",
    method: "get",
    path: SINGLE_ACCESS_PATH,
    summary: "A link that logs a browser in",
    about: "Good once, and for a minute. Needs the scope `web`, and a user who logs in to pages. POST does the same.",
    parameters: [inQuery("redirect_uri", false, "Where the link leads: a path, or an address of this org")],
    reply: { status: 200, about: "The link", schema: SingleAccess },
  },
  {
    id: "bootstrapNamedUser",
    method: "get",
    path: BOOTSTRAP_PATH,
    tag: "OAuth",
    summary: "A JWT for a session",
    about:
      "For clients whose tokens are opaque: a JWT of the same user, app and scopes for the Agent API, which does not outlive the token. The token stands in a cookie, and has the scopes `chatbot_api`, `sfap_api` and `web`.",
    parameters: [{ name: "Cookie", in: "header", required: true, description: "`sid=` and the access token" }],
    reply: { status: 200, about: "The JWT", schema: NamedUserToken },
    problems: ["token_missing", "token_invalid", "scope_missing"],
  },
  {
    id: "dataVersions",
    method: "get",
    path: DATA_PATH,
    tag: "Data API",
    refusals: "data",
    summary: "Versions of the data API",
    about: "Needs no token. Every version answers alike.",
    parameters: [],
    reply: { status: 200, about: "The versions, oldest first", schema: DataVersions },
    problems: [],
  },
  {
    ...onData,
    id: "dataResources",
    method: "get",
    path: V,
    summary: "Resources of a version",
    about: "Needs, like all below it, the scope `api` or `full`.",
    parameters: [version],
    reply: { status: 200, about: "Where they are", schema: DataResources },
  },
  {
    ...onData,
    id: "query",
    method: "get",
    path: `${V}/query`,
    summary: "Query records",
    about:
      "A small SOQL over User, Organization, BotDefinition and BotVersion: `SELECT` fields, `COUNT()` or an inner query for `BotVersions`; `WHERE` with `=`, `!=`, `<`, `<=`, `>`, `>=`, `LIKE`, `IN`, `NOT IN`, `AND`, `OR`, `NOT` and parentheses; `ORDER BY`, `LIMIT`, `OFFSET`. A page has 2,000 records, or 200 where each brings others. A refusal names the row and column of the mistake.",
    parameters: [
      version,
      inQuery("q", true, "The query, of 8,000 characters at most"),
      inQuery("columns", false, "`true`: what its columns are, in place of records"),
    ],
    reply: { status: 200, about: "A page of records, or the columns", schema: QueryAnswer },
  },
  {
    ...onData,
    id: "queryMore",
    method: "get",
    path: `${V}/query/{locator}`,
    summary: "The next page of a query",
    about: "The `nextRecordsUrl` of the page before.",
    parameters: [version, inPath("locator", "As it came")],
    reply: { status: 200, about: "A page of records", schema: QueryResult },
  },
  {
    ...onData,
    id: "sobjects",
    method: "get",
    path: `${V}/sobjects`,
    summary: "Types of record",
    about: "All are read here, and changed elsewhere.",
    parameters: [version],
    reply: { status: 200, about: "The types", schema: DataObjects },
  },
  {
    ...onData,
    id: "sobject",
    method: "get",
    path: `${V}/sobjects/{type}/{id}`,
    summary: "One record",
    about: "By its id of 15 or 18 characters.",
    parameters: [
      version,
      inPath("type", "Name of the type, such as `User`"),
      inPath("id", "Id of the record"),
      inQuery("fields", false, "Names between commas; all fields without it"),
    ],
    reply: { status: 200, about: "The record", schema: DataRecord },
  },
  {
    ...onData,
    id: "oauthUsage",
    method: "get",
    path: `${V}/apps/oauth/usage`,
    summary: "External client apps",
    about: "For administrators of the org, like all below it.",
    parameters: [version],
    reply: { status: 200, about: "The apps", schema: OAuthUsage },
  },
  {
    ...onData,
    id: "appConsumers",
    method: "get",
    path: `${V}/apps/oauth/credentials/{appId}`,
    summary: "The consumer of an app",
    about: "Answers, like all below it, where the org's setting `secretInRest` is on.",
    parameters: [version, app],
    reply: { status: 200, about: "Its key, and where its credentials are", schema: AppConsumers },
  },
  {
    ...onData,
    id: "consumerCredentials",
    method: "get",
    path: CONSUMER,
    summary: "Key and secret",
    about: "Every reading of a secret leaves an audit row.",
    parameters: [version, app, consumer, inQuery("part", false, "`key`, `secret` or `keyandsecret`")],
    reply: { status: 200, about: "What was asked for", schema: ConsumerCredentials },
  },
  {
    ...onData,
    id: "listStagedCredentials",
    method: "get",
    path: `${CONSUMER}/staged`,
    summary: "The staged or rotated pair",
    about: "None, or the pair that waits, or the one that was in force before.",
    parameters: [version, app, consumer],
    reply: { status: 200, about: "The pair, secret included", schema: StagedCredentials },
  },
  {
    ...onData,
    id: "stageCredentials",
    method: "post",
    path: `${CONSUMER}/staged`,
    summary: "Stage a pair",
    about: "A new key and secret that wait for thirty days to be put in force. Takes no body.",
    parameters: [version, app, consumer],
    reply: { status: 200, about: "The pair, secret included", schema: StagedCredentials },
  },
  {
    ...onData,
    id: "rotateCredentials",
    method: "patch",
    path: `${CONSUMER}/staged/{stagedId}`,
    summary: "Put the staged pair in force",
    about: "The pair that was in force goes on working for thirty days, or until it is deleted.",
    parameters: [version, app, consumer, staged],
    body: { type: "application/json", schema: StagedCommand, example: { command: "rotate" } },
    reply: { status: 200, about: "The pair that was in force", schema: StagedCredentials },
  },
  {
    ...onData,
    id: "deleteStagedCredentials",
    method: "delete",
    path: `${CONSUMER}/staged/{stagedId}`,
    summary: "Delete the staged or rotated pair",
    about: "What uses it stops working at once.",
    parameters: [version, app, consumer, staged],
    reply: { status: 204, about: "Deleted; no body" },
  },
];
