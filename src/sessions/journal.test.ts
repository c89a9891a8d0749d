// What a turn reads from its journal when it is run again, and what it asks of the world once more.
import { expect, test } from "vitest";
import type { ActionCall, ActionResult, ModelPart, ModelRequest } from "../reasoning/events.ts";
import type { JournalRow } from "../store/turns.ts";
import { journaled } from "./journal.ts";

const parts: readonly ModelPart[] = [
  { type: "text", text: "One " },
  { type: "text", text: "moment." },
  { type: "call", call: { id: "c1", name: "charge", arguments: { amount: 3 } } },
  { type: "done", reason: "calls", usage: { inputTokens: 5, outputTokens: 7 }, model: "stub" },
];
const receipt: ActionResult = { ok: true, outputs: { receipt: "R-1" } };
const call = (step = 1) =>
  ({
    definition: { name: "Charge", target: "flow://Charge" },
    inputs: { amount: 3 },
    idempotencyKey: `S:1:${step}`,
  }) as unknown as ActionCall;

/** A turn's ports over a world that counts, and the book they write. */
function play(past: readonly JournalRow[] = [], mayRepeat = false) {
  const book: JournalRow[] = [];
  const asked = { model: 0, action: 0 };
  const record = async (row: JournalRow) => void book.push(row);
  const ports = journaled(
    { record, note: (row) => void book.push(row), flush: () => {} },
    {
      async *model() {
        asked.model += 1;
        yield* parts;
      },
      action: async () => {
        asked.action += 1;
        return receipt;
      },
      mayRepeat: async () => mayRepeat,
    },
    past,
  );
  const listen = async () => {
    const heard: ModelPart[] = [];
    for await (const part of ports.model({} as ModelRequest)) heard.push(part);
    return heard;
  };
  return { ...ports, listen, book, asked };
}

test("the journal holds each reply, and each action before and after it", async () => {
  const turn = play();
  await turn.listen();
  await turn.action(call());
  expect(turn.book.map(({ step, kind, state }) => [step, kind, state])).toEqual([
    [1, "model", "done"],
    [2, "action", "intent"],
    [2, "action", "done"],
  ]);
});

test("S3: what is on record is read, and nobody is asked for it again", async () => {
  const first = play();
  await first.listen();
  await first.action(call());
  const again = play(first.book.filter(({ state }) => state === "done"));
  const heard = await again.listen();
  expect(heard).toEqual([{ type: "text", text: "One moment." }, ...parts.slice(2)]);
  expect(await again.action(call())).toEqual(receipt);
  expect(again.asked).toEqual({ model: 0, action: 0 });
  // Where the record ends, the world begins.
  await again.listen();
  expect(again.asked).toEqual({ model: 1, action: 0 });
});

const cut = async () => {
  const first = play();
  await first.action(call());
  return first.book.filter(({ state }) => state === "intent");
};

test("S3: an action cut off midway is called again with its key where that is safe", async () => {
  const again = play(await cut(), true);
  expect(await again.action(call())).toEqual(receipt);
  expect(again.asked.action).toBe(1);
});

test("S3: and is reported as of unknown outcome where it is not", async () => {
  const again = play(await cut(), false);
  const result = await again.action(call());
  expect(result).toMatchObject({ ok: false, reason: "unknown" });
  expect(again.asked.action).toBe(0);
  expect(again.book).toMatchObject([{ step: 1, state: "done", output: result }]);
});

test("a turn that asks for something else than its journal holds breaks, and calls nobody", async () => {
  const past = await cut();
  const again = play(past, true);
  await expect(again.listen()).rejects.toThrow("another than the turn asks for");
  await expect(play(past, true).action(call(2))).rejects.toThrow("another than the turn asks for");
  expect(again.asked).toEqual({ model: 0, action: 0 });
});
