// Only so many at once and so many waiting, everybody in turn, and a failure holds nobody up.
import { expect, test } from "vitest";
import { createGate } from "./gate.ts";

test("at most two run at once, in the order in which they came", async () => {
  const gate = createGate({ atOnce: 2, waiting: 2 });
  const events: string[] = [];
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const all = ends.map(({ promise }, n) =>
    gate(async () => {
      events.push(`begin ${n}`);
      await promise;
      if (n === 1) throw new Error("failed");
      return n;
    }).catch((error: Error) => error.message),
  );
  await Promise.resolve();
  expect(events).toEqual(["begin 0", "begin 1"]);
  ends[1]!.resolve();
  await all[1];
  ends[2]!.resolve();
  await all[2];
  ends[0]!.resolve();
  ends[3]!.resolve();
  expect(await Promise.all(all)).toEqual([0, "failed", 2, 3]);
  expect(events).toEqual(["begin 0", "begin 1", "begin 2", "begin 3"]);
});

test("who finds enough others waiting is turned away at once, with no work done, until one of them has passed", async () => {
  const gate = createGate({ atOnce: 1, waiting: 2 });
  const end = Promise.withResolvers<void>();
  let done = 0;
  const work = async () => {
    await end.promise;
    done += 1;
  };
  const flood = Array.from({ length: 1000 }, () => gate(work));
  const turnedAway = { code: "unavailable", status: 503 };
  await Promise.all(flood.slice(3).map((each) => expect(each).rejects.toMatchObject(turnedAway)));
  expect(done).toBe(0);
  end.resolve();
  await Promise.all(flood.slice(0, 3));
  expect(done).toBe(3);
  await gate(work);
  expect(done).toBe(4);
});
