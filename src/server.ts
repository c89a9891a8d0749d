// The composition root: config to database to rooms to a listening server.
import { randomBytes, randomUUID } from "node:crypto";
import { v7 as sortableId } from "uuid";
import packageFile from "../package.json" with { type: "json" };
import { openActions } from "./actions/open.ts";
import { createCatalogue, listAgents } from "./agents/catalogue.ts";
import { type Config, withProjectSettings } from "./config.ts";
import type { Change, FileProblem } from "./contract/setup.ts";
import { createApp } from "./http/app.ts";
import { identityRoutes } from "./http/identity.ts";
import { createLog } from "./http/log.ts";
import { createMetrics } from "./http/metrics.ts";
import { setupRoutes } from "./http/setup.ts";
import { createIdentity } from "./identity/identity.ts";
import { openVault } from "./identity/vault.ts";
import { chooseModel } from "./models/choose.ts";
import { applyProject } from "./project/apply.ts";
import { operate } from "./project/operate.ts";
import { readProject } from "./project/read.ts";
import { watchProject } from "./project/watch.ts";
import { createSessions, type TurnReport } from "./sessions/sessions.ts";
import { keepSwept } from "./sessions/sweep.ts";
import { migrate } from "./store/migrate.ts";
import { openStore } from "./store/open.ts";
import { ping } from "./store/ping.ts";

export interface ServerOptions {
  /** The project folder. */
  readonly project: string;
  /** Where keys of model providers and the `${NAME}`s of the project file are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Apply the project again whenever it is edited, and say what came of it. */
  readonly watch?: (applied: Applied) => void;
  /** Told, in whole sentences, what an operator should know. */
  readonly onNotice?: (sentence: string) => void;
}

/** What an application of the project did, and what is wrong with it. */
export interface Applied {
  readonly changes: readonly Change[];
  readonly problems: readonly FileProblem[];
}

export interface RunningServer {
  /** My Domain URL: where clients reach this server. */
  readonly origin: string;
  readonly summary: Summary;
  /** Opens the operator's API below /dragoman/v1. For the owner of the data folder only. */
  readonly operatorToken: string;
  /** Finish what runs, then stop. */
  close(): Promise<void>;
}

export interface Summary extends Applied {
  readonly org: { readonly id: string; readonly name: string };
  readonly apps: readonly { readonly apiName: string; readonly consumerKey: string }[];
  readonly agents: readonly {
    readonly id: string;
    readonly developerName: string;
    readonly label: string;
    readonly active: boolean;
  }[];
  readonly model: { readonly id: string; readonly why: string };
  readonly engine: string;
}

/**
 * Open everything and listen. Throws an `Error` whose sentence says what to do; whatever was opened is closed again.
 */
export async function createServer(given: Config, options: ServerOptions): Promise<RunningServer> {
  const opened: (() => Promise<unknown>)[] = [];
  const closing = <T>(thing: T, close: (thing: T) => Promise<unknown>): T => {
    opened.unshift(() => close(thing));
    return thing;
  };
  const closeAll = async () => {
    for (const close of opened.splice(0)) await close();
  };
  try {
    return await compose(given, options, closing, closeAll);
  } catch (error) {
    await closeAll().catch(() => {});
    throw error;
  }
}

