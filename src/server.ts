// The composition root: config to database to rooms to a listening server.
import { randomBytes, randomUUID } from "node:crypto";
import { v7 as sortableId } from "uuid";
import packageFile from "../package.json" with { type: "json" };
import { openActions } from "./actions/open.ts";
import { createCatalogue, listAgents } from "./agents/catalogue.ts";
import { openClosers } from "./closers.ts";
import { type Config, modelSettings, withProjectSettings } from "./config.ts";
import type { Random } from "./contract/ids.ts";
import { isLoopback } from "./contract/loopback.ts";
import type { Change, FileProblem } from "./contract/setup.ts";
import { createApp } from "./http/app.ts";
import { authorizeRoutes } from "./http/authorize.ts";
import { dataRoutes } from "./http/data-api.ts";
import { identityRoutes } from "./http/identity.ts";
import { identityInfoRoutes } from "./http/identity-info.ts";
import { createLog, type Log } from "./http/log.ts";
import { loginRoutes } from "./http/login.ts";
import { createMetrics } from "./http/metrics.ts";
import { setupRoutes } from "./http/setup.ts";
import { setupPageRoutes } from "./http/setup-pages.ts";
import { listApps } from "./identity/apps/apps.ts";
import { createIdentity } from "./identity/identity.ts";
import { openVault } from "./identity/keys/vault.ts";
import { mayUseAgent } from "./identity/people/permits.ts";
import { openModels } from "./models/open.ts";
import { readParams } from "./models/params.ts";
import { keepAuditLogged } from "./operations/audit-log.ts";
import { keptModels } from "./operations/kept-models.ts";
import { type AdminLink, adminLinks } from "./operations/links.ts";
import { operate } from "./operations/operate.ts";
import { findOrg, orgsOf } from "./operations/orgs.ts";
import { applyProject } from "./project/apply.ts";
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
  /** URL of the address listened on; behind a proxy it is not the origin. */
  readonly address: string;
  readonly summary: Summary;
  /** Opens the operator's API below /dragoman/v1. For the owner of the data folder only. */
  readonly operatorToken: string;
  /** For each org in which no admin can log in by a password: the first one is made, or one declared sets a password. */
  readonly adminLinks: readonly AdminLink[];
  /** Finish what runs, then stop. */
  close(): Promise<void>;
}

