// The sending of spans, against a collector over real HTTP.
import { expect, test } from "vitest";
import { openCollector } from "../../test/support/collector.ts";
import { openExporter } from "./otlp.ts";
import { kinds } from "./spans.ts";

const span = (name: string) => ({
  ...{ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", sampled: true },
  ...{ name, kind: kinds.internal, startMs: 1000.5, endMs: 1002.25, attributes: { count: 3, share: 0.5 } },
});

async function withExporter(status: number, spans: number) {
  const collector = await openCollector();
  collector.answer(status);
  const counted: Record<string, number> = { sent: 0, dropped: 0 };
  const failures: string[] = [];
  const exporter = openExporter(
    { endpoint: `${collector.endpoint}/`, headers: {}, serviceName: "dragoman", version: "1", instance: "i" },
    {
      count: (outcome, many) => {
        counted[outcome]! += many;
      },
      failed: (why) => failures.push(why),
    },
  );
  for (let number = 0; number < spans; number++) exporter.tell(span(`span ${number}`));
  await exporter.stop();
  await collector.close();
  return { collector, counted, failures };
}

test("spans are sent in order, in batches, with nanoseconds as text", async () => {
  const { collector, counted } = await withExporter(200, 1300);
  expect(counted).toEqual({ sent: 1300, dropped: 0 });
  expect(collector.requests.length).toBe(3);
  expect(collector.spans.map(({ name }) => name)).toEqual(
    Array.from({ length: 1300 }, (_, number) => `span ${number}`),
  );
  expect(collector.spans[0]).toMatchObject({ startTimeUnixNano: "1000500000", endTimeUnixNano: "1002250000" });
});

test("a collector that does not take spans costs a bounded queue; the rest is counted and given up", async () => {
  const { counted, failures } = await withExporter(503, 10_000);
  expect(counted).toEqual({ sent: 0, dropped: 10_000 });
  expect(failures).toEqual(["the collector answered with status 503"]);
});

test("spans that a collector will never take are not sent twice", async () => {
  const { collector, counted } = await withExporter(400, 10);
  expect(counted).toEqual({ sent: 0, dropped: 10 });
  expect(collector.requests.length).toBe(1);
});
