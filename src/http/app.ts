// The door: every route of the server in one table, and the rules that hold for all of them.
import { randomUUID } from "node:crypto";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { BASE_PATH as API, PREVIEW_PATH as PREVIEW } from "../contract/agent-api.ts";
import { AUTHORING_PATH as AUTHORING } from "../contract/authoring.ts";
import { refused } from "../contract/problems.ts";
import { authenticate, requireScopes } from "../identity/tokens/authenticate.ts";
import * as agentApi from "./agent-api.ts";
import * as authoring from "./authoring.ts";
import { createBrokenRequestHandler, createErrorHandler } from "./errors.ts";
import * as extensions from "./extensions.ts";
import { callerOf, installGuard } from "./guard.ts";
import * as health from "./health.ts";
import type { House } from "./house.ts";
import { keepBodiesAsBytes } from "./json.ts";
import { noteMethods, refuseOtherMethods, refuseUnknownRoute } from "./not-found.ts";
import * as pages from "./pages.ts";

/** A route of this room. Those of other rooms are registered by `House.registerMore`. */
type Route = { readonly method: "DELETE" | "GET" | "POST"; readonly path: string } & (
  | { readonly access: "agent-api"; readonly handle: (house: House, call: agentApi.Call) => unknown }
  | {
      readonly access: "public";
      readonly handle: (house: House, request: FastifyRequest, reply: FastifyReply) => unknown;
    }
);

// biome-ignore format: a table is read by its columns
const routes: readonly Route[] = [
  { method: "POST",   path: `${API}/agents/:agentId/sessions`,              access: "agent-api", handle: agentApi.start },
  { method: "POST",   path: `${API}/sessions/:sessionId/messages`,          access: "agent-api", handle: agentApi.send },
  { method: "POST",   path: `${API}/sessions/:sessionId/messages/stream`,   access: "agent-api", handle: agentApi.stream },
  { method: "POST",   path: `${API}/sessions/:sessionId/feedback`,          access: "agent-api", handle: agentApi.feedback },
  { method: "DELETE", path: `${API}/sessions/:sessionId`,                   access: "agent-api", handle: agentApi.end },
  { method: "GET",    path: `${API}/sessions/:sessionId`,                   access: "agent-api", handle: extensions.state },
  { method: "GET",    path: `${API}/sessions/:sessionId/messages`,          access: "agent-api", handle: extensions.history },
  { method: "GET",    path: `${API}/sessions/:sessionId/messages/stream`,   access: "agent-api", handle: extensions.resume },
  { method: "POST",   path: `${API}/sessions/:sessionId/cancel`,            access: "agent-api", handle: extensions.cancel },
  { method: "GET",    path: `${PREVIEW}/sessions/:sessionId/plans/:planId`, access: "agent-api", handle: agentApi.plan },
  { method: "POST",   path: `${AUTHORING}/scripts`,                         access: "agent-api", handle: authoring.compile },
  { method: "GET",    path: `${API}/status`,                                access: "public",    handle: health.status },
  { method: "GET",    path: "/healthz",                                     access: "public",    handle: health.alive },
  { method: "GET",    path: "/readyz",                                      access: "public",    handle: health.ready },
  { method: "GET",    path: "/metrics",                                     access: "public",    handle: health.scrape },
  { method: "GET",    path: "/",                                            access: "public",    handle: pages.welcome },
  { method: "GET",    path: "/docs",                                        access: "public",    handle: pages.docs },
  { method: "GET",    path: "/openapi.json",                                access: "public",    handle: pages.openApiJson },
];

/** Milliseconds a request may take to arrive, and a connection may rest between two. */
const RECEIVE_MS = 60_000;
const REST_MS = 72_000;

/** Milliseconds between looks for connections that have come to rest while the server closes. */
const CLOSE_MS = 100;

/** The server of a house, not yet listening. `close` ends it: requests that come meanwhile get a 503. */
export function createApp(house: House): FastifyInstance {
  const log: FastifyBaseLogger = house.log;
  const renderError = createErrorHandler(house);
  const { trustedProxies = [] } = house.settings;
  const app = Fastify({
    loggerInstance: log,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: () => randomUUID(),
    bodyLimit: house.settings.bodyLimitKb * 1024,
    requestTimeout: RECEIVE_MS,
    keepAliveTimeout: REST_MS,
    // The framework's own 503 is not in the API's shape; `refuseWhenClosing` is.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    rewriteUrl: ({ url }) => tidy(url ?? "/"),
    frameworkErrors: renderError,
    clientErrorHandler: createBrokenRequestHandler(house),
  });
  app.setErrorHandler(renderError);
  app.setNotFoundHandler(refuseUnknownRoute);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    // A client that keeps its connection would come back to a server that is going.
    if (house.sessions.drain.begun()) reply.header("connection", "close");
  });
  refuseWhenClosing(app);
  reportResponses(app, house);
  installGuard(app, async (authorization, host) => {
    const principal = await authenticate(house.identity, authorization, host);
    requireScopes(principal, house.settings.requiredScopes);
    return principal;
  });
  const known = noteMethods(app);
  app.register(async (own) => serve(own, house));
  house.registerMore?.(app);
  app.register(async (last) => refuseOtherMethods(last, known));
  return app;
}

function serve(app: FastifyInstance, house: House): void {
  keepBodiesAsBytes(app);
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      config: { access: route.access },
      handler: (request, reply) =>
        route.access === "public"
          ? route.handle(house, request, reply)
          : route.handle(house, { principal: callerOf(request), params: paramsOf(request), request, reply }),
    });
  }
}

const paramsOf = (request: FastifyRequest) => request.params as Readonly<Record<string, string>>;

/**
 * A request target as the routes expect it. Clients join bases and paths with two slashes, which mean one; what
 * follows the question mark is left alone. A proxy may send the absolute form (RFC 9112 §3.2.2).
 */
function tidy(target: string): string {
  if (target.startsWith("/") && !target.includes("//")) return target;
  const [, path, query] = /^(?:https?:\/\/[^/?]*)?([^?]*)(\?.*)?$/i.exec(target) ?? [];
  return `${`/${path ?? ""}`.replace(/\/{2,}/g, "/")}${query ?? ""}`;
}

function refuseWhenClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", async () => {
    closing = true;
    // Node closes the connections that rest at this moment, and waits for those whose response ends later to time out.
    const timer = setInterval(() => app.server.closeIdleConnections(), CLOSE_MS);
    app.server.once("close", () => clearInterval(timer));
  });
  app.addHook("onRequest", async () => {
    if (closing) throw refused("unavailable", "the server is stopping. Send the request again in a moment");
  });
}

/** One line and one measurement for each response, streams included. */
function reportResponses(app: FastifyInstance, { metrics }: House): void {
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions } = request;
    const { url: route = "unknown" } = routeOptions;
    const status = reply.raw.statusCode;
    request.log.debug({ method, route, status, ms: Math.round(reply.elapsedTime) }, "answered");
    metrics.observe.request(method, route, status, reply.elapsedTime / 1000);
  });
}
