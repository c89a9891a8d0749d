// The composition root: config to database to rooms to a listening server.
import { randomBytes, randomUUID } from "node:crypto";
import { v7 as sortableId } from "uuid";
import packageFile from "../package.json" with { type: "json" };
import { openActions } from "./actions/open.ts";
import { createCatalogue } from "./agents/catalogue.ts";
import { openClosers } from "./closers.ts";
import { type Config, withProjectSettings } from "./config.ts";
import type { Random } from "./contract/ids.ts";
import { isLoopback } from "./contract/loopback.ts";
import type { FileProblem } from "./contract/setup.ts";
import { createApp } from "./http/app.ts";
import { authorizeRoutes } from "./http/authorize.ts";
import { dataRoutes } from "./http/data-api.ts";
import { identityRoutes } from "./http/identity.ts";
import { identityInfoRoutes } from "./http/identity-info.ts";
import { createLog } from "./http/log.ts";
import { logTurn } from "./http/log-turn.ts";
import { loginRoutes } from "./http/login.ts";
import { openLoopLag } from "./http/loop-lag.ts";
import { createMetrics } from "./http/metrics.ts";
import { setupRoutes } from "./http/setup.ts";
import { setupPageRoutes } from "./http/setup-pages.ts";
import { createIdentity } from "./identity/identity.ts";
import { openVault } from "./identity/keys/vault.ts";
import { limitsOf } from "./identity/limits.ts";
import { mayUseAgent } from "./identity/people/permits.ts";
import { type ModelFailure, openHealth } from "./models/health.ts";
import { openModels } from "./models/open.ts";
import { readParams } from "./models/params.ts";
import { costOf } from "./models/prices.ts";
import { keepAuditLogged } from "./operations/audit-log.ts";
import { keptModels } from "./operations/kept-models.ts";
import { type AdminLink, adminLinks } from "./operations/links.ts";
import { operate } from "./operations/operate.ts";
import { findOrg } from "./operations/orgs.ts";
import { type Summary, summarise } from "./operations/summary.ts";
import { type Applied, applyProject } from "./project/apply.ts";
import type { Declarations } from "./project/declarations.ts";
import { keepApplied } from "./project/keep-applied.ts";
import { readProject } from "./project/read.ts";
import {
  actionSettings,
  keptLogs,
  modelDecidedBy,
  modelSettings,
  runningSettings,
  sessionLimits,
  telemetrySettings,
} from "./room-settings.ts";
import { heedStop } from "./sessions/cancel.ts";
import { keepInherited } from "./sessions/inherit.ts";
import { createSessions } from "./sessions/sessions.ts";
import { keepSwept } from "./sessions/sweep.ts";
import { migrate } from "./store/migrate.ts";
import { openStore } from "./store/open.ts";
import { ping } from "./store/ping.ts";
import { sayOthersGone } from "./store/servers.ts";
import { openTelemetry } from "./telemetry/open.ts";

export type { Applied, Summary };

