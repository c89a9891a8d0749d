// The database fails in every way that databases do, while clients talk.
import { setTimeout as sleep } from "node:timers/promises";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { type Experiment, measured, scaled } from "./experiment.ts";
import { underLoad } from "./load.ts";
import { openNodes } from "./nodes.ts";
import { familyOf, signal } from "./processes.ts";
import { clientPromises, doneBy, lookAt, onServer } from "./promises.ts";
import { openRoad, type Road, type RoadState } from "./road.ts";
import { openWorld } from "./till-project.ts";

const CLIENTS = 8;
const PACE_MS = 15;

/** How often each fault comes. */
const TIMES = 20;

/** A fault lasts this long, at random: from less than a server's lease to more than twice as much. */
const LASTS_MS = [500, 5_000] as const;

/** Milliseconds between faults, for the load to get going again. */
const REST_MS = 2_000;

interface Victims {
  readonly postgres: TestPostgres;
  /** Between the first server and PostgreSQL. */
  readonly road: Road;
}

const aWhile = () => sleep(LASTS_MS[0] + Math.random() * (LASTS_MS[1] - LASTS_MS[0]));

const road =
  (state: RoadState) =>
  async ({ road }: Victims) => {
    road.become(state);
    await aWhile();
    road.become("open");
  };

const faults: Readonly<Record<string, (victims: Victims) => Promise<void>>> = {
  "PostgreSQL restarted": ({ postgres }) => postgres.restart(),
  "PostgreSQL crashed and recovered": async ({ postgres }) => {
    const [, ...others] = await familyOf((await postgres.pid())!);
    signal(others.slice(-1), "SIGKILL");
    await aWhile();
  },
  "PostgreSQL frozen": async ({ postgres }) => {
    const all = await familyOf((await postgres.pid())!);
    try {
      signal(all, "SIGSTOP");
      await aWhile();
    } finally {
      signal(all, "SIGCONT");
    }
  },
  "network of one server cut": road("cut"),
  "network of one server silent": road("silent"),
  "network of one server slow": road("slow"),
};

export const database: Experiment = {
  name: "database",
  about:
    "PostgreSQL is restarted, crashed and frozen, and the network between it and one of two servers is cut, silenced and slowed, while eight clients talk",
  promises: clientPromises,
  run: async ({ closers, size, progress }) => {
    const times = scaled(TIMES, size);
    const world = await openWorld(closers, PACE_MS);
    const postgres = closers.add(await startPostgres(), (each) => each.stop());
    const far = new URL(postgres.url);
    const road = closers.add(await openRoad({ host: far.hostname, port: Number(far.port) }), (each) => each.close());
    const detour = new URL(postgres.url);
    detour.port = String(road.port);
    const nodes = await openNodes(closers, world, postgres.url, [{ DATABASE_URL: detour.href }, {}]);
    const doors = nodes.map(({ door }) => door);
    const talkers = await underLoad(doors, nodes[0]!.agent, { clients: CLIENTS }, async () => {
      for (let time = 1; time <= times; time += 1) {
        for (const [name, strike] of Object.entries(faults)) {
          await sleep(REST_MS);
          await strike({ postgres, road });
          progress(`${name}, ${time} of ${times}, ${world.target.effects.size} charges`);
        }
      }
      await sleep(REST_MS);
    });
    await Promise.all(nodes.map((node) => node.stop()));
    return {
      breaches: await onServer(postgres.url, (each) => lookAt(world, talkers, each)),
      measured: [...Object.keys(faults).map((name) => measured(name, times)), ...doneBy(world, talkers)],
    };
  },
};
