// Follows a project folder and says when something in it that matters was edited.
import { type FSWatcher, watch } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { walk } from "./agents.ts";
import { PROJECT_FILE } from "./read.ts";

/** Editors save in several steps; the folder is read once they are over. */
const SETTLE_MS = 100;

/**
 * Call `apply` after every edit of dragoman.yaml or of an agent, one call at a time, until `signal` aborts.
 * Resolves once the folder is being watched; `done` resolves when watching has ended. Edits made while `apply` runs
 * lead to one more call. Only folders that may hold agents are watched, as `node_modules` alone can hold more than the
 * system allows.
 */
export async function watchProject(
  folder: string,
  apply: () => Promise<void>,
  signal: AbortSignal,
): Promise<{ done: Promise<void> }> {
  const watchers = new Map<string, FSWatcher>();
  let edited = Promise.withResolvers<void>();
  const notice = (name: string | null) => {
    if (matters(name)) edited.resolve();
  };
  const stopped = new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await follow(folder, watchers, notice);

  const run = async () => {
    try {
      while (!signal.aborted) {
        await Promise.race([edited.promise, stopped]);
        await Promise.race([pause(SETTLE_MS), stopped]);
        if (signal.aborted) return;
        edited = Promise.withResolvers<void>();
        await follow(folder, watchers, notice);
        await apply();
      }
    } finally {
      for (const watcher of watchers.values()) watcher.close();
    }
  };
  return { done: run() };
}

/** A name without a dot may be a folder that came or went; without any name, anything may have changed. */
const matters = (name: string | null) =>
  name === null ||
  name === PROJECT_FILE ||
  /\.(?:agent|bundle-meta\.xml|eca\w*-meta\.xml)$/.test(name) ||
  !name.includes(".");

/** Watch the folders there are now, and no others. */
async function follow(
  root: string,
  watchers: Map<string, FSWatcher>,
  notice: (name: string | null) => void,
): Promise<void> {
  const present = new Set([root]);
  for await (const { folder, layout, children } of walk(root)) {
    for (const path of layout ? [folder, ...children] : [folder]) present.add(path);
  }
  for (const [path, watcher] of watchers) {
    if (present.has(path)) continue;
    watcher.close();
    watchers.delete(path);
  }
  for (const path of present) {
    if (watchers.has(path)) continue;
    const watcher = watch(path, (_, name) => notice(name));
    watcher.on("error", () => watcher.close());
    watchers.set(path, watcher);
  }
}
