// A door with the routes of a test, set up as the server sets up its own, and everything its log wrote.
import { PassThrough } from "node:stream";
import fastify, { type FastifyBaseLogger, type FastifyInstance, type InjectOptions, LogController } from "fastify";
import { createErrorHandler } from "../../src/http/errors.ts";
import { createLog } from "../../src/http/log.ts";
import { noteMethods, refuseOtherMethods, refuseUnknownRoute } from "../../src/http/not-found.ts";
import type { AppDeclaration } from "../../src/identity/apps/app-declaration.ts";
import type { MemberDeclaration } from "../../src/identity/people/member-declaration.ts";
import { declareMember } from "../../src/identity/people/members.ts";
import { granted, ORIGIN, type TestApp, type TestIdentity } from "./identity.ts";

export interface Ask extends Pick<InjectOptions, "method" | "payload"> {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  json(): unknown;
}

export interface TestDoor {
  ask(path: string, ask?: Ask): Promise<Answered>;
  /** Every line of the log. */
  logged(): string;
  close(): Promise<void>;
}

/** Requests are answered at the domain of the test's org, as if they had come over the network. */
export async function openDoor(
  room: TestIdentity,
  ...register: readonly ((app: FastifyInstance, identity: TestIdentity["identity"]) => void)[]
): Promise<TestDoor> {
  const stream = new PassThrough();
  let logged = "";
  stream.on("data", (chunk) => {
    logged += chunk;
  });
  const settings = { bodyLimitKb: 1024, feedbackStatus: "201", lenientEnd: false, requiredScopes: [] } as const;
  const log: FastifyBaseLogger = createLog({ logLevel: "debug", logFormat: "json" }, stream);
  const renderError = createErrorHandler({ now: room.identity.now, settings });
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: renderError,
  });
  app.setErrorHandler(renderError);
  app.setNotFoundHandler(refuseUnknownRoute);
  const known = noteMethods(app);
  for (const routes of register) routes(app, room.identity);
  app.register(async (last) => refuseOtherMethods(last, known));
  await app.ready();
  return {
    async ask(url, { token, headers, ...rest } = {}) {
      const reply = await app.inject({
        ...rest,
        url,
        headers: { host: new URL(ORIGIN).host, ...(token && { authorization: `Bearer ${token}` }), ...headers },
      });
      return {
        status: reply.statusCode,
        headers: reply.headers,
        body: reply.body,
        json: () => JSON.parse(reply.body),
      };
    },
    logged: () => logged,
    close: () => app.close(),
  };
}

/** A user of the org, an app that runs as this user, and a token of it. */
export async function tokenFor(
  room: TestIdentity,
  user: Partial<MemberDeclaration> & { readonly username: string },
  app: Partial<AppDeclaration> = {},
): Promise<{ readonly memberId: string; readonly app: TestApp; readonly token: string }> {
  const person = { name: "Ann Example", kind: "standard", madeBy: "project", ...user } as const;
  const { id: memberId } = await declareMember(room.identity, room.orgId, person);
  const declared = await room.declare({ apiName: `App_${memberId}`, runAs: user.username, ...app });
  return { memberId, app: declared, token: granted(await room.post(declared.form)).access_token };
}
