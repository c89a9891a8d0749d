// What becomes of a turn whose server is killed in the middle of it: another process goes on, and its client misses nothing.
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Counter, openCounter } from "../support/counter.ts";
import { events, offsetsOf, readUntil, textOf } from "../support/events.ts";
import { makeFolder } from "../support/folder.ts";
import { type ModelStub, modelStub, type StubReply } from "../support/model-stub.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";
import { call } from "../support/theatre.ts";
import { tillProject } from "../support/till.ts";

const API = "/einstein/ai-agent/v1";
const WORDS = ["Your ", "card ", "was ", "charged."];

describe("a server that is killed in the middle of a turn", () => {
  let counter: Counter;
  let stub: ModelStub;
  let project: string;
  let data: string;
  let server: StartedServer;
  let token: string;
  let replies: StubReply[] = [];

  const start = async () => {
    server = await startCommand({
      project,
      data,
      model: "compatible:stub",
      env: { DRAGOMAN_MODEL_BASE_URL: stub.url, DRAGOMAN_ACTION_ALLOW_PRIVATE: counter.address },
    });
    token = await server.token();
  };
  const ask = (path: string, init: RequestInit & { readonly headers?: Record<string, string> } = {}) =>
    fetch(`${server.origin}${API}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...init.headers },
    });
  const begin = async () => {
    const { Till } = await server.agents();
    const body = {
      externalSessionKey: "crash",
      instanceConfig: { endpoint: server.origin },
      streamingCapabilities: { chunkTypes: ["Text"] },
      bypassUser: false,
    };
    const reply = await ask(`/agents/${Till}/sessions`, { method: "POST", body: JSON.stringify(body) });
    return ((await reply.json()) as { sessionId: string }).sessionId;
  };
  const body = JSON.stringify({ message: { type: "Text", sequenceId: 1, text: "Pay" } });
  const send = (sessionId: string, headers: Record<string, string> = {}) =>
    ask(`/sessions/${sessionId}/messages/stream`, { method: "POST", body, headers });

  beforeAll(async () => {
    counter = await openCounter();
    stub = await modelStub(() => replies.shift() ?? { status: 400, text: "nothing left to say" });
    project = await makeFolder(tillProject(counter.address));
    data = await makeFolder({});
    await start();
  });
  beforeEach(() => counter.release());
  afterAll(async () => {
    await server.stop();
    await stub.close();
    await counter.close();
    await Promise.all([project, data].map((folder) => rm(folder, { recursive: true })));
  });

  test("S3, S4: words that were cut off are taken back, the answer follows whole, and no event comes twice", async () => {
    const session = await begin();
    replies = [{ text: WORDS, gapMs: 200 }, { text: WORDS }];
    const response = await send(session, { "idempotency-key": "words" });
    const before = Number(response.headers.get("x-dragoman-after"));
    const seen = await readUntil(response, (events) => events.some(({ message }) => message.type === "TextChunk"));
    await server.kill();
    await start();

    const rest = await events(await ask(`/sessions/${session}/messages/stream?after=${before + seen.length}`));
    const all = [...seen, ...rest].map(({ message }) => message);
    expect(all.filter(({ type }) => type === "ValidationFailureChunk")).toHaveLength(1);
    expect(all.slice(-2)).toMatchObject([{ type: "Inform", message: WORDS.join("") }, { type: "EndOfTurn" }]);
    expect(textOf(all)).toBe(WORDS.join(""));
    expect(offsetsOf(all)).toEqual(offsetsOf(all).map((_, index) => index + 1));

    const again = await events(await send(session, { "idempotency-key": "words" }));
    expect(again.map(({ message }) => message)).toEqual(all);
  });

  test("S3: an action that was under way is called again with the same key, where its target is said to know it", async () => {
    const session = await begin();
    replies = [call("charge"), { text: WORDS }];
    counter.hold();
    const calls = total();
    const response = await send(session);
    const before = Number(response.headers.get("x-dragoman-after"));
    await counter.came(calls + 1);
    await server.kill();
    counter.release();
    await start();

    const all = await events(await ask(`/sessions/${session}/messages/stream?after=${before}`));
    expect(textOf(all.map(({ message }) => message))).toBe(WORDS.join(""));
    const [key, count] = [...counter.calls].at(-1)!;
    expect(key).toBe(`${session}:1:1`);
    expect(count).toBe(2);
    expect(stub.requests.at(-1)?.body.messages).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ role: "tool", content: expect.stringContaining(`R-${key}`) })]),
    );
  });

  test("S3: any other action is not called again: the agent is told that its outcome is unknown", async () => {
    const session = await begin();
    replies = [call("wire"), { text: ["Please check with your bank."] }];
    counter.hold();
    const calls = total();
    await send(session);
    await counter.came(calls + 1);
    await server.kill();
    counter.release();
    await start();

    const all = await events(await ask(`/sessions/${session}/messages/stream`));
    expect(all.at(-2)?.message).toMatchObject({ type: "Inform", message: "Please check with your bank." });
    expect([...counter.calls].at(-1)).toEqual([`${session}:1:1`, 1]);
    expect(JSON.stringify(stub.requests.at(-1)?.body.messages)).toContain("whether it took effect is unknown");
  });

  const total = () => [...counter.calls.values()].reduce((sum, count) => sum + count, 0);
});
