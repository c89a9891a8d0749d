// Setup's API over HTTP: every row of the contract as a route, for pages and for the command line.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refused } from "../contract/problems.ts";
import { SETUP_PATH, type SetupEndpoints, setupEndpoints } from "../contract/setup.ts";
import type { Caller, Endpoint, Handlers } from "../contract/setup-endpoint.ts";
import { sessionEndpoints } from "../contract/setup-session.ts";
import { keepBodiesAsBytes, readJson } from "./json.ts";
import { parseBody } from "./parse.ts";
import { type AtPage, type CallerPorts, callerOf } from "./setup-caller.ts";
import { type SessionCall, sessionAnswers } from "./setup-session.ts";
import { whileAllowed } from "./setup-standing.ts";
import { sendEvents } from "./setup-stream.ts";

export interface SetupPorts extends CallerPorts {
  readonly version: string;
  /** What answers each row that is not about the session of the page. */
  readonly operations: Operations;
}

export type Operations = Handlers<Omit<SetupEndpoints, SessionCall>>;

/** Register every row of Setup's API below `/dragoman/v1`. */
export function setupRoutes(app: FastifyInstance, ports: SetupPorts): void {
  app.register(async (scope) => {
    keepBodiesAsBytes(scope);
    // A stream that waits for news would keep the server from stopping.
    const stopping = new AbortController();
    scope.addHook("preClose", async () => stopping.abort());
    scope.addHook("onRequest", async (request, reply) => {
      reply.header("cache-control", "no-store");
      // U+0000: nothing here has it in its name, and no database takes it.
      if (request.url.includes("%00")) throw refused("path_malformed");
    });
    for (const [call, endpoint] of Object.entries<Endpoint>(setupEndpoints)) {
      scope.route({
        method: endpoint.method,
        url: `${SETUP_PATH}${endpoint.path}`,
        bodyLimit: BODY_LIMIT,
        config: { access: "own" },
        handler: (request, reply) => answer(ports, call, endpoint, stopping.signal, request, reply),
      });
    }
  });
}

/** Largest body, in bytes: a script of the largest size that is read, escaped, or a folder of metadata files. */
const BODY_LIMIT = 8 * 1024 * 1024;

async function answer(
  ports: SetupPorts,
  call: string,
  endpoint: Endpoint,
  stopping: AbortSignal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { caller, atPage } = await callerOf(ports, request, endpoint);
  const body = endpoint.body && parseBody(endpoint.body, readJson(request.body));
  if (call in sessionEndpoints) return ownAnswer(ports, call as SessionCall, endpoint, atPage, body, reply);
  const { org: _, ...asked } = request.query as Readonly<Record<string, unknown>>;
  const query = endpoint.query && parseBody(endpoint.query, asked);
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  const withdrawn = endpoint.events && whileAllowed(() => callerOf(ports, request, endpoint, false), gone.signal);
  const signal = withdrawn ? AbortSignal.any([gone.signal, stopping, withdrawn]) : gone.signal;
  const handle = (ports.operations as Readonly<Record<string, AnyHandler>>)[call]!;
  const said = handle(caller, { params: request.params, query, body, signal } as never);
  if (withdrawn) return sendEvents(reply, said as AsyncIterable<unknown>, endpoint.reply, withdrawn);
  return endpoint.reply.parse(await said);
}

/** A handler whose row is known by its name only: its parts were parsed by the same row. */
type AnyHandler = (caller: Caller, given: never) => unknown;

async function ownAnswer(
  ports: SetupPorts,
  call: SessionCall,
  endpoint: Endpoint,
  atPage: AtPage | undefined,
  body: unknown,
  reply: FastifyReply,
): Promise<unknown> {
  if (!atPage) throw refused("login_required");
  const handle: (ports: SetupPorts, atPage: AtPage, body: never, reply: FastifyReply) => Promise<unknown> =
    sessionAnswers[call];
  return endpoint.reply.parse(await handle(ports, atPage, body as never, reply));
}
