// Two thousand clients read streams for ten minutes, and a twentieth of the streams is cut off at a random moment.
import { startPostgres } from "../support/postgres.ts";
import { type Experiment, measured, scaled } from "./experiment.ts";
import { pass, underLoad } from "./load.ts";
import { openNodes } from "./nodes.ts";
import { clientPromises, doneBy, lookAt, onServer, sum } from "./promises.ts";
import { openWorld } from "./till-project.ts";

const CLIENTS = 2_000;
const SECONDS = 600;
const SHARE = 0.05;

/** Slow enough for two cores: a turn takes about half a minute, in which its client reads. */
const PACE_MS = 3_000;

/** Where a stream is cut, it is within this long of its beginning. */
const WITHIN_MS = 8 * PACE_MS;

/** No server dies here, and one that is busy with a thousand streams may be late: it has the lease that servers usually have. */
const USUAL = { DRAGOMAN_LEASE_S: "15" };

export const drops: Experiment = {
  name: "drops",
  about:
    "two thousand clients of two servers on one PostgreSQL read streams for ten minutes, cut off a twentieth of them at random moments, and read on from any server",
  promises: clientPromises,
  run: async ({ closers, size, progress }) => {
    const world = await openWorld(closers, PACE_MS);
    const { url } = closers.add(await startPostgres(), (each) => each.stop());
    const nodes = await openNodes(closers, world, url, [USUAL, USUAL]);
    const load = { clients: scaled(CLIENTS, size), cut: { share: SHARE, withinMs: WITHIN_MS } };
    const doors = nodes.map(({ door }) => door);
    const talkers = await underLoad(doors, nodes[0]!.agent, load, () => pass(SECONDS * size, progress));
    await Promise.all(nodes.map((node) => node.stop()));
    return {
      breaches: await onServer(url, (database) => lookAt(world, talkers, database)),
      measured: [
        measured("clients", load.clients),
        measured("streams cut", sum(talkers.map(({ trouble }) => trouble.cut))),
        ...doneBy(world, talkers),
      ],
    };
  },
};
