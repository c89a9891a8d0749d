// The world that agents act on in these experiments: a target that honours idempotency keys, and counts what took effect.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface LedgerTarget {
  /** `host:port`. */
  readonly address: string;
  /** Effects by the note they were asked for with: more than one is an action that ran twice. */
  readonly effects: ReadonlyMap<string, number>;
  /** How many calls only repeated a key. */
  repeated(): number;
  /** How many calls were under way at once, at most. */
  atOnce(): number;
  close(): Promise<void>;
}

/** @param delayMs how long an answer takes, before and after the effect */
export async function openLedgerTarget(delayMs: () => number): Promise<LedgerTarget> {
  const effects = new Map<string, number>();
  const receipts = new Map<string, string>();
  let repeated = 0;
  let underWay = 0;
  let atOnce = 0;
  const wait = () => new Promise((resolve) => setTimeout(resolve, delayMs()));
  const server = createServer(async (request, response) => {
    underWay += 1;
    atOnce = Math.max(atOnce, underWay);
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    const key = String(request.headers["idempotency-key"]);
    await wait();
    const { note } = JSON.parse(body) as { note: string };
    if (receipts.has(key)) repeated += 1;
    else {
      receipts.set(key, `R-${note}`);
      effects.set(note, (effects.get(note) ?? 0) + 1);
    }
    await wait();
    underWay -= 1;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ receipt: receipts.get(key) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects,
    repeated: () => repeated,
    atOnce: () => atOnce,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
