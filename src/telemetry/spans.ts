// Spans: what took place, from when to when, under what. They are told once they end, to whoever exports them.
import type { SpanContext } from "./trace-context.ts";

/** Values of an attribute. One that is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** OpenTelemetry's numbers for what a span is seen from. */
export const kinds = { internal: 1, server: 2, client: 3 } as const;

export interface FinishedSpan extends SpanContext {
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: (typeof kinds)[keyof typeof kinds];
  /** Epoch milliseconds, with a fraction. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  /** Why it failed, in one word; absent where it did not. */
  readonly error?: string;
}

export interface Span {
  readonly context: SpanContext;
  /** End it. A second end is not heard. */
  end(how: { readonly name: string; readonly attributes: Attributes; readonly error?: string | undefined }): void;
}

/** What a span stands under: another span, or nothing but its trace. */
export type Parent = Omit<SpanContext, "spanId"> & Partial<SpanContext>;

export interface Tracer {
  /** False: spans have ids and pass them on, and nobody is told of them. */
  readonly told: boolean;
  start(kind: FinishedSpan["kind"], parent: Parent): Span;
}

/**
 * @param tell hears of every finished span whose trace is sampled; must neither throw nor wait
 * @param now epoch milliseconds, with a fraction
 */
export function createTracer(
  tell: ((span: FinishedSpan) => void) | undefined,
  { now, random }: { readonly now: () => number; readonly random: (bytes: Uint8Array) => Uint8Array },
): Tracer {
  const newSpanId = () => {
    const bytes = random(new Uint8Array(8));
    bytes[0] = bytes[0]! | 1; // never all zero
    return Buffer.from(bytes).toString("hex");
  };
  return {
    told: tell !== undefined,
    start: (kind, { traceId, sampled, spanId: parentSpanId }) => {
      let id: string | undefined;
      const context: SpanContext = {
        traceId,
        sampled,
        // Made when somebody asks: nobody does, where there is no collector and no action over HTTP.
        get spanId() {
          id ??= newSpanId();
          return id;
        },
      };
      const startMs = now();
      let ended = false;
      return {
        context,
        end: ({ name, attributes, error }) => {
          if (ended || !sampled) return;
          ended = true;
          tell?.({
            ...context,
            ...(parentSpanId === undefined ? {} : { parentSpanId }),
            ...{ name, kind, startMs, endMs: now(), attributes },
            ...(error === undefined ? {} : { error }),
          });
        },
      };
    },
  };
}
