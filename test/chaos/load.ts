// Clients that talk without pause while something is done to their servers.
import { setTimeout as sleep } from "node:timers/promises";
import { type Door, openTalker, type Talker } from "./talker.ts";

export interface Load {
  /** How many talk at a time. */
  readonly clients: number;
  /** Turns after which a client goes on in a new session. Absent: never. */
  readonly turns?: number;
  /** Share of streams that their client cuts, at a random moment of this many milliseconds. */
  readonly cut?: { readonly share: number; readonly withinMs: number };
}

/**
 * Let clients talk for as long as `work` takes, and then to the end of their turns.
 * @returns a talker for each session
 */
export async function underLoad(
  doors: readonly Door[],
  agent: string,
  { clients, turns = Number.POSITIVE_INFINITY, cut }: Load,
  work: () => Promise<void>,
): Promise<readonly Talker[]> {
  const talkers: Talker[] = [];
  let over = false;
  const open = async () => {
    const talker = await openTalker(doors, agent, cut);
    talkers.push(talker);
    return talker;
  };
  const first = await Promise.all(Array.from({ length: clients }, open));
  const load = first.map(async (opened) => {
    let talker = opened;
    while (!over) {
      if (talker.seen.length >= turns) talker = await open();
      await talker.talk();
    }
  });
  await Promise.race([work(), Promise.all(load)]);
  over = true;
  await Promise.all(load);
  return talkers;
}

/** Let time pass, and say how much of it has, about fifty times at most. */
export async function pass(seconds: number, progress: (step: string) => void): Promise<void> {
  const steps = Math.ceil(Math.min(50, seconds / 10));
  for (let step = 1; step <= steps; step += 1) {
    await sleep((seconds / steps) * 1000);
    progress(`${Math.round((seconds / steps) * step)} of ${Math.round(seconds)} s`);
  }
}
