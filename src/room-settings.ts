// The settings as each room takes them: under the room's own names, and in milliseconds.
import type { Config } from "./config.ts";

/** Which model answers, and how long it is waited for. */
export const modelSettings = (config: Config) => ({
  setting: config.model,
  fallback: config.modelFallback,
  baseUrl: config.modelBaseUrl,
  apiKey: config.modelApiKey,
  timeoutMs: config.modelTimeoutS * 1000,
  retries: config.modelRetries,
});

/** What actions may call, and for how long. */
export const actionSettings = (config: Config) => ({
  allowPrivate: config.actionAllow,
  timeoutMs: config.actionTimeoutS * 1000,
});

/** How long a turn, its lease and a session that is silent last, how much of a conversation a model is sent, and how many turns run here. */
export const sessionLimits = (config: Config) => ({
  turnTimeoutMs: config.turnTimeoutS * 1000,
  leaseMs: config.leaseS * 1000,
  idleMs: config.sessionIdleMin * 60_000,
  historyMessages: config.historyMessages,
  turnsHere: config.turnsAtOnce,
});

/** The collector that is told of spans, where one is named. `instance` tells this process from the other servers. */
export const telemetrySettings = (config: Config, version: string, instance: string) =>
  config.otelEndpoint === undefined
    ? undefined
    : {
        ...{ endpoint: config.otelEndpoint, headers: config.otelHeaders, serviceName: config.otelServiceName },
        ...{ version, instance },
      };

/** What Setup says of how long event logs are kept, and how much of them one file takes along. */
export const keptLogs = (config: Config) => ({
  sessionDays: config.retentionDays,
  idleMinutes: config.sessionIdleMin,
  exportRows: config.exportRows,
});

/** What Home says of how the server was set up; `keeps` is where the database is. */
export const runningSettings = (config: Config) => ({
  keeps: keeperOf(config),
  publicUrl: config.publicUrl !== undefined,
});

function keeperOf({ databaseUrl, data }: Config): "folder" | "memory" | "server" {
  if (databaseUrl !== undefined) return "server";
  return data === ":memory:" ? "memory" : "folder";
}

/**
 * Who decided which model answers, before Setup was asked.
 * @param given the settings without those of the project
 */
export function modelDecidedBy(config: Config, given: Config): "environment" | "project" | null {
  if (config.model === undefined) return null;
  return given.decided.has("model") ? "environment" : "project";
}
