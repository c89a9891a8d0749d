// What a server tells a collector of its turns, and what its log and its metrics tell under the same ids.
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CollectedSpan, type Collector, openCollector } from "../support/collector.ts";
import { type Counter, openCounter } from "../support/counter.ts";
import { events } from "../support/events.ts";
import { makeFolder } from "../support/folder.ts";
import { type ModelStub, modelStub, type StubReply } from "../support/model-stub.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";
import { call } from "../support/theatre.ts";
import { tillProject } from "../support/till.ts";

const API = "/einstein/ai-agent/v1";
const SECRET = "collector-key-1234";
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

describe("a server that is told of a collector", () => {
  let collector: Collector;
  let counter: Counter;
  let stub: ModelStub;
  let server: StartedServer;
  let token: string;
  let folders: string[] = [];
  let replies: StubReply[] = [];

  beforeAll(async () => {
    collector = await openCollector();
    counter = await openCounter();
    stub = await modelStub(() => replies.shift() ?? { status: 400, text: "nothing left to say" });
    folders = [await makeFolder(tillProject(counter.address)), await makeFolder({})];
    const [project, data] = folders as [string, string];
    server = await startCommand({
      ...{ project, data, model: "compatible:stub" },
      env: {
        DRAGOMAN_MODEL_BASE_URL: stub.url,
        DRAGOMAN_MODEL_RETRIES: "0",
        DRAGOMAN_ACTION_ALLOW_PRIVATE: counter.address,
        DRAGOMAN_LOG_LEVEL: "debug",
        DRAGOMAN_LOG_FORMAT: "json",
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_HEADERS: `api-key=${SECRET}`,
      },
    });
    token = await server.token();
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([collector.close(), counter.close(), stub.close()]);
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  });

  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${server.origin}${API}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    });
  const begin = async () => {
    const { Till } = await server.agents();
    const endpoint = { externalSessionKey: "k", instanceConfig: { endpoint: server.origin } };
    const begun = await post(`/agents/${Till}/sessions`, {
      ...endpoint,
      streamingCapabilities: { chunkTypes: ["Text"] },
    });
    return ((await begun.json()) as { sessionId: string }).sessionId;
  };
  const send = (session: string, headers: Readonly<Record<string, string>> = {}) =>
    post(
      `/sessions/${session}/messages/stream`,
      { message: { sequenceId: 1, type: "Text", text: "Pay the landlord" } },
      headers,
    );
  const spansOf = async (session: string, count: number): Promise<readonly CollectedSpan[]> => {
    const all = () => {
      const turns = collector.spans.filter(({ attributes }) => attributes["gen_ai.conversation.id"] === session);
      return collector.spans.filter(({ traceId }) => turns.some((turn) => turn.traceId === traceId));
    };
    await expect.poll(() => all().length, { timeout: 10_000 }).toBe(count);
    return all();
  };
  const metrics = async (accept: string) => (await fetch(`${server.origin}/metrics`, { headers: { accept } })).text();

  test("tells it each turn, its model calls and its actions, within the trace of the client, and not a word that was said", async () => {
    const session = await begin();
    replies = [
      { ...call("charge", { note: "Flat 4" }), usage: { prompt: 30, completion: 5 } },
      { text: ["Your landlord ", "is paid."], usage: { prompt: 40, completion: 7 } },
    ];
    const answered = await send(session, { traceparent: `00-${TRACE}-${PARENT}-01` });
    const requestId = answered.headers.get("x-request-id");
    expect((await events(answered)).at(-1)?.message.type).toBe("EndOfTurn");

    const spans = await spansOf(session, 4);
    const [turn] = spans.filter(({ name }) => name === "invoke_agent Till");
    const models = spans.filter(({ name }) => name === "chat compatible:stub");
    const [action] = spans.filter(({ name }) => name.startsWith("execute_tool"));
    expect(turn).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, kind: 2, status: {} });
    expect(turn?.attributes).toMatchObject({
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "Till",
      "gen_ai.usage.input_tokens": 70,
      "gen_ai.usage.output_tokens": 12,
      "dragoman.request.id": requestId,
    });
    expect(models.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([30, 40]);
    expect(action?.attributes["gen_ai.tool.call.id"]).toBe([...counter.calls.keys()].at(-1));
    for (const span of [...models, action]) expect(span).toMatchObject({ traceId: TRACE, parentSpanId: turn?.spanId });
    expect(counter.headers().traceparent).toBe(`00-${TRACE}-${action?.spanId}-01`);
    expect(JSON.stringify(spans)).not.toMatch(/landlord|Flat 4/);
    expect(collector.requests.at(-1)?.["api-key"]).toBe(SECRET);
  });

  test("gives a turn whose client has no trace one of its own: that of its events, its line in the log, and an exemplar", async () => {
    const session = await begin();
    replies = [{ text: ["Good day."] }];
    const packets = (await (await send(session)).text()).split("\n\n").filter(Boolean);
    const told = packets.map(
      (packet) => (JSON.parse(/^data: (.*)$/m.exec(packet)![1]!) as { traceId: string }).traceId,
    );
    const [turn] = await spansOf(session, 2);
    expect(new Set(told)).toEqual(new Set([turn?.traceId]));
    const lines = server
      .printed()
      .split("\n")
      .filter((line) => line.includes(turn!.traceId));
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ sessionId: session, msg: "turn done" }]);
    expect(await metrics("application/openmetrics-text; version=1.0.0")).toContain(`# {trace_id="${turn?.traceId}"}`);
    expect(await metrics("text/plain")).not.toContain("trace_id");
  });

  test("tells what failed, and how the model has been doing", async () => {
    const session = await begin();
    replies = [{ status: 401, text: "no such key" }];
    await events(await send(session));
    const spans = await spansOf(session, 2);
    const failed = spans.find(({ name }) => name.startsWith("chat"));
    expect(failed).toMatchObject({ status: { code: 2, message: "refused" } });
    const health = (await (await fetch(`${server.origin}/healthz`)).json()) as { models: object };
    expect(health).toMatchObject({
      ok: true,
      models: { "compatible:stub": { ok: false, lastFailure: { kind: "refused", inARow: 1 } } },
    });
    expect(await metrics("text/plain")).toContain(
      'dragoman_model_attempts_total{model="compatible:stub",outcome="refused"} 1',
    );
  });

  test("keeps spans while the collector is away, says so once, and sends them when it is back", async () => {
    const session = await begin();
    const sent = collector.requests.length;
    collector.answer(503);
    replies = [{ text: ["One."] }, { text: ["Two."] }];
    await events(await send(session));
    await expect.poll(() => collector.requests.length, { timeout: 10_000 }).toBeGreaterThan(sent + 1);
    collector.answer(200);
    await spansOf(session, 2);
    const warnings = server
      .printed()
      .split("\n")
      .filter((line) => line.includes("Spans wait"));
    expect(warnings).toHaveLength(1);
    expect(server.printed()).not.toContain(SECRET);
  });
});
