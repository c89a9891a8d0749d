// From the command to the first answered message, and the memory of a server at rest, on an empty and an existing folder.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manySockets, openSession, timedTurn } from "./load.ts";
import type { Bench, Figure } from "./measure.ts";
import { serveChild } from "./serve-child.ts";

async function start(folder: string, kind: "server" | "floor") {
  const began = performance.now();
  const child = await serveChild(kind, { DRAGOMAN_DATA: folder });
  const listening = performance.now() - began;
  const sockets = manySockets();
  await timedTurn(sockets, child.target, await openSession(sockets, child.target));
  const answered = performance.now() - began;
  const { resident: memory } = await child.memory();
  sockets.destroy();
  await child.stop();
  return { listening, answered, memory };
}

export const startup: Bench = {
  name: "startup",
  about: "from nothing to the first answered message, with the embedded database; the floor opens the same database",
  run: async (progress) => {
    const folder = await mkdtemp(join(tmpdir(), "dragoman-bench-"));
    const figures: Figure[] = [];
    try {
      for (const [state, kind] of [
        ["empty folder", "server"],
        ["existing folder", "server"],
        ["floor, empty folder", "floor"],
      ] as const) {
        progress(state);
        const { listening, answered, memory } = await start(folder, kind);
        figures.push(
          { name: `${state}: listening after`, value: listening / 1000, unit: "s" },
          {
            name: `${state}: first message answered after`,
            value: answered / 1000,
            unit: "s",
            ...(kind === "server" ? { atMost: 5 } : {}),
          },
          { name: `${state}: memory`, value: memory / 2 ** 20, unit: "MB" },
        );
      }
      return figures;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