async function compose(
  given: Config,
  { project: folder, env, watch, onNotice = () => {} }: ServerOptions,
  closing: <T>(thing: T, close: (thing: T) => Promise<unknown>) => T,
  closeAll: () => Promise<void>,
): Promise<RunningServer> {
  const now = Date.now;
  const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  const project = await readProject(folder, env);
  const config = withProjectSettings(given, project.declared?.settings ?? {});
  const log = createLog(config, process.stderr);
  const metrics = createMetrics();

  const { data, databaseUrl, databasePool: pool } = config;
  const store = closing(await openStore({ data, databaseUrl, pool, onNotice }), (each) => each.close());
  await migrate(store.db);

  // The origin is known once the server listens; nothing asks for it before.
  let origin = config.publicUrl ?? "";
  const vault = await openVault({ secretKey: config.secretKey, data }, random);
  const identity = createIdentity({ db: store.db, vault, origin: () => origin, now, random });
  const catalogue = createCatalogue({ db: store.db, now, random });
  const actions = openActions({
    folder: project.folder,
    endpoints: project.declared?.actions ?? {},
    allowPrivate: config.actionAllow,
    timeoutMs: config.actionTimeoutS * 1000,
    log: (line) => log.warn(line),
  });
  closing(actions, (each) => each.close());
  const ports = { catalogue, identity, actions };
  const applied = await applyProject(project, ports);
  const orgId = applied.orgId;
  if (orgId === undefined) throw new Error(sentenceOf(applied.problems));

  const chosen = await chooseModel(modelSettings(config), env, { now, random: Math.random });
  const model = closing(chosen.model, async (each) => each.close?.());

  const sessions = createSessions({
    db: store.db,
    catalogue,
    model: (request) => model.stream(request),
    action: (call) => actions.run(call),
    origin: () => origin,
    now,
    newId: randomUUID,
    newKey: sortableId,
    limits: {
      turnTimeoutMs: config.turnTimeoutS * 1000,
      leaseMs: config.leaseS * 1000,
      idleMs: config.sessionIdleMin * 60_000,
      historyMessages: config.historyMessages,
    },
    unknownAgentIs500: config.unknownAgentStatus === "500",
    observe: (report) => {
      metrics.observe.turn(report);
      logTurn(log, report);
    },
  });
  closing(sessions, (each) => each.stop());
  const limits = { idleMinutes: config.sessionIdleMin, retentionDays: config.retentionDays };
  closing(
    keepSwept(store, limits, (error) => log.warn({ err: error }, "housekeeping failed and will be tried again")),
    (each) => each.stop(),
  );

  const reachable = () => ping(store.db);
  const org = { id: orgId, name: project.declared?.org.name ?? orgId };
  const operations = operate({
    ...ports,
    org,
    version: packageFile.version,
    engine: store.describe,
    model: { id: model.id, why: chosen.why },
    reachable,
  });
  const operatorToken = randomBytes(32).toString("base64url");
  const app = createApp({
    sessions,
    identity,
    log,
    metrics,
    settings: config,
    origin: () => origin,
    now,
    ready: async () => {
      const database = await reachable().then(
        () => "ok",
        () => "the database does not answer",
      );
      return { ok: database === "ok", checks: { database } };
    },
    registerMore: (more) => {
      identityRoutes(more, identity);
      setupRoutes(more, { operatorToken, orgId, catalogue, ...operations });
    },
  });
  closing(app, (each) => each.close());
  const address = await app.listen({ host: config.host, port: config.port });
  origin ||= address;
  await store.announce(origin);

  if (watch) {
    const stop = new AbortController();
    const again = async () => watch(await applyProject(await readProject(folder, env), ports, orgId));
    const { done } = await watchProject(project.folder, again, stop.signal);
    closing(done, async () => {
      stop.abort();
      await done;
    });
  }

  const { changes, problems } = applied;
  const agents = await listAgents(store.db, orgId);
  return {
    origin,
    operatorToken,
    summary: {
      changes,
      problems,
      org,
      apps: (await operations.apps()).map(({ apiName, consumerKey }) => ({ apiName, consumerKey })),
      agents: agents.map(({ id, developerName, label, activeVersionId }) => ({
        id,
        developerName,
        label,
        active: activeVersionId !== null,
      })),
      model: { id: model.id, why: chosen.why },
      engine: store.describe,
    },
    close: closeAll,
  };
}

const modelSettings = (config: Config) => ({
  setting: config.model,
  fallback: config.modelFallback,
  baseUrl: config.modelBaseUrl,
  apiKey: config.modelApiKey,
  timeoutMs: config.modelTimeoutS * 1000,
  retries: config.modelRetries,
});

const sentenceOf = (problems: readonly FileProblem[]) =>
  problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`).join("\n");

function logTurn(log: ReturnType<typeof createLog>, { failure, ...report }: TurnReport): void {
  if (report.outcome === "done") log.debug(report, "turn done");
  else log.error({ ...report, err: failure }, `turn ${report.outcome}`);
}
