// Places of one server as it hands back what it does not use: nobody may stand on a place that another server is given.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openPlaces } from "./places.ts";

const holder = { orgId: "00Dorg", id: "0xIapp" };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a place that is being given back is not taken meanwhile", async () => {
  const asked: { used: number; wanted: number; answer: (held: number) => void }[] = [];
  const ask = (_: unknown, { used, wanted }: { used: number; wanted: number }) =>
    new Promise<number>((answer) => asked.push({ used, wanted, answer }));
  const places = openPlaces(ask, (error) => expect.unreachable(String(error)));

  const first = places.enter(holder, 1);
  asked.shift()!.answer(1);
  (await first)!();
  await vi.advanceTimersByTimeAsync(1_000);
  asked.shift()!.answer(1);
  await vi.advanceTimersByTimeAsync(1_000);
  const givenBack = asked.shift()!;
  expect(givenBack).toMatchObject({ used: 0, wanted: 0 });

  let entered: unknown = "waits";
  void places.enter(holder, 1).then((leave) => {
    entered = leave;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(entered).toBe("waits");

  givenBack.answer(0);
  await vi.advanceTimersByTimeAsync(0);
  // Another server has the place by now.
  asked.shift()!.answer(0);
  await vi.advanceTimersByTimeAsync(0);
  expect(entered).toBeUndefined();
});
