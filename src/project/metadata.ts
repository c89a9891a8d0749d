// Finds the external client apps of a project that lie in metadata files, as the original's tools keep them.
import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import type { FileProblem } from "../contract/setup.ts";
import { isMetadataPath } from "../contract/setup-records.ts";
import { problemsOf } from "../identity/apps/app-declaration.ts";
import { readMetadata } from "../identity/apps/metadata/import.ts";
import { walk } from "./agents.ts";
import type { ProjectApp } from "./declarations.ts";
import { fileProblem } from "./problem.ts";

export interface MetadataApps {
  /** Whether there are such files at all, be they readable or not. */
  readonly found: boolean;
  readonly apps: readonly ProjectApp[];
  readonly problems: readonly FileProblem[];
}

/** Read every metadata file of an external client app below a folder. */
export async function readMetadataApps(folder: string, madeBy: string): Promise<MetadataApps> {
  const paths: string[] = [];
  for await (const { folder: here, layout } of walk(folder)) {
    if (layout || !/^(?:externalClientApps|extlClntApp\w+)$/.test(basename(here))) continue;
    const names = (await readdir(here)).map((name) => join(here, name));
    paths.push(...names.filter((path) => isMetadataPath(path.split(sep).join("/"))));
  }
  const files = await Promise.all(
    paths.sort().map(async (path) => ({
      path: relative(folder, path).split(sep).join("/"),
      text: await readFile(path, "utf8"),
    })),
  );
  const read = readMetadata(files, madeBy);
  const checked = read.apps.map((app) => ({ app, wrong: problemsOf(app) }));
  return {
    found: files.length > 0,
    apps: checked.flatMap(({ app, wrong }) => (wrong.length === 0 ? [app] : [])),
    problems: [
      ...read.problems.map(({ file, severity, message }) =>
        fileProblem(file, "metadata", `The file ${message}`, undefined, severity),
      ),
      ...checked.flatMap(({ app, wrong }) => wrong.map((sentence) => fileProblem(app.file, "invalid-app", sentence))),
    ],
  };
}
