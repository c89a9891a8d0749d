// What the server counts and measures, for Prometheus; each server has a registry of its own. Token requests are
// counted as requests, by the route of the token endpoint and its status.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { TurnReport } from "../sessions/sessions.ts";

/** Told by the rooms what happened. Nothing here can fail or wait. */
export interface Observe {
  /** A finished response. `route` is the template of the path, never the path, so that series stay few. */
  request(method: string, route: string, status: number, seconds: number): void;
  turn(report: TurnReport): void;
  /** A stream was opened; call what comes back when it closes. */
  stream(): () => void;
}

export interface Metrics {
  readonly registry: Registry;
  readonly observe: Observe;
}

/** Seconds. Answers of scripted agents take milliseconds, those of language models up to the limit of a turn. */
const TURN_BUCKETS = [0.005, 0.02, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 120];
const REQUEST_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 5, 30, 120];

/** Registers every metric of the server, and the process's own, in `registry`. */
export function createMetrics(registry = new Registry()): Metrics {
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: "dragoman_http_request_duration_seconds",
    help: "Time from a request's arrival to the end of its response",
    labelNames: ["method", "route", "status"],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const streams = new Gauge({ name: "dragoman_open_streams", help: "Event streams open now", registers });
  const turns = new Histogram({
    name: "dragoman_turn_duration_seconds",
    help: "Time a turn took, by outcome",
    labelNames: ["outcome"],
    buckets: TURN_BUCKETS,
    registers,
  });
  const firstEvents = new Histogram({
    name: "dragoman_turn_first_event_seconds",
    help: "Time from the request to the first event of its turn",
    buckets: TURN_BUCKETS,
    registers,
  });
  const modelCalls = new Counter({
    name: "dragoman_model_calls_total",
    help: "Calls of language models",
    labelNames: ["model"],
    registers,
  });
  const modelTokens = new Counter({
    name: "dragoman_model_tokens_total",
    help: "Tokens read and written by language models",
    labelNames: ["model", "direction"],
    registers,
  });
  return {
    registry,
    observe: {
      request: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
      turn: (report) => {
        turns.observe({ outcome: report.outcome }, report.durationMs / 1000);
        if (report.firstEventMs !== undefined) firstEvents.observe(report.firstEventMs / 1000);
        const model = report.model ?? "none";
        if (report.modelCalls > 0) modelCalls.inc({ model }, report.modelCalls);
        if (report.inputTokens > 0) modelTokens.inc({ model, direction: "input" }, report.inputTokens);
        if (report.outputTokens > 0) modelTokens.inc({ model, direction: "output" }, report.outputTokens);
      },
      stream: () => {
        streams.inc();
        return () => streams.dec();
      },
    },
  };
}
