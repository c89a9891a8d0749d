// Sends spans to a collector: OTLP over HTTP in JSON, in batches, from a queue that is bounded.
//   Telemetry is never waited for by a turn, and a collector that is away costs memory up to the bound and no more.
import type { Attributes, FinishedSpan } from "./spans.ts";

export interface OtlpSettings {
  /** Base URL of the collector; spans go to `/v1/traces` below it (OTLP 1.x, "OTLP/HTTP Request"). */
  readonly endpoint: string;
  /** Sent with every request: as a rule the key of a hosted collector. Never logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly version: string;
  /** Names this process among the servers. */
  readonly instance: string;
}

export interface OtlpPorts {
  /** Spans that were sent, or given up. */
  readonly count: (outcome: "sent" | "dropped", spans: number) => void;
  /** Told when the collector stops taking spans, and not again before it has taken some. */
  readonly failed: (why: string) => void;
}

export interface Exporter {
  tell(span: FinishedSpan): void;
  /** Send what is left, once. */
  stop(): Promise<void>;
}

/** Spans that wait, and that one request carries. A span takes about half a kilobyte. */
const QUEUE = 8192;
const BATCH = 512;

/** Milliseconds between requests, and for one. */
const EVERY_MS = 2_000;
const PATIENCE_MS = 5_000;

/** Statuses after which the same spans may be sent again (OTLP, "Retryable Response Codes"). */
const mayPass: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export function openExporter(settings: OtlpSettings, { count, failed }: OtlpPorts): Exporter {
  const url = `${settings.endpoint.replace(/\/+$/, "")}/v1/traces`;
  const queue: FinishedSpan[] = [];
  let sending: Promise<void> | undefined;
  let well = true;

  /** Whether the spans are done with: taken, or never to be. */
  const post = async (spans: readonly FinishedSpan[]): Promise<boolean> => {
    const why = await deliver(url, settings, spans);
    if (why === undefined) count("sent", spans.length);
    else if (!why.again) count("dropped", spans.length);
    if (why !== undefined && well) failed(why.sentence);
    well = why === undefined;
    return !why?.again;
  };
  const drain = async () => {
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH);
      if (!(await post(batch))) return;
      queue.splice(0, batch.length);
    }
  };
  const send = () => {
    sending ??= drain().finally(() => {
      sending = undefined;
    });
    return sending;
  };
  const timer = setInterval(send, EVERY_MS).unref();

  return {
    tell: (span) => {
      if (queue.length >= QUEUE) return count("dropped", 1);
      queue.push(span);
      if (well && queue.length === BATCH) void send();
    },
    stop: async () => {
      clearInterval(timer);
      await send();
      if (queue.length > 0) count("dropped", queue.length);
    },
  };
}

/** Nothing when the collector took them; else why not, without a word of what it answered, which may repeat a header. */
async function deliver(
  url: string,
  settings: OtlpSettings,
  spans: readonly FinishedSpan[],
): Promise<{ readonly sentence: string; readonly again: boolean } | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...settings.headers, "content-type": "application/json" },
      body: JSON.stringify(requestOf(settings, spans)),
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: "error",
    });
    await response.body?.cancel();
    if (response.ok) return undefined;
    return { sentence: `the collector answered with status ${response.status}`, again: mayPass.has(response.status) };
  } catch {
    return { sentence: "the collector of OTEL_EXPORTER_OTLP_ENDPOINT cannot be reached", again: true };
  }
}

/** `ExportTraceServiceRequest` in its JSON form: ids in hexadecimal, nanoseconds as text. */
function requestOf({ serviceName, version, instance }: OtlpSettings, spans: readonly FinishedSpan[]) {
  const resource = { "service.name": serviceName, "service.version": version, "service.instance.id": instance };
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: "dragoman", version }, spans: spans.map(spanOf) }],
      },
    ],
  };
}

const spanOf = (span: FinishedSpan) => ({
  traceId: span.traceId,
  spanId: span.spanId,
  ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
  flags: 1,
  name: span.name,
  kind: span.kind,
  startTimeUnixNano: nanoseconds(span.startMs),
  endTimeUnixNano: nanoseconds(span.endMs),
  attributes: attributesOf(span.attributes),
  // 2: error. A span that went well leaves it unset, as the specification asks of libraries.
  status: span.error === undefined ? {} : { code: 2, message: span.error },
});

const nanoseconds = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n);

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]));

function anyValue(value: string | number | boolean | readonly string[]): object {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "boolean":
      return { boolValue: value };
    case "number":
      return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      return { arrayValue: { values: value.map((each) => ({ stringValue: each })) } };
  }
}
