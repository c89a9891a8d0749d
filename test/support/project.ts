// A project folder for one test file, written from texts or copied, and removed with it.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { makeFolder } from "./folder.ts";

const root = resolve(import.meta.dirname, "../..");

export interface TestProject {
  /** From the root of the repository, as `startTestServer` wants it. */
  readonly path: string;
  remove(): Promise<void>;
}

/** @param files what each file says, by its path in the project; `Name.agent` goes where agents belong */
export async function projectOf(files: Readonly<Record<string, string>>): Promise<TestProject> {
  const placed = Object.entries(files).map(
    ([name, text]) => [name.replace(/^(\w+)\.agent$/, "agents/$1/$1.agent"), text] as const,
  );
  return ownFolder(await makeFolder(Object.fromEntries(placed)));
}

/** A project of the repository, copied for a test that makes the server write into it. */
export async function copyOf(project: string): Promise<TestProject> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-test-"));
  await cp(join(root, project), folder, { recursive: true, filter: (path) => !path.includes(".dragoman") });
  return ownFolder(folder);
}

const ownFolder = (folder: string): TestProject => ({
  path: relative(root, folder),
  remove: () => rm(folder, { recursive: true }),
});
