// The adapter over real HTTP, against an OpenAI-compatible stub; named by what can go wrong.
import { afterEach, describe, expect, test } from "vitest";
import { callsOf, failureOf, modelBehaviour, partsOf, requestOf, textOf, toolOf } from "../../test/behaviour/models.ts";
import { type ModelStub, modelStub, type StubReply, type StubRequest } from "../../test/support/model-stub.ts";
import type { Model } from "./port.ts";
import { providers } from "./providers.ts";

const compatible = providers.find((one) => one.name === "compatible")!;
const secret = "sk-abcdef0123456789";
const stubs: ModelStub[] = [];
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((stub) => stub.close()));
});

async function against(...replies: StubReply[]): Promise<{ model: Model; stub: ModelStub }> {
  const stub = await modelStub(replies);
  stubs.push(stub);
  return { stub, model: await modelAt(stub.url) };
}

const modelAt = (baseUrl: string) =>
  compatible.make({ name: "stub", env: {}, baseUrl, apiKey: secret, ollamaUrl: "", now: Date.now });

describe("a compatible endpoint", () =>
  modelBehaviour(async () => {
    const answer = ({ body }: StubRequest): StubReply => {
      const last = (body.messages as { role: string; content: string }[]).findLast((one) => one.role !== "system");
      if (last?.role === "tool") return { text: ["The order is ", JSON.parse(last.content).status, "."] };
      const order = /PX-\d+/.exec(last?.content ?? "")?.[0];
      return order ? { calls: [{ name: "get_order", arguments: { order_id: order } }] } : { text: ["Hel", "lo."] };
    };
    const stub = await modelStub(answer);
    return { model: await modelAt(stub.url), close: stub.close };
  }));

describe("what is sent", () => {
  test("history, tools and the instructions under a heading of the one system message", async () => {
    const { model, stub } = await against({ text: "ok" });
    await partsOf(
      model.stream(
        requestOf({
          system: "You are Pip.",
          instructions: "Be brief.",
          tools: [toolOf("get_order", "Look up an order", { order_id: "Order number" })],
          params: { temperature: 0.2, max_tokens: 50, colour: "blue" },
          messages: [
            { role: "user", text: "Where is it?" },
            { role: "assistant", text: "", calls: [{ id: "c1", name: "get_order", arguments: { order_id: "A1" } }] },
            { role: "tool", callId: "c1", name: "get_order", result: { status: "sent" }, failed: false },
          ],
        }),
      ),
    );
    const { body, headers } = stub.requests[0]!;
    expect(headers.authorization).toBe(`Bearer ${secret}`);
    expect(body).toMatchObject({ model: "stub", stream: true, temperature: 0.2, max_tokens: 50 });
    expect(body).not.toHaveProperty("colour");
    expect(body.messages).toMatchObject([
      { role: "system", content: "You are Pip.\n\n# Instructions for this moment\n\nBe brief." },
      { role: "user", content: "Where is it?" },
      {
        role: "assistant",
        tool_calls: [{ id: "c1", function: { name: "get_order", arguments: '{"order_id":"A1"}' } }],
      },
      { role: "tool", tool_call_id: "c1", content: '{"status":"sent"}' },
    ]);
    expect(body.tools).toMatchObject([{ type: "function", function: { name: "get_order" } }]);
  });

  test("a conversation that the agent opened begins with a user message all the same", async () => {
    const { model, stub } = await against({ text: "ok" });
    const messages = [
      { role: "assistant", text: "Welcome!", calls: [] },
      { role: "user", text: "Hi" },
    ] as const;
    await partsOf(model.stream(requestOf({ messages })));
    expect((stub.requests[0]!.body.messages as { role: string }[]).map((one) => one.role)).toEqual([
      "system",
      "user",
      "assistant",
      "user",
    ]);
  });

  test("no tools field when there are no tools", async () => {
    const { model, stub } = await against({ text: "ok" });
    await partsOf(model.stream(requestOf({ say: "Hi" })));
    expect(stub.requests[0]!.body).not.toHaveProperty("tools");
  });

  test("half an emoji from a client does not reach the provider", async () => {
    const { model, stub } = await against({ text: "ok" });
    await partsOf(model.stream(requestOf({ say: "hi \ud83d" })));
    expect(JSON.stringify(stub.requests[0]!.body)).not.toContain("\\ud83d");
  });
});

