// Servers are killed (SIGKILL) at random moments under load and started again, on either database.
import { setTimeout as sleep } from "node:timers/promises";
import { startPostgres } from "../support/postgres.ts";
import { type Conditions, type Experiment, measured, scaled } from "./experiment.ts";
import { underLoad } from "./load.ts";
import { type Node, openNode, openNodes } from "./nodes.ts";
import { clientPromises, doneBy, lookAt, onFolder, onServer } from "./promises.ts";
import type { Talker } from "./talker.ts";
import { openWorld, type World } from "./till-project.ts";

const CLIENTS = 8;
const KILLS = 200;
const PACE_MS = 15;

/** A server is up for this long, at random, before it is killed again. */
const UP_MS = [100, 900] as const;

/** Load on the nodes while any of them is struck, so many times; then everything is let come to rest. */
export async function strike(
  world: World,
  nodes: readonly Node[],
  kills: number,
  progress: Conditions["progress"],
): Promise<readonly Talker[]> {
  const doors = nodes.map(({ door }) => door);
  const talkers = await underLoad(doors, nodes[0]!.agent, { clients: CLIENTS }, async () => {
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(UP_MS[0] + Math.random() * (UP_MS[1] - UP_MS[0]));
      await nodes[Math.floor(Math.random() * nodes.length)]!.strike();
      if (kill % 10 === 0) progress(`${kill} of ${kills} kills, ${world.target.effects.size} charges`);
    }
  });
  await Promise.all(nodes.map((node) => node.stop()));
  return talkers;
}

export const killEmbedded: Experiment = {
  name: "kill-embedded",
  about: "one server on the embedded database is killed at random moments while eight clients talk, and started again",
  promises: clientPromises,
  run: async (conditions) => {
    const world = await openWorld(conditions.closers, PACE_MS);
    const node = await openNode(conditions.closers, world);
    const kills = scaled(KILLS, conditions.size);
    const talkers = await strike(world, [node], kills, conditions.progress);
    return {
      breaches: await onFolder(node.data, (database) => lookAt(world, talkers, database)),
      measured: [measured("kills", kills), ...doneBy(world, talkers)],
    };
  },
};

export const killNodes: Experiment = {
  name: "kill-nodes",
  about:
    "of two servers on one PostgreSQL, either is killed at random moments while eight clients talk, and started again",
  promises: clientPromises,
  run: async (conditions) => {
    const { closers } = conditions;
    const world = await openWorld(closers, PACE_MS);
    const { url } = closers.add(await startPostgres(), (each) => each.stop());
    const kills = scaled(KILLS, conditions.size);
    const talkers = await strike(world, await openNodes(closers, world, url), kills, conditions.progress);
    return {
      breaches: await onServer(url, (database) => lookAt(world, talkers, database)),
      measured: [measured("kills", kills), ...doneBy(world, talkers)],
    };
  },
};
