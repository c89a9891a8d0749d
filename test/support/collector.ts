// A collector of spans over real HTTP: OTLP in JSON, kept in the order in which spans arrive.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly status: { readonly code?: number; readonly message?: string };
}

export interface Collector {
  /** Value of `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  readonly spans: readonly CollectedSpan[];
  /** Headers of the requests that came, answered well or not. */
  readonly requests: readonly IncomingHttpHeaders[];
  /** Answer with this status from now on. */
  answer(status: number): void;
  close(): Promise<void>;
}

interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[] }[];
}
type SentSpan = Omit<CollectedSpan, "attributes"> & {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, string | boolean>> }[];
};

export async function openCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const requests: IncomingHttpHeaders[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const sent = (await json(request)) as Sent;
    requests.push(request.headers);
    if (status === 200 && request.url === "/v1/traces") spans.push(...sent.resourceSpans.flatMap(spansOf));
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    answer: (next) => {
      status = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const spansOf = ({ scopeSpans }: Sent["resourceSpans"][number]): CollectedSpan[] =>
  scopeSpans.flatMap((scope) => scope.spans).map((span) => ({ ...span, attributes: plain(span.attributes) }));

const plain = (attributes: SentSpan["attributes"]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, read(value)]));

function read(value: Readonly<Record<string, string | boolean>>): string | number | boolean {
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? JSON.stringify(value);
}
