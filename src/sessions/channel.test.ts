// The channel between a turn and the reader of its stream: nothing is lost, and neither waits for ever.
import { expect, test } from "vitest";
import { openChannel } from "./channel.ts";

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

test("a late reader gets everything in order", async () => {
  const channel = openChannel<number>();
  for (const item of [1, 2, 3]) channel.send(item);
  channel.close();
  expect(await all(channel)).toEqual([1, 2, 3]);
});

test("a reader that waits is woken by each item and by the end", async () => {
  const channel = openChannel<number>();
  const reading = all(channel);
  await Promise.resolve();
  channel.send(1);
  await Promise.resolve();
  channel.send(2);
  channel.close();
  expect(await reading).toEqual([1, 2]);
});

test("the sender goes on when the reader has left", async () => {
  const channel = openChannel<number>();
  channel.send(1);
  for await (const item of channel) {
    expect(item).toBe(1);
    break;
  }
  channel.send(2);
  channel.close();
  expect(await all(channel)).toEqual([]);
});

test("a reader that falls too far behind is let go, and what it has not read is not kept", async () => {
  const channel = openChannel<number>(3);
  channel.send(0);
  const read: number[] = [];
  for await (const item of channel) {
    read.push(item);
    for (const next of [1, 2, 3, 4, 5]) channel.send(next);
  }
  expect(read).toEqual([0]);
});
