// R1 to R3 of resilient.ts, on scripted models and on a server that fails.
import { describe, expect, test } from "vitest";
import { failureOf, partsOf, requestOf, textOf } from "../../test/behaviour/models.ts";
import { modelStub } from "../../test/support/model-stub.ts";
import type { Model, ModelError } from "./port.ts";
import { providers } from "./providers.ts";
import { resilientModel } from "./resilient.ts";
import { type Reply, type ScriptedModel, scriptedModel } from "./scripted.ts";

const asked = requestOf({ say: "hello" });
const good: Reply = { text: ["Hel", "lo."] };
const fails = (fail: ModelError["kind"]): Reply => ({ fail });

/** The model under test, and the waits it asked for. */
function patient(models: readonly [Model, ...Model[]], retries = 2, timeoutMs = 5000) {
  const waits: number[] = [];
  const wait = async (ms: number, signal: AbortSignal) => {
    waits.push(ms);
    signal.throwIfAborted();
  };
  return { waits, model: resilientModel(models, { timeoutMs, retries, random: () => 0.5, wait }) };
}

/** A model that never says anything and does not listen to its signal. */
const deaf: Model = {
  id: "test:deaf",
  async *stream() {
    await new Promise(() => {});
  },
};

describe("a failure before the first part", () => {
  test("is tried again after a growing wait, and the listener hears only the good reply", async () => {
    const { model, waits } = patient([scriptedModel([fails("unavailable"), fails("timeout"), good])]);
    expect(textOf(await partsOf(model.stream(asked)))).toBe("Hello.");
    expect(waits).toEqual([150, 300]);
  });

  test("is given up after the retries, with the model's own failure", async () => {
    const behind = scriptedModel(Array(5).fill(fails("unavailable")));
    const { model } = patient([behind], 2);
    expect((await failureOf(model.stream(asked))).kind).toBe("unavailable");
    expect(behind.requests).toHaveLength(3);
  });

  for (const kind of ["refused", "malformed"] as const) {
    test(`R2: is not tried again when it is ${kind}`, async () => {
      const behind = scriptedModel([fails(kind), good]);
      const { model } = patient([behind]);
      expect((await failureOf(model.stream(asked))).kind).toBe(kind);
      expect(behind.requests).toHaveLength(1);
    });

    test(`R2: goes on to the next model when it is ${kind}`, async () => {
      const { model } = patient([scriptedModel([fails(kind)]), scriptedModel([good])]);
      expect(textOf(await partsOf(model.stream(asked)))).toBe("Hello.");
    });
  }

  test("when all models fail, the error says what each of them said", async () => {
    const { model } = patient([scriptedModel([fails("refused")]), deaf], 0, 20);
    const failure = await failureOf(model.stream(asked));
    expect(failure.kind).toBe("timeout");
    expect(failure.message).toMatch(/scripted:replies fails.*test:deaf did not finish within 0.02 s/);
  });
});

test("R1: a failure after the first part is passed on, and nothing is tried again", async () => {
  const behind = scriptedModel([{ text: "Hel", fail: "unavailable" }, good]);
  const next = scriptedModel([good]);
  const { model } = patient([behind, next]);
  expect((await failureOf(model.stream(asked))).kind).toBe("unavailable");
  expect([behind, next].map((one: ScriptedModel) => one.requests.length)).toEqual([1, 0]);
});

describe("R3: an abort", () => {
  test("ends a call at once even when the model does not listen", async () => {
    const caller = new AbortController();
    const failing = failureOf(patient([deaf]).model.stream({ ...asked, signal: caller.signal }));
    caller.abort();
    expect((await failing).kind).toBe("aborted");
  });

  test("ends the wait between attempts, and no further model is asked", async () => {
    const caller = new AbortController();
    const next = scriptedModel([good]);
    const model = resilientModel([scriptedModel([fails("unavailable")]), next], {
      timeoutMs: 5000,
      retries: 1,
      random: () => 0,
      wait: async (_, signal) => {
        caller.abort();
        signal.throwIfAborted();
      },
    });
    expect((await failureOf(model.stream({ ...asked, signal: caller.signal }))).kind).toBe("aborted");
    expect(next.requests).toHaveLength(0);
  });

  test("before the call sends no request", async () => {
    const behind = scriptedModel([good]);
    const failure = await failureOf(patient([behind]).model.stream({ ...asked, signal: AbortSignal.abort() }));
    expect(failure.kind).toBe("aborted");
    expect(behind.requests).toHaveLength(0);
  });
});

describe("over HTTP", () => {
  const compatible = (baseUrl: string) =>
    providers
      .find((one) => one.name === "compatible")!
      .make({ name: "stub", env: {}, baseUrl, ollamaUrl: "", now: Date.now });

  test("two errors 500 and then an answer is an answer", async () => {
    const stub = await modelStub([{ status: 500 }, { status: 503 }, { text: "Hello." }]);
    const { model } = patient([await compatible(stub.url)]);
    expect(textOf(await partsOf(model.stream(asked)))).toBe("Hello.");
    expect(stub.requests).toHaveLength(3);
    await stub.close();
  });

  test("a server that hangs is a timeout, and it sees the client leave", async () => {
    const stub = await modelStub([{ hang: true }]);
    const { model } = patient([await compatible(stub.url)], 0, 80);
    expect((await failureOf(model.stream(asked))).kind).toBe("timeout");
    await stub.untilAborted(1);
    await stub.close();
  });

  test("a stream that does not come to its end in time is a timeout", async () => {
    const stub = await modelStub([{ text: Array(500).fill("word "), gapMs: 5 }]);
    const { model } = patient([await compatible(stub.url)], 2, 80);
    const failure = await failureOf(model.stream(asked));
    expect(failure).toMatchObject({ kind: "timeout", message: "compatible:stub did not finish within 0.08 s." });
    await stub.untilAborted(1);
    expect(stub.requests).toHaveLength(1);
    await stub.close();
  });

  test("a server that is down is replaced by the fallback", async () => {
    const down = await modelStub([{}]);
    await down.close();
    const up = await modelStub([{ text: "Hello." }]);
    const { model, waits } = patient([await compatible(down.url), await compatible(up.url)], 1);
    expect(textOf(await partsOf(model.stream(asked)))).toBe("Hello.");
    expect(waits).toHaveLength(1);
    await up.close();
  });
});
