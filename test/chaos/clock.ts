// Servers whose clocks are wrong share a database with one whose clock is right.
import { rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Closers } from "../../src/closers.ts";
import { makeFolder } from "../support/folder.ts";
import { startPostgres } from "../support/postgres.ts";
import { type Experiment, measured, scaled } from "./experiment.ts";
import { strike } from "./kill.ts";
import { openNodes } from "./nodes.ts";
import { clientPromises, doneBy, lookAt, onServer } from "./promises.ts";
import { openWorld } from "./till-project.ts";

const PACE_MS = 15;
const KILLS = 60;

const HOURS_MS = 3 * 60 * 60_000;

/** A wrong clock jumps back and forth by up to this much. Clients would need new tokens if it fell behind its start. */
const JUMP_MS = 20 * 60_000;
const EVERY_MS = 1_000;

export const clock: Experiment = {
  name: "clock",
  about:
    "of three servers on one PostgreSQL, the clock of one is right, of one three hours fast and of one three hours slow; every second the wrong ones jump back or forth by up to twenty minutes, and any is killed and started again while eight clients talk",
  promises: clientPromises,
  run: async ({ closers, size, progress }) => {
    const kills = scaled(KILLS, size);
    const world = await openWorld(closers, PACE_MS);
    const { url } = closers.add(await startPostgres(), (each) => each.stop());
    const clocks = [await openClock(closers, HOURS_MS), await openClock(closers, -HOURS_MS)];
    const nodes = await openNodes(closers, world, url, [{}, ...clocks.map(({ env }) => env)]);
    const over = new AbortController();
    const jumps = jump(clocks, over.signal);
    const talkers = await strike(world, nodes, kills, progress).finally(() => over.abort());
    return {
      breaches: await onServer(url, (database) => lookAt(world, talkers, database)),
      measured: [measured("kills", kills), measured("jumps of a clock", await jumps), ...doneBy(world, talkers)],
    };
  },
};

interface Clock {
  /** What a server needs in its environment to live by it. */
  readonly env: Readonly<Record<string, string>>;
  /** Be fast by its hours, and by so much more. */
  set(moreMs: number): Promise<void>;
}

const preload = pathToFileURL(resolve(import.meta.dirname, "wrong-clock.ts"));

async function openClock(closers: Closers, offMs: number): Promise<Clock> {
  const folder = closers.add(await makeFolder({ off: String(offMs) }), (each) => rm(each, { recursive: true }));
  const file = join(folder, "off");
  return {
    env: { NODE_OPTIONS: `--import=${preload}`, CHAOS_CLOCK: file },
    set: async (moreMs) => {
      // Never half written: a server may read it at any moment.
      await writeFile(`${file}.next`, String(offMs + Math.round(moreMs)));
      await rename(`${file}.next`, file);
    },
  };
}

/** Let clocks jump until it is over. @returns how often one did */
async function jump(clocks: readonly Clock[], signal: AbortSignal): Promise<number> {
  let jumps = 0;
  while (!signal.aborted) {
    for (const each of clocks) await each.set(Math.random() * JUMP_MS);
    jumps += clocks.length;
    await sleep(EVERY_MS);
  }
  return jumps;
}
