// A project folder for one test file, written from texts and removed with it.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** @param files what each file says, by its path in the project; `Name.agent` goes where agents belong */
export async function projectOf(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "dragoman-project-"));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name.replace(/^(\w+)\.agent$/, "agents/$1/$1.agent"));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  // As `startTestServer` wants it: from the root of the repository.
  return { path: relative(root, folder), remove: () => rm(folder, { recursive: true }) };
}
