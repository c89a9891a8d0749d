// The scripted model in its two forms: replies in order, and the rules of a file.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOf, failureOf, modelBehaviour, partsOf, requestOf, textOf, toolOf } from "../../test/behaviour/models.ts";
import type { Message } from "./port.ts";
import { noRuleMatched, scriptedModel, scriptedModelFrom } from "./scripted.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "scripted-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string): Promise<string> {
  const file = join(folder, `${crypto.randomUUID()}.yaml`);
  await writeFile(file, content);
  return file;
}
const modelFor = async (content: string) => scriptedModelFrom(await fileOf(content));
const answerOf = async (content: string, given: Parameters<typeof requestOf>[0]) =>
  partsOf((await modelFor(content)).stream(requestOf(given)));

const desk = `
rules:
  - after: get_order
    say: The order is shipped.
  - when: PX-1234
    tools: get_order
    call: { get_order: { order_id: PX-1234 } }
  - when: "^hello"
    say: Hello, how can I help you?
    chunks: 4
  - say: I did not understand.
`;

describe("rules of a file", () => {
  describe("as a model", () => modelBehaviour(async () => ({ model: await modelFor(desk), close: async () => {} })));

  test("the first rule that matches answers, and case does not count", async () => {
    expect(textOf(await answerOf(desk, { say: "HELLO there" }))).toBe("Hello, how can I help you?");
    expect(textOf(await answerOf(desk, { say: "oh, hello" }))).toBe("I did not understand.");
  });

  test("a rule that needs a tool which is not offered does not match", async () => {
    expect(textOf(await answerOf(desk, { say: "PX-1234?" }))).toBe("I did not understand.");
    const parts = await answerOf(desk, { say: "PX-1234?", tools: [toolOf("get_order", "Look up an order")] });
    expect(callsOf(parts)).toEqual([{ name: "get_order", arguments: { order_id: "PX-1234" } }]);
  });

  test("`chunks` splits the text into that many pieces and loses nothing", async () => {
    const parts = await answerOf("rules: [{ say: 'Grüße 👋, how are you?', chunks: 20 }]", { say: "hi" });
    expect(parts.filter((part) => part.type === "text")).toHaveLength(20);
    expect(textOf(parts)).toBe("Grüße 👋, how are you?");
  });

  test("a list of sayings is a list of chunks; several calls keep their order", async () => {
    const parts = await answerOf("rules: [{ say: [a, b], call: [{ x: { n: 1 } }, { y: {} }] }]", { say: "hi" });
    expect(parts.map((part) => (part.type === "text" ? part.text : part.type))).toEqual([
      "a",
      "b",
      "call",
      "call",
      "done",
    ]);
    expect(callsOf(parts).map((call) => call.name)).toEqual(["x", "y"]);
  });

  test("without a matching rule it says that none matched", async () => {
    expect(textOf(await answerOf("rules: [{ when: refund, say: no }]", { say: "hi" }))).toBe(noRuleMatched);
  });

  test("a result is answered by a rule for its tool, or by the default", async () => {
    const messages: Message[] = [
      { role: "user", text: "hello" },
      { role: "assistant", text: "", calls: [{ id: "c", name: "other", arguments: {} }] },
      { role: "tool", callId: "c", name: "other", result: {}, failed: false },
    ];
    expect(textOf(await answerOf(desk, { messages }))).toBe("I did not understand.");
  });

  test("many conversations share it: the same request has the same reply", async () => {
    const model = await modelFor(desk);
    const asked = requestOf({ say: "PX-1234", tools: [toolOf("get_order", "Look up an order")] });
    const [one, two] = await Promise.all([partsOf(model.stream(asked)), partsOf(model.stream(asked))]);
    expect(one).toEqual(two);
  });

  for (const [what, content, says] of [
    ["YAML that does not parse", "rules: [", "cannot be used: "],
    ["an unknown key", "rules: [{ say: a, wen: b }]", 'rules[0]: Unrecognized key: "wen"'],
    ["a broken pattern", "rules: [{ when: '(', say: a }]", "rules[0].when: Invalid regular expression"],
    ["an empty file", "", "the file: "],
    ["no rules", "rules: []", "rules: "],
  ] as const) {
    test(`${what} is refused with the file and the place`, async () => {
      const file = await fileOf(content);
      const failure = await scriptedModelFrom(file).catch((error: Error) => error);
      expect(failure).toMatchObject({ kind: "refused" });
      expect((failure as Error).message).toContain(`The scripted model ${file} cannot be used: `);
      expect((failure as Error).message).toContain(says);
    });
  }

  test("a missing file is refused", async () => {
    await expect(scriptedModelFrom(join(folder, "none.yaml"))).rejects.toThrow("there is no such file");
  });
});

describe("replies in order", () => {
  test("are given one a call, and the requests are kept", async () => {
    const model = scriptedModel([{ text: "one" }, { calls: [{ name: "x", arguments: {} }] }]);
    expect(textOf(await partsOf(model.stream(requestOf({ say: "a" }))))).toBe("one");
    expect(callsOf(await partsOf(model.stream(requestOf({ say: "b" }))))).toEqual([{ name: "x", arguments: {} }]);
    expect(model.requests.map((request) => request.messages)).toEqual([
      [{ role: "user", text: "a" }],
      [{ role: "user", text: "b" }],
    ]);
  });

  test("end with a failure that says so", async () => {
    expect((await failureOf(scriptedModel([]).stream(requestOf({ say: "a" })))).message).toContain("no reply left");
  });

  test("fail where they are told to, after what they say", async () => {
    const heard: string[] = [];
    const model = scriptedModel([{ text: "Hel", fail: "timeout" }]);
    const failure = await failureOf(
      (async function* () {
        for await (const part of model.stream(requestOf({ say: "a" }))) {
          heard.push(part.type);
          yield part;
        }
      })(),
    );
    expect(failure.kind).toBe("timeout");
    expect(heard).toEqual(["text"]);
  });
});
