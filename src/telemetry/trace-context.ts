// Where a span stands in its trace, and how that crosses HTTP (W3C Trace Context).

export interface SpanContext {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all zero. */
  readonly spanId: string;
  /** False: whoever began the trace decided not to record it. */
  readonly sampled: boolean;
}

/** Reads a `traceparent`. One that breaks the format is as good as none (W3C Trace Context §3.2.2). */
export function readTraceparent(given: unknown): SpanContext | undefined {
  if (typeof given !== "string") return undefined;
  const [, version, traceId = "", spanId = "", flags = "", more] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(given) ?? [];
  if (version === undefined || version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The header by which another server finds itself under this span. */
export const writeTraceparent = ({ traceId, spanId, sampled }: SpanContext): string =>
  `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;

/** The trace of a turn that no client put into one of its own: its id, so that one search finds everything of it. */
export const traceIdOf = (turnId: string): string => turnId.replaceAll("-", "");
