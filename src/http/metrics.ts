// What the server counts and measures, for Prometheus; each server has a registry of its own. Token requests are
// counted as requests, by the route of the token endpoint and its status; so are refusals, such as 423 and 429.
import { Counter, collectDefaultMetrics, Gauge, Histogram, type OpenMetricsContentType, Registry } from "prom-client";
import type { TurnReport } from "../sessions/sessions.ts";

/** Told by the rooms what happened. Nothing here can fail or wait. */
export interface Observe {
  /** A finished response. `route` is the template of the path, never the path, so that series stay few. */
  request(method: string, route: string, status: number, seconds: number): void;
  turn(report: TurnReport): void;
  /** An attempt of a model call ended: how it failed, or `undefined` where it did not. */
  modelTried(id: string, failure: string | undefined): void;
  /** An action was called: why it failed, or `undefined` where it did not. */
  action(failure: string | undefined): void;
  /** A send was answered from the record of the first one with its key. */
  repeated(): void;
  /** A client came to read a stream on. */
  resumed(): void;
  /** Spans that a collector took, or that were given up. */
  spans(outcome: "sent" | "dropped", spans: number): void;
  /** A stream was opened; call what comes back when it closes. */
  stream(): () => void;
}

/** The metrics as text. */
export interface Exposition {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface Metrics {
  /** Prometheus' text format 0.0.4. */
  readonly prometheus: Exposition;
  /** OpenMetrics 1.0, which also has exemplars: the trace id of a turn that fell into each bucket. */
  readonly openMetrics: Exposition;
  readonly observe: Observe;
}

/** What is asked when somebody reads. */
export interface Gauges {
  /** Connections to the database, and requests that wait for one. */
  pool(): { readonly total: number; readonly idle: number; readonly waiting: number };
  /** Turns that run on this server. */
  turns(): number;
}

/** Seconds. Answers of scripted agents take milliseconds, those of language models up to the limit of a turn. */
const TURN_BUCKETS = [0.005, 0.02, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 120];
const REQUEST_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 5, 30, 120];

/** Registers every metric of the server, and the process's own. */
export function createMetrics({ pool, turns: running }: Gauges): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string = never>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `dragoman_${name}_total`, help, labelNames, registers });
  // `trace_id` is a label of exemplars alone.
  const histogram = <Label extends string = never>(name: string, help: string, buckets: number[], ...labels: Label[]) =>
    new Histogram<Label | "trace_id">({
      name: `dragoman_${name}_seconds`,
      help,
      buckets,
      labelNames: labels,
      registers,
      enableExemplars: true,
    });
  const gauge = (name: string, help: string, read?: () => number) =>
    new Gauge({
      ...{ name: `dragoman_${name}`, help, registers },
      ...(read && {
        collect() {
          this.set(read());
        },
      }),
    });

  const answered = "Time from a request's arrival to the end of its response";
  const requests = histogram("http_request_duration", answered, REQUEST_BUCKETS, "method", "route", "status");
  const turns = histogram("turn_duration", "Time a turn took, by outcome", TURN_BUCKETS, "outcome");
  const firstEvents = histogram("turn_first_event", "Time from a request to the first event of its turn", TURN_BUCKETS);
  const inherited = counter("turns_inherited", "Turns taken over from a server that stopped");
  const repeated = counter(
    "sends_repeated",
    "Sends answered from the record of the first one with their Idempotency-Key",
  );
  const resumed = counter("streams_resumed", "Streams that a client came to read on");
  const modelCalls = counter("model_calls", "Calls of language models", "model");
  const modelTries = counter("model_attempts", "Attempts of those calls, by how they ended", "model", "outcome");
  const modelTokens = counter("model_tokens", "Tokens read and written by language models", "model", "direction");
  const actions = counter("actions", "Calls of actions, by how they ended", "outcome");
  const spans = counter("spans", "Spans the collector took, and those given up because it did not", "outcome");
  const streams = gauge("open_streams", "Event streams open now");
  gauge("running_turns", "Turns that run on this server", running);
  gauge("database_connections", "Connections to the database", () => pool().total);
  gauge("database_connections_idle", "Connections to the database that rest", () => pool().idle);
  gauge("database_waiting", "Requests that wait for a connection to the database", () => pool().waiting);

  const text = () => registry.metrics();
  return {
    openMetrics: { contentType: registry.contentType, text },
    prometheus: { contentType: Registry.PROMETHEUS_CONTENT_TYPE, text: async () => asPrometheus(await text()) },
    observe: {
      request: (method, route, status, value) => requests.observe({ labels: { method, route, status }, value }),
      turn: (report) => {
        const exemplarLabels = { trace_id: report.traceId };
        turns.observe({ labels: { outcome: report.outcome }, value: report.durationMs / 1000, exemplarLabels });
        if (report.firstEventMs !== undefined)
          firstEvents.observe({ labels: {}, value: report.firstEventMs / 1000, exemplarLabels });
        if (report.inherited) inherited.inc();
        const model = report.model ?? "none";
        if (report.modelCalls > 0) modelCalls.inc({ model }, report.modelCalls);
        if (report.inputTokens > 0) modelTokens.inc({ model, direction: "input" }, report.inputTokens);
        if (report.outputTokens > 0) modelTokens.inc({ model, direction: "output" }, report.outputTokens);
      },
      modelTried: (model, failure = "ok") => modelTries.inc({ model, outcome: failure }),
      action: (failure = "ok") => actions.inc({ outcome: failure }),
      repeated: () => repeated.inc(),
      resumed: () => resumed.inc(),
      spans: (outcome, count) => spans.inc({ outcome }, count),
      stream: () => {
        streams.inc();
        return () => streams.dec();
      },
    },
  };
}

/**
 * OpenMetrics in Prometheus' older format: no exemplars and no end mark, and the lines about a counter have the name that
 * its samples have.
 */
function asPrometheus(openMetrics: string): string {
  const counters = new Set(Array.from(openMetrics.matchAll(/^# TYPE (\S+) counter$/gm), ([, name]) => name));
  return openMetrics
    .replace(/ # \{[^}]*\} \S+ \S+$/gm, "")
    .replace(/^# EOF\n/m, "")
    .replace(/^# (HELP|TYPE) (\S+)/gm, (line, _, name) => (counters.has(name) ? `${line}_total` : line));
}
