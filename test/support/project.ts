// A project folder for one test file, written from texts and removed with it.
import { rm } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { makeFolder } from "./folder.ts";

const root = resolve(import.meta.dirname, "../..");

/** @param files what each file says, by its path in the project; `Name.agent` goes where agents belong */
export async function projectOf(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const placed = Object.entries(files).map(
    ([name, text]) => [name.replace(/^(\w+)\.agent$/, "agents/$1/$1.agent"), text] as const,
  );
  const folder = await makeFolder(Object.fromEntries(placed));
  // As `startTestServer` wants it: from the root of the repository.
  return { path: relative(root, folder), remove: () => rm(folder, { recursive: true }) };
}
