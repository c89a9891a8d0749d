// The OAuth endpoints that clients post forms to, the public keys and the discovery documents, over HTTP.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { INTROSPECT_PATH, KEYS_PATH, REVOKE_PATH, TOKEN_PATH } from "../contract/identity.ts";
import { Refused, refused } from "../contract/problems.ts";
import { PROTECTED_RESOURCE_PATH } from "../contract/protected-resource.ts";
import { type EndpointReply, refusedReply } from "../identity/exchange/endpoint.ts";
import type { TokenRequest } from "../identity/exchange/exchange.ts";
import { FORM } from "../identity/exchange/form.ts";
import { answerIntrospection } from "../identity/exchange/introspect.ts";
import type { TokenRefusal } from "../identity/exchange/refusal.ts";
import { answerRevocation } from "../identity/exchange/revoke.ts";
import { answerTokenRequest } from "../identity/exchange/token.ts";
import { authorizationServerMetadata, keySet, openIdConfiguration } from "../identity/holders/discovery.ts";
import { protectedResource, resourcePaths } from "../identity/holders/protected-resource.ts";
import type { Identity, Org } from "../identity/identity.ts";
import { orgAt } from "../identity/orgs/domains.ts";
import { bodyOf, keepBodiesAsText, queryOf } from "./request-text.ts";
import { asXml } from "./xml.ts";

/** Largest body of a form, in bytes: an assertion is a few kilobytes. */
const FORM_LIMIT = 64 * 1024;

export function identityRoutes(app: FastifyInstance, identity: Identity): void {
  app.register(async (scope) => formRoutes(scope, identity));
  for (const [path, document] of Object.entries(documents)) {
    app.get(path, { config: { access: "public" } }, async (request, reply) => {
      const org = (await orgAt(identity, request.headers.host)) ?? (await identity.records.orgAt(""));
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
  ...Object.fromEntries(
    resourcePaths.map((path) => [
      `${PROTECTED_RESOURCE_PATH}${path}`,
      (identity: Identity, org: Org) => protectedResource(identity, org, path),
    ]),
  ),
};

type Answer = (identity: Identity, request: TokenRequest) => Promise<EndpointReply>;

/** The endpoints that take forms. */
const endpoints: readonly { readonly path: string; readonly methods: readonly string[]; readonly answer: Answer }[] = [
  { path: TOKEN_PATH, methods: ["POST"], answer: answerTokenRequest },
  { path: REVOKE_PATH, methods: ["GET", "POST"], answer: answerRevocation },
  { path: INTROSPECT_PATH, methods: ["POST"], answer: answerIntrospection },
];

/** In a scope of its own: here a body is text whatever its type, and every refusal has the shape of RFC 6749 §5.2. */
function formRoutes(scope: FastifyInstance, identity: Identity): void {
  keepBodiesAsText(scope, FORM_LIMIT);
  scope.setErrorHandler((error: FastifyError | Refused, request, reply) => {
    // Refused before the route was reached, as while the server stops: rendered where all such refusals are.
    if (error instanceof Refused) throw error;
    const refusal = refusalOf(error, request);
    if (refusal.reason === "server_fault") request.log.error({ err: error }, "failed");
    return send(request, reply, refusedReply(refusal));
  });
  for (const { path, methods, answer } of endpoints) {
    scope.route({
      method: scope.supportedMethods,
      url: path,
      exposeHeadRoute: false,
      config: { access: "own" },
      handler: async (request, reply) => {
        const { method } = request;
        if (!methods.includes(method)) return send(request, reply, refusedReply({ reason: "method_not_post", method }));
        return send(request, reply, await answer(identity, tokenRequestOf(request)));
      },
    });
  }
}

const tokenRequestOf = (request: FastifyRequest): TokenRequest => ({
  method: request.method,
  host: request.headers.host,
  address: request.ip,
  userAgent: request.headers["user-agent"],
  contentType: request.headers["content-type"],
  authorization: request.headers.authorization,
  query: queryOf(request),
  body: bodyOf(request),
});

function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body, refusal, format }: EndpointReply) {
  if (refusal) request.log.info({ status, ...refusal }, "token request refused");
  const { type, write } = formats.get(format ?? "json") ?? json;
  return reply.code(status).type(`${type};charset=UTF-8`).headers(headers).send(write(body));
}

interface Format {
  readonly type: string;
  readonly write: (body: string) => string;
}

const json: Format = { type: "application/json", write: (body) => body };

/** The forms in which a client may want a token reply, by the parameter `format` (oauth spec §2.3). */
const formats: ReadonlyMap<string, Format> = new Map([
  ["json", json],
  ["urlencoded", { type: FORM, write: (body) => new URLSearchParams(JSON.parse(body)).toString() }],
  ["xml", { type: "application/xml", write: (body) => asXml("OAuth", JSON.parse(body)) }],
]);

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
