// Which model answers what a script asks for, and what is said where it is another one.
import { afterEach, describe, expect, test } from "vitest";
import { failureOf, partsOf, requestOf, textOf } from "../../test/behaviour/models.ts";
import { modelStub } from "../../test/support/model-stub.ts";
import type { ModelSettings } from "./choose.ts";
import { openModels } from "./open.ts";
import type { Environment } from "./providers.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

interface Given extends Partial<ModelSettings> {
  readonly named?: Record<string, string>;
  readonly env?: Environment;
}

/** A server's models, all of them at one endpoint, and the names it was asked by. */
async function modelsWith({ named = {}, env = {}, ...settings }: Given = {}) {
  const stub = await modelStub(({ body }) => ({ text: `I am ${body.model}.` }));
  opened.push(stub);
  const all = { setting: "compatible:main", fallback: [], baseUrl: stub.url, timeoutMs: 5000, retries: 0, ...settings };
  const models = await openModels(all, () => named, env, { now: () => 0, random: () => 0 });
  opened.push(models);
  const ask = async (model?: string) =>
    textOf(await partsOf(models.stream({ ...requestOf({ say: "hi" }), ...(model && { model }) })));
  return { models, ask, stub };
}

describe("what a script asks for", () => {
  test("nothing: the default model answers", async () => {
    const { models, ask } = await modelsWith();
    expect(await ask()).toBe("I am main.");
    expect(await models.standing()).toEqual({ id: "compatible:main", why: "DRAGOMAN_MODEL is compatible:main" });
  });

  test("a name of the table", async () => {
    const { models, ask } = await modelsWith({ named: { sfdc_ai__DefaultGPT4Omni: "compatible:omni" } });
    expect(await ask("model://sfdc_ai__DefaultGPT4Omni")).toBe("I am omni.");
    expect(await models.answering("model://sfdc_ai__DefaultGPT4Omni")).toEqual({ id: "compatible:omni" });
  });

  test("a provider and its model", async () => {
    const { models, ask } = await modelsWith();
    expect(await ask("model://compatible/small")).toBe("I am small.");
    expect(await ask("model://Compatible:vendor/large")).toBe("I am vendor/large.");
    expect(await models.answering("model://compatible/small")).toEqual({ id: "compatible:small" });
  });

  test("a name nobody knows: the default model answers, and that is said", async () => {
    const { models, ask } = await modelsWith();
    expect(await ask("model://gpt-4o")).toBe("I am main.");
    expect(await models.answering("model://gpt-4o")).toEqual({
      id: "compatible:main",
      instead: "no model is named gpt-4o here",
    });
    expect((await models.answering("model://constructor")).id).toBe("compatible:main");
  });

  test("a provider without its key: the default model answers, and that is said", async () => {
    const { models, ask } = await modelsWith();
    expect(await ask("model://openai/gpt-5")).toBe("I am main.");
    expect((await models.answering("model://openai/gpt-5")).instead).toContain("set OPENAI_API_KEY");
  });

  test("never a file of this machine", async () => {
    const { models } = await modelsWith();
    expect((await models.answering("model://scripted//etc/hosts")).id).toBe("compatible:main");
  });
});

describe("the table", () => {
  test("with a model that cannot be used keeps the server from starting, and names the entry", async () => {
    await expect(modelsWith({ named: { Omni: "openai:gpt-4o" } })).rejects.toThrow(
      "The scripts' model Omni is set to openai:gpt-4o. The model openai:gpt-4o cannot be used: set OPENAI_API_KEY in the environment.",
    );
  });

  test("may be edited while the server runs: what cannot be used then fails the call, and says so before", async () => {
    const named: Record<string, string> = {};
    const { models, ask } = await modelsWith({ named });
    named.Omni = "compatible:omni";
    expect(await ask("model://Omni")).toBe("I am omni.");
    named.Omni = "nowhere:omni";
    expect((await models.answering("model://Omni")).instead).toContain('there is no provider "nowhere"');
    const request = { ...requestOf({ say: "hi" }), model: "model://Omni" };
    expect((await failureOf(models.stream(request))).message).toContain(
      "The scripts' model Omni is set to nowhere:omni",
    );
  });

  test("the fallbacks stand behind its models, too", async () => {
    const broken = await modelStub([{ status: 401, text: "no" }]);
    opened.push(broken);
    const { ask } = await modelsWith({
      named: { Omni: "openai:gpt-4o" },
      env: { OPENAI_API_KEY: "sk-1", OPENAI_BASE_URL: broken.url },
      fallback: ["compatible:main"],
    });
    expect(await ask("model://Omni")).toBe("I am main.");
  });
});
