// The thread behind the matcher: likeness, memory, and the end of it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { dimensions, type Embedder, likeness, startEmbedder } from "./embed.ts";

let embedder: Embedder;
beforeAll(() => {
  embedder = startEmbedder();
});
afterAll(() => embedder.close());

test("sentences that mean the same are more alike than others, and a sentence is like itself", async () => {
  const [one, same, other] = await embedder.embed([
    "I want to book an appointment",
    "Can I make an appointment?",
    "The weather is fine in Rome",
  ]);
  expect(likeness(one!, same!)).toBeGreaterThan(likeness(one!, other!) + 0.2);
  expect(likeness(one!, one!)).toBeCloseTo(1, 5);
});

test("a sentence without words is like nothing, and does not stop the others", async () => {
  const [empty, dash, hello] = await embedder.embed(["", "—!?", "hello"]);
  expect(empty).toEqual(new Float32Array(dimensions));
  expect(dash).toEqual(new Float32Array(dimensions));
  expect(likeness(hello!, hello!)).toBeCloseTo(1, 5);
});

test("many at once each get their own", async () => {
  const words = ["order", "refund", "weather", "dog"];
  const together = await Promise.all(words.map(async (word) => (await embedder.embed([word]))[0]!));
  const again = await embedder.embed(words);
  for (const [at, vector] of together.entries()) expect(vector).toEqual(again[at]);
});

test("after it is closed it says so", async () => {
  const own = startEmbedder();
  await own.embed(["hello"]);
  await own.close();
  await expect(own.embed(["goodbye"])).rejects.toMatchObject({ kind: "unavailable" });
});

test("a call that waits while it is closed fails, and does not hang", async () => {
  const own = startEmbedder();
  const waiting = expect(own.embed(["hello"])).rejects.toMatchObject({ kind: "unavailable" });
  await own.close();
  await waiting;
});
