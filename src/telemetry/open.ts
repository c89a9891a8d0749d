// Tracing as the settings have it: told to a collector where one is named, else to nobody.
import { type OtlpPorts, type OtlpSettings, openExporter } from "./otlp.ts";
import { createTracer, type Tracer } from "./spans.ts";

export interface Telemetry {
  readonly tracer: Tracer;
  /** Send what is left, once. */
  stop(): Promise<void>;
}

/** @param settings absent: spans have ids, which cross to HTTP actions, and nobody is told of them */
export function openTelemetry(
  settings: OtlpSettings | undefined,
  ports: OtlpPorts & { readonly random: (bytes: Uint8Array) => Uint8Array },
): Telemetry {
  const exporter = settings && openExporter(settings, ports);
  // Finer than the milliseconds of `Date.now`, and never backwards.
  const now = () => performance.timeOrigin + performance.now();
  return {
    tracer: createTracer(exporter?.tell, { now, random: ports.random }),
    stop: async () => exporter?.stop(),
  };
}
