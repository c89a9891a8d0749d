// Durable turns over HTTP, on both databases, beside a bare server that makes the same writes.
import { manySockets, openSession, type Target, timedTurn } from "./load.ts";
import { type Bench, type Figure, median } from "./measure.ts";
import { withPostgres } from "./postgres.ts";
import { serveChild } from "./serve-child.ts";

const SECONDS = 5;
const WARM_UP = 50;

interface Run {
  readonly perSecond: number;
  readonly firstChunk: number;
}

/** Each client sends the next message as soon as the last reply is whole. */
async function drive(target: Target, clients: number): Promise<Run> {
  const sockets = manySockets();
  const sessions = await Promise.all(Array.from({ length: clients }, () => openSession(sockets, target)));
  for (let turn = 0; turn < Math.ceil(WARM_UP / clients); turn++) {
    await Promise.all(sessions.map((session) => timedTurn(sockets, target, session)));
  }
  const firsts: number[] = [];
  const began = performance.now();
  const until = began + SECONDS * 1000;
  await Promise.all(
    sessions.map(async (session) => {
      while (performance.now() < until) firsts.push((await timedTurn(sockets, target, session)).first);
    }),
  );
  const elapsed = (performance.now() - began) / 1000;
  sockets.destroy();
  return { perSecond: firsts.length / elapsed, firstChunk: median(firsts) };
}

async function measure(
  name: string,
  env: Record<string, string>,
  goal: number,
  progress: (step: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const rates: Record<string, number> = {};
  for (const kind of ["server", "floor"] as const) {
    progress(`${name}: ${kind}`);
    const child = await serveChild(kind, env);
    try {
      const one = await drive(child.target, 1);
      const many = await drive(child.target, 32);
      rates[kind] = many.perSecond;
      const whose = kind === "floor" ? `${name}, floor` : name;
      const isOurs = kind === "server";
      figures.push(
        {
          name: `${whose}: first chunk p50, 1 client`,
          value: one.firstChunk,
          unit: "ms",
          ...(isOurs ? { atMost: 3 } : {}),
        },
        { name: `${whose}: turns, 1 client`, value: one.perSecond, unit: "/s" },
        { name: `${whose}: first chunk p50, 32 clients`, value: many.firstChunk, unit: "ms" },
        {
          name: `${whose}: turns, 32 clients`,
          value: many.perSecond,
          unit: "/s",
          ...(isOurs ? { atLeast: goal } : {}),
        },
      );
    } finally {
      await child.stop();
    }
  }
  figures.push({
    name: `${name}: share of the floor, 32 clients`,
    value: (100 * rates.server!) / rates.floor!,
    unit: "%",
    atLeast: 60,
  });
  return figures;
}

export const turns: Bench = {
  name: "turns",
  about: "durable turns of 20 chunks over HTTP; the floor is bare node:http and pg with the same writes",
  run: async (progress) => [
    ...(await measure("embedded", {}, 250, progress)),
    ...(await withPostgres((url) => measure("PostgreSQL", { DATABASE_URL: url }, 400, progress))),
  ],
};
