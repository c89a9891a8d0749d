// A target of HTTP actions that counts what it is asked to do, by idempotency key, and answers when the test lets it.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Counter {
  /** `host:port`. */
  readonly address: string;
  /** Calls by idempotency key, in the order of their first calls. */
  readonly calls: ReadonlyMap<string, number>;
  /** Headers of the latest call. */
  readonly headers: () => IncomingHttpHeaders;
  /** Resolves once a call of this number, counted from 1, has come in. */
  came(count: number): Promise<void>;
  /** Answer nobody from now on, until `release`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

export async function openCounter(): Promise<Counter> {
  const calls = new Map<string, number>();
  let total = 0;
  let headers: IncomingHttpHeaders = {};
  let held: PromiseWithResolvers<void> | undefined;
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer(async (request, response) => {
    request.resume();
    const key = String(request.headers["idempotency-key"]);
    calls.set(key, (calls.get(key) ?? 0) + 1);
    total += 1;
    headers = request.headers;
    for (const { count, resolve } of waiting) if (total >= count) resolve();
    await held?.promise;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ receipt: `R-${key}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    headers: () => headers,
    came: (count) => (total >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve }))),
    hold: () => {
      held = Promise.withResolvers();
    },
    release: () => held?.resolve(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
