// Requests for what is not there: an unknown path, or a known path with another method.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { BASE_PATH } from "../contract/agent-api.ts";
import { refused } from "../contract/problems.ts";

/** Wrong paths that clients are known to try (agent-api spec §5.8), with the right one. The first that fits counts. */
const signposts: readonly (readonly [path: RegExp, hint: string])[] = [
  [/\/agents\/[^/]+\/sessions\/[^/]+/, `A session has a path of its own: ${BASE_PATH}/sessions/{sessionId}/messages`],
  [/\/agents\/[^/]+\/sessions$/, `Sessions are started at ${BASE_PATH}/agents/{agentId}/sessions`],
  [/\/einstein\/ai-agent\/v1\/?$/, `Sessions are started at ${BASE_PATH}/agents/{agentId}/sessions`],
  [
    /\/einstein\/ai-agent\/v1\/(agents|sessions)\/?$/,
    "The Agent API does not list agents or sessions; /docs lists every path",
  ],
  [/.\/$/, "Leave out the slash at the end"],
];

/** Fastify's handler for paths without a route. */
export async function refuseUnknownRoute(request: FastifyRequest): Promise<never> {
  const path = request.url.split("?", 1)[0]!;
  const hint = signposts.find(([wrong]) => wrong.test(path))?.[1] ?? "";
  throw refused("route_not_found", `${request.method} ${path}`, hint);
}

/** The methods of each path, filled as rooms register their routes. */
export type KnownMethods = ReadonlyMap<string, ReadonlySet<string>>;

/** Notes every route registered from now on. */
export function noteMethods(app: FastifyInstance): KnownMethods {
  const known = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    const methods = known.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    known.set(url, methods);
  });
  return known;
}

/** Answers 405 with `Allow` (RFC 9110 §15.5.6) to the other methods of every known path. Registered last. */
export function refuseOtherMethods(app: FastifyInstance, known: KnownMethods): void {
  for (const [url, methods] of [...known]) {
    const allow = [...methods].sort().join(", ");
    app.route({
      url,
      method: app.supportedMethods.filter((method) => !methods.has(method)),
      config: { access: "public" },
      onRequest: async (request, reply) => {
        reply.header("allow", allow);
        throw refused("method_not_allowed", request.method, allow);
      },
      handler: () => {},
    });
  }
}
