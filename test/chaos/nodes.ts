// Servers to do bad things to: each a process of its own, that can be killed and comes back at the same address.
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Closers } from "../../src/closers.ts";
import { makeFolder } from "../support/folder.ts";
import { type StartedServer, startCommand } from "../support/start-command.ts";
import type { Door } from "./talker.ts";
import type { World } from "./till-project.ts";

/** Seconds after which a server that is not heard of counts as gone. */
export const LEASE_S = 2;

type Env = Readonly<Record<string, string>>;

export interface Node {
  readonly door: Door;
  /** Id of the project's agent. */
  readonly agent: string;
  /** The data folder. */
  readonly data: string;
  /** Id of its process. */
  pid(): number;
  /** Kill it, and start it again. */
  strike(): Promise<void>;
  /** Let it finish what runs, and stop it. */
  stop(): Promise<void>;
}

/** A server with a data folder of its own. */
export async function openNode(closers: Closers, world: World, env: Env = {}): Promise<Node> {
  const data = closers.add(await makeFolder({}), (folder) => rm(folder, { recursive: true, force: true }));
  const start = (port: string) =>
    startCommand({ project: world.project, data, model: "compatible:stub", env: { ...world.env, ...env, PORT: port } });
  let server: StartedServer = await start("0");
  closers.add(server, () => server.stop());
  // Always the same port: a token is good for the origin that gave it.
  const { port } = new URL(server.origin);
  return {
    data,
    pid: () => server.pid,
    door: { origin: server.origin, token: await server.token() },
    agent: (await server.agents()).Till!,
    strike: async () => {
      await server.kill();
      server = await start(port);
    },
    stop: () => server.stop(),
  };
}

/** Servers on one PostgreSQL. @param envs what each has in its environment beside what all need */
export async function openNodes(
  closers: Closers,
  world: World,
  databaseUrl: string,
  envs: readonly Env[] = [{}, {}],
): Promise<readonly Node[]> {
  const shared = {
    DATABASE_URL: databaseUrl,
    DRAGOMAN_SECRET_KEY: randomBytes(32).toString("base64"),
    DRAGOMAN_LEASE_S: String(LEASE_S),
  };
  const nodes: Node[] = [];
  for (const env of envs) nodes.push(await openNode(closers, world, { ...shared, ...env }));
  return nodes;
}
