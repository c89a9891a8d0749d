// A real server for a test: a free port, a data folder of its own, and the calls that tests make most.
import { join } from "node:path";
import { type Config, loadConfig } from "../../src/config.ts";
import type { StartSessionResponse } from "../../src/contract/agent-api.ts";
import { createServer, type RunningServer } from "../../src/server.ts";

export interface TestServerOptions {
  /** Project folder, from the root of the repository. Default: the project of the conformance suite. */
  readonly project?: string;
  readonly config?: Partial<Config>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface TestServer {
  readonly origin: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** Ids by developer name. */
  readonly agents: Readonly<Record<string, string>>;
  readonly running: RunningServer;
  /** An access token of the project's first app. */
  token(): Promise<string>;
  /** Ask the token endpoint by client credentials, with fields changed, added, or (undefined) left out. */
  issue(fields?: Readonly<Record<string, string | undefined>>): Promise<Response>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Call the Agent API below its base path, with a token, and JSON unless told otherwise. */
  api(path: string, call?: ApiCall): Promise<Response>;
  /** Call the operator's API below its base path. */
  operate(path: string, body?: unknown): Promise<Response>;
  startSession(agent?: string, extra?: Readonly<Record<string, unknown>>): Promise<StartSessionResponse>;
  close(): Promise<void>;
}

export interface ApiCall {
  readonly method?: string;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** An empty value takes a header away. */
  readonly headers?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, "../..");
const conformanceProject = "test/fixtures/project";

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const project = join(root, options.project ?? conformanceProject);
  const { config } = loadConfig({}, { port: 0, data: ":memory:", logLevel: "silent", ...options.config });
  const running = await createServer(config, { project, env: options.env ?? {} });
  const { origin } = running;
  const at = (path: string, init?: RequestInit) => fetch(`${origin}${path}`, init);

  const operate = (path: string, body?: unknown) =>
    at(`/dragoman/v1${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${running.operatorToken}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const app = running.summary.apps[0]!.apiName;
  const { consumerKey, consumerSecret } = (await (await operate(`/apps/${app}/credentials`, {})).json()) as {
    consumerKey: string;
    consumerSecret: string;
  };
  const agents = Object.fromEntries(running.summary.agents.map((agent) => [agent.developerName, agent.id]));

  const issue: TestServer["issue"] = (fields = {}) => {
    const form = new URLSearchParams();
    const all = { grant_type: "client_credentials", client_id: consumerKey, client_secret: consumerSecret, ...fields };
    for (const [name, value] of Object.entries(all)) if (value !== undefined) form.set(name, value);
    return at("/services/oauth2/token", { method: "POST", body: form });
  };
  const token = async () => ((await (await issue()).json()) as { access_token: string }).access_token;

  const api: TestServer["api"] = async (path, { method = "POST", body, headers = {} } = {}) => {
    const all = { authorization: `Bearer ${await token()}`, "content-type": "application/json", ...headers };
    return at(`/einstein/ai-agent/v1${path}`, {
      method,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== "")),
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  };

  const startSession: TestServer["startSession"] = async (agent = Object.keys(agents)[0]!, extra = {}) => {
    const response = await api(`/agents/${agents[agent]}/sessions`, {
      body: { externalSessionKey: "test", instanceConfig: { endpoint: origin }, ...extra },
    });
    if (response.status !== 200) throw new Error(`start session: ${response.status} ${await response.text()}`);
    return (await response.json()) as StartSessionResponse;
  };

  return {
    origin,
    consumerKey,
    consumerSecret,
    agents,
    running,
    token,
    issue,
    fetch: at,
    api,
    operate,
    startSession,
    close: running.close,
  };
}
