// Servers work for an hour, and their memory is measured: it must not grow.
import { setTimeout as sleep } from "node:timers/promises";
import { startPostgres } from "../support/postgres.ts";
import { type Experiment, measured } from "./experiment.ts";
import { pass, underLoad } from "./load.ts";
import { openNodes } from "./nodes.ts";
import { residentBytes } from "./processes.ts";
import { clientPromises, doneBy, lookAt, onServer, sum } from "./promises.ts";
import { openWorld } from "./till-project.ts";

const CLIENTS = 16;
const PACE_MS = 60;
const SECONDS = 3_600;

/** Turns after which a client begins a new session: a server meets thousands of them in an hour. */
const TURNS = 5;

/** How often memory is looked at in a run. */
const SAMPLES = 600;

const MB = 1024 * 1024;

/** Share of its memory that a server may grow by in the second half of a run: what measuring it varies by. */
const NOISE = 0.1;

/** A heap takes some minutes to find its size, which a short run does not have. */
const SETTLING = 100 * MB;

const GREW = `servers whose memory grew by more than ${NOISE * 100} % in the second half`;

export const soak: Experiment = {
  name: "soak",
  about: "sixteen clients talk to two servers on one PostgreSQL for an hour, each in a new session every five turns",
  promises: [GREW, ...clientPromises],
  run: async ({ closers, size, progress }) => {
    const seconds = SECONDS * size;
    const world = await openWorld(closers, PACE_MS);
    const { url } = closers.add(await startPostgres(), (each) => each.stop());
    const nodes = await openNodes(closers, world, url);
    const doors = nodes.map(({ door }) => door);
    const over = new AbortController();
    const samples = Promise.all(nodes.map(({ pid }) => watch(pid(), (seconds * 1000) / SAMPLES, over.signal)));
    const load = { clients: CLIENTS, turns: TURNS };
    const talkers = await underLoad(doors, nodes[0]!.agent, load, () => pass(seconds, progress));
    over.abort();
    const grown = (await samples).map(growthOf);
    await Promise.all(nodes.map((node) => node.stop()));
    return {
      breaches: {
        [GREW]: grown.filter(({ from, by }) => by > from * NOISE + SETTLING * Math.max(0, 1 - size)).length,
        ...(await onServer(url, (database) => lookAt(world, talkers, database))),
      },
      measured: [
        measured("sessions", talkers.length),
        ...grown.flatMap(({ from, by }, index) => [
          measured(`memory of server ${index + 1} at half time`, Math.round(from / MB), " MB"),
          measured("its growth from there to the end", Math.round((by / MB) * 10) / 10, " MB"),
        ]),
        ...doneBy(world, talkers),
      ],
    };
  },
};

/** Memory in bytes, so many milliseconds after the beginning. */
type Sample = readonly [ms: number, bytes: number];

/** The memory of a process, again and again until it is over. */
async function watch(pid: number, everyMs: number, signal: AbortSignal): Promise<readonly Sample[]> {
  const began = performance.now();
  const samples: Sample[] = [];
  while (!signal.aborted) {
    samples.push([performance.now() - began, await residentBytes(pid)]);
    await sleep(everyMs);
  }
  return samples;
}

/** How memory grew in the second half: the line that lies closest to its samples (least squares), in bytes. */
function growthOf(samples: readonly Sample[]): { readonly from: number; readonly by: number } {
  const half = samples.slice(Math.floor(samples.length / 2));
  const mean = (values: readonly number[]) => sum(values) / values.length;
  const atMs = mean(half.map(([ms]) => ms));
  const bytes = mean(half.map(([, each]) => each));
  const slope = sum(half.map(([ms, each]) => (ms - atMs) * (each - bytes))) / sum(half.map(([ms]) => (ms - atMs) ** 2));
  const lastsMs = half.at(-1)![0] - half[0]![0];
  return { from: bytes - (slope * lastsMs) / 2, by: slope * lastsMs };
}