describe("what comes back", () => {
  test("several calls, each whole, in order", async () => {
    const calls = [
      { name: "get_order", arguments: { order_id: "A1" } },
      { name: "get_order", arguments: { order_id: "B2" } },
    ];
    const { model } = await against({ text: "One moment.", calls });
    const parts = await partsOf(model.stream(requestOf({ say: "both" })));
    expect(textOf(parts)).toBe("One moment.");
    expect(callsOf(parts)).toEqual(calls);
  });

  test("a call without arguments has an empty object", async () => {
    const { model } = await against({ calls: [{ name: "bye", arguments: "" }] });
    expect(callsOf(await partsOf(model.stream(requestOf({ say: "bye" }))))).toEqual([{ name: "bye", arguments: {} }]);
  });

  test("the provider's usage and reason", async () => {
    const { model } = await against({ text: "cut sh", finish: "length", usage: { prompt: 12, completion: 34 } });
    expect((await partsOf(model.stream(requestOf({ say: "go on" })))).at(-1)).toEqual({
      type: "done",
      reason: "length",
      usage: { inputTokens: 12, outputTokens: 34 },
      model: "compatible:stub",
    });
  });

  test("a filtered reply says so", async () => {
    const { model } = await against({ text: "", finish: "content_filter" });
    expect((await partsOf(model.stream(requestOf({ say: "?" })))).at(-1)).toMatchObject({ reason: "filtered" });
  });

  test("an empty reply is a `done` alone", async () => {
    const { model } = await against({ text: "" });
    expect((await partsOf(model.stream(requestOf({ say: "?" })))).map((part) => part.type)).toEqual(["done"]);
  });

  test("characters split over packets and over deltas arrive whole", async () => {
    const { model } = await against({ text: ["Grüße 👋\ud83c", "\udf0d and\0 more"], bytes: 3 });
    const parts = await partsOf(model.stream(requestOf({ say: "?" })));
    expect(textOf(parts)).toBe("Grüße 👋🌍 and more");
    for (const part of parts) if (part.type === "text") expect(part.text.isWellFormed()).toBe(true);
  });
});

describe("what goes wrong", () => {
  const asked = requestOf({ say: "hello" });

  test("an abort ends the stream and the server sees the client leave", async () => {
    const { model, stub } = await against({ text: Array(500).fill("word "), gapMs: 2 });
    const caller = new AbortController();
    let heard = 0;
    const failure = await failureOf(
      (async function* () {
        for await (const part of model.stream({ ...asked, signal: caller.signal })) {
          if (++heard === 3) caller.abort();
          yield part;
        }
      })(),
    );
    expect(failure.kind).toBe("aborted");
    await stub.untilAborted(1);
  });

  test("a listener that leaves in the middle ends the request too", async () => {
    const { model, stub } = await against({ text: Array(500).fill("word "), gapMs: 2 });
    for await (const _ of model.stream(asked)) break;
    await stub.untilAborted(1);
  });

  for (const [status, kind, says] of [
    [400, "refused", "HTTP 400"],
    [401, "refused", "check DRAGOMAN_MODEL_API_KEY"],
    [403, "refused", "check DRAGOMAN_MODEL_API_KEY"],
    [404, "refused", "check the model's name"],
    [408, "timeout", "too long"],
    [429, "unavailable", "limiting requests"],
    [500, "unavailable", "HTTP 500"],
    [503, "unavailable", "HTTP 503"],
  ] as const) {
    test(`HTTP ${status} is ${kind}, and one request only`, async () => {
      const { model, stub } = await against({ status, text: `no good: your key was ${secret}` });
      const failure = await failureOf(model.stream(asked));
      expect(failure.kind).toBe(kind);
      expect(failure.message).toContain("compatible:stub");
      expect(failure.message).toContain(says);
      expect(JSON.stringify(failure) + failure.message + failure.stack + String(failure.cause)).not.toContain(secret);
      expect(stub.requests).toHaveLength(1);
    });
  }

  test("nobody listening is unavailable", async () => {
    const { stub } = await against({});
    await stub.close();
    expect((await failureOf((await modelAt(stub.url)).stream(asked))).kind).toBe("unavailable");
  });

  test("a connection cut in the middle of a word is unavailable", async () => {
    const { model } = await against({ text: ["Hel", "lo"], cutAfter: 1 });
    const failure = await failureOf(model.stream(asked));
    expect(failure.kind).toBe("unavailable");
    expect(failure.message).toMatch(/closed in the middle/);
  });

  for (const [what, reply] of [
    ["a stream that is not JSON", { body: "data: {nonsense\n\n" }],
    ["a stream without a finish", { text: "Hel", unfinished: true }],
    ["an empty body", { body: "" }],
    ["arguments that are not JSON", { calls: [{ name: "get_order", arguments: '{"order_id": "A' }] }],
    ["arguments that are not an object", { calls: [{ name: "get_order", arguments: '["A1"]' }] }],
  ] as const satisfies readonly (readonly [string, StubReply])[]) {
    test(`${what} is malformed`, async () => {
      const { model } = await against(reply);
      expect((await failureOf(model.stream(asked))).kind).toBe("malformed");
    });
  }

  test("an error inside the stream is unavailable, with what the server says", async () => {
    const { model } = await against({ body: 'data: {"error":{"message":"overloaded, try later"}}\n\n' });
    const failure = await failureOf(model.stream(asked));
    expect(failure).toMatchObject({ kind: "unavailable" });
    expect(failure.message).toContain("overloaded, try later");
  });
});
