// Who may call a route: every route says so, and a route that does not say is refused at start.
import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import type { Principal } from "../contract/identity.ts";
import { refused } from "../contract/problems.ts";

/**
 * `agent-api`: a bearer token with the required scopes. `public`: anybody. `own`: the route itself asks for
 * credentials, such as those of an OAuth client or a cookie.
 */
export type Access = "agent-api" | "own" | "public";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Set by the guard before the body is read. */
    principal: Principal | null;
  }
}

/**
 * Puts the guard in front of every route registered from now on. `identify` turns an Authorization header, and the
 * host it was sent to, into the principal it speaks for, or throws the refusal. It is asked before the body is read.
 */
export function installGuard(
  app: FastifyInstance,
  identify: (authorization: string | undefined, host: string | undefined) => Promise<Principal>,
): void {
  app.decorateRequest("principal", null);
  app.addHook("onRoute", requireAccess);
  app.addHook("onRequest", async (request) => {
    if (request.routeOptions.config.access !== "agent-api") return;
    request.principal = await identify(request.headers.authorization, request.headers.host);
  });
}

function requireAccess({ method, url, config }: RouteOptions): void {
  if (!config?.access) throw new Error(`${method} ${url} does not say who may call it: set config.access`);
}

/** Whom a guarded route serves. */
export function callerOf(request: FastifyRequest): Principal {
  if (!request.principal) throw refused("forbidden", "this route has no guard");
  return request.principal;
}
