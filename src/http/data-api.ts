// The data API over HTTP: the few resources that clients ask for once they have logged in.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  DATA_PATH,
  DataObjects,
  DataRecord,
  DataRefused,
  DataResources,
  DataVersions,
  dataVersions,
  QueryColumns,
  QueryResult,
} from "../contract/data-api.ts";
import { refused } from "../contract/problems.ts";
import type { Identity } from "../identity/identity.ts";
import { holdsOneOf } from "../identity/tokens/bearer.ts";
import { identityUrl } from "../identity/tokens/id-tokens.ts";
import { columnsOf } from "../records/columns.ts";
import { answerMore, answerQuery } from "../records/query.ts";
import { listObjects, recordAt } from "../records/sobjects.ts";
import { bearerOf } from "./bearer.ts";
import { credentialRoutes } from "./connect-credentials.ts";
import { renderDataError } from "./data-errors.ts";
import type { DataCall, DataRoute } from "./data-route.ts";
import { keepBodiesAsBytes } from "./json.ts";
import { refuseUnknownRoute } from "./not-found.ts";
import { queryValue } from "./request-text.ts";

// biome-ignore format: a table is read by its columns
const routes: readonly DataRoute[] = [
  { method: "GET", path: "",                     handle: resources },
  { method: "GET", path: "/query",               handle: query },
  { method: "GET", path: "/queryAll",            handle: query },
  { method: "GET", path: "/query/*",             handle: more },
  { method: "GET", path: "/sobjects",            handle: ({ reader }) => DataObjects.parse(listObjects(reader)) },
  { method: "GET", path: "/sobjects/:type/:id",  handle: record },
  ...credentialRoutes,
];

/** A token with one of these may ask. */
const SCOPES = ["api", "full"];

export function dataRoutes(app: FastifyInstance, identity: Identity): void {
  app.register(async (scope) => {
    keepBodiesAsBytes(scope);
    scope.addHook("onRequest", async (_, reply) => {
      reply.header("cache-control", "no-store");
    });
    scope.setErrorHandler(renderDataError(["api"]));
    for (const path of [DATA_PATH, `${DATA_PATH}/`]) {
      scope.get(path, { config: { access: "public" } }, () => DataVersions.parse(versions));
    }
    for (const [path, ways] of Map.groupBy(routes, (route) => route.path)) serve(scope, identity, path, ways);
    scope.all(`${DATA_PATH}/*`, { config: { access: "public" } }, async (request) => {
      // Clients are known to look for the Agent API here; the signpost is in its words (agent-api spec §5.8).
      if (request.url.includes("/einstein/")) return refuseUnknownRoute(request);
      throw new DataRefused("NOT_FOUND", "The requested resource does not exist");
    });
  });
}

/** The methods of a path; every other is answered with those that it has. */
function serve(scope: FastifyInstance, identity: Identity, path: string, ways: readonly DataRoute[]): void {
  const url = `${DATA_PATH}/:version${path}`;
  for (const { method, handle } of ways) {
    const handler = async (request: FastifyRequest, reply: FastifyReply) =>
      handle(await callOf(identity, request, reply));
    scope.route({ method, url, config: { access: "own" }, handler });
  }
  const methods: readonly string[] = ways.map(({ method }) => method);
  const allow = methods.join(", ");
  scope.route({
    // What answers GET answers HEAD, too.
    method: scope.supportedMethods.filter((method) => method !== "HEAD" && !methods.includes(method)),
    url,
    config: { access: "public" },
    handler: async (request, reply) => {
      reply.header("allow", allow);
      throw new DataRefused("METHOD_NOT_ALLOWED", `${request.method} is not allowed here. Allowed: ${allow}`);
    },
  });
}

const versions = dataVersions.map((version) => ({ label: `v${version}`, url: `${DATA_PATH}/v${version}`, version }));

const newest = Number(dataVersions.at(-1));

async function callOf(identity: Identity, request: FastifyRequest, reply: FastifyReply): Promise<DataCall> {
  const bearer = await bearerOf(identity, request);
  if (!holdsOneOf(bearer.principal, SCOPES)) {
    throw refused("scope_missing", "api", bearer.principal.scopes.join(" "));
  }
  const params = request.params as Readonly<Record<string, string>>;
  const [, version] = /^v(\d{1,3}\.0)$/.exec(params.version ?? "") ?? [];
  if (version === undefined || Number(version) > newest) {
    throw new DataRefused("NOT_FOUND", `There is no such version of the API. ${DATA_PATH} lists them`);
  }
  return { identity, bearer, reader: { db: identity.db, orgId: bearer.org.id, version }, params, request, reply };
}

function resources({ identity, bearer: { org, principal }, reader: { version } }: DataCall): DataResources {
  const base = `${DATA_PATH}/v${version}`;
  return DataResources.parse({
    identity: identityUrl(identity, org, principal.memberId),
    query: `${base}/query`,
    sobjects: `${base}/sobjects`,
  });
}

/** Records, or what the columns of a query are: the sf CLI asks for both. */
async function query(call: DataCall): Promise<QueryColumns | QueryResult> {
  const soql = queryValue(call.request, "q");
  if (soql === undefined) throw new DataRefused("MALFORMED_QUERY", "The parameter q, with the query, is missing");
  if (queryValue(call.request, "columns") === "true") return QueryColumns.parse(columnsOf(soql));
  return QueryResult.parse(await answerQuery(call.reader, soql));
}

/** The next page; some clients put a slash before the parameters of the first. */
async function more(call: DataCall): Promise<QueryColumns | QueryResult> {
  const locator = call.params["*"];
  return locator ? QueryResult.parse(await answerMore(call.reader, locator)) : query(call);
}

async function record({ reader, params, request }: DataCall): Promise<DataRecord> {
  return DataRecord.parse(await recordAt(reader, params.type!, params.id!, queryValue(request, "fields")));
}
