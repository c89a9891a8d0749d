// Which model is chosen from settings and environment, and what is said of a choice that cannot work.
import { afterEach, describe, expect, test } from "vitest";
import { failureOf, partsOf, requestOf, textOf, toolOf } from "../../test/behaviour/models.ts";
import { type ModelStub, modelStub } from "../../test/support/model-stub.ts";
import { chooseModel, type ModelSettings } from "./choose.ts";
import { type Environment, providers } from "./providers.ts";

const nobody = "http://127.0.0.1:9"; // the discard port: refused at once
const opened: { close(): Promise<void> | undefined }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function choose(settings: Partial<ModelSettings>, env: Environment = {}, ollamaUrl = nobody) {
  const ports = { now: () => 0, random: () => 0, ollamaUrl };
  const chosen = await chooseModel({ fallback: [], timeoutMs: 5000, retries: 0, ...settings }, env, ports);
  opened.push({ close: () => chosen.model.close?.() });
  return { id: chosen.model.id, why: chosen.why, model: chosen.model };
}
async function stubWith(...given: Parameters<typeof modelStub>): Promise<ModelStub> {
  const stub = await modelStub(...given);
  opened.push(stub);
  return stub;
}
const ollamaModels = [
  { name: "nomic-embed-text:latest", details: { family: "nomic-bert" } },
  { name: "qwen3:4b", details: { family: "qwen3" } },
];

describe("the order of choice", () => {
  const keys = { OPENAI_API_KEY: "sk-1", ANTHROPIC_API_KEY: "sk-2" };

  test("the setting comes first", async () => {
    expect(await choose({ setting: "anthropic:claude-x" }, keys)).toMatchObject({
      id: "anthropic:claude-x",
      why: "DRAGOMAN_MODEL is anthropic:claude-x",
    });
  });

  test("then a key in the environment, with that provider's default model", async () => {
    const ollama = await stubWith([], ollamaModels);
    expect(await choose({}, keys, new URL(ollama.url).origin)).toMatchObject({
      id: expect.stringMatching(/^openai:gpt-/),
      why: "OPENAI_API_KEY is set",
    });
    expect((await choose({}, { ...keys, OPENAI_API_KEY: " " })).why).toBe("ANTHROPIC_API_KEY is set");
  });

  test("half of a provider's keys do not choose it", async () => {
    expect((await choose({}, { AZURE_API_KEY: "k", AWS_ACCESS_KEY_ID: "k", AWS_REGION: "eu-west-1" })).id).toBe(
      "matcher:en",
    );
    expect((await choose({}, { AZURE_API_KEY: "k", AZURE_RESOURCE_NAME: "r" })).why).toBe(
      "AZURE_API_KEY and AZURE_RESOURCE_NAME are set",
    );
  });

  test("then Ollama, with its first model that can chat", async () => {
    const ollama = await stubWith([{ text: "Hello." }], ollamaModels);
    const { id, why, model } = await choose({}, {}, new URL(ollama.url).origin);
    expect(id).toBe("ollama:qwen3:4b");
    expect(why).toMatch(/^no key, but Ollama answers at http:.* and has qwen3:4b$/);
    expect(textOf(await partsOf(model.stream(requestOf({ say: "hi" }))))).toBe("Hello.");
    expect(ollama.requests[0]).toMatchObject({ path: "/v1/chat/completions", body: { model: "qwen3:4b" } });
  });

  test("then the matcher, which says what it is not", async () => {
    const embeddingsOnly = await stubWith([], ollamaModels.slice(0, 1));
    for (const url of [nobody, new URL(embeddingsOnly.url).origin]) {
      expect(await choose({}, {}, url)).toMatchObject({
        id: "matcher:en",
        why: "no key and no Ollama: the embedded matcher, which is not a language model",
      });
    }
  });

  test("the fallback answers when the first model cannot", async () => {
    const up = await stubWith([{ text: "Hello." }]);
    const { id, model } = await choose({ setting: "ollama:qwen3", fallback: ["compatible:small"], baseUrl: up.url });
    expect(id).toBe("ollama:qwen3");
    const parts = await partsOf(model.stream(requestOf({ say: "hi" })));
    expect(parts.at(-1)).toMatchObject({ type: "done", model: "compatible:small" });
  });
});

describe("a setting that cannot work says what to do", () => {
  for (const [setting, says] of [
    ["gpt-5", 'there is no provider "gpt-5"; one of openai, anthropic, google'],
    ["openai:gpt-5-mini", "set OPENAI_API_KEY in the environment"],
    [
      "bedrock",
      "set AWS_BEARER_TOKEN_BEDROCK and AWS_REGION, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and AWS_REGION",
    ],
    ["compatible:x", "DRAGOMAN_MODEL_BASE_URL is not set"],
    ["compatible:", "write compatible:name"],
    ["ollama", "write ollama:name, where name is a model that `ollama list` shows"],
    ["scripted:none.yaml", "there is no such file"],
  ] as const) {
    test(setting, async () => {
      await expect(choose({ setting })).rejects.toThrow(says);
      await expect(choose({ setting })).rejects.toMatchObject({ kind: "refused" });
    });
  }

  test("and so does a fallback", async () => {
    await expect(choose({ setting: "matcher", fallback: ["google"] })).rejects.toThrow("GOOGLE_GENERATIVE_AI_API_KEY");
  });
});

describe("every provider", () => {
  for (const provider of providers.filter((one) => one.keys.length > 0)) {
    for (const names of provider.keys) {
      const env = Object.fromEntries(names.map((name) => [name, `${name.toLowerCase()}-secret`]));

      test(`${provider.name} is made from ${names.join(", ")} without a request`, async () => {
        expect((await choose({ setting: `${provider.name}:some-model` }, env)).id).toBe(`${provider.name}:some-model`);
        expect((await choose({}, env)).id).toBe(`${provider.name}:${provider.defaultModel}`);
      });
    }
  }

  for (const [setting, name, path] of [
    ["openai:some-model", "OPENAI", "/v1/responses"],
    ["anthropic:some-model", "ANTHROPIC", "/v1/messages"],
  ] as const) {
    test(`${setting} whose key is refused names the variable and not its value`, async () => {
      const stub = await stubWith([{ status: 401, text: "Incorrect API key provided: sk-very-secret" }]);
      const env = { [`${name}_API_KEY`]: "sk-very-secret", [`${name}_BASE_URL`]: stub.url };
      const { model } = await choose({ setting }, env);
      const failure = await failureOf(
        model.stream(requestOf({ say: "hi", tools: [toolOf("x", "Do x", { a: "An a" })] })),
      );
      expect(failure).toMatchObject({
        kind: "refused",
        message: `${setting} refused the key (HTTP 401): check ${name}_API_KEY.`,
      });
      expect(`${failure.stack}${JSON.stringify(failure)}`).not.toContain("secret");
      expect(stub.requests.map((request) => request.path)).toEqual([path]);
    });
  }
});
