// The scripts a command is given: files, or folders with scripts in them, and how they are named to people.
import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { misuse } from "./command.ts";

/** A path below the folder one is in by its way from there, any other one whole. */
export const shown = (cwd: string, file: string) => {
  const way = relative(cwd, file);
  return way.startsWith("..") ? file : way;
};

/** `1 script`, `2 scripts`. */
export const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;

/**
 * Every script that the paths name or hold, each once, in order.
 * @param cwd the folder that paths which are not whole begin in
 * @throws Failure `misuse` when a path leads to no script
 */
export async function scriptsIn(cwd: string, paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths.map((path) => resolve(cwd, path))) {
    const stats = await stat(path).catch(() => {
      throw misuse(`There is no file or folder ${path}`);
    });
    const scripts = stats.isDirectory() ? await scriptsBelow(path) : [path];
    if (scripts.length === 0) throw misuse(`There is no .agent file in ${path}`);
    for (const script of scripts) found.add(script);
  }
  return [...found];
}

async function scriptsBelow(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith(".agent")) found.push(path);
    const enter = entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules";
    if (enter) found.push(...(await scriptsBelow(path)));
  }
  return found;
}