const { version } = packageFile;

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
  /** Take no new turns, finish those that run or hand them over (`drainS`), then stop. */
  close(): Promise<void>;
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

    const { data, databaseUrl, databasePool: pool } = config;
    const store = closers.add(await openStore({ data, databaseUrl, pool, onNotice }), (each) => each.close());
    const { db } = store;
    await migrate(db);
    const metrics = createMetrics({ pool: store.standing, turns: () => sessions.running.size });
    const health = openHealth(Date.now);

    // The origin is known once the server listens; nothing asks for it before.
    let origin = config.publicUrl ?? "";
    const world = { db, origin: () => origin, now: Date.now, random };
    const { secretKey, secretKeyPrevious: previous } = config;
    const vault = await openVault({ secretKey, previous, data }, random);
    const identity = createIdentity({ ...world, vault });
    const catalogue = createCatalogue(world);
    const tellAction = (line: string, call: string) => log.warn({ call }, line);
    const actions = closers.add(
      openActions({ ...actionSettings(config), folder, endpoints: () => declared.actions, log: tellAction }),
      (each) => each.close(),
    );
    const keptOfModels = keptModels(identity);
    const tried = (id: string, failure?: ModelFailure) => {
      health.note(id, failure);
      metrics.observe.modelTried(id, failure);
    };
    const named = () => ({ ...declared.models, ...config.models });
    const models = closers.add(
      await openModels(
        modelSettings(config),
        named,
        env,
        { now: Date.now, random: Math.random, tried },
        keptOfModels.read,
      ),
      (each) => each.close(),
    );
    const ports = { catalogue, identity, actions, answering: models.answering, readParams };
    const applied = await applyProject(project, ports);
    const { orgId } = applied;
    if (orgId === undefined) throw new Error(sentenceOf(applied.problems));

    const telemetry = closers.add(
      openTelemetry(telemetrySettings(config, version, randomUUID()), {
        random,
        count: metrics.observe.spans,
        failed: (why) => log.warn(`Spans wait: ${why}`),
      }),
      (each) => each.stop(),
    );
    const sessions = createSessions({
      ...world,
      tracer: telemetry.tracer,
      catalogue,
      model: models.stream,
      action: async (call) => {
        const result = await actions.run(call);
        metrics.observe.action(result.ok ? undefined : result.reason);
        return result;
      },
      mayRepeat: (call) => actions.mayRepeat(call),
      newId: randomUUID,
      newKey: sortableId,
      limits: sessionLimits(config),
      limitsOf: (...asked) => limitsOf(identity, ...asked),
      costOf: (model, usage) => costOf(model, usage, config.modelPrices),
      mayUseAgent: (...asked) => mayUseAgent(identity, ...asked),
      unknownAgentIs500: config.unknownAgentStatus === "500",
      observe: (report) => {
        if (!report.preview) metrics.observe.turn(report);
        logTurn(log, report);
      },
    });
    closers.add(sessions, (each) => each.stop());
    if (store.engine === "embedded") await sayOthersGone(db, sessions.owner);
    const inheritance = keepInherited(sessions, (err) => log.warn({ err }, "turns of a stopped server wait"));
    closers.add(inheritance, (each) => each.stop());
    const listening = store.listen?.((sessionId) => {
      sessions.wakes.wake(sessionId);
      heedStop(sessions, sessionId).catch((err) => log.warn({ err }, "a wish to stop a turn was not heard"));
    });
    if (listening) closers.add(listening, (each) => each.stop());
    const ages = { idleMs: sessionLimits(config).idleMs, retentionDays: config.retentionDays };
    const sweep = keepSwept(store, ages, (err) => log.warn({ err }, "housekeeping failed and will be tried again"));
    closers.add(sweep, (each) => each.stop());
    const auditLog = keepAuditLogged(db, ({ number, at, ...entry }) =>
      log.info({ audit: number, ...entry }, entry.action),
    );
    closers.add(auditLog, (each) => each.stop());

    const org = { id: orgId, name: declared.org.name };
    const operations = operate({
      version,
      engine: store.describe,
      folder: project.folder,
      running: { startedAt: Date.now(), ...runningSettings(config) },
      kept: keptLogs(config),
      prices: config.modelPrices,
      backup: { keeps: runningSettings(config).keeps, data, keyId: vault.keyId, copy: store.copy },
      catalogue,
      identity,
      sessions,
      actions,
      models: {
        ...{ models, kept: keptOfModels, named },
        env: { ...env, DRAGOMAN_MODEL_API_KEY: config.modelApiKey },
        decidedBy: modelDecidedBy(config, given),
        hasBaseUrl: config.modelBaseUrl !== undefined,
      },
      reachable: () => ping(db),
    });
    const operatorToken = randomBytes(32).toString("base64url");
    const lag = closers.add(openLoopLag(), async (each) => each.stop());
    const app = createApp({
      ...world,
      sessions,
      identity,
      log,
      metrics,
      settings: config,
      vitals: { loopLagMs: lag.p99Ms, models: health.standing },
      ready: async () => {
        const serves = !sessions.drain.begun();
        const answers = await ping(db).then(
          () => true,
          () => false,
        );
        const database = answers ? "ok" : "it does not answer";
        return { ok: serves && answers, checks: { database, server: serves ? "ok" : "it is stopping" } };
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
          version,
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
      const read = (edited: Declarations) => {
        declared = edited;
      };
      const at = { folder: project.folder, env, orgId };
      closers.add(await keepApplied(at, ports, { read, applied: watch }), (each) => each.stop());
    }

    const model = await models.standing();
    return {
      origin,
      address,
      operatorToken,
      adminLinks: await adminLinks(identity, orgId),
      summary: await summarise(identity, { org, applied, model, engine: store.describe }),
      close: async () => {
        // Others still find a server here that says it is not ready, and refuses what would begin.
        await sessions.drain.drain(config.drainS * 1000);
        await closers.close();
      },
    };
  } catch (error) {
    await closers.close().catch(() => {});
    throw error;
  }
}

const random: Random = (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);

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
