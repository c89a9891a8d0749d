// The files a command is given, one by one or in folders, and how they are named to people.
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

/** The kinds of files that commands look for in folders. */
const kinds = { ".agent": /\.agent$/, ".yaml": /\.ya?ml$/ } as const;

/** Every script that the paths name or hold, each once, in order. See `filesIn`. */
export const scriptsIn = (cwd: string, paths: readonly string[]) => filesIn(cwd, paths, ".agent");

/**
 * Every file that the paths name, and every one of the kind that they hold, each once, in order. Whether it can be read
 * is for the reader to find out: a folder with such a name is listed like a file.
 * @param cwd the folder that paths which are not whole begin in
 * @throws Failure `misuse` when a path leads to no such file
 */
export async function filesIn(cwd: string, paths: readonly string[], kind: keyof typeof kinds): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths.map((path) => resolve(cwd, path))) {
    const stats = await stat(path).catch(() => {
      throw misuse(`There is no file or folder ${path}`);
    });
    const isFolder = stats.isDirectory() && !kinds[kind].test(path);
    const files = isFolder ? await filesBelow(path, kinds[kind]) : [path];
    if (files.length === 0) throw misuse(`There is no ${kind} file in ${path}`);
    for (const file of files) found.add(file);
  }
  return [...found];
}

async function filesBelow(folder: string, named: RegExp): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const fits = named.test(entry.name) && (entry.isFile() || entry.isSymbolicLink() || entry.isDirectory());
    if (fits) found.push(path);
    const enter = !fits && entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules";
    if (enter) found.push(...(await filesBelow(path, named)));
  }
  return found;
}
