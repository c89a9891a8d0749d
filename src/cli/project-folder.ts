// Which project `start` serves: the folder given, or the packaged examples where there is nothing to serve.
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "./command.ts";
import { packageRoot } from "./package-root.ts";

/** What makes a folder a project; an authoring bundle lies somewhere below one of the last two. */
const signs = ["dragoman.yaml", "agents", "sfdx-project.json", "force-app", "aiAuthoringBundles"] as const;

export const examplesFolder = () => fileURLToPath(new URL("examples", packageRoot));

/** The project folder, and whether the packaged examples stand in for one that has no project in it. */
export async function chooseProject(
  cwd: string,
  given: string | undefined,
): Promise<{ folder: string; standIn: boolean }> {
  const folder = resolve(cwd, given ?? ".");
  if (!(await exists(folder))) {
    throw new Failure(
      "no_folder",
      `There is no folder ${folder}. Make it, or leave it out to serve the folder you are in`,
    );
  }
  return (await hasProject(folder)) ? { folder, standIn: false } : { folder: examplesFolder(), standIn: true };
}

/** Whether a folder has a project in it. */
export async function hasProject(folder: string): Promise<boolean> {
  return (await Promise.all(signs.map((sign) => exists(join(folder, sign))))).includes(true);
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