export interface Summary extends Applied {
  readonly org: { readonly id: string; readonly name: string };
  /** The orgs with a domain of their own. */
  readonly otherOrgs: readonly { readonly id: string; readonly name: string; readonly origin: string }[];
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
  const { project: folder, env, onNotice = () => {} } = options;
  const closers = openClosers();
  try {
    const project = await readProject(folder, env);
    if (!project.declared) throw new Error(sentenceOf(project.problems));
    let declared = project.declared;
    const config = withProjectSettings(given, declared.settings);
    const log = createLog(config, process.stderr);
    const metrics = createMetrics();

    const { data, databaseUrl, databasePool: pool } = config;
    const store = closers.add(await openStore({ data, databaseUrl, pool, onNotice }), (each) => each.close());
    const { db } = store;
    await migrate(db);

    // The origin is known once the server listens; nothing asks for it before.
    let origin = config.publicUrl ?? "";
    const world = { db, origin: () => origin, now: Date.now, random };
    const { secretKey, secretKeyPrevious: previous } = config;
    const vault = await openVault({ secretKey, previous, data }, random);
    const identity = createIdentity({ ...world, vault });
    const catalogue = createCatalogue(world);
    const actions = closers.add(openActions(actionOptions(config, log, folder, () => declared.actions)), (each) =>
      each.close(),
    );
    const keptOfModels = keptModels(identity);
    const named = () => ({ ...declared.models, ...config.models });
    const models = closers.add(
      await openModels(modelSettings(config), named, env, { now: Date.now, random: Math.random }, keptOfModels.read),
      (each) => each.close(),
    );
    const ports = { catalogue, identity, actions, answering: models.answering, readParams };
    const applied = await applyProject(project, ports);
    const { orgId } = applied;
    if (orgId === undefined) throw new Error(sentenceOf(applied.problems));

    const sessions = createSessions({
      ...world,
      catalogue,
      model: models.stream,
      action: (call) => actions.run(call),
      newId: randomUUID,
      newKey: sortableId,
      limits: sessionLimits(config),
      mayUseAgent: (...asked) => mayUseAgent(identity, ...asked),
      unknownAgentIs500: config.unknownAgentStatus === "500",
      observe: (report) => {
        if (!report.preview) metrics.observe.turn(report);
        logTurn(log, report);
      },
    });
    closers.add(sessions, (each) => each.stop());
    const ages = { idleMs: sessionLimits(config).idleMs, retentionDays: config.retentionDays };
    const sweep = keepSwept(store, ages, (err) => log.warn({ err }, "housekeeping failed and will be tried again"));
    closers.add(sweep, (each) => each.stop());
    const auditLog = keepAuditLogged(db, ({ number, at, ...entry }) =>
      log.info({ audit: number, ...entry }, entry.action),
    );
    closers.add(auditLog, (each) => each.stop());

    const org = { id: orgId, name: declared.org.name };
    const facts = {
      org,
      version: packageFile.version,
      engine: store.describe,
    };
    const running = {
      startedAt: Date.now(),
      embedded: databaseUrl === undefined,
      publicUrl: config.publicUrl !== undefined,
    };
    const kept = {
      sessionDays: config.retentionDays,
      idleMinutes: config.sessionIdleMin,
      exportRows: config.exportRows,
    };
    const operations = operate({
      ...facts,
      running,
      kept,
      prices: config.modelPrices,
      catalogue,
      identity,
      sessions,
      actions,
      models: {
        ...{ models, kept: keptOfModels, named },
        env: { ...env, DRAGOMAN_MODEL_API_KEY: config.modelApiKey },
        decidedBy: config.model === undefined ? null : given.decided.has("model") ? "environment" : "project",
        hasBaseUrl: config.modelBaseUrl !== undefined,
      },
      reachable: () => ping(db),
    });
    const operatorToken = randomBytes(32).toString("base64url");
    const app = createApp({
      ...world,
      sessions,
      identity,
      log,
      metrics,
      settings: config,
      ready: async () => {
        const why = await ping(db).then(
          () => undefined,
          () => "it does not answer",
        );
        return { ok: why === undefined, checks: { database: why ?? "ok" } };
      },
      registerMore: (more) => {
        identityRoutes(more, identity);
        authorizeRoutes(more, identity);
        loginRoutes(more, identity);
        identityInfoRoutes(more, identity);
        dataRoutes(more, identity);
        setupPageRoutes(more, identity);
        setupRoutes(more, {
          identity,
          operatorToken,
          orgId,
          findOrg: (asked) => findOrg(identity, asked),
          version: facts.version,
          operations,
        });
      },
    });
    closers.add(app, (each) => each.close());
    const address = await app.listen({ host: config.host, port: config.port });
    origin ||= address;
    await store.announce(origin);
    if (!isLoopback(config.host)) onNotice(exposed(config.publicUrl));

    const { watch } = options;
    if (watch) {
      const stop = new AbortController();
      const again = async () => {
        const edited = await readProject(folder, env);
        declared = edited.declared ?? declared;
        watch(await applyProject(edited, ports, orgId));
      };
      const { done } = await watchProject(project.folder, again, stop.signal);
      closers.add(stop, async (each) => {
        each.abort();
        await done;
      });
    }

    const agents = await listAgents(db, orgId);
    const orgs = await orgsOf(identity);
    const apps = (await listApps(identity, orgId)).filter((each) => each.enabled && each.madeBy !== "server");
    return {
      origin,
      address,
      operatorToken,
      adminLinks: await adminLinks(identity, orgId),
      summary: {
        ...facts,
        model: await models.standing(),
        changes: applied.changes,
        problems: applied.problems,
        otherOrgs: orgs.filter(({ id }) => id !== orgId).map(({ id, name, origin: at }) => ({ id, name, origin: at })),
        apps: apps.map(({ apiName, consumerKey }) => ({ apiName, consumerKey })),
        agents: agents.map(({ id, developerName, label, activeVersionId }) => ({
          id,
          developerName,
          label,
          active: activeVersionId !== null,
        })),
      },
      close: closers.close,
    };
  } catch (error) {
    await closers.close().catch(() => {});
    throw error;
  }
}

const random: Random = (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);

const actionOptions = (
  config: Config,
  log: Log,
  folder: string,
  endpoints: Parameters<typeof openActions>[0]["endpoints"],
) => ({
  folder,
  endpoints,
  allowPrivate: config.actionAllow,
  timeoutMs: config.actionTimeoutS * 1000,
  log: (line: string, call: string) => log.warn({ call }, line),
});

const sessionLimits = (config: Config) => ({
  turnTimeoutMs: config.turnTimeoutS * 1000,
  leaseMs: config.leaseS * 1000,
  idleMs: config.sessionIdleMin * 60_000,
  historyMessages: config.historyMessages,
});

function logTurn(log: Log, { failure, ...report }: TurnReport): void {
  if (report.outcome === "done" || report.outcome === "stopped") log.debug(report, "turn done");
  else log.error({ ...report, err: failure }, `turn ${report.outcome}`);
}

const exposed = (publicUrl: string | undefined) =>
  `HOST makes this server reachable from other machines. ${
    publicUrl === undefined
      ? "Set DRAGOMAN_PUBLIC_URL to the address they use: until then it gives tokens to this machine only."
      : "Put a proxy with TLS before it: tokens and secrets travel in clear otherwise."
  }`;

const sentenceOf = (problems: readonly FileProblem[]) =>
  problems
    .map(({ file, line, column, message, fix }) => `${file}:${line}:${column} ${message}${fix ? `\n    ${fix}` : ""}`)
    .join("\n");
