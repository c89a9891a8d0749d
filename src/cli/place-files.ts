// Puts new files into a folder: all of them or, where one is in the way, none.
import { lstat, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "./command.ts";
import type { NewFile, NewFiles } from "./templates.ts";

/**
 * Write the files of a template. Of the shared ones, those that are there with the same text stay.
 * @returns the paths that were written, from the folder
 * @throws Failure `in_the_way` that names every file that would have been written over; nothing is written then
 */
export async function placeFiles(folder: string, { own, shared }: NewFiles): Promise<string[]> {
  const missing: NewFile[] = [];
  const inTheWay: string[] = [];
  for (const file of [...own, ...shared]) {
    const there = await textOf(join(folder, file.path));
    if (there === undefined) missing.push(file);
    else if (own.includes(file) || there !== file.text) inTheWay.push(file.path);
  }
  if (inTheWay.length > 0) {
    const them = inTheWay.length === 1 ? "it" : "them";
    throw new Failure(
      "in_the_way",
      `Nothing was written, for in ${folder} there is already ${inTheWay.join(", ")}. Rename or remove ${them}, or choose another folder or name`,
    );
  }
  for (const { path, text } of missing) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: "wx" });
  }
  return missing.map(({ path }) => path);
}

/** The text of a file, `undefined` where there is nothing of that name, not even a link that leads nowhere. */
async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return (await lstat(path).catch(() => undefined)) && "";
    if (error.code === "EISDIR") return "";
    throw new Failure("cannot_write", `${path} cannot be read (${error.code}). Choose another folder`);
  });
}
