// The disk of the database fills up under load, and is given room again.
import { execFile } from "node:child_process";
import { chmod, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Closers } from "../../src/closers.ts";
import { makeFolder } from "../support/folder.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { type Experiment, measured, scaled } from "./experiment.ts";
import { underLoad } from "./load.ts";
import { openNodes } from "./nodes.ts";
import { type Checks, doneBy, failed, lookAt, notWhole, onServer, seenBy, turnChecks } from "./promises.ts";
import { openWorld } from "./till-project.ts";

const CLIENTS = 8;
const PACE_MS = 15;
const TIMES = 20;

/** Size of the disk: PostgreSQL's own files, and room for the load of a whole run. */
const DISK_MB = 1_024;

/** It stays full for this long, at random. */
const FULL_MS = [2_000, 8_000] as const;
const REST_MS = 3_000;

/** A turn that the database takes nothing of, three times, is given up: its client is told. */
const checks: Checks = {
  "turns with neither a whole answer nor an error": (talkers) =>
    seenBy(talkers).filter((seen) => notWhole(seen) && !failed(seen)).length,
  ...turnChecks,
};

export const disk: Experiment = {
  name: "disk",
  about:
    "the disk of the PostgreSQL of two servers fills up while eight clients talk, and is given room again; PostgreSQL is started again where it gave up",
  promises: Object.keys(checks),
  run: async ({ closers, size, progress }) => {
    const folder = await mountDisk(closers);
    if (typeof folder !== "string") return { breaches: {}, measured: [], ...folder };
    const times = scaled(TIMES, size);
    const world = await openWorld(closers, PACE_MS);
    const postgres = closers.add(await startPostgres(folder), (each) => each.stop());
    const nodes = await openNodes(closers, world, postgres.url);
    let gaveUp = 0;
    const doors = nodes.map(({ door }) => door);
    const talkers = await underLoad(doors, nodes[0]!.agent, { clients: CLIENTS }, async () => {
      for (let time = 1; time <= times; time += 1) {
        await sleep(REST_MS);
        if (await fillFor(folder, postgres)) gaveUp += 1;
        progress(`full ${time} of ${times} times, ${world.target.effects.size} charges`);
      }
      await sleep(REST_MS);
    });
    await Promise.all(nodes.map((node) => node.stop()));
    return {
      breaches: await onServer(postgres.url, (each) => lookAt(world, talkers, each, checks)),
      measured: [
        measured("times full", times),
        measured("times PostgreSQL gave up", gaveUp),
        measured("turns that ended in an error", seenBy(talkers).filter(failed).length),
        ...doneBy(world, talkers),
      ],
    };
  },
};

/** A small disk of its own, in memory. @returns its folder, or why this machine gives none */
async function mountDisk(closers: Closers): Promise<string | { readonly impossible: string }> {
  const run = promisify(execFile);
  const folder = closers.add(await makeFolder({}), (each) => rm(each, { recursive: true, force: true }));
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "tmpfs", folder]);
  } catch (error) {
    const [why = ""] = String((error as { stderr?: unknown }).stderr ?? error).split("\n");
    return { impossible: `a small disk has to be mounted for it, which takes root, and here: ${why}` };
  }
  closers.add(folder, (each) => run("umount", [each]));
  await chmod(folder, 0o755);
  return folder;
}

/** Leave a disk without a free byte for a while. @returns whether PostgreSQL stopped over it, and was started again */
async function fillFor(folder: string, postgres: TestPostgres): Promise<boolean> {
  const ballast = join(folder, "ballast");
  const over = Date.now() + FULL_MS[0] + Math.random() * (FULL_MS[1] - FULL_MS[0]);
  // What PostgreSQL frees meanwhile is taken, too.
  while (Date.now() < over) {
    await fill(ballast);
    await sleep(100);
  }
  await rm(ballast, { force: true });
  if ((await postgres.pid()) !== undefined) return false;
  await postgres.restart();
  return true;
}

async function fill(path: string): Promise<void> {
  const file = await open(path, "a");
  const block = Buffer.alloc(1 << 20);
  try {
    for (let length = block.length; length >= 1; ) {
      const written = await file.write(block, 0, length).then(
        ({ bytesWritten }) => bytesWritten,
        () => 0,
      );
      if (written < length) length >>= 1;
    }
  } finally {
    await file.close();
  }
}
