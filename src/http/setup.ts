// The operator's API over HTTP: for whoever can read the token in the data folder, and on this machine only.
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Catalogue, findAgent, listAgents, versionsOf } from "../agents/catalogue.ts";
import { checkSource } from "../agents/check.ts";
import { type ActivationChange, activate, deactivate } from "../agents/lifecycle.ts";
import { refused } from "../contract/problems.ts";
import {
  type ActivationReply,
  type AgentDetail,
  type AppCredentials,
  type AppSummary,
  type DoctorFacts,
  type Endpoint,
  type OpenedLink,
  type RecordCall,
  type RecordOperations,
  reported,
  SETUP_PATH,
  type ServerStatus,
  type SetupBody,
  type SetupCall,
  type SetupParams,
  type SetupReply,
  setupEndpoints,
} from "../contract/setup.ts";
import { operator } from "../identity/actor.ts";
import { keepBodiesAsBytes, readJson } from "./json.ts";
import { parseBody } from "./parse.ts";

/** What the operator's API is made of. The composition root fills it in. */
export interface SetupPorts {
  readonly operatorToken: string;
  /** The org asked about: that of the project, unless a request names another. */
  readonly orgId: string;
  /** Id of the org with this id, domain or name. Refuses with `bad_request`: there is none. */
  readonly findOrg: (asked: string) => Promise<string>;
  readonly catalogue: Catalogue;
  readonly status: (orgId?: string) => Promise<ServerStatus>;
  readonly apps: (orgId?: string) => Promise<AppSummary[]>;
  /** Key and secret of an app, by API name or id; `undefined` when there is no such app. */
  readonly credentials: (app: string, orgId?: string) => Promise<AppCredentials | undefined>;
  /** A one-time link for the operator: as this user, else as an admin. Refuses with `bad_request`. */
  readonly open: (username: string | undefined, orgId?: string) => Promise<OpenedLink>;
  readonly doctor: () => Promise<DoctorFacts>;
  /** What is asked about the records of an org. */
  readonly records: RecordOperations;
}

type Handlers<Calls extends SetupCall> = {
  readonly [C in Calls]: (
    ports: SetupPorts,
    params: SetupParams<C>,
    body: SetupBody<C>,
  ) => Promise<SetupReply<C>> | SetupReply<C>;
};

const handlers: Handlers<Exclude<SetupCall, RecordCall>> = {
  status: ({ status, orgId }) => status(orgId),
  agents: async ({ catalogue, orgId }) => {
    const agents = await listAgents(catalogue.db, orgId);
    return {
      agents: agents.map(({ activeNumber, latestNumber, activeVersionId, ...agent }) => ({
        ...agent,
        active: activeVersionId !== null,
        activeVersion: activeNumber,
        latestVersion: latestNumber,
      })),
    };
  },
  agent: ({ catalogue, orgId }, { agent }) => detail(catalogue, orgId, agent),
  validate: (_, { agent }, { source }) => {
    const problems = checkSource(source, agent).problems.map(reported);
    return { valid: problems.every((problem) => problem.severity !== "error"), problems };
  },
  activate: async ({ catalogue, orgId }, { agent }, { version }) =>
    activationReply(catalogue, orgId, await activate(catalogue, orgId, agent, { version, actor: operator.actor })),
  deactivate: async ({ catalogue, orgId }, { agent }) =>
    activationReply(catalogue, orgId, await deactivate(catalogue, orgId, agent, operator.actor)),
  apps: async ({ apps, orgId }) => ({ apps: await apps(orgId) }),
  credentials: async ({ credentials, apps, orgId }, { app }) => {
    const found = await credentials(app, orgId);
    if (found) return found;
    const known = (await apps(orgId)).map(({ apiName }) => apiName).join(", ");
    throw refused("bad_request", `No external client app is named ${app}. The apps are: ${known || "none"}`);
  },
  open: ({ open, orgId }, _, { username }) => open(username, orgId),
  doctor: ({ doctor }) => doctor(),
};

/** Register every endpoint of the operator's API below `/dragoman/v1`. */
export function setupRoutes(app: FastifyInstance, ports: SetupPorts): void {
  app.register(async (scope) => {
    keepBodiesAsBytes(scope);
    scope.addHook("onRequest", async (request) => {
      requireOperator(request, ports.operatorToken);
      // U+0000: nothing here has it in its name, and no database takes it.
      if (request.url.includes("%00")) throw refused("path_malformed");
    });
    for (const call of Object.keys(setupEndpoints) as SetupCall[]) serve(scope, ports, call);
  });
}

function serve<C extends SetupCall>(scope: FastifyInstance, ports: SetupPorts, call: C): void {
  const endpoint: Endpoint = setupEndpoints[call];
  const all: Handlers<SetupCall> = { ...handlers, ...ports.records };
  const handle = all[call];
  scope.route({
    method: endpoint.method,
    url: `${SETUP_PATH}${endpoint.path}`,
    config: { access: "own" },
    handler: async (request) => {
      const body = endpoint.body && parseBody(endpoint.body, readJson(request.body));
      const at = { ...ports, orgId: await askedOrg(request, ports) };
      return endpoint.reply.parse(await handle(at, request.params as SetupParams<C>, body as SetupBody<C>));
    },
  });
}

async function askedOrg({ query }: FastifyRequest, { orgId, findOrg }: SetupPorts): Promise<string> {
  const { org } = query as Readonly<Record<string, unknown>>;
  if (org === undefined) return orgId;
  if (typeof org !== "string") throw refused("bad_request", "Name one org: ?org=<id, domain or name>");
  return findOrg(org);
}

/** A caller on this machine who holds the operator's token; compared by hash, so that time tells nothing. */
function requireOperator(request: FastifyRequest, operatorToken: string): void {
  const { remoteAddress = "", localAddress } = request.socket;
  if (!/^(?:::ffff:)?127\.|^::1$/.test(remoteAddress) && remoteAddress !== localAddress) {
    throw refused("forbidden", "the operator's API answers on the server's own machine only");
  }
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (!timingSafeEqual(digest(given), digest(operatorToken))) {
    throw refused("token_invalid", "the operator's API takes the token from operator.json in the server's data folder");
  }
}

const digest = (text: string) => createHash("sha256").update(text).digest();

async function detail(catalogue: Catalogue, orgId: string, idOrDeveloperName: string): Promise<AgentDetail> {
  const agent = await findAgent(catalogue.db, orgId, idOrDeveloperName);
  if (!agent) throw refused("agent_not_found", idOrDeveloperName);
  const versions = await versionsOf(catalogue.db, agent.id);
  return {
    id: agent.id,
    developerName: agent.developerName,
    label: agent.label,
    agentType: agent.agentType,
    active: agent.activeVersionId !== null,
    activeVersion: versions.find((version) => version.id === agent.activeVersionId)?.number ?? null,
    latestVersion: versions[0]?.number ?? null,
    versions: versions.map(({ id, number, state, createdAt, committedAt }) => ({
      id,
      number,
      state,
      createdAt: createdAt.toISOString(),
      committedAt: committedAt?.toISOString() ?? null,
    })),
  };
}

async function activationReply(
  catalogue: Catalogue,
  orgId: string,
  { agent, version, changed }: ActivationChange,
): Promise<ActivationReply> {
  return { agent: await detail(catalogue, orgId, agent.id), version: version?.number ?? null, changed };
}
