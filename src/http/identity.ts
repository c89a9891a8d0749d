// The OAuth endpoints over HTTP: the token endpoint, the public keys and the discovery documents.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { KEYS_PATH, TOKEN_PATH } from "../contract/identity.ts";
import { Refused, refused } from "../contract/problems.ts";
import { authorizationServerMetadata, keySet, openIdConfiguration } from "../identity/discovery.ts";
import { orgAt } from "../identity/domains.ts";
import type { TokenRequest } from "../identity/exchange.ts";
import type { Identity, Org } from "../identity/identity.ts";
import type { TokenRefusal } from "../identity/refusal.ts";
import { answerTokenRequest, refusedReply, type TokenReply } from "../identity/token.ts";

/** Largest body of a token request, in bytes: an assertion of a later grant is a few kilobytes. */
const FORM_LIMIT = 64 * 1024;

export function identityRoutes(app: FastifyInstance, identity: Identity): void {
  app.register(async (scope) => tokenRoutes(scope, identity));
  for (const [path, document] of Object.entries(documents)) {
    app.get(path, { config: { access: "public" } }, async (request, reply) => {
      const org = (await orgAt(identity, request.host)) ?? (await identity.records.orgAt(""));
      if (!org) throw refused("route_not_found", `GET ${path}`, "Ask at the domain of an org");
      // Verifiers may keep these for five minutes, and browsers' pages may read them.
      reply.headers({ "cache-control": "public, max-age=300", "access-control-allow-origin": "*" });
      return document(identity, org);
    });
  }
}

/** What an org publishes, by path. */
const documents: Readonly<Record<string, (identity: Identity, org: Org) => object | Promise<object>>> = {
  [KEYS_PATH]: keySet,
  "/.well-known/openid-configuration": openIdConfiguration,
  "/.well-known/oauth-authorization-server": authorizationServerMetadata,
};

/** In a scope of its own: here a body is text whatever its type, and every refusal has the shape of RFC 6749 §5.2. */
function tokenRoutes(scope: FastifyInstance, identity: Identity): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "*",
    { parseAs: "string", bodyLimit: FORM_LIMIT },
    async (_: FastifyRequest, body: string) => body,
  );
  scope.setErrorHandler((error: FastifyError | Refused, request, reply) => {
    // Refused before the route was reached, as while the server stops: rendered where all such refusals are.
    if (error instanceof Refused) throw error;
    const refusal = refusalOf(error, request);
    if (refusal.reason === "server_fault") request.log.error({ err: error }, "failed");
    return send(request, reply, refusedReply(refusal));
  });
  scope.post(TOKEN_PATH, { config: { access: "own" } }, async (request, reply) =>
    send(request, reply, await answerTokenRequest(identity, tokenRequestOf(request))),
  );
  scope.route({
    method: scope.supportedMethods.filter((method) => method !== "POST"),
    url: TOKEN_PATH,
    config: { access: "own" },
    handler: (request, reply) =>
      send(request, reply, refusedReply({ reason: "method_not_post", method: request.method })),
  });
}

function tokenRequestOf(request: FastifyRequest): TokenRequest {
  const at = request.url.indexOf("?");
  return {
    host: request.host,
    address: request.ip,
    contentType: request.headers["content-type"],
    authorization: request.headers.authorization,
    query: at < 0 ? "" : request.url.slice(at + 1),
    body: typeof request.body === "string" ? request.body : "",
  };
}

function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body, refusal }: TokenReply) {
  if (refusal) request.log.info({ status, ...refusal }, "token refused");
  return reply.code(status).headers(headers).type("application/json;charset=UTF-8").send(body);
}

/** What Fastify refuses by itself is a malformed form; everything else is a fault of the server. */
function refusalOf(error: FastifyError, request: FastifyRequest): TokenRefusal {
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return { reason: "form_malformed", why: `the body is larger than ${FORM_LIMIT} bytes` };
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return { reason: "form_malformed", why: "the body or its Content-Type cannot be read" };
  }
  return { reason: "server_fault", requestId: request.id };
}
